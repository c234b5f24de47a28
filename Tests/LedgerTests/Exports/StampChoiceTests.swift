import Primitives
import Testing

@testable import Ledger

@Suite("The stamped checkpoints of a bundle")
struct StampChoiceTests {
    private static func choose(_ sizes: [UInt64], _ entries: [Range<UInt64>], _ room: Int = 62) -> [UInt64] {
        StampChoice.choose(from: sizes.map { TreeSize($0) }, for: entries, atMost: room).map(\.value)
    }

    @Test("are the last before an entry and the first that holds it")
    func neighbours() {
        let sizes: [UInt64] = [10, 20, 30, 40, 50]
        #expect(Self.choose(sizes, [25..<26]) == [20, 30])
        #expect(Self.choose(sizes, [20..<21]) == [20, 30])
        #expect(Self.choose(sizes, [19..<20]) == [10, 20])
        #expect(Self.choose(sizes, [3..<4, 45..<46]) == [10, 40, 50])
        #expect(Self.choose(sizes, [60..<61]) == [50])
        #expect(Self.choose(sizes, [0..<100]) == sizes)
        #expect(Self.choose(sizes, []) == [])
        #expect(Self.choose([], [0..<100]) == [])
    }

    @Test("are thinned out where there are too many, and keep their ends")
    func many() {
        let sizes = (1...1000).map { UInt64($0) * 10 }
        let chosen = Self.choose(sizes, [0..<20_000])
        #expect(chosen.count == 16)
        #expect(chosen.first == 10 && chosen.last == 10_000)
        #expect(chosen == chosen.sorted() && Set(chosen).count == 16)
        #expect(Self.choose(sizes, [0..<20_000], 3) == [10, 5000, 10_000])
        #expect(Self.choose(sizes, [0..<20_000], 1) == [10_000])
        #expect(Self.choose(sizes, [0..<20_000], 0) == [])
    }
}
