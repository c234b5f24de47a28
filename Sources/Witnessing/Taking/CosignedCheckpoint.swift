package import Ledger
package import Primitives
import Provenance
package import Signatures

/// A checkpoint of the ledger that somebody brings back, cosigned: an auditor's, who has replayed it.
///
/// Nobody was asked for it, so only those whose keys are given are heard: a line that does not hold would spoil every bundle for
/// whoever relies on that key.
package struct CosignedCheckpoint: Sendable {
    package enum Failure: String, Error, Hashable, Sendable, CaseIterable {
        case malformed
        case foreign
        case contradicting
        case unknownCosigner = "unknown-cosigner"

        /// For who brought it.
        package var sentence: String {
            switch self {
            case .malformed:
                "This is no checkpoint: a signed note is expected, as GET /checkpoint and touchmark monitor --out give it."
            case .foreign: "This ledger has no checkpoint of that origin and size."
            case .contradicting:
                "This ledger signed another checkpoint of that size, or none of its keys signed this one. If the signature under it "
                    + "is the ledger's, there are two of this ledger: publish it."
            case .unknownCosigner: "It bears no cosignature that holds by a key that is known here."
            }
        }
    }

    /// Lines that are kept of one cosigner under one checkpoint: an idle ledger is cosigned again and again.
    private static let greatestLineCount = 8

    package let size: TreeSize
    /// The lines to keep, each ended by a newline: none that would be too many.
    package let lines: [String]
    /// Whose cosignatures hold.
    package let cosigners: [VerifierKey]

    /// - Parameters:
    ///   - note: as it came.
    ///   - keys: whose cosignatures count.
    /// - Throws: what the store throws.
    package static func check(
        _ note: String, by keys: [VerifierKey], of reader: any LedgerReader
    ) throws -> Result<CosignedCheckpoint, Failure> {
        guard let claimed = (try? UncheckedCheckpoint(parsing: note))?.claimed,
            let signatures = note.firstRange(of: "\n\n").map({ String(note[$0.upperBound...]) })
        else { return .failure(.malformed) }
        guard let stored = try reader.checkpoint(atMost: claimed.size), stored.size == claimed.size else {
            return .failure(.foreign)
        }
        let own = try UncheckedCheckpoint(parsing: stored.note)
        guard own.claimed.origin.isSpelled(as: claimed.origin) else { return .failure(.foreign) }
        guard own.claimed.root == claimed.root, let checkpoint = try checked(own, in: reader) else {
            return .failure(.contradicting)
        }
        var (lines, cosigners): ([String], [VerifierKey]) = ([], [])
        for key in keys {
            let own = checkpoint.cosignatureLines(in: signatures, by: key)
            cosigners += own.isEmpty ? [] : [key]
            let names = Set(own.compactMap(CosignerName.init(line:)))
            let kept = stored.note.split(separator: "\n").count { line in
                CosignerName(line: String(line)).map(names.contains) ?? false
            }
            lines += own.filter { !stored.note.contains($0) }.prefix(max(0, greatestLineCount - kept))
        }
        guard !cosigners.isEmpty else { return .failure(.unknownCosigner) }
        return .success(CosignedCheckpoint(size: claimed.size, lines: lines, cosigners: cosigners))
    }

    /// By whichever of its keys the log signed it.
    private static func checked(_ own: UncheckedCheckpoint, in reader: any LedgerReader) throws -> VerifiedCheckpoint? {
        let keys = try LedgerHistories(reader).fold(LedgerHistory.self, of: .ledger)?.verifierKeys ?? []
        return keys.lazy.compactMap { key in
            if case .valid(let checkpoint) = own.check(with: key) { checkpoint } else { nil }
        }.first
    }
}
