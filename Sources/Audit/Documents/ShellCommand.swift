/// A command that a reader can paste into a shell. Names in it come from the log and may hold anything: what a shell would
/// take for more than a word is quoted (POSIX.1-2024, Shell Command Language §2.2.2).
struct ShellCommand: CustomStringConvertible {
    let description: String

    init(_ words: String...) { description = words.map(Self.quoted).joined(separator: " ") }

    private static func quoted(_ word: String) -> String {
        guard word.isEmpty || !word.utf8.allSatisfy(isPlain) else { return word }
        return "'" + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: #"'\''"#) + "'"
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "+-_./:@%,=".utf8.contains(byte)
        }
    }
}
