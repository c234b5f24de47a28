import Ledger
import LedgerTesting
import NIOCore
import NIOPosix
import Primitives
import Provenance
import Synchronization

/// A ledger in memory behind the smallest HTTP server that will do, which does wrong what a test asks of it.
///
/// It has a dataset `d`, its item `i` and the annotator ada.
final class FaultyLedger: Sendable {
    static let ada = Actor(.annotator, "ada")

    /// What is done wrong with one request. Requests past the last fault are answered well.
    enum Fault: Sendable {
        /// Answered without a look at it.
        case answer(status: Int, fields: String = "", body: String = "")
        /// Nothing is done and the connection closed.
        case dropRequest
        /// The events are appended and the connection closed without a word.
        case dropAnswer
        /// The events are appended, and the connection closed after half of the answer.
        case cutAnswer
        /// Of the lines, this one is answered 503 and not looked at; the others are.
        case busyLine(Int)
        /// So many lines are taken, and then there is a line that says so.
        case takeOnly(Int)
        /// The answer is changed before it is sent.
        case change(@Sendable (String) -> String)
        case none
    }

    let port: Int
    private let ledger: Ledger
    private let faults: Mutex<[Fault]>
    private let requests = Mutex<[[String]]>([])

    private init(ledger: Ledger, port: Int, faults: [Fault]) {
        self.ledger = ledger
        self.port = port
        self.faults = Mutex(faults)
    }

    var address: String { "http://127.0.0.1:\(port)" }
    /// The lines of every request so far.
    var received: [[String]] { requests.withLock { $0 } }
    var size: UInt64 { get throws { try ledger.store.read { try $0.size().value } } }

    func set(_ faults: [Fault]) { self.faults.withLock { $0 = faults } }

    static func with<Result: Sendable>(
        _ faults: [Fault] = [], _ body: (FaultyLedger, inout EventBuilder, SignedDraft) async throws -> Result
    ) async throws -> Result {
        var events = EventBuilder()
        let ledger = try Ledger(store: MemoryStore(), origin: EventBuilder.origin, logKey: events.logKey, clock: FixedClock())
        let item = try events.item("d", "i")
        let tokens = try events.opening() + [events.enrolment(of: ada).token, events.dataset("d").token, item.token]
        for case .refused(let refusal) in try await ledger.append(tokens) { throw Unexpected(description: "\(refusal)") }
        let server = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .bind(host: "127.0.0.1", port: 0) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        let double = FaultyLedger(ledger: ledger, port: server.channel.localAddress?.port ?? 0, faults: faults)
        let serving = Task {
            try await withThrowingDiscardingTaskGroup { group in
                try await server.executeThenClose { connections in
                    for try await connection in connections { group.addTask { await double.serve(connection) } }
                }
            }
        }
        defer { serving.cancel() }
        return try await body(double, &events, item)
    }

    private func serve(_ connection: NIOAsyncChannel<ByteBuffer, ByteBuffer>) async {
        // Clients that go away in the middle are what this is for.
        try? await connection.executeThenClose { inbound, outbound in
            var received = ByteBuffer()
            for try await piece in inbound {
                received.writeImmutableBuffer(piece)
                guard let body = Self.body(of: received) else { continue }
                received.clear()
                let (answer, goesOn) = try await self.answer(body.split(separator: "\n").map(String.init))
                try await outbound.write(ByteBuffer(string: answer))
                guard goesOn else { return }
            }
        }
    }

    /// The body of a request with `Content-Length`; `nil` until it is there whole.
    private static func body(of request: ByteBuffer) -> String? {
        let text = String(buffer: request)
        guard let head = text.range(of: "\r\n\r\n"),
            let field = text[..<head.lowerBound].lowercased().split(separator: "\r\n")
                .first(where: { $0.hasPrefix("content-length:") }),
            let length = Int(field.drop { $0 != ":" }.dropFirst().drop { $0 == " " })
        else { return nil }
        let body = text[head.upperBound...]
        return body.utf8.count < length ? nil : String(body)
    }

    private func answer(_ lines: [String]) async throws -> (text: String, goesOn: Bool) {
        requests.withLock { $0.append(lines) }
        switch faults.withLock({ $0.isEmpty ? .none : $0.removeFirst() }) {
        case .answer(let status, let fields, let body): return (Self.response(status, fields, body), true)
        case .dropRequest: return ("", false)
        case .dropAnswer:
            _ = try await appended(lines)
            return ("", false)
        case .cutAnswer:
            let whole = Self.response(200, "", try await appended(lines))
            return (String(whole.prefix(whole.count / 2)), false)
        case .busyLine(let busy):
            var answers: [String] = []
            for (place, line) in lines.enumerated() {
                answers.append(place == busy ? Self.problem(503, "busy") + "\n" : try await appended([line]))
            }
            return (Self.response(200, "", answers.joined()), true)
        case .takeOnly(let count):
            let more = lines.count > count ? Self.problem(413, "too-large") : ""
            return (Self.response(200, "", try await appended(Array(lines.prefix(count))) + more), true)
        case .change(let change): return (Self.response(200, "", change(try await appended(lines))), true)
        case .none: return (Self.response(200, "", try await appended(lines)), true)
        }
    }

    private func appended(_ lines: [String]) async throws -> String {
        try await ledger.append(lines.map { Array($0.utf8) }).map { outcome in
            switch outcome {
            case .appended(let receipt): #"{"receipt":\#(receipt.json.canonicalText),"status":201}"#
            case .duplicate(let receipt): #"{"receipt":\#(receipt.json.canonicalText),"status":200}"#
            case .refused(let refusal): Self.problem(refusal.kind == .unauthenticated ? 401 : 400, refusal.rule)
            }
        }.map { $0 + "\n" }.joined()
    }

    private static func problem(_ status: Int, _ rule: String) -> String {
        #"{"problem":{"detail":"No.","rule":"\#(rule)","status":\#(status)},"status":\#(status)}"#
    }

    private static func response(_ status: Int, _ fields: String, _ body: String) -> String {
        "HTTP/1.1 \(status) X\r\n\(fields)Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
    }
}

struct Unexpected: Error, CustomStringConvertible {
    let description: String
}

extension String {
    fileprivate func range(of part: String) -> Range<String.Index>? { firstRange(of: part) }
}
