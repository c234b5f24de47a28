import Foundation
import LedgerTesting
import Primitives
import Provenance
import Testing

@Suite("Reports and traces over HTTP")
struct ReportRouteTests {
    @Test("A draft of a report is given to whoever may read the dataset, as JSON or as a page, and nothing is logged")
    func reports() async throws {
        try await RunningService.with { service, events, item in
            _ = try await service.post(lines: try events.assertions(5, on: item).map(\.token))
            let size = try await service.get("/v1/datasets/d", token: "auditor").json["size"]
            let report = try await service.get("/v1/reports/d", token: "reader-d").json
            #expect(report["kind"] == "touchmark-report")
            #expect(report["sections"]?.array?.count == 24)
            #expect(report["size"] == size)
            let again = try await service.get("/v1/reports/d?asOf=\(size?.integer ?? 0)", token: "reader-d").json
            #expect(again == report)
            let page = try await service.get("/v1/reports/d", token: "auditor", headers: ["Accept": "text/html"])
            #expect(page.text.hasPrefix("<!DOCTYPE html>"))
            #expect(page.headers["content-security-policy"]?.hasPrefix("default-src 'none'") == true)
            #expect(try await service.get("/v1/datasets/d", token: "auditor").json["size"] == size)
            #expect(try await service.get("/v1/reports/d", token: "reader-e").status == 403)
            #expect(try await service.get("/v1/reports/none", token: "auditor").status == 404)
            #expect(try await service.get("/v1/reports/d?asOf=999", token: "auditor").status == 404)
            #expect(try await service.get("/v1/reports/d?asOf=1", token: "auditor").status == 404)
        }
    }

    @Test("A report tells a token of one dataset nothing of what was made of it and others")
    func narrowed() async throws {
        try await RunningService.with { service, events, _ in
            let digest = JSONValue.string(Digest(hashing: "x").contentDigest)
            let base: JSONValue = ["model": "base", "version": "1"]
            let lines = [
                try events.sign(
                    EventBuilder.root, "dataset.released",
                    ["dataset": "d", "version": "1", "size": 5, "items": 1, "labels": 0, "digest": digest, "splits": [:]]),
                try events.sign(
                    EventBuilder.root, "model.trained",
                    [
                        "model": "base", "version": "1", "releases": [["dataset": "d", "version": "1"]],
                        "method": "pre-training", "digest": digest,
                    ]),
                try events.sign(
                    EventBuilder.root, "model.trained",
                    [
                        "model": "screener", "version": "2", "releases": [], "base": base, "method": "supervised",
                        "digest": digest, "purpose": "screening patients",
                    ]),
            ]
            let answers = try await service.post(lines: lines.map(\.token)).lines
            #expect(answers.allSatisfy { $0["status"] == 201 }, "\(answers)")
            for (token, isShown) in [("reader-d", false), ("regulator-d", false), ("auditor", true)] {
                let report = try await service.get("/v1/reports/d", token: token).text
                #expect(report.contains("base/1"), "\(token)")
                #expect(report.contains("screener/2") == isShown && report.contains("screening patients") == isShown, "\(token)")
            }
        }
    }

    @Test("Many who ask at once with one token are answered or told to come back, and others are answered meanwhile")
    func crowd() async throws {
        try await RunningService.with { service, events, item in
            _ = try await service.post(lines: try events.assertions(50, on: item).map(\.token))
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<30 { group.addTask { try await service.get("/v1/reports/d", token: "auditor").status } }
                for _ in 0..<10 { group.addTask { try await service.get("/healthz", token: "auditor").status } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses.allSatisfy { $0 == 200 || $0 == 503 })
            #expect(statuses.count { $0 == 200 } >= 12)
        }
    }

    @Test("A trace is for those who read all, and names one thing")
    func traces() async throws {
        try await RunningService.with { service, events, item in
            let label = try events.assertions(1, on: item)[0]
            _ = try await service.post(lines: [label.token])
            let id = label.event.source.id
            let trace = try await service.get("/v1/traces?annotator=\(id)", token: "auditor").json
            #expect(trace["kind"] == "touchmark-trace")
            let page = try await service.get("/v1/traces?annotator=\(id)", token: "auditor", headers: ["Accept": "text/html"])
            #expect(page.text.hasPrefix("<!DOCTYPE html>"))
            for query in ["", "?model=x", "?annotator=\(id)&decision=d", "?credential=label:d/i/l", "?annotator="] {
                #expect(try await service.get("/v1/traces\(query)", token: "auditor").status == 404, "\(query)")
            }
            #expect(try await service.get("/v1/traces?model=none/1", token: "auditor").status == 404)
            let several = try await service.get("/v1/traces?model=m/1&decision=d", token: "auditor").json
            #expect(several["detail"] == "One thing is traced: name model or decision alone.")
            #expect(try await service.get("/v1/traces?annotator=\(id)", token: "reader-d").status == 403)
        }
    }
}
