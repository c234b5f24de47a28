import Foundation
import Primitives
import Testing

@testable import VerifierPage

@Suite("The verifier's page")
struct VerifierDocumentTests {
    private static let sources = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Sources/VerifierPage")

    private let document: VerifierDocument
    private var html: String { document.html }

    init() throws { document = try VerifierDocument(version: "1.2.3") }

    @Test("is the same bytes each time, and names the version that made it")
    func sameBytes() throws {
        #expect(try VerifierDocument(version: "1.2.3").html == html)
        #expect(html.contains("content=\"touchmark 1.2.3\""))
        #expect(try VerifierDocument(version: "1.2.4").html != html)
    }

    @Test("is made of the files in the sources, all of them, as they are; else run make pieces")
    func embedded() throws {
        var found: [String: String] = [:]
        for folder in ["Engine", "Page"] {
            let files = FileManager.default.enumerator(atPath: Self.sources.appendingPathComponent(folder).path)
            while let file = files?.nextObject() as? String {
                let url = Self.sources.appendingPathComponent(folder).appendingPathComponent(file)
                guard (try url.resourceValues(forKeys: [.isRegularFileKey])).isRegularFile == true else { continue }
                found["\(folder)/\(file)"] = try String(contentsOf: url, encoding: .utf8)
            }
        }
        #expect(found.count > 20)
        let pieces = PagePiece.embedded
        #expect(Set(pieces.map(\.name)) == Set(found.keys))
        for piece in pieces { #expect(piece.text == found[piece.name], "\(piece.name) is not as it is on disk") }
    }

    @Test("holds every module")
    func wholeEngine() {
        let modules = PagePiece.embedded.map(\.name).filter { $0.hasSuffix(".mjs") }
        #expect(modules.contains { $0.hasPrefix("Engine/") })
        #expect(Set(modules).subtracting(document.modules).isEmpty)
    }

    @Test("has no import and no export left, and two scripts that end where they should")
    func scripts() {
        for line in html.split(separator: "\n") {
            #expect(!line.hasPrefix("import ") && !line.hasPrefix("export "), "\(line)")
        }
        #expect(html.components(separatedBy: "<script").count == 3)
        #expect(html.components(separatedBy: "</script>").count == 3)
        #expect(!html.contains("{{"))
    }

    @Test("refers to nothing outside of itself")
    func outside() {
        let namespace = "http://www.w3.org/2000/svg"
        let rest = html.replacingOccurrences(of: namespace, with: "")
        for mark in [
            "http://", "https://", "src=", "@import", "importScripts", "import(", "fetch(", "XMLHttpRequest", "WebSocket",
            "sendBeacon", "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(",
        ] {
            #expect(!rest.contains(mark), "\(mark)")
        }
        // A style's, and not the end of a function's name.
        #expect(rest.firstMatch(of: /[^A-Za-z0-9_]url\(/) == nil)
    }

    @Test("lets nothing run but its own script, by hash")
    func policy() throws {
        let policy = try #require(html.firstMatch(of: /http-equiv="Content-Security-Policy" content="([^"]*)"/)).output.1
        let script = try #require(html.components(separatedBy: "<script>").last?.components(separatedBy: "</script>").first)
        let style = try #require(html.components(separatedBy: "<style>").last?.components(separatedBy: "</style>").first)
        let directives = Set(policy.components(separatedBy: "; "))
        #expect(directives.contains("default-src 'none'"))
        #expect(directives.contains("connect-src 'none'"))
        #expect(directives.contains("script-src 'sha256-\(Digest(hashing: script).base64)'"))
        #expect(directives.contains("style-src 'sha256-\(Digest(hashing: style).base64)'"))
        #expect(!policy.contains("unsafe"))
    }

    @Test("has words for every key that it asks for")
    func words() throws {
        let english = try #require(PagePiece.embedded.first { $0.name == "Page/Words/en.mjs" }).text
        let known = Set(english.matches(of: /(?m)^    "([^"]+)":/).map { String($0.output.1) })
        #expect(known.count > 150)
        let pieces = PagePiece.embedded.filter { $0.name.hasPrefix("Page/") }
        let asked = pieces.flatMap { piece in
            piece.text.matches(of: /(?:say|phrase|more)\("([^"]+)"|data-say="([^"]+)"/).map {
                String($0.output.1 ?? $0.output.2 ?? "")
            }
        }
        #expect(asked.count > 100)
        for key in asked { #expect(known.contains(key), "\(key)") }
    }
}
