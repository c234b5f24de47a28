import Dispatch
import Hummingbird
import Synchronization
import Testing

@testable import LedgerServer

@Suite("Long work is bounded")
struct PlacesTests {
    private let a = Grant(id: "a", role: .auditor)
    private let b = Grant(id: "b", role: .auditor)
    private let c = Grant(id: "c", role: .auditor)

    @Test("One grant has its share, all together have theirs, and a place is free when nobody holds it")
    func share() throws {
        let places = Places(3, perGrant: 2, refusal: .tooBusy("No."))
        var held = [try places.take(for: a), try places.take(for: a)]
        #expect(throws: Problem.self) { try places.take(for: a) }
        held.append(try places.take(for: b))
        #expect(throws: Problem.self) { try places.take(for: c) }
        held.removeFirst()
        held.append(try places.take(for: c))
        #expect(throws: Problem.self) { try places.take(for: a) }
        held = []
        _ = try places.take(for: a)
    }

    @Test("A report that is waited for by nobody any more is not made")
    func abandoned() async throws {
        let desk = ReportDesk()
        let (isHeld, hold) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                _ = try await desk.answer(for: a) {
                    isHeld.signal()
                    hold.wait()
                    return Response(status: .ok)
                }
            }
            await withCheckedContinuation { continuation in
                DispatchQueue.global().async {
                    isHeld.wait()
                    continuation.resume()
                }
            }
            let made = Made()
            let abandoned = Task {
                _ = try await desk.answer(for: a) {
                    made.isMade.withLock { $0 = true }
                    return Response(status: .ok)
                }
            }
            abandoned.cancel()
            hold.signal()
            await #expect(throws: CancellationError.self) { try await abandoned.value }
            #expect(!made.isMade.withLock { $0 })
            try await group.waitForAll()
        }
    }
}

private final class Made: Sendable {
    let isMade = Mutex(false)
}
