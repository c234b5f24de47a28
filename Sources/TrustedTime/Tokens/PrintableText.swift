/// Text of strangers, made safe to print: no control characters, no endless lines.
enum PrintableText {
    private static let limit = 200

    static func of(_ text: String) -> String {
        let scalars = text.unicodeScalars.prefix(limit).map { scalar in
            (0x20...0x7E).contains(scalar.value) ? Character(scalar) : "?"
        }
        return String(scalars)
    }
}
