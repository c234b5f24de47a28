import Foundation
import Testing

@Suite("The page of verdicts")
struct VerdictsPageTests {
    private static let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Docs/Verdicts.md")

    @Test("is what the code makes; TOUCHMARK_WRITE_DOCS=1 writes it")
    func page() throws {
        let text = VerdictsPage(matrix: try Matrix.shared.get()).text
        if ProcessInfo.processInfo.environment["TOUCHMARK_WRITE_DOCS"] == "1" {
            try Data(text.utf8).write(to: Self.file)
        }
        let page = try String(contentsOf: Self.file, encoding: .utf8)
        #expect(
            page == text, "Make Docs/Verdicts.md anew: TOUCHMARK_WRITE_DOCS=1 swift test --filter VerdictsPageTests")
    }
}
