import MerkleLog
import Primitives
import Testing

/// The eight entries, roots and proofs that Certificate Transparency implementations have shared since RFC 6962.
@Suite("Published Certificate Transparency vectors")
struct PublishedVectorTests {
    static let entries = [
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
    ]
    static let roots = [
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ]
    static let leaf2To3 = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"
    static let leaf1 = "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"
    static let leaf4To7 = "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"
    static let leaf4 = "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"
    static let leaf4To5 = "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a"
    static let leaf6To7 = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"

    static func leaves() throws -> [Digest] {
        try entries.map { Digest.leaf(try #require(Hex.decode($0.utf8))) }
    }

    static func digests(_ hex: [String]) throws -> [Digest] {
        try hex.map { try #require(Hex.decode($0.utf8).flatMap { Digest(bytes: $0) }) }
    }

    @Test("a tree of n of the eight entries has the published root", arguments: 0...8)
    func root(size: Int) throws {
        var range = CompactRange()
        range.append(contentsOf: try Self.leaves().prefix(size))
        #expect(range.root.hex == Self.roots[size])
        #expect(ReferenceTree(try Self.leaves()).root(size: size).hex == Self.roots[size])
    }

    @Test(
        "inclusion proofs are the published ones",
        arguments: [
            (0, 1, []), (0, 8, [leaf1, leaf2To3, leaf4To7]), (5, 8, [leaf4, leaf6To7, roots[4]]), (2, 3, [roots[2]]),
            (1, 5, [roots[1], leaf2To3, leaf4]),
        ] as [(Int, Int, [String])])
    func inclusion(index: Int, size: Int, hashes: [String]) throws {
        let leaves = try Self.leaves()
        var proofs = TileShelf(ReferenceTree(leaves)).proofs(at: size)
        let proof = try proofs.inclusionProof(of: EntryIndex(UInt64(index)))
        #expect(proof.hashes == (try Self.digests(hashes)))
        #expect(proof.check(leaf: leaves[index], root: try Self.digests([Self.roots[size]])[0]) == .verified)
    }

    @Test(
        "consistency proofs are the published ones",
        arguments: [
            (1, 1, []), (1, 8, [leaf1, leaf2To3, leaf4To7]), (6, 8, [leaf4To5, leaf6To7, roots[4]]), (2, 5, [leaf2To3, leaf4]),
        ] as [(Int, Int, [String])])
    func consistency(from: Int, to: Int, hashes: [String]) throws {
        var proofs = TileShelf(ReferenceTree(try Self.leaves())).proofs(at: to)
        let proof = try proofs.consistencyProof(from: TreeSize(UInt64(from)))
        #expect(proof.hashes == (try Self.digests(hashes)))
        let roots = try Self.digests([Self.roots[from], Self.roots[to]])
        #expect(proof.check(oldRoot: roots[0], newRoot: roots[1]) == .verified)
    }
}
