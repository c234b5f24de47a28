import Foundation
import Ledger
import LedgerTesting
import Provenance
import Synchronization
import Testing

@Suite("Long reading")
struct LongReadingTests {
    /// One more thread is made for each that waits, a second later; so many that those who ask come after all of them.
    private let blockers = 64

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
