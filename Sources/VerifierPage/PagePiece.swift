import CVerifierPage

/// A file that the page is made of, as it was when this program was compiled.
package struct PagePiece: Hashable, Sendable {
    /// Its path from `Sources/VerifierPage`, such as "Engine/verify.mjs".
    package let name: String
    package let text: String

    package init(name: String, text: String) {
        self.name = name
        self.text = text
    }

    /// All that are in this program, ordered by name.
    package static var embedded: [PagePiece] {
        var count = 0
        let pieces = UnsafeBufferPointer(start: touchmark_page_pieces(&count), count: count)
        return pieces.map { piece in
            PagePiece(
                name: String(cString: piece.name),
                text: String(decoding: UnsafeBufferPointer(start: piece.bytes, count: piece.count), as: UTF8.self))
        }
    }
}
