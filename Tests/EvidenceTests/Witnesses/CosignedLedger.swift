import Evidence
import MerkleLog
import Primitives
import Provenance
import Signatures

/// A ledger whose newest checkpoint is the note given, and that has earlier ones beside it.
struct CosignedLedger: EvidenceSource {
    let ledger: TestLedger
    let checkpoint: String
    var earlierCheckpoints: [String] = []

    func entry(at index: EntryIndex) throws -> [UInt8] { try ledger.entry(at: index) }
    func disclosures(at index: EntryIndex) -> [String] { ledger.disclosures(at: index) }
    func history(of subject: Subject, below size: TreeSize) -> [EntryIndex] { ledger.history(of: subject, below: size) }
    var seal: BundleSeal? { ledger.seal }
    func proofs(of subjects: [Subject], at seal: BundleSeal) -> [PrefixProof]? { ledger.proofs(of: subjects, at: seal) }
    func tile(_ coordinate: TileCoordinate) -> [Digest]? { ledger.tile(coordinate) }

    func export(_ scope: EvidenceScope = .ledger) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        try await BundleWriter(self, scope: scope, generator: "tests", created: ledger.clock).write { bytes += $0 }
        return bytes
    }
}

/// Witnesses by name, with one key each.
enum Witnesses {
    static func signer(_ name: String) -> CosignatureSigner {
        CosignatureSigner(name: "witness.example/\(name)", key: TestLedger.key("witness \(name)"))
    }

    /// `quorum` of the witnesses a, b and c.
    static func policy(_ quorum: Int, log: VerifierKey? = nil) throws -> WitnessPolicy {
        let lines = ["a", "b", "c"].map { "witness \($0) \(signer($0).vkey.text)\n" }.joined()
        let log = log.map { "log \($0.text)\n" } ?? ""
        return try WitnessPolicy(parsing: Array((log + lines + "group g \(quorum) a b c\nquorum g\n").utf8))
    }

    static let time = TestLedger.day(30)

    static func cosign(_ note: String, _ log: VerifierKey, by names: [String]) throws -> String {
        var note = note
        for name in names {
            guard case .valid(let checkpoint) = try UncheckedCheckpoint(parsing: note).check(with: log) else { throw NotSigned() }
            note = signer(name).cosign(checkpoint, at: time)
        }
        return note
    }

    struct NotSigned: Error {}
}
