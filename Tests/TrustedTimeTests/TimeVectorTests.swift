import Foundation
import Primitives
import Testing

@testable import TrustedTime

@Suite("The published time tokens, Fixtures/Vectors/times.jsonl")
struct TimeVectorTests {
    private static let file = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Fixtures/Vectors/times.jsonl")

    private static func vectors() throws -> [JSONValue] {
        try String(contentsOf: file, encoding: .utf8).split(separator: "\n").map { try JSONValue(parsing: String($0)) }
    }

    @Test("come to what each of them says, good ones and ones spoilt in one way")
    func outcomes() async throws {
        let vectors = try Self.vectors()
        #expect(vectors.count > 40)
        for vector in vectors {
            let name = try #require(vector["name"]?.string)
            #expect(try await Self.outcome(vector) == vector["expected"], "\(name)")
        }
    }

    private static func outcome(_ vector: JSONValue) async throws -> JSONValue {
        let bytes = try #require(vector["token"]?.string.flatMap { Base64.decode($0) })
        let text = Array(try #require(vector["text"]?.string).utf8)
        let roots = try TimeRoots(pem: try #require(vector["roots"]?.string))
        do throws(TimeTokenFailure) {
            switch await (try UncheckedTimeToken(der: bytes)).check(over: text, roots: roots) {
            case .failed(let failure): return code(failure)
            case .verified(let token):
                let earliest = Timestamp(microseconds: token.time.microseconds - (token.accuracy ?? 0))
                return [
                    "time": .string(token.time.description), "earliest": .string(earliest.description),
                    "latest": .string(token.latest.description), "authority": .string(token.authority),
                    "policy": .string(token.policy),
                ]
            }
        } catch { return code(error) }
    }

    private static func code(_ failure: TimeTokenFailure) -> JSONValue {
        ["code": .string("time-token-\(failure.reason.rawValue)")]
    }
}
