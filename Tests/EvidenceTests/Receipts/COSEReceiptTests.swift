import Evidence
import LedgerTesting
import MerkleLog
import Primitives
import Provenance
import Signatures
import Testing

@Suite("Receipts in COSE (RFC 9942)")
struct COSEReceiptTests {
    private static let signer = LogSigner(
        origin: "example.org/ledger", key: PrivateKey(seed: Array(repeating: 3, count: 32)) ?? PrivateKey())
    private static let event = EventID.version7(at: Timestamp(microseconds: 1), random: (1, 2))
    private static let other = EventID.version7(at: Timestamp(microseconds: 1), random: (1, 3))
    private static let leaves = (0..<7).map { Digest.leaf(Array("entry \($0)".utf8)) }

    /// A receipt of entry 4 in a tree of seven.
    private static func receipt(
        as algorithm: SignedRoot.Algorithm = .edDSA, by signer: LogSigner = signer
    ) throws -> COSEReceipt {
        var tree = TileTree()
        _ = tree.append(contentsOf: leaves)
        let note = signer.sign(Checkpoint(origin: signer.origin, size: tree.size, root: tree.root))
        guard case .valid(let checkpoint) = try UncheckedCheckpoint(parsing: note).check(with: signer.vkey) else {
            throw Unsigned()
        }
        // 4 and 5 under one node, 6 beside it, 0 to 3 on the left.
        let left = Digest.node(.node(leaves[0], leaves[1]), .node(leaves[2], leaves[3]))
        let proof = InclusionProof(index: EntryIndex(4), size: tree.size, hashes: [leaves[5], leaves[6], left])
        guard
            let receipt = COSEReceipt(
                proof, signer.sign(rootOf: checkpoint, subject: COSEReceipt.subject(of: event), as: algorithm))
        else { throw Unsigned() }
        return receipt
    }

    private struct Unsigned: Error {}

    @Test(
        "A receipt holds for its entry under the log's key, and has the same bytes again",
        arguments: [SignedRoot.Algorithm.edDSA, .ed25519])
    func holds(_ algorithm: SignedRoot.Algorithm) throws {
        let receipt = try Self.receipt(as: algorithm)
        #expect(receipt.check(leaf: Self.leaves[4], event: Self.event, with: Self.signer.vkey) == .valid)
        let read = try COSEReceipt(parsing: receipt.bytes)
        #expect(read == receipt)
        #expect(read.bytes == receipt.bytes)
        #expect(read.signedRoot.algorithm == algorithm)
        #expect(read.signedRoot.origin == "example.org/ledger")
    }

    @Test("Its first bytes are those that the protocol page shows")
    func spelling() throws {
        let hex = Hex.encode(try Self.receipt().bytes)
        // 18([<< {1: -8, 4: '…43 bytes', 15: {1: "example.org/ledger"}, 395: 1} >>, {396: {-1: [<< [7, 4, [h'…
        let header =
            "a4" + "0127" + "04582b" + Hex.encode(Array(Self.signer.vkey.publicKey.thumbprint.description.utf8)) + "0fa20172"
            + Hex.encode(Array("example.org/ledger".utf8)) + "02782d" + Hex.encode(Array("urn:uuid:\(Self.event)".utf8))
            + "19018b01"
        #expect(
            hex.hasPrefix(
                "d284" + "58" + Hex.encode([UInt8(header.count / 2)]) + header + "a119018ca12081" + "586a" + "83" + "07" + "04"
                    + "83" + "5820"))
    }

    @Test("No other entry, no other key and no other origin will do")
    func others() throws {
        let receipt = try Self.receipt()
        for leaf in Self.leaves where leaf != Self.leaves[4] {
            #expect(receipt.check(leaf: leaf, event: Self.event, with: Self.signer.vkey) == .invalid(.notSigned))
        }
        #expect(receipt.check(leaf: Self.leaves[4], event: Self.other, with: Self.signer.vkey) == .invalid(.otherEvent))
        let other = PrivateKey()
        #expect(
            receipt.check(leaf: Self.leaves[4], event: Self.event, with: LogSigner(origin: "example.org/ledger", key: other).vkey)
                == .invalid(.notSigned))
        let key = try #require(PrivateKey(seed: Array(repeating: 3, count: 32)))
        #expect(
            receipt.check(leaf: Self.leaves[4], event: Self.event, with: LogSigner(origin: "example.org/other", key: key).vkey)
                == .invalid(.notSigned))
    }

    @Test("With any one bit turned, a receipt is refused or does not hold, but for the numbers, which are not signed")
    func bits() throws {
        let bytes = try Self.receipt().bytes
        let proof = try #require(bytes.indices.dropLast(2).first { bytes[$0...$0 + 2] == [0x58, 0x6A, 0x83] })
        let numbers = proof + 3
        #expect(bytes[numbers...numbers + 1] == [7, 4])
        for place in bytes.indices {
            for bit in 0..<8 {
                var changed = bytes
                changed[place] ^= 1 << UInt8(bit)
                guard let receipt = try? COSEReceipt(parsing: changed) else { continue }
                let check = receipt.check(leaf: Self.leaves[4], event: Self.event, with: Self.signer.vkey)
                #expect(check != .valid || (numbers...numbers + 1).contains(place), "bit \(bit) of byte \(place)")
            }
        }
    }

    static let mutations: [(String, CBORError.Code, @Sendable ([UInt8]) -> [UInt8])] = [
        ("nothing", .length, { _ in [] }),
        ("no tag", .shape, { Array($0.dropFirst()) }),
        ("another tag", .shape, { [0xD1] + $0.dropFirst() }),
        ("cut short", .length, { Array($0.dropLast()) }),
        ("something behind", .length, { $0 + [0] }),
        ("an array of indefinite length", .notDeterministic, { [$0[0], 0x9F] + $0.dropFirst(2) + [0xFF] }),
        ("a head that is too long", .notDeterministic, { [$0[0], 0x98, 0x04] + $0.dropFirst(2) }),
        ("a byte string that claims 2^62 bytes", .length, { $0.prefix(2) + [0x5B, 0x40, 0, 0, 0, 0, 0, 0, 0] }),
        ("a payload that is there", .shape, { $0.dropLast(67) + [0x40] + $0.suffix(66) }),
        ("a signature of 63 bytes", .shape, { $0.dropLast(66) + [0x58, 63] + $0.suffix(63) }),
    ]

    @Test("Another spelling is refused, with the reason", arguments: mutations.map(\.0))
    func refused(_ name: String) throws {
        let mutation = try #require(Self.mutations.first { $0.0 == name })
        let bytes = try Self.receipt().bytes
        #expect(bytes.suffix(67).prefix(3) == [0xF6, 0x58, 64])
        let error = #expect(throws: CBORError.self) { try COSEReceipt(parsing: mutation.2(bytes)) }
        #expect(error?.code == mutation.1, "\(error?.description ?? "")")
    }

    @Test("Every shortest head is read back, and every longer one refused")
    func heads() throws {
        for value: UInt64 in [0, 23, 24, 255, 256, 65_535, 65_536, 1 << 32 - 1, 1 << 32, .max] {
            var writer = DeterministicCBOR()
            writer.unsigned(value)
            var reader = CBORReader(writer.bytes)
            #expect(try reader.unsigned() == value)
            try reader.end()
        }
        for long: [UInt8] in [[0x18, 23], [0x19, 0, 255], [0x1A, 0, 0, 255, 255], [0x1B, 0, 0, 0, 0, 255, 255, 255, 255]] {
            var reader = CBORReader(long)
            #expect(throws: CBORError.self) { try reader.unsigned() }
        }
    }

    @Test("A tree of one entry has no receipt in COSE")
    func single() throws {
        let receipt = try Self.receipt()
        #expect(COSEReceipt(InclusionProof(index: EntryIndex(0), size: TreeSize(1), hashes: []), receipt.signedRoot) == nil)
    }
}
