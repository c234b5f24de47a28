/// A cell of comma-separated values (RFC 4180). By bytes and scalars: a comma or a quote with an accent upon it is another
/// Character, and still a comma or a quote to whoever reads the file.
enum CSVCell {
    /// True if a spreadsheet would take it for a formula.
    static func beginsFormula(_ text: String) -> Bool {
        guard let first = text.utf8.first else { return false }
        return "=+-@\t\r".utf8.contains(first)
    }

    /// In quotation marks where it needs them.
    static func quoted(_ text: String) -> String {
        guard text.utf8.contains(where: { ",\"\n\r".utf8.contains($0) }) else { return text }
        var quoted = "\"".unicodeScalars
        for scalar in text.unicodeScalars {
            if scalar == "\"" { quoted.append(scalar) }
            quoted.append(scalar)
        }
        return String(quoted) + "\""
    }
}
