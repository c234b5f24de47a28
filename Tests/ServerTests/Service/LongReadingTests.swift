import Foundation
import Ledger
import LedgerServer
import LedgerTesting
import Provenance
import Synchronization
import Testing

@Suite("Long reading")
struct LongReadingTests {
    /// One more thread is made for each that waits, a second later; so many that those who ask come after all of them.
    private let blockers = 64

    @Test("While exports have all threads that they have, pages and streams are answered")
    func exports() async throws {
        try await RunningService.with { service, _, _ in
            let progress = Progress()
            try await withThrowingTaskGroup(of: Void.self) { group in
                defer { progress.isOver.withLock { $0 = true } }
                for _ in 0..<blockers {
                    group.addTask {
                        try await WorkerThreads.exporting.run {
                            while !progress.isOver.withLock({ $0 }) { usleep(2000) }
                        }
                    }
                }
                #expect(try await service.get("/v1/datasets/d/labels", token: "auditor").status == 200)
                #expect(try await service.get("/v1/events?type=label.asserted", token: "auditor").status == 200)
                progress.isOver.withLock { $0 = true }
                try await group.waitForAll()
            }
        }
    }

    @Test("Exports that nobody takes hold their places and no others, and give them back")
    func abandonedExports() async throws {
        try await RunningService.with { service, events, item in
            // More than what is kept on the way.
            _ = try await service.post(lines: try events.assertions(1500, on: item).map(\.token), query: "?receipt=brief")
            let scope = Array(#"{"subject":"dataset:d"}"#.utf8)
            let order = try await service.send(
                "POST", "/v1/exports", type: "application/json", body: scope, token: "auditor")
            let path = try #require(order.headers["location"])
            var untaken: [RawConnection] = []
            for _ in 0..<4 {
                let connection = try RawConnection(port: service.port, receiveBuffer: 4096)
                connection.send("GET \(path) HTTP/1.1\r\nHost: t\r\nAuthorization: Bearer auditor\r\n\r\n")
                #expect(await connection.status() == 200)
                untaken.append(connection)
            }
            let fifth = try await service.get(path, token: "auditor")
            #expect(fifth.status == 503 && fifth.headers["retry-after"] != nil)
            #expect(try await service.get("/v1/datasets/d/labels", token: "auditor").status == 200)
            untaken.removeLast()
            var statuses: [Int] = []
            while statuses.last != 200, statuses.count < 1000 {
                statuses.append(try await service.get(path, token: "auditor").status)
                try await Task.sleep(for: .milliseconds(20))
            }
            #expect(statuses.last == 200, "its place is free once it has gone")
        }
    }

    @Test(
        "An export that is being fetched breaks off once its token shows no longer what is in it",
        arguments: [
            (Grant(id: "changing", role: .auditor), true), (nil, false),
            (Grant(id: "changing", role: .reader, datasets: ["d"]), false),
            (Grant(id: "changing", role: .regulator, datasets: ["e"]), false),
        ])
    func endedExport(later: Grant?, isWhole: Bool) async throws {
        let token = ChangingToken(Grant(id: "changing", role: .auditor))
        try await RunningService.with(authenticators: [token]) { service, events, item in
            // More than what is kept on the way.
            _ = try await service.post(lines: try events.assertions(1500, on: item).map(\.token), query: "?receipt=brief")
            let order = try await service.send(
                "POST", "/v1/exports", type: "application/json", body: Array(#"{"subject":"dataset:d"}"#.utf8),
                token: ChangingToken.text)
            let path = try #require(order.headers["location"])
            let connection = try RawConnection(port: service.port, receiveBuffer: 4096)
            connection.send("GET \(path) HTTP/1.1\r\nHost: t\r\nAuthorization: Bearer \(ChangingToken.text)\r\n\r\n")
            #expect(await connection.status() == 200)
            try await Task.sleep(for: .milliseconds(1100))
            token.grant.withLock { $0 = later }
            let rest = await connection.exchange("")
            #expect(rest.hasSuffix("<closed>"))
            #expect(rest.contains(#""kind":"end""#) == isWhole)
        }
    }

    @Test("While all threads for it are busy, everybody else is answered, and who asked for it is answered after")
    func others() async throws {
        try await RunningService.with { service, events, _ in
            let progress = Progress()
            try await withThrowingTaskGroup(of: Void.self) { group in
                defer { progress.isOver.withLock { $0 = true } }
                for _ in 0..<blockers {
                    group.addTask {
                        try await WorkerThreads.reading.run {
                            progress.started.withLock { $0 += 1 }
                            while !progress.isOver.withLock({ $0 }) { usleep(2000) }
                        }
                    }
                }
                while progress.started.withLock({ $0 }) == 0 { try await Task.sleep(for: .milliseconds(1)) }
                try await Task.sleep(for: .milliseconds(50))

                let paths = ["/v1/datasets/d/labels", "/v1/events?type=label.asserted", "/v1/annotators/ada"]
                for path in paths {
                    group.addTask {
                        let status = try await service.get(path, token: "auditor").status
                        progress.answered.withLock { $0.append(status) }
                    }
                }
                group.addTask {
                    let status = try await service.send(
                        "POST", "/v1/exports", type: "application/json", body: Array(#"{"subject":"dataset:d"}"#.utf8),
                        token: "auditor"
                    ).status
                    progress.answered.withLock { $0.append(status) }
                }
                for number in 0..<4 {
                    #expect(try await service.get("/healthz").status == 200)
                    #expect(try await service.get("/checkpoint").status == 200)
                    #expect(try await service.post(try events.item("d", "new-\(number)").token).status == 201)
                }
                #expect(progress.answered.withLock { $0 } == [])
                progress.isOver.withLock { $0 = true }
                try await group.waitForAll()
                #expect(progress.answered.withLock { $0.sorted() } == [200, 200, 200, 201])
            }
        }
    }
}

private final class Progress: Sendable {
    let started = Mutex(0)
    let isOver = Mutex(false)
    /// The states of answers to long requests.
    let answered = Mutex<[Int]>([])
}
