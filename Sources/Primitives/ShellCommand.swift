/// A command that a reader can paste into a shell. Names in it come from the log and may hold anything: what a shell would
/// take for more than a word is quoted (POSIX.1-2024, Shell Command Language §2.2.2), and what the command would take for an
/// option is given as a value (POSIX.1-2024, Utility Syntax Guidelines, 10).
package struct ShellCommand: CustomStringConvertible {
    package enum Part: ExpressibleByStringLiteral {
        /// Our own.
        case word(String)
        case option(String, String)
        /// What the command is about. Of those that begin with a hyphen there is at most one.
        case operand(String)

        package init(stringLiteral value: String) { self = .word(value) }
    }

    package let description: String

    package init(_ parts: Part...) {
        var words: [String] = []
        var last: [String] = []
        for part in parts {
            switch part {
            case .word(let word): words.append(word)
            case .option(let name, let value): words += Self.hasHyphen(value) ? ["\(name)=\(value)"] : [name, value]
            case .operand(let value): if Self.hasHyphen(value) { last = ["--", value] } else { words.append(value) }
            }
        }
        description = (words + last).map(Self.quoted).joined(separator: " ")
    }

    private static func hasHyphen(_ value: String) -> Bool { value.utf8.first == UInt8(ascii: "-") }

    // By scalars: a quote with an accent upon it is another Character, and still a quote to a shell.
    private static func quoted(_ word: String) -> String {
        guard word.isEmpty || !word.utf8.allSatisfy(isPlain) else { return word }
        var quoted = "'".unicodeScalars
        for scalar in word.unicodeScalars {
            if scalar == "'" { quoted.append(contentsOf: #"'\'"#.unicodeScalars) }
            quoted.append(scalar)
        }
        return String(quoted) + "'"
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "+-_./:@%,=".utf8.contains(byte)
        }
    }
}
