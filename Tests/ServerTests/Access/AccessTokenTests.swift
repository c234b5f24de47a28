import Foundation
import LedgerServer
import LedgerTesting
import Primitives
import Testing

/// Runs a service that knows the tokens of its ledger's token file.
private func withTokens(
    _ body: (RunningService, AccessTokenFile) async throws -> Void
) async throws {
    try await RunningService.with(authenticators: [], tokenFile: true) { service, _, _ in
        try await body(service, AccessTokenFile(directory: service.directory))
    }
}

extension AccessTokenFile {
    fileprivate func add(_ role: Role, _ datasets: Set<String>? = nil, lasts seconds: Int64? = nil) throws -> String {
        let start = FixedClock().now()
        return try add(
            role, datasets: datasets, connector: role == .connector ? "s" : nil, at: start,
            expires: seconds.map { Timestamp(microseconds: start.microseconds + $0 * 1_000_000) }
        ).text
    }
}

@Suite("Access tokens")
struct AccessTokenTests {
    @Test("A token made while the service runs counts at the next request, and a revoked one no more")
    func madeAndRevoked() async throws {
        try await withTokens { service, file in
            #expect(try await service.get("/v1/events", token: "tmk_nothing").status == 401)
            let first = try file.add(.auditor)
            #expect(try await service.get("/v1/events", token: first).status == 200)
            let second = try file.add(.operator)
            #expect(try await service.get("/v1/events", token: second).status == 200)
            let id = String(first.split(separator: "_")[1])
            #expect(try file.revoke(id, at: service.clock.now())?.revoked != nil)
            let answer = try await service.get("/v1/events", token: first)
            #expect(answer.status == 401 && answer.text.contains("revoked"))
            #expect(answer.headers["www-authenticate"]?.hasPrefix("Bearer") == true)
            #expect(try await service.get("/v1/events", token: second).status == 200)
        }
    }

    @Test("A token ends by the ledger's clock")
    func expired() async throws {
        try await withTokens { service, file in
            let token = try file.add(.auditor, lasts: 3600)
            #expect(try await service.get("/v1/events", token: token).status == 200)
            service.clock.set(Timestamp(microseconds: FixedClock().now().microseconds + 3_600_000_000), step: 1)
            let answer = try await service.get("/v1/events", token: token)
            #expect(answer.status == 401 && answer.text.contains("expired"))
        }
    }

    @Test("A token opens what its role and its datasets say")
    func scope() async throws {
        try await withTokens { service, file in
            let reader = try file.add(.reader, ["d"])
            let other = try file.add(.reader, ["e"])
            let connector = try file.add(.connector)
            #expect(try await service.get("/v1/datasets/d", token: reader).status == 200)
            #expect(try await service.get("/v1/datasets/d", token: other).status == 403)
            #expect(try await service.get("/v1/annotators/ada", token: reader).status == 403)
            #expect(try await service.get("/v1/datasets/d", token: connector).status == 403)
        }
    }

    @Test("A token in the address is refused, whatever it is, and its bearer told to revoke it")
    func inQuery() async throws {
        try await withTokens { service, file in
            let token = try file.add(.auditor)
            for query in ["?access_token=\(token)", "?limit=1&access_token=\(token)"] {
                let answer = try await service.get("/v1/events" + query, token: token)
                #expect(answer.status == 400 && answer.text.contains("revoke"))
                #expect(!answer.text.contains(token))
            }
        }
    }

    @Test("What is not a whole token is refused, and not repeated")
    func malformed() async throws {
        try await withTokens { service, file in
            let token = try file.add(.auditor)
            let swapped = try file.add(.auditor)
            let parts = token.split(separator: "_").map(String.init)
            let wrong = [
                String(token.dropLast()), token + "0", token.uppercased(), "tmk_\(parts[1])", "tmk__\(parts[2])",
                "tmk_000000000000_\(parts[2])", "tmk_\(swapped.split(separator: "_")[1])_\(parts[2])", "tmk_", parts[2],
                "tmk_\(parts[1])_" + String(repeating: "0", count: 64), String(repeating: "a", count: 4000),
            ]
            for text in wrong {
                let answer = try await service.get("/v1/events", token: text)
                #expect(answer.status == 401, "\(text.prefix(30))")
                #expect(!answer.text.contains(parts[2]))
            }
            let basic = try await service.get("/v1/events", headers: ["Authorization": "Basic \(token)"])
            #expect(basic.status == 401)
            #expect(try await service.get("/v1/events", headers: ["Authorization": "bearer \(token)"]).status == 200)
            #expect(try await service.get("/v1/events", headers: ["Authorization": "Bearer   \(token)"]).status == 200)
        }
    }

    @Test("A damaged token file, or one that others can get at, refuses everybody and names no file")
    func damaged() async throws {
        try await withTokens { service, file in
            let token = try file.add(.auditor)
            let whole = try Data(contentsOf: URL(fileURLWithPath: file.path))
            let texts = [
                "", "{", "{\"version\":1}", "{\"version\":2,\"tokens\":[]}", "{\"version\":1,\"tokens\":[{}]}",
                String(decoding: whole, as: UTF8.self).replacingOccurrences(of: "auditor", with: "king"),
            ]
            for text in texts {
                try Data(text.utf8).write(to: URL(fileURLWithPath: file.path))
                let answer = try await service.get("/v1/events", token: token)
                #expect(answer.status == 503 && answer.headers["retry-after"] != nil, "\(text)")
                #expect(!answer.text.contains("access-tokens") && !answer.text.contains(service.directory))
            }
            try whole.write(to: URL(fileURLWithPath: file.path))
            chmod(file.path, 0o644)
            #expect(try await service.get("/v1/events", token: token).status == 503)
            chmod(file.path, 0o600)
            #expect(try await service.get("/v1/events", token: token).status == 200)
            try FileManager.default.removeItem(atPath: file.path)
            #expect(try await service.get("/v1/events", token: token).status == 401)
        }
    }

    @Test("At rest a token is its hash, in a file that is its owner's alone")
    func atRest() throws {
        let directory = try TemporaryDirectory()
        let file = AccessTokenFile(directory: directory.path)
        let text = try file.add(.reader, ["d"])
        let secret = try #require(text.split(separator: "_").last)
        let content = try String(contentsOfFile: file.path, encoding: .utf8)
        #expect(!content.contains(secret))
        #expect(content.contains(Digest(hashing: text).description))
        let mode = try FileManager.default.attributesOfItem(atPath: file.path)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path) == ["access-tokens.json"])
    }

    @Test("Of many who make tokens at once none loses one")
    func together() async throws {
        let directory = try TemporaryDirectory()
        let path = directory.path
        let made = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<40 { group.addTask { try AccessTokenFile(directory: path).add(.auditor) } }
            return try await group.reduce(into: Set<String>()) { $0.insert($1) }
        }
        let kept = try AccessTokenFile(directory: path).tokens()
        #expect(Set(kept.map(\.id)) == Set(made.map { String($0.split(separator: "_")[1]) }))
        #expect(kept.count == 40)
    }

    @Test("What was half-written when the power went is passed over, and is not in the way of the next change")
    func leftOver() throws {
        let directory = try TemporaryDirectory()
        let file = AccessTokenFile(directory: directory.path)
        let first = try file.add(.auditor)
        try Data("{".utf8).write(to: URL(fileURLWithPath: file.path + ".new"))
        #expect(try file.tokens().count == 1)
        _ = try file.add(.auditor)
        #expect(try file.tokens().map(\.id).first == first.split(separator: "_").dropFirst().first.map(String.init))
        #expect(try file.tokens().count == 2)
    }
}
