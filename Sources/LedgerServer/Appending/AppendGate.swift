import Synchronization

/// Bounds what is under way: events that are being checked or wait for the writer, and with them the memory they take.
final class AppendGate: Sendable {
    private let limit: Int
    private let count = Mutex(0)

    init(limit: Int) { self.limit = limit }

    /// Calls `body` with room for `events` taken.
    ///
    /// - Throws: a problem of status 503 at once, if there is no room; what `body` throws. One request alone always finds room.
    func withRoom<Result>(for events: Int, _ body: () async throws -> Result) async throws -> Result {
        let admitted = count.withLock { count in
            guard count == 0 || count + events <= limit else { return false }
            count += events
            return true
        }
        guard admitted else { throw Problem.tooBusy("Too many events are under way. Try again in a second.") }
        defer { count.withLock { $0 -= events } }
        return try await body()
    }

    var underWay: Int { count.withLock { $0 } }
}
