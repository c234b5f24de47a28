import Evidence
import HTTPTypes
import Hummingbird
import Ledger
import Primitives
import Provenance

/// `/v1/events` and `/v1/receipts`: entries as the log holds them, and proofs that it does.
struct EntryRoutes: Sendable {
    let ledger: Ledger
    let limits: ServerLimits
    private var store: any LedgerStore { ledger.store }

    /// Entries that one request looks at: with a filter that lets little through, the page says where to go on.
    private static let scanLimit = 20_000
    /// RFC 9052's name for COSE, and RFC 9943's for receipts in it.
    private static let coseTypes = ["application/cose", "application/scitt-receipt+cose"]

    init(ledger: Ledger, limits: ServerLimits) {
        self.ledger = ledger
        self.limits = limits
    }

    var routes: [Route] {
        [
            Route(.get, "/v1/events", .reader, .entries, isLong: true) { request, context in
                try list(request, Visibility(grant: context.requireGrant()))
            },
            Route(.get, "/v1/events/:entry", .reader, .entry) { _, context in
                try entry(context.segment("entry"), Visibility(grant: context.requireGrant()))
            },
            Route(.get, "/v1/receipts/:index", .anybody, .receiptOfEntry) { request, context in
                try receipt(request, context.segment("index"))
            },
        ]
    }

    /// `{"events":[…],"next":N}`; `next` is `null` where the log ends.
    private func list(_ request: Request, _ visibility: Visibility) throws -> Response {
        let from = EntryIndex(try request.number("from") ?? 0)
        let limit = try request.pageLimit(limits)
        let type = try request.query("type").map { $0.hasPrefix("touchmark.") ? $0 : "touchmark." + $0 }
        guard type.map(EventBody.isType) ?? true else {
            throw Problem.badRequest(
                "query", "There is no such type of events. There are: \(EventBody.shortTypes.joined(separator: ", ")).")
        }
        let subject = try request.querySubject("subject")
        if let subject { try visibility.require(subject) }
        let page = try store.read { reader -> (events: [JSONValue], next: EntryIndex?) in
            let size = try reader.size()
            var page = EntryPage(limit: limit, scanLimit: Self.scanLimit)
            func add(_ stored: StoredEntry) throws -> Bool {
                // Not `nil` in place: to a JSON value that would be `null`.
                var event: JSONValue?
                if try wants(stored, type, visibility) { event = try visibility.json(stored, in: reader) }
                return page.add(event, at: stored.index)
            }
            if let subject {
                for index in try reader.history(of: subject, below: size) where index >= from {
                    guard try add(reader.entry(at: index)) else { break }
                }
            } else if from < size.nextIndex {
                try reader.forEachEntry(in: from..<size.nextIndex, add)
            }
            return (page.events, page.next)
        }
        return Response(
            json: ["events": .array(page.events), "next": page.next.map { .integer(Int64($0.value)) } ?? .null])
    }

    private func wants(_ stored: StoredEntry, _ type: String?, _ visibility: Visibility) throws -> Bool {
        guard type != nil || !visibility.grant.readsAll else { return true }
        let entry = try stored.logged()
        return (type == nil || entry.event.type == type) && visibility.shows(entry)
    }

    private func entry(_ text: String, _ visibility: Visibility) throws -> Response {
        let found = try store.read { reader -> JSONValue? in
            guard let index = try index(text, in: reader), try reader.size().contains(index) else { return nil }
            let stored = try reader.entry(at: index)
            guard visibility.shows(try stored.logged()) else { return nil }
            return try visibility.json(stored, in: reader)
        }
        // What may not be seen and what is not there look the same.
        guard let found else { throw Problem.notFound("There is no such event that this token may read.") }
        return Response(json: found)
    }

    /// An entry's place by its index or its event's id.
    private func index(_ text: String, in reader: any LedgerReader) throws -> EntryIndex? {
        if let value = UInt64(digits: text) { return EntryIndex(value) }
        guard let id = EventID(text) else {
            throw Problem.notFound("An event is named by its index or its id, a lower-case UUID.")
        }
        return try reader.index(of: id)
    }

    /// A receipt says nothing of what the entry holds but its id and hash: whoever has them has the event already.
    private func receipt(_ request: Request, _ text: String) throws -> Response {
        guard let index = UInt64(digits: text) else {
            throw Problem.notFound("An entry's index is a whole number, not negative.")
        }
        let size = try request.number("size").map { TreeSize($0) }
        let wanted = request.preferred(among: ["application/json", "text/plain"] + Self.coseTypes)
        if Self.coseTypes.contains(wanted) {
            let receipt = try ledger.coseReceipt(for: EntryIndex(index), size: size)
            return Response(bytes: receipt.bytes, type: wanted, headers: [.vary: "Accept"])
        }
        let receipt = try ledger.receipt(for: EntryIndex(index), size: size)
        if wanted == "text/plain" {
            return Response(text: receipt.text, type: "text/plain; charset=utf-8", headers: [.vary: "Accept"])
        }
        return Response(json: receipt.json, headers: [.vary: "Accept"])
    }
}

/// What one request gathers.
private struct EntryPage {
    let limit: Int
    let scanLimit: Int
    private(set) var events: [JSONValue] = []
    private var scanned = 0
    /// Where the next page begins; `nil` if nothing was left over.
    private(set) var next: EntryIndex?

    init(limit: Int, scanLimit: Int) {
        self.limit = limit
        self.scanLimit = scanLimit
    }

    /// - Returns: false if the page is full and the entry belongs on the next.
    mutating func add(_ event: JSONValue?, at index: EntryIndex) -> Bool {
        guard events.count < limit, scanned < scanLimit else {
            next = index
            return false
        }
        scanned += 1
        if let event { events.append(event) }
        return true
    }
}

extension Request {
    var prefersHTML: Bool { preferred(among: ["application/json", "text/html"]) == "text/html" }

    /// Which of these forms `Accept` ranks highest (RFC 9110 §12.5.1): the first of those, and the first of all without a word.
    func preferred(among types: [String]) -> String {
        guard let accept = headers[.accept] else { return types[0] }
        func quality(_ wanted: String) -> Double {
            var best = (precision: -1, quality: 0.0)
            for range in accept.split(separator: ",") {
                let parts = range.split(separator: ";").map { $0.trimming { $0 == " " }.lowercased() }
                guard let name = parts.first else { continue }
                let precision =
                    name == wanted ? 2 : name == wanted.prefix { $0 != "/" } + "/*" ? 1 : name == "*/*" ? 0 : -1
                let quality = parts.dropFirst().first { $0.hasPrefix("q=") }.flatMap { Double($0.dropFirst(2)) } ?? 1
                if precision > best.precision { best = (precision, quality) }
            }
            return best.precision < 0 ? 0 : best.quality
        }
        let ranked = types.map { (type: $0, quality: quality($0)) }
        return ranked.dropFirst().reduce(ranked[0]) { $1.quality > $0.quality ? $1 : $0 }.type
    }
}
