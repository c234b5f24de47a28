import Audit
import Primitives
import Testing

@Suite("Documents as text")
struct TextRendererTests {
    private static let digest = Digest(hashing: "content").contentDigest

    private func lines(_ block: Document.Block) -> [String] {
        let document = Document(title: "t", subtitle: "s", sections: [.init("one", [block])])
        return TextRenderer().render(document).split(separator: "\n").map(String.init)
    }

    @Test("a table that would have to break a name is written row by row, without what is empty")
    func wideTable() {
        let table = Document.Table(
            caption: "", headers: ["Track", "Media type", "Recorded", "Remark", "Digest of the content"],
            rows: [
                ["\(id: "camera")", "\(code: "video/mp4")", "\(Timestamp(microseconds: 1))", "", "\(code: Self.digest)"],
                ["\(id: "log")", "\(code: "text/plain")", "\(Timestamp(microseconds: 2))", "late", "\(code: Self.digest)"],
            ])
        #expect(
            lines(.table(table)).dropFirst(4) == [
                "- Track                   camera", "  Media type              video/mp4",
                "  Recorded                1970-01-01T00:00:00.000001Z", "  Digest of the content   \(Self.digest)",
                "- Track                   log", "  Media type              text/plain",
                "  Recorded                1970-01-01T00:00:00.000002Z", "  Remark                  late",
                "  Digest of the content   \(Self.digest)",
            ])
    }

    @Test("where names fit, what somebody wrote makes room for them")
    func table() {
        let name = "annotator:" + String(repeating: "p", count: 50)
        let table = Document.Table(
            caption: "", headers: ["Who", "Said"],
            rows: [["\(code: name)", "\(quote: String(repeating: "検査", count: 40))"]])
        let text = lines(.table(table))
        #expect(text.contains { $0.hasPrefix("\(name)  “検査") })
        #expect(text.allSatisfy { VisibleText.width($0) <= 100 })
    }

    @Test("a command stands on one line, however long it is")
    func command() {
        let name = String(repeating: "/bin/..", count: 10) + "/bin/reboot"
        let command = "touchmark export --dataset \(name) -o evidence.touchmark"
        #expect(lines(.facts([.init("Evidence bundle", "\(code: command)")])).contains("Evidence bundle         \(command)"))
    }

    @Test("a name longer than a line is whole, and JSON is not")
    func longNames() {
        let name = String(repeating: "k", count: 120)
        let json = "{\"a\":\"" + String(repeating: "x", count: 120) + "\"}"
        let text = lines(.paragraph("\(code: name) said \(code: json)"))
        #expect(text.contains(name))
        #expect(text.joined().contains(json) && text.allSatisfy { $0 == name || VisibleText.width($0) <= 100 })
    }
}
