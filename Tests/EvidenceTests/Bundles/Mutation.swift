import Evidence
import Primitives
import Provenance
import Testing

/// Something done to a bundle, and what a verifier must make of it.
struct Mutation: Sendable, CustomTestStringConvertible {
    /// What a verifier must say.
    enum Outcome: Sendable, Equatable {
        /// Failed, with at least these errors among its findings.
        case failed([FindingCode])
        case incomplete([FindingCode])
        /// Harmless, with these findings that are more than notices.
        case verified([FindingCode])
        case unreadable(UnreadableBundle.Code)
    }

    let name: String
    let scope: EvidenceScope
    let outcome: Outcome
    let apply: @Sendable (inout BundleText) throws -> Void

    init(
        _ name: String, of scope: EvidenceScope = .label(.label("d", "i", "a")), _ outcome: Outcome,
        _ apply: @escaping @Sendable (inout BundleText) throws -> Void
    ) {
        self.name = name
        self.scope = scope
        self.outcome = outcome
        self.apply = apply
    }

    var testDescription: String { name }
}

extension String {
    /// With one character in base64url or base64 changed for another, at `place` from the end of the first quoted text
    /// after `member`.
    func flipping(_ member: String, at place: Int) -> String {
        guard let start = range(of: "\"\(member)\":") else { return self }
        var bytes = Array(utf8)
        let from = utf8.distance(from: utf8.startIndex, to: start.upperBound) + 1 + place
        bytes[from] = bytes[from] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
        return String(decoding: bytes, as: UTF8.self)
    }

    private func range(of text: String) -> Range<String.Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(text) { return start..<index(start, offsetBy: text.count) }
            start = index(after: start)
        }
        return nil
    }
}
