/// Who a cosignature's line is by: the name and the key id that it bears (C2SP signed-note), as the line spells them.
package struct CosignerName: Hashable, Sendable {
    package let text: String

    /// What of the line's last field is the key id: 32 bits of it, in six characters of base64. The four bits after them are the
    /// highest of the time, which are zero.
    private static let keyIDCharacterCount = 6

    /// `nil` where it is no line of a note's signature.
    package init?(line: String) {
        let fields = line.utf8.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false).map(Substring.init)
        guard fields.count == 3, fields[0] == "—", fields[2].count > Self.keyIDCharacterCount else { return nil }
        text = "\(fields[1]) \(fields[2].prefix(Self.keyIDCharacterCount))"
    }
}
