import Foundation
import Primitives
import Testing

/// What can be said of Fixtures/World without playing it.
@Suite struct WorldFilesTests {
    private static let directory = BuiltProducts.packageRoot.appendingPathComponent("Fixtures/World")

    private static func read(_ name: String) throws -> String {
        try String(contentsOf: directory.appendingPathComponent(name), encoding: .utf8)
    }

    /// SHA256SUMS: the file's name by its digest.
    private static func table() throws -> [String: String] {
        let rows = try read("SHA256SUMS").split(separator: "\n").map { line -> (String, String) in
            (String(line.prefix(64)), String(line.dropFirst(66)))
        }
        return Dictionary(rows, uniquingKeysWith: { first, _ in first })
    }

    @Test("the table of digests has every file, with its digest")
    func tableIsTrue() throws {
        let table = try Self.table()
        let files = ["content", "guidelines"].flatMap { folder in
            (FileManager.default.enumerator(atPath: Self.directory.appendingPathComponent(folder).path)?.allObjects ?? [])
                .compactMap { $0 as? String }.filter { $0.hasSuffix(".txt") || $0.hasSuffix(".md") }.map { "\(folder)/\($0)" }
        }
        #expect(Set(table.values) == Set(files))
        for (digest, file) in table {
            #expect(try Digest(hashing: Self.read(file)).contentDigest == "sha256:" + digest, "\(file)")
        }
    }

    @Test("every digest in the drafts is that of a file of the world")
    func draftsCiteFiles() throws {
        let table = try Self.table()
        let names = try FileManager.default.contentsOfDirectory(atPath: Self.directory.path).filter { $0.hasSuffix(".jsonl") }
        let cited = try names.flatMap { try Self.read($0).matches(of: /sha256:([0-9a-f]+)/).map { String($0.1) } }
        #expect(cited.count >= 15)
        for digest in cited { #expect(table[digest] != nil, "\(digest)") }
    }

    @Test("the parts of texts that labels point to are those that they speak of")
    func charactersAreRight() throws {
        let log = Array(try Self.read("content/warehouse/maintenance-log.txt").unicodeScalars)
        #expect(String(String.UnicodeScalarView(log[92..<165])).hasPrefix("7-C  base plate bolt M16"))
        let transcript = Array(try Self.read("content/consultation/transcript.txt").unicodeScalars)
        #expect(String(String.UnicodeScalarView(transcript[159..<179])) == "Yes. Yes, of course.")
    }
}
