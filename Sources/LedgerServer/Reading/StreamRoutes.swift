import HTTPTypes
import Hummingbird
import Ledger
import Logging
import NIOCore
import Primitives
import ServiceLifecycle

/// `/v1/events/stream`: entries as server-sent events (HTML Living Standard §9.2): first those that are there, then each as it
/// comes. What may be seen is asked anew before each page: a token that no longer counts ends its streams.
struct StreamRoutes: Sendable {
    let store: any LedgerStore
    let watch: LedgerWatch
    let door: Door
    private let places: Places

    private static let pageSize: UInt64 = 256
    private static let access = RouteAccess.reader
    /// A comment so often keeps proxies from closing the connection, and shows that a reader has gone.
    private static let heartbeat = Duration.seconds(15)

    /// - Parameter connections: how many there may be at once. Streams never end, so they have half of them.
    init(store: any LedgerStore, watch: LedgerWatch, door: Door, connections: Int) {
        self.store = store
        self.watch = watch
        self.door = door
        places = Places(
            max(1, connections / 2), perGrant: 16,
            refusal: .tooBusy("Too many streams are open. Close one, or read pages of /v1/events.", retryAfter: 30))
    }

    var routes: [Route] {
        [
            Route(.get, "/v1/events/stream", Self.access, .stream, answersHead: false) { request, context in
                try stream(request, context)
            }
        ]
    }

    /// `id` is the entry's index: `Last-Event-ID` goes on behind it.
    private func stream(_ request: Request, _ context: LedgerContext) throws -> Response {
        let size = try store.read { try $0.size() }
        let start: UInt64
        if let name = HTTPField.Name.lastEventID, let last = request.headers[name] {
            guard let index = UInt64(digits: last) else {
                throw Problem.badRequest("last-event-id", "Last-Event-ID is the index of the last entry that was received.")
            }
            start = index + 1
        } else {
            start = try request.number("from") ?? size.value
        }
        let place = try places.take(for: context.requireGrant())
        return Response(
            status: .ok,
            headers: [
                .contentType: "text/event-stream", .cacheControl: "private, no-store",
                // Whether its caller has gone is seen by reading on, and then nothing else is read of the connection.
                .connection: "close",
            ],
            body: .init { body in
                let sink = BodySink(body)
                try await place.hold {
                    try await request.body.consumeWithCancellationOnInboundClose { _ in
                        try await send(from: start, to: sink, for: request, context)
                        try await sink.finish()
                    }
                }
            })
    }

    /// Sends until the service goes down or the token does not count any more.
    private func send(
        from start: UInt64, to sink: BodySink, for request: Request, _ context: LedgerContext
    ) async throws {
        let commits = watch.commits()
        var next = start
        try await sink.write(ByteBuffer(string: ": entries from \(start)\n\n"))
        do {
            for await signal in Ticks(commits, every: Self.heartbeat) {
                // Who follows from the beginning reads the whole log, which the end of the service does not wait for.
                while !watch.isClosed,
                    let page = try await WorkerThreads.reading.run({ [next] in try await page(from: next, for: request, context) }
                    )
                {
                    next = page.next
                    if page.text.readableBytes > 0 { try await sink.write(page.text) }
                }
                if signal == .tick { try await sink.write(ByteBuffer(string: ": alive\n\n")) }
            }
        } catch  where error is Problem || error is ServiceFileError {
            // Who asks again is told why.
            context.logger.info("stream ended", metadata: ["reason": "\(door.problem(for: error, context).name)"])
        } catch let error as StoreError {
            // The log says what is damaged, and the stream breaks off: a proper end would say that nothing is missing.
            _ = door.problem(for: error, context)
            throw error
        }
    }

    /// The next entries as text; `nil` if there are none.
    ///
    /// - Throws: what `Door.grant` does if the token does not count now, and what the store throws.
    private func page(
        from next: UInt64, for request: Request, _ context: LedgerContext
    ) async throws -> (text: ByteBuffer, next: UInt64)? {
        guard let grant = try await door.grant(for: request, Self.access, context) else { return nil }
        let visibility = Visibility(grant: grant)
        return try store.read { reader in
            let size = try reader.size()
            guard next < size.value else { return nil }
            var text = ByteBuffer()
            let end = min(size.value, next + Self.pageSize)
            try reader.forEachEntry(in: EntryIndex(next)..<EntryIndex(end)) { entry in
                let isShown = try visibility.grant.readsAll || visibility.shows(try entry.logged())
                guard isShown else { return true }
                text.writeString("id: \(entry.index)\nevent: entry\ndata: ")
                text.writeString(try visibility.json(entry, in: reader).canonicalText)
                text.writeString("\n\n")
                return true
            }
            return (text, end)
        }
    }
}

/// A signal at once, one for each of `base`, and one for each stretch of time in which nothing else happens; ends with `base`.
private struct Ticks: AsyncSequence {
    enum Element { case signal, tick }

    private let base: AsyncStream<Void>
    private let pause: Duration

    init(_ base: AsyncStream<Void>, every pause: Duration) {
        self.base = base
        self.pause = pause
    }

    func makeAsyncIterator() -> AsyncStream<Element>.Iterator {
        let (stream, continuation) = AsyncStream.makeStream(of: Element.self, bufferingPolicy: .bufferingNewest(1))
        continuation.yield(.signal)
        let signals = Task {
            for await _ in base { continuation.yield(.signal) }
            continuation.finish()
        }
        let ticks = Task {
            while true {
                try await Task.sleep(for: pause)
                continuation.yield(.tick)
            }
        }
        continuation.onTermination = { _ in
            signals.cancel()
            ticks.cancel()
        }
        return stream.makeAsyncIterator()
    }
}
