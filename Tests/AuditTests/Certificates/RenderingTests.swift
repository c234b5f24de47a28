import Audit
import Foundation
import Primitives
import Testing

#if canImport(FoundationXML)
    import FoundationXML
#endif

@Suite("Certificates on paper and for machines")
struct RenderingTests {
    @Test("Text fits into 100 columns and holds no escape")
    func width() async throws {
        let text = try await Clinic.whole().certificate().text()
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        for line in lines where !line.hasPrefix("  — ") { #expect(line.unicodeScalars.count <= 100, "\(line)") }
        #expect(!text.contains("\u{1B}"))
        #expect(!text.contains("\u{202E}"))
        #expect(text.contains("⟨U+202E⟩evil"))
    }

    @Test(
        "Text says what a lawyer looks for",
        arguments: [
            "BIRTH CERTIFICATE OF A LABEL", "label:moods/talk-1/l-1", "Not certified. revoked: credential c-17",
            "1000000 µs (exact)", "µs (rounded from 12000125/6 µs)", "annotator:a-1, person",
            "Authority clinic-board, on the operator's word", "synthetic, by model talker version 7",
            "accepted the suggestion of model:affect-net", "tolerates", "Completeness is not evaluated",
            "the segment ends after the end of its track",
        ])
    func sentences(_ sentence: String) async throws {
        // Lines are broken anywhere; words are not.
        let text = try await Clinic.whole().certificate().text()
        let words = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(words.contains(sentence))
    }

    @Test("Colour is there when asked for, and takes no room")
    func colour() async throws {
        let certificate = try await Clinic.whole().certificate()
        let coloured = certificate.text(usesColour: true)
        #expect(coloured.contains("\u{1B}[31mNot\u{1B}[0m"))
        var plain = coloured
        for code in ["\u{1B}[31m", "\u{1B}[1m", "\u{1B}[0m"] { plain = plain.replacing(code, with: "") }
        #expect(plain == certificate.text())
    }

    @Test("No value becomes markup")
    func escaping() async throws {
        let html = try await Clinic.whole().certificate().html
        #expect(!html.contains("<script"))
        #expect(!html.contains("<img"))
        #expect(!html.contains("<b>"))
        #expect(!html.contains("\u{202E}"))
        #expect(html.contains("“<bdi>&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; &quot;sad&quot; 𝒜🎭</bdi>”"))
        #expect(html.contains("<bdi>שלום &lt;b&gt;עולם&lt;/b&gt; ⟨U+202E⟩evil</bdi>"))
        #expect(html.contains("Board &lt;of&gt; Clinics"))
    }

    @Test("HTML is one accessible page: language, headings in order, headers of tables, every element closed")
    func structure() async throws {
        let html = try await Clinic.whole().certificate().html
        #expect(html.hasPrefix("<!DOCTYPE html>\n<html lang=\"en\">"))
        #expect(html.components(separatedBy: "<h1>").count == 2)
        #expect(html.contains("<th scope=\"row\">") && html.contains("<th scope=\"col\">") && html.contains("<caption>"))
        #expect(!html.contains("http") && !html.contains("src=\""))
        // It is XML but for the doctype and the head's void elements, so an XML parser finds what is not closed.
        let body = html.split(separator: "</head>")[1].replacing("</html>", with: "")
        let parser = XMLParser(data: Data(body.utf8))
        #expect(parser.parse(), "\(String(describing: parser.parserError))")
    }

    @Test("JSON keeps its members and gives whole microseconds beside exact fractions")
    func json() async throws {
        let clinic = try await Clinic.whole()
        let json = try clinic.certificate().json
        #expect(
            json.object?.members.map(\.name) == [
                "adjudicationsElsewhere", "authorities", "dataset", "disputed", "item", "kind", "label", "ledger", "limits",
                "name",
                "participants", "process", "processRequirement", "proof", "question", "relatedLabels", "relations", "requirement",
                "segments",
                "showsDisclosures",
                "steps", "value", "valueText", "verdict", "verdictNow", "version", "withdrawn",
            ])
        let end = json["segments"]?.array?[0]["end"]
        #expect(end?["microseconds"] == 2_000_021)
        #expect(end?["rounded"] == true)
        #expect(end?["numerator"] == "12000125")
        #expect(end?["denominator"] == "6")
        #expect(json["verdict"]?["verdict"] == "certified")
        #expect(json["verdictNow"]?["verdict"] == "revoked")
        #expect(json["authorities"]?.array?[0]["vouchedForBy"] == "operator")
        #expect(json["steps"]?.array?[0]["claimedBeyondTolerance"] == true)
        #expect(try JSONValue(parsing: json.canonicalText) == json)
    }

    @Test("The page in Docs lists every member of the JSON")
    func documentation() async throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../..")
        let page = try String(contentsOf: root.appending(path: "Docs/Certificates.md"), encoding: .utf8)
        var names: Set<String> = []
        var rest = [try await Clinic.whole().certificate().json]
        // Values are whatever labels hold, and personal members are those of the vocabulary.
        while let value = rest.popLast() {
            rest += value.array ?? []
            for member in value.object?.members ?? [] {
                names.insert(member.name)
                if !["value", "region", "personal", "seed"].contains(member.name) { rest.append(member.value) }
            }
        }
        for name in names.sorted() { #expect(page.contains("`\(name)`"), "\(name)") }
    }
}
