import MerkleLog
import Primitives
import Provenance
import Signatures

/// Makes the index of every seal anew, from a bundle that holds every entry and in which nothing failed: whoever has the whole
/// ledger need not take the operator's word for a seal.
struct SealRecomputation {
    let survey: BundleSurvey
    /// In the order of the log.
    let seals: [FoundSeal]

    /// About 80 bytes each are held; in a ledger with more, seals stay the operator's word.
    private static let subjectLimit: UInt64 = 1_200_000
    private static let touchesAtOnce = 1 << 17

    private struct Touched: Sendable {
        let leaf: Digest
        let keys: [Digest]
    }

    /// - Throws: `UnreadableBundle`, and what the input throws.
    func findings(in input: any BundleInput) async throws -> [Finding] {
        guard !seals.isEmpty else { return [] }
        var reader = LineBlockReader(input)
        var progress = Progress(seals: seals[...])
        let entries = survey.entries
        try await OrderedPipeline.run(
            next: { try reader.next() },
            perform: { block in try Self.touched(block, entries) },
            consume: { for entry in $0 { try progress.take(entry.leaf, entry.keys) } })
        try progress.check()
        return progress.findings
    }

    private static func touched(_ block: LineBlock, _ entries: Range<Int>) throws -> [Touched] {
        try block.bytes.withUnsafeBytes { bytes in
            try block.lines.enumerated().compactMap { place, line -> Touched? in
                guard entries.contains(block.number(place)) else { return nil }
                do throws(JSONError) {
                    return try EntryLine.read(UnsafeRawBufferPointer(rebasing: bytes[line])) { touched($0.entry) } ?? nil
                } catch {
                    throw UnreadableBundle(error, line: block.number(place))
                }
            }
        }
    }

    /// `nil` for what is no event; then the bundle has failed before.
    private static func touched(_ entry: UnsafeRawBufferPointer) -> Touched? {
        guard let parts = EntryParts(entry), let token = try? UncheckedToken(parsing: parts.jws),
            let event = try? Event(payload: token.payload)
        else { return nil }
        return Touched(leaf: .leaf(entry), keys: event.subjects.map { Digest(hashing: $0.description) })
    }

    /// How far the tree has grown, and the seals that are still to be met.
    private struct Progress {
        private var seals: ArraySlice<FoundSeal>
        private var pages = MemoryPrefixPages()
        private var touches: [PrefixTouch] = []
        private var log = CompactRange()
        private(set) var findings: [Finding] = []

        init(seals: ArraySlice<FoundSeal>) { self.seals = seals }

        mutating func take(_ leaf: Digest, _ keys: [Digest]) throws {
            try check()
            guard !seals.isEmpty else { return }
            log.append(leaf)
            for key in keys { touches.append(PrefixTouch(key: key, leaf: leaf)) }
            if touches.count >= touchesAtOnce { _ = try flush() }
        }

        /// Compares the seals that are of as many entries as were taken.
        mutating func check() throws {
            while let seal = seals.first, seal.size <= log.size {
                guard seal.size == log.size else {
                    report(.sealNotRecomputed, seal, "The seal goes less far than one before it; it was not made anew.")
                    seals.removeFirst()
                    continue
                }
                guard let summary = try flush() else { return }
                seals.removeFirst()
                if summary.hash != seal.data.indexRoot || summary.count != seal.data.subjectCount {
                    report(.sealFalse, seal, "The seal is not what the histories of the entries before \(seal.size) come to.")
                }
                if log.root != seal.data.root {
                    report(.sealDiffers, seal, "The seal is of another tree than that of the entries before \(seal.size).")
                }
            }
        }

        /// `nil` where the tree has grown too large: then this seal and those after it are given up.
        private mutating func flush() throws -> PrefixSummary? {
            let summary = try PrefixUpdate(touches).apply(to: &pages)
            touches.removeAll(keepingCapacity: true)
            guard summary.count > subjectLimit, let next = seals.first else { return summary }
            report(
                .sealNotRecomputed, next,
                "The ledger has too many subjects for this verifier to make this seal anew, and those after it.")
            (seals, pages) = ([], MemoryPrefixPages())
            return nil
        }

        private mutating func report(_ code: FindingCode, _ seal: FoundSeal, _ sentence: String) {
            findings.append(Finding(code, index: seal.index, sentence))
        }
    }
}
