import MerkleLog
import Primitives
import Provenance
import Signatures

/// What goes into a bundle: which entries, which histories, and how entries are proved.
struct BundlePlan {
    let checkpoint: UncheckedCheckpoint
    private(set) var histories: [(subject: Subject, runs: IndexRuns)] = []
    /// Of the histories, in their order; empty if there is no seal.
    private(set) var proofs: [PrefixProof] = []
    private(set) var seal: BundleSeal?
    private(set) var entries = IndexRuns()
    /// Tiles that prove the entries; empty where the bundle has every entry, or inclusion proofs.
    private(set) var tiles: [Tile] = []
    private(set) var provesEachEntry = false

    /// Tiles are held in memory while they are checked; past this many, each entry gets its proof instead.
    private static let tileLimit = 8192

    var size: TreeSize { checkpoint.claimed.size }
    var holdsEveryEntry: Bool { entries.count == size.value }

    init(_ scope: EvidenceScope, of source: some EvidenceSource) throws {
        do throws(NoteError) { checkpoint = try UncheckedCheckpoint(parsing: source.checkpoint) } catch {
            throw ExportError(.damaged, "The checkpoint is none: \(error)")
        }
        if scope == .ledger {
            if size > .empty { entries.append(0..<size.value) }
        } else {
            try gather(scope, source)
        }
        guard !entries.runs.isEmpty else { throw ExportError(.nothingThere, "The ledger is empty.") }
        if !holdsEveryEntry { try chooseProofs(source) }
    }

    /// Follows the closure from history to history. Signatures are checked when the entries are written.
    private mutating func gather(_ scope: EvidenceScope, _ source: some EvidenceSource) throws {
        var closure = Closure(startingFrom: scope)
        var all: [EntryIndex] = []
        var next = 0
        while next < closure.subjects.count {
            // This is one step of seconds, and whom it is for may have gone.
            try Task.checkCancellation()
            let subject = closure.subjects[next]
            next += 1
            let indices = try source.history(of: subject, below: size)
            if subject == scope.subject, indices.isEmpty {
                throw ExportError(.nothingThere, "The ledger holds nothing about \(subject).")
            }
            for index in indices {
                let (event, reference) = try Self.event(at: index, in: source)
                closure.follow(event, reference: reference)
            }
            histories.append((subject, IndexRuns(indices)))
            all += indices
        }
        if let seal = source.seal, size.contains(seal.index),
            let proofs = try source.proofs(of: histories.map(\.subject), at: seal)
        {
            self.proofs = proofs
            self.seal = seal
            all.append(seal.index)
        }
        all.sort()
        for index in all { entries.append(index) }
    }

    private static func event(
        at index: EntryIndex, in source: some EvidenceSource
    ) throws -> (Event, EventReference) {
        let bytes = try source.entry(at: index)
        guard let jws = bytes.withUnsafeBytes({ EntryParts($0).map { Array($0.jws) } }) else {
            throw ExportError(.damaged, "Entry \(index) is not one.")
        }
        do {
            let token = try UncheckedToken(parsing: jws)
            let event = try Event(payload: token.payload)
            return (event, EventReference(id: event.id, digest: Digest(hashing: token.jws)))
        } catch {
            throw ExportError(.damaged, "Entry \(index) cannot be read: \(error)")
        }
    }

    /// Tiles serve many entries at once, inclusion proofs are smaller for few: whichever makes the smaller bundle.
    private mutating func chooseProofs(_ source: some EvidenceSource) throws {
        let needed = try TileCoordinate.needed(toProve: entries.indices, in: size)
        let base64Bytes = Digest.byteCount * 4 / 3 + 4
        let tileBytes = needed.reduce(0) { $0 + 64 + ($1.width(in: size)?.value ?? 0) * Digest.byteCount * 4 / 3 }
        let height = UInt64.bitWidth - (size.value - 1).leadingZeroBitCount
        let proofBytes = Double(entries.count) * Double(height * base64Bytes + 16)
        provesEachEntry = needed.count > Self.tileLimit || proofBytes < Double(tileBytes)
        guard !provesEachEntry else { return }
        tiles = try needed.map { coordinate in
            guard let width = coordinate.width(in: size), let hashes = try source.tile(coordinate), hashes.count >= width.value,
                let tile = Tile(coordinate, hashes: Array(hashes.prefix(width.value)))
            else {
                throw ExportError(.damaged, "The tile \(coordinate.number) of level \(coordinate.level) is missing or too short.")
            }
            return tile
        }
    }
}
