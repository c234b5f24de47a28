/// Text of unknown origin made safe to put before eyes.
package enum VisibleText {
    /// Control characters, which could drive a terminal, and the characters that turn the direction of what follows are
    /// written as ⟨U+202E⟩; a line break as ↵. Letters of any script stay as they are.
    package static func showingControls(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isHidden) else { return text }
        var result = ""
        for scalar in text.unicodeScalars {
            if scalar == "\n" {
                result += "↵"
            } else if isHidden(scalar) {
                let hex = String(scalar.value, radix: 16, uppercase: true)
                result += "⟨U+" + String(repeating: "0", count: max(0, 4 - hex.utf8.count)) + hex + "⟩"
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// The lines of a text, parted by line feeds, with their controls shown.
    package static func lines(_ text: String) -> [String] {
        // By scalars: a carriage return and a line feed are one Character.
        text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).map { showingControls(String($0)) }
    }

    /// A JSON text in which the same characters are escaped. Those that JSON lets stand unescaped stand in strings only.
    package static func escapingControls(inJSON text: String) -> String {
        guard text.unicodeScalars.contains(where: { isHidden($0) && $0.value > 0x20 }) else { return text }
        var result = ""
        for scalar in text.unicodeScalars {
            if isHidden(scalar), scalar.value > 0x20 {
                let hex = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - hex.utf8.count) + hex
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    private static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F..<0xA0, 0x2028...0x202E, 0x2066...0x2069: true
        default: false
        }
    }

    /// A text of others' within a sentence of ours, between quotation marks that it cannot close: at most so many columns, and no run of
    /// blanks that would let it begin a line of its own where a terminal breaks lines.
    package static func quoted(_ text: String, to columns: Int = 60) -> String {
        let words = text.unicodeScalars.split { $0.properties.isWhitespace && $0 != "\n" }
        let joined = words.map { String($0) }.joined(separator: " ")
        let inner = joined.unicodeScalars.map { $0 == "\u{201C}" || $0 == "\u{201D}" ? "\"" : String($0) }.joined()
        return "\u{201C}\(shortened(inner, to: columns))\u{201D}"
    }

    /// A member's name, or a place in a list: as it is if it is a plain word, else quoted.
    package static func name(_ text: String) -> String {
        let isPlain = text.utf8.count <= 64 && !text.isEmpty && text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
        return isPlain ? text : quoted(text)
    }

    /// At most so many columns of it, the rest as an ellipsis; whole characters only.
    package static func shortened(_ text: String, to columns: Int) -> String {
        let shown = showingControls(text)
        // A character may be made of any number of marks.
        guard width(shown) > columns || shown.unicodeScalars.count > 4 * columns else { return shown }
        var result = ""
        for character in shown {
            guard width(result) + width(character) < columns,
                result.unicodeScalars.count + character.unicodeScalars.count < 4 * columns
            else { break }
            result.append(character)
        }
        return result + "…"
    }

    /// How many columns of a terminal the text takes: two for wide East Asian letters and pictures, none for marks.
    package static func width(_ text: some StringProtocol) -> Int {
        text.utf8.count == text.utf16.count ? text.utf8.count : text.reduce(0) { $0 + width($1) }
    }

    package static func width(_ character: Character) -> Int {
        guard let first = character.unicodeScalars.first else { return 0 }
        switch first.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: return 0
        default: break
        }
        switch first.value {
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
            0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFD:
            return 2
        default: return 1
        }
    }
}
