import Evidence
import MerkleLog
import Primitives
import Provenance
import Signatures
import Testing

@Suite("The parts of the test vectors")
struct PartVectorTests {
    @Test("texts are strict JSON or are refused", arguments: try VectorFolder.cases("json.json"))
    func json(_ vector: JSONValue) throws {
        let bytes = try #require(Base64.decode(vector.text("bytes")))
        #expect(((try? JSONValue(parsing: bytes)) != nil) == (try vector.flag("accepted")))
    }

    @Test("seeds give these keys", arguments: try VectorFolder.cases("keys.json", "pairs"))
    func keys(_ vector: JSONValue) throws {
        let seed = Hex.decode(try vector.text("seed").utf8) ?? []
        let key = try #require(PrivateKey(seed: seed))
        #expect(vector["jwk"] == key.publicKey.jwk)
        #expect(try vector.text("thumbprint") == key.publicKey.thumbprint.description)
        #expect(try VerifierKey(parsing: vector.text("vkey")).publicKey == key.publicKey)
        #expect(try VerifierKey(parsing: vector.text("cosignerVkey")).algorithm == .cosignature)
    }

    @Test("public keys are acceptable or not", arguments: try VectorFolder.cases("keys.json", "publicKeys"))
    func publicKeys(_ vector: JSONValue) throws {
        let bytes = try #require(Hex.decode(vector.text("key").utf8))
        #expect((PublicKey(bytes: bytes) != nil) == (try vector.flag("accepted")))
    }

    @Test("JWKs are acceptable or not", arguments: try VectorFolder.cases("keys.json", "jwks"))
    func webKeys(_ vector: JSONValue) throws {
        let jwk = try #require(vector["jwk"])
        #expect(((try? PublicKey(jwk: jwk)) != nil) == (try vector.flag("accepted")))
    }

    @Test("checkpoints are signed or not", arguments: try VectorFolder.cases("notes.json", "checkpoints"))
    func checkpoints(_ vector: JSONValue) throws {
        let key = try VerifierKey(parsing: vector.text("vkey"))
        var isValid = false
        if let note = try? UncheckedCheckpoint(parsing: vector.text("note")), case .valid = note.check(with: key) {
            isValid = true
        }
        #expect(isValid == (try vector.flag("valid")))
    }

    @Test("vkeys are acceptable or not", arguments: try VectorFolder.cases("notes.json", "vkeys"))
    func vkeys(_ vector: JSONValue) throws {
        let text = try vector.text("vkey")
        #expect(((try? VerifierKey(parsing: text)) != nil) == (try vector.flag("accepted")))
    }

    @Test("cosignatures hold or do not", arguments: try VectorFolder.cases("notes.json", "cosignatures"))
    func cosignatures(_ vector: JSONValue) throws {
        let log = try VerifierKey(parsing: vector.text("log"))
        let witness = try VerifierKey(parsing: vector.text("witness"))
        guard case .valid(let checkpoint) = try UncheckedCheckpoint(parsing: vector.text("note")).check(with: log) else {
            Issue.record("the log did not sign")
            return
        }
        let time = checkpoint.cosignatures(by: [witness]).first?.time
        #expect(vector["time"]?.integer == time.map { $0.microseconds / 1_000_000 })
    }

    @Test("inclusion proofs hold or do not", arguments: try VectorFolder.cases("proofs.json", "inclusion"))
    func inclusion(_ vector: JSONValue) throws {
        let proof = InclusionProof(
            index: EntryIndex(UInt64(try vector.number("index"))), size: TreeSize(UInt64(try vector.number("size"))),
            hashes: try vector.digests("hashes"))
        let check = proof.check(leaf: try vector.digest("leaf"), root: try vector.digest("root"))
        #expect((check == .verified) == (try vector.flag("holds")))
    }

    @Test("consistency proofs hold or do not", arguments: try VectorFolder.cases("proofs.json", "consistency"))
    func consistency(_ vector: JSONValue) throws {
        let proof = ConsistencyProof(
            from: TreeSize(UInt64(try vector.number("from"))), to: TreeSize(UInt64(try vector.number("to"))),
            hashes: try vector.digests("hashes"))
        let check = proof.check(oldRoot: try vector.digest("oldRoot"), newRoot: try vector.digest("newRoot"))
        #expect((check == .verified) == (try vector.flag("holds")))
    }

    @Test("path proofs show a history, absence, or nothing", arguments: try VectorFolder.cases("proofs.json", "prefix"))
    func prefix(_ vector: JSONValue) throws {
        var leaf: PrefixLeaf?
        if let given = vector["leaf"], given != .null {
            let head = try #require(HistoryHead(count: UInt64(try given.number("count")), digest: try given.digest("head")))
            leaf = PrefixLeaf(key: try given.digest("key"), history: head)
        }
        let proof = PrefixProof(siblings: try vector.digests("siblings"), leaf: leaf)
        let check = proof.check(subjectKey: Digest(hashing: try vector.text("subject")), root: try vector.digest("indexRoot"))
        let result: JSONValue =
            switch check {
            case .present(let head): ["count": .integer(Int64(head.count)), "head": .string(head.digest.base64)]
            case .absent: "absent"
            case .failed: "refused"
            }
        #expect(vector["result"] == result)
    }

    @Test("receipts in COSE hold or do not", arguments: try VectorFolder.cases("receipts.json"))
    func receipts(_ vector: JSONValue) throws {
        let bytes = try #require(Base64.decode(vector.text("cose")))
        let event = try #require(EventID(vector.text("event")))
        let leaf = Digest.leaf(Array(try vector.text("entry").utf8))
        let key = try VerifierKey(parsing: vector.text("vkey"))
        let check = (try? COSEReceipt(parsing: bytes))?.check(leaf: leaf, event: event, with: key)
        #expect((check == .valid) == (try vector.flag("holds")))
    }

    @Test("tokens are events, or are refused at their step", arguments: try VectorFolder.cases("tokens.json"))
    func tokens(_ vector: JSONValue) throws {
        let key = try PublicKey(jwk: try #require(vector["jwk"]))
        let bytes = try #require(Base64.decode(vector.text("token")))
        let (step, event) = Self.read(bytes, key)
        #expect(vector["refused"]?.string == step)
        guard step == nil, let event else { return }
        let jws = Array(bytes.prefix { $0 != UInt8(ascii: "~") })
        #expect(try vector.text("digest") == Digest(hashing: jws).contentDigest)
        #expect(vector["subjects"] == .array(event.subjects.map { .string($0.description) }))
    }

    private static func read(_ bytes: [UInt8], _ key: PublicKey) -> (refused: String?, Event?) {
        guard let token = try? UncheckedToken(parsing: bytes) else { return ("token", nil) }
        guard case .valid = token.check(with: key) else { return ("signature", nil) }
        guard let event = try? Event(payload: token.payload) else { return ("event", nil) }
        guard case .success = event.disclosed(by: token.disclosures) else { return ("disclosure", nil) }
        return (nil, event)
    }
}
