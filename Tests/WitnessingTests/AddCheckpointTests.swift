import Primitives
import Testing
import Witnessing

@Suite("The body of add-checkpoint (C2SP tlog-witness)")
struct AddCheckpointTests {
    /// The specification's example.
    static let example = """
        old 20852014
        PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=
        jrJZDmY8Y7SyJE0MWLpLozkIVMSMZcD5kvuKxPC3swk=
        5+pKlUdi2LeF/BcMHBn+Ku6yhPGNCswZZD1X/6QgPd8=
        /6WVhPs2CwSsb5rYBH5cjHV/wSmA79abXAwhXw3Kj/0=

        example.com/behind-the-sofa
        20852163
        CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

        — example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
        — example.com/behind-the-sofa opLqBQsREYCgu6xQkYQwJr9fo45a62DN9EdmHXnZdXNqlcVGlCum2Wks+49/V6267UEjw6QUXTS5Rovnzv++qbSzm9Q=

        """

    @Test("the specification's example is read, and written as it was")
    func example() throws {
        let request = try #require(AddCheckpoint(parsing: Array(Self.example.utf8)))
        #expect(request.old == TreeSize(20_852_014))
        #expect(request.proof.count == 4)
        #expect(request.checkpoint.hasPrefix("example.com/behind-the-sofa\n20852163\n"))
        #expect(request.body == Array(Self.example.utf8))
    }

    @Test("a log that never was cosigned has no proof to show")
    func first() throws {
        let request = try #require(AddCheckpoint(parsing: Array("old 0\n\nnote".utf8)))
        #expect(request.old == .empty && request.proof.isEmpty && request.checkpoint == "note")
    }

    static let hash = Digest.zero.base64 + "\n"
    static let refused = [
        "", "old 0\n", "old 0", "\nold 0\n\nnote", "old  0\n\nnote", "Old 0\n\nnote", "old 00\n\nnote", "old +0\n\nnote",
        "old -1\n\nnote", "old\n\nnote", "old 1\nAAAA\n\nnote", "old 1\n\(hash.dropLast(2))\n\nnote",
        "old 1\n" + String(repeating: hash, count: 64) + "\nnote", "old 18446744073709551616\n\nnote",
        "old 1\n" + String(repeating: "x", count: AddCheckpoint.greatestByteCount) + "\n\nnote",
    ]

    @Test("refused", arguments: refused)
    func refusals(text: String) { #expect(AddCheckpoint(parsing: Array(text.utf8)) == nil) }

    @Test("63 hashes are as many as there may be")
    func most() {
        let text = "old 1\n" + String(repeating: Self.hash, count: 63) + "\nnote"
        #expect(AddCheckpoint(parsing: Array(text.utf8))?.proof.count == 63)
    }
}
