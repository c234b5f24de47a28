import Primitives
import Signatures
import Testing

/// Edge cases of Chalkias, Garillot, Nikolaenko, "Taming the many EdDSAs" (SSR 2020), table 5.
@Suite("The accept-set of protocol.md §1")
struct AcceptSetTests {
    static let smallOrder = "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa"
    static let torsionFree = "f7badec5b8abeaf699583992219b7b223f1df3fbbea919844e3f7c554a43dd43"
    static let mixedOrder = "cdb267ce40c5cd45306fa5d2f29731459387dbf9eb933b7bd5aed9a765b88d4d"
    static let another = "442aad9f089ad9e14647b1ef9099a1ff4798d78589e66f28eca69c11f582a623"

    struct Case: Sendable, CustomTestStringConvertible {
        let what: String
        let message, key, signature: String
        var isValid = false
        var testDescription: String { what }
    }

    static let cases = [
        Case(
            what: "R of small order, under an ordinary key, the equation holding without the cofactor",
            message: "aebf3f2601a0c8c5d39cc7d8911642f740b78168218da8471772b35f9d35b9ab", key: torsionFree,
            signature: smallOrder + "8c4bd45aecaca5b24fb97bc10ac27ac8751a7dfe1baff8b953ec9f5833ca260e"),
        Case(
            what: "key and R of mixed order, the equation holding without the cofactor",
            message: "9bd9f44f4dcc75bd531b56b2cd280b0bb38fc1cd6d1230e14861d861de092e79", key: mixedOrder,
            signature: "9046a64750444938de19f227bb80485e92b83fdb4b6506c160484c016cc1852f"
                + "87909e14428a7a1d62e9f22f3d3ad7802db02eb2e688b6c52fcd6648a98bd009",
            isValid: true),
        Case(
            what: "the equation holding with the cofactor only",
            message: "e47d62c63f830dc7a6851a0b1f33ae4bb2f507fb6cffec4011eaccd55b53f56c", key: mixedOrder,
            signature: "160a1cb0dc9c0258cd0a7d23e94d8fa878bcb1925f2c64246b2dee1796bed512"
                + "5ec6bc982a269b723e0668e540911a9a6a58921d6925e434ab10aa7940551a09"),
        Case(
            what: "the equation holding with the cofactor only, if the hash is reduced first",
            message: "e47d62c63f830dc7a6851a0b1f33ae4bb2f507fb6cffec4011eaccd55b53f56c", key: mixedOrder,
            signature: "21122a84e0b5fca4052f5b1235c80a537878b38f3142356b2c2384ebad4668b7"
                + "e40bc836dac0f71076f9abe3a53f9c03c1ceeeddb658d0030494ace586687405"),
        Case(
            what: "S above L",
            message: "85e241a07d148b41e47d62c63f830dc7a6851a0b1f33ae4bb2f507fb6cffec40", key: another,
            signature: "e96f66be976d82e60150baecff9906684aebb1ef181f67a7189ac78ea23b6c0e"
                + "547f7690a0e2ddcd04d87dbc3490dc19b3b3052f7ff0538cb68afb369ba3a514"),
        Case(
            what: "S far above L, its highest bits set",
            message: "85e241a07d148b41e47d62c63f830dc7a6851a0b1f33ae4bb2f507fb6cffec40", key: another,
            signature: "8ce5b96c8f26d0ab6c47958c9e68b937104cd36e13c33566acd2fe8d38aa1942"
                + "7e71f98a473474f2f13f06f97c20d58cc3f54b8bd0d272f42b695dd7e89a8c22"),
        Case(
            what: "R of small order in a form that is not canonical, hashed as it stands",
            message: "fdaebc429f4a735932a160da1301080c13280eea8bc280d1b392c6b9e6ba3a5a", key: torsionFree,
            signature: "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"
                + "454d370c8d9fc323a41450f8d513eafeb5b0697390c1e505a0d4ddc71f566607"),
        Case(
            what: "R of small order in a form that is not canonical, hashed as reduced",
            message: "84b698d39be126ff55fe45079e6c8bf64a0d7db6994560b4e96b7021eb39c1a1", key: torsionFree,
            signature: "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"
                + "084d5b99c2a9463d9c8bd5026916996984eeec87ddf1d3be329006ace1b37b09"),
    ]

    @Test("signatures at the edges", arguments: cases)
    func edges(item: Case) throws {
        let key = try #require(PublicKey(bytes: hex(item.key)))
        #expect(key.isValid(signature: hex(item.signature), for: hex(item.message)) == item.isValid)
    }

    @Test(
        "a key of small order is refused in all its forms",
        arguments: [
            "0000000000000000000000000000000000000000000000000000000000000000",
            "0000000000000000000000000000000000000000000000000000000000000080",
            "0100000000000000000000000000000000000000000000000000000000000000",
            "0100000000000000000000000000000000000000000000000000000000000080",
            "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
            "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
            "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
            "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
            "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
            "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
            smallOrder,
        ])
    func smallOrderKeys(text: String) {
        #expect(hex(text).count == 32)
        #expect(PublicKey(bytes: hex(text)) == nil)
    }

    /// y and y + p, for the nineteen y that both fit into 255 bits, with both signs of x.
    @Test("a key is refused where its y is not below p, and only there", arguments: [UInt8(0), 0x80])
    func canonical(sign: UInt8) {
        var accepted = 0
        for y in UInt8(0)..<19 {
            let canonical = [y] + [UInt8](repeating: 0, count: 30) + [sign]
            let other = [0xED + y] + [UInt8](repeating: 0xFF, count: 30) + [0x7F | sign]
            if PublicKey(bytes: canonical) != nil { accepted += 1 }
            #expect(PublicKey(bytes: other) == nil, "p + \(y)")
        }
        // About every other y is that of a point; without them the refusals above would prove nothing.
        #expect(accepted >= 4)
    }

    @Test(
        "bytes that are no point, or not 32, are no key",
        arguments: [
            "0200000000000000000000000000000000000000000000000000000000000000", "", "d75a98",
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a00",
        ])
    func noPoint(text: String) {
        #expect(PublicKey(bytes: hex(text)) == nil)
    }

    @Test("S + L is refused where S is accepted")
    func malleated() {
        let key = PrivateKey()
        let message = Array("message".utf8)
        let signature = key.sign(message)
        #expect(key.publicKey.isValid(signature: signature, for: message))
        #expect(!key.publicKey.isValid(signature: addingGroupOrder(signature), for: message))
    }

    @Test("a signature that is not 64 bytes is refused", arguments: [0, 1, 63, 65, 128])
    func length(count: Int) {
        let key = PrivateKey()
        let signature = Array((key.sign([]) + key.sign([])).prefix(count))
        #expect(!key.publicKey.isValid(signature: signature, for: []))
    }
}

/// The same signature with S + L in place of S: the equation still holds.
func addingGroupOrder(_ signature: [UInt8]) -> [UInt8] {
    let order = hex("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010")
    var result = signature
    var carry = 0
    for place in 0..<32 {
        let sum = Int(signature[32 + place]) + Int(order[place]) + carry
        result[32 + place] = UInt8(sum & 0xFF)
        carry = sum >> 8
    }
    return result
}
