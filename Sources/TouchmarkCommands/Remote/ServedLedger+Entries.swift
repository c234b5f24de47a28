import AsyncHTTPClient
import NIOCore
import Primitives
import Provenance

extension ServedLedger {
    /// Calls `body` with the entries that the token may read, in their order, from an index on.
    ///
    /// - Parameter filter: members of the query: `subject`, `type`.
    func forEachEntry(
        from first: UInt64, _ filter: [(name: String, value: String)], _ body: (ShownEntry) async throws -> Void
    ) async throws {
        var next: UInt64? = first
        while let from = next {
            let page = try await json("/v1/events", filter + [("from", "\(from)")])
            for entry in page["events"]?.array ?? [] { try await body(ShownEntry(entry)) }
            next = page["next"]?.integer.flatMap(UInt64.init(exactly:))
            // A service that turns in a circle is not followed.
            if let next, next <= from { throw CommandFailure("The service's pages do not go on.", ExitStatus.unreadable) }
        }
    }

    /// The events that touch a subject.
    func events(about subject: Subject) async throws -> [EventOnRecord] {
        var events: [EventOnRecord] = []
        try await forEachEntry(from: 0, [("subject", subject.description)]) { events.append($0.onRecord) }
        return events
    }

    /// Calls `body` with every entry from an index on that the token may read, and with each that comes.
    ///
    /// - Throws: `CommandFailure` where the service went away and is not back a second later.
    func followEntries(from first: UInt64, _ body: (ShownEntry) async throws -> Void) async throws {
        var next = first
        while true {
            let stream = try await get("/v1/events/stream", [("from", "\(next)")], accepting: "text/event-stream")
            var pieces = stream.body.makeAsyncIterator()
            var lines = StreamedLines()
            // Whether it ended or broke off, the next request shows what there is to say.
            while let piece = try? await pieces.next() {
                for data in try lines.take(piece.readableBytesView) {
                    let entry = try ShownEntry(event: data)
                    try await body(entry)
                    next = entry.index.value + 1
                }
            }
            try await Task.sleep(for: .seconds(1))
        }
    }
}
