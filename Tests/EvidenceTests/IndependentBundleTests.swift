import Evidence
import Foundation
import Provenance
import Signatures
import Testing

/// `Fixtures/protocol-example/` was made by a program of its own, in another language, from Docs/Protocol.md.
@Suite("A bundle made by an independent implementation")
struct IndependentBundleTests {
    private static let folder = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Fixtures/protocol-example")

    private func verify(_ bundle: [UInt8]) async throws -> VerificationReport {
        let vkey = try String(contentsOf: Self.folder.appending(path: "log.vkey"), encoding: .utf8)
        let key = try VerifierKey(parsing: vkey.trimmingCharacters(in: .whitespacesAndNewlines))
        return try await BundleVerifier(options: VerificationOptions(key: key)).verify(BundleBytes(bundle))
    }

    @Test("It verifies, with the verdict that it claims, and is complete as sealed")
    func verifies() async throws {
        let bundle = try Array(Data(contentsOf: Self.folder.appending(path: "bundle.touchmark")))
        let report = try await verify(bundle)
        #expect(report.result == .verified)
        #expect(Array(report.labels).map(\.verdict) == [.notRequired])
        #expect(report.completeness != .notEvaluated)
    }

    @Test("It fails with another digit in a time")
    func fails() async throws {
        let text = try String(contentsOf: Self.folder.appending(path: "bundle.touchmark"), encoding: .utf8)
        let changed = text.replacing("\"entry\":\"1", with: "\"entry\":\"2", maxReplacements: 1)
        try #require(changed != text)
        #expect(try await verify(Array(changed.utf8)).result == .failed)
    }
}
