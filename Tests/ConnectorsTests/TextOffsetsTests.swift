import LedgerTesting
import Primitives
import Testing

@testable import Connectors

@Suite("Offsets into texts")
struct TextOffsetsTests {
    private struct Found: Equatable {
        let range: Range<Int64>
        let isConverted: Bool
    }

    private func find(_ start: Int64, _ end: Int64, _ quoted: String?, in offsets: TextOffsets) -> Found? {
        offsets.find(start, end, quoting: quoted).map { Found(range: $0.range, isConverted: $0.isConverted) }
    }

    /// As `TextOffsets`, reading the whole text each time.
    private func findSlowly(_ start: Int64, _ end: Int64, _ quoted: String?, in text: String) -> Found? {
        let scalars = Array(text.unicodeScalars)
        if end <= scalars.count {
            let slice = scalars[Int(start)..<Int(end)]
            if quoted == nil || slice.elementsEqual((quoted ?? "").unicodeScalars) {
                return Found(range: start..<end, isConverted: false)
            }
        }
        let units = Array(text.utf16)
        guard let quoted, end <= units.count, units[Int(start)..<Int(end)].elementsEqual(quoted.utf16) else { return nil }
        let before = Int64(String(decoding: units[..<Int(start)], as: UTF16.self).unicodeScalars.count)
        return Found(range: before..<before + Int64(quoted.unicodeScalars.count), isConverted: true)
    }

    @Test("offsets count characters where that leads to what is quoted, else UTF-16")
    func conventions() {
        let offsets = TextOffsets("a💩b💩💩c")
        #expect(find(4, 5, "💩", in: offsets) == Found(range: 4..<5, isConverted: false))
        #expect(find(6, 8, "💩c", in: offsets) == nil)
        #expect(find(6, 9, "💩c", in: offsets) == Found(range: 4..<6, isConverted: true))
        #expect(find(1, 3, nil, in: offsets) == Found(range: 1..<3, isConverted: false))
        #expect(find(8, 9, nil, in: offsets) == nil, "without a quotation nothing tells that they are in UTF-16")
    }

    @Test("line breaks are quoted as they are, or each as a backslash and an n")
    func lineBreaks() {
        let offsets = TextOffsets("💩a\r\nb\nc")
        #expect(find(1, 5, "a\r\nb", in: offsets) == Found(range: 1..<5, isConverted: false))
        #expect(find(1, 5, #"a\n\nb"#, in: offsets) == Found(range: 1..<5, isConverted: false))
        #expect(find(5, 8, #"b\nc"#, in: offsets) == Found(range: 4..<7, isConverted: true))
        #expect(find(1, 5, #"a\nb"#, in: offsets) == nil)
        #expect(TextOffsets(#"a\nb"#).find(0, 4, quoting: #"a\nb"#)?.range == 0..<4)
    }

    @Test("the same places are found as by reading the whole text each time", arguments: 1...20 as ClosedRange<UInt64>)
    func reference(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let alphabet: [Character] = ["a", "b", "é", "e\u{301}", "💩", "👩‍🚀", "שׁ", "\r\n", "𝔸"]
        let text = String((0..<Int.random(in: 0...40, using: &random)).map { _ in alphabet.randomElement(using: &random)! })
        let scalars = Array(text.unicodeScalars)
        let units = Array(text.utf16)
        let offsets = TextOffsets(text)
        var converted = 0
        for _ in 0..<500 {
            let start = Int.random(in: 0...units.count + 1, using: &random)
            let end = Int.random(in: start...units.count + 2, using: &random)
            var quotations: [String?] = [nil, "", "b"]
            if end <= scalars.count { quotations.append(String(String.UnicodeScalarView(scalars[start..<end]))) }
            if end <= units.count { quotations.append(String(decoding: units[start..<end], as: UTF16.self)) }
            for quoted in quotations {
                let found = find(Int64(start), Int64(end), quoted, in: offsets)
                #expect(found == findSlowly(Int64(start), Int64(end), quoted, in: text), "\(text) \(start) \(end)")
                if found?.isConverted == true { converted += 1 }
            }
        }
        #expect(converted > 0 || scalars.count == units.count || scalars.isEmpty)
    }

    @Test("a long text is not read again for each of many regions", .timeLimit(.minutes(1)))
    func manyRegions() throws {
        let count: Int64 = 20_000
        let text = String(repeating: "💩 so", count: Int(count) * 20)
        let results = (0..<count).map { at in
            """
            {"id": "\(at)", "from_name": "q", "to_name": "text", "type": "labels",
             "value": {"start": \(at * 100), "end": \(at * 100 + 5), "text": "💩 so", "labels": ["x"]}}
            """
        }
        let task = LabelStudioTests.task(results.joined(separator: ","), text: text)
        let imported = try Imported(
            LabelStudioImporter(export: task, options: try LabelStudioTests.options(), secret: secret))
        #expect(imported.labels.count == Int(count))
        #expect(imported.notes.count { $0.code == .offsetsConverted } == Int(count))
        #expect(
            imported.labels.last?.data["segments"] == [
                ["track": "text", "region": ["kind": "characters", "start": 1_599_920, "end": 1_599_924]]
            ])
    }
}
