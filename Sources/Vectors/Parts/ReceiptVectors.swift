import Evidence
import MerkleLog
import Primitives
import Provenance
import Signatures

/// Receipts in COSE of an entry of the ward, sound and spoilt (Docs/Protocol.md §3).
enum ReceiptVectors {
    private static let index = 9

    static func all() throws -> JSONValue {
        let ledger = try VectorLedger.ward()
        guard case .valid(let checkpoint) = try UncheckedCheckpoint(parsing: ledger.checkpoint).check(with: ledger.log.vkey)
        else { throw VectorError("the checkpoint is not signed") }
        var builder = ProofBuilder(size: ledger.size) { ledger.tiles[$0] }
        let proof = try builder.inclusionProof(of: EntryIndex(UInt64(index)))
        let event = try ledger.landmarks.head.id
        let subject = COSEReceipt.subject(of: event)
        let signed = ledger.log.sign(rootOf: checkpoint, subject: subject)
        func bytes(_ proof: InclusionProof, _ root: SignedRoot) throws -> [UInt8] {
            guard let receipt = COSEReceipt(proof, root) else { throw VectorError("the tree is too small") }
            return receipt.bytes
        }
        let good = try bytes(proof, signed)
        var other = builder
        let neighbour = try other.inclusionProof(of: EntryIndex(UInt64(index - 1)))
        let stranger = LogSigner(origin: ledger.origin, key: VectorSeeds.key("thief"))
        let theirs = try foreign(ledger, by: stranger, subject)
        let cases: [(name: String, bytes: [UInt8], holds: Bool)] = [
            ("sound", good, true),
            ("under alg Ed25519", try bytes(proof, ledger.log.sign(rootOf: checkpoint, subject: subject, as: .ed25519)), true),
            ("with the path of another entry", try bytes(neighbour, signed), false),
            ("about another event", try bytes(proof, ledger.log.sign(rootOf: checkpoint, subject: subject + "0")), false),
            ("by another key", try bytes(proof, theirs), false),
            (
                "a hash dropped",
                try bytes(InclusionProof(index: proof.index, size: proof.size, hashes: Array(proof.hashes.dropLast())), signed),
                false
            ),
            (
                "an index past the tree",
                try bytes(InclusionProof(index: EntryIndex(99), size: proof.size, hashes: proof.hashes), signed), false
            ),
            ("a changed signature", good.dropLast() + [good[good.count - 1] ^ 1], false),
            ("without its tag", Array(good.dropFirst()), false), ("something behind", good + [0], false),
            ("cut short", Array(good.dropLast()), false),
            ("an array of indefinite length", [good[0], 0x9F] + good.dropFirst(2) + [0xFF], false),
            ("a head that is not the shortest", [good[0], 0x98, 0x04] + good.dropFirst(2), false),
        ]
        let entry = String(decoding: ledger.entries[index], as: UTF8.self)
        return .array(
            cases.map {
                [
                    "name": .string($0.name), "vkey": .string(ledger.log.vkey.text), "entry": .string(entry),
                    "event": .string(event.description), "cose": .string(Base64.encode($0.bytes)), "holds": .bool($0.holds),
                ]
            })
    }

    private static func foreign(_ ledger: VectorLedger, by signer: LogSigner, _ subject: String) throws -> SignedRoot {
        guard case .valid(let own) = try UncheckedCheckpoint(parsing: ledger.note(by: signer)).check(with: signer.vkey) else {
            throw VectorError("the checkpoint is not signed")
        }
        return signer.sign(rootOf: own, subject: subject)
    }
}
