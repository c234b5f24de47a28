import Hummingbird
import Ledger
import Primitives
import Provenance

/// `/v1/datasets`: the datasets and their labels, now or as of an index.
struct DatasetRoutes: Sendable {
    let store: any LedgerStore
    let limits: ServerLimits
    let clock: any LedgerClock

    /// Labels that one request looks at: with a filter that lets little through, the page says where to go on.
    private static let scanLimit = 20_000

    var routes: [Route] {
        [
            Route(.get, "/v1/datasets", .reader, .datasets) { request, context in
                try list(request, Visibility(grant: context.requireGrant()))
            },
            Route(.get, "/v1/datasets/:dataset", .reader, .dataset) { _, context in
                let dataset = try context.segment("dataset")
                try Visibility(grant: context.requireGrant()).require(dataset: dataset)
                return try describe(dataset)
            },
            Route(.get, "/v1/datasets/:dataset/labels", .reader, .labels, isLong: true) { request, context in
                let dataset = try context.segment("dataset")
                try Visibility(grant: context.requireGrant()).require(dataset: dataset)
                return try labels(of: dataset, request)
            },
        ]
    }

    /// `{"datasets":[{"dataset","title","index"}],"next":cursor}`.
    private func list(_ request: Request, _ visibility: Visibility) throws -> Response {
        let limit = try request.pageLimit(limits)
        let after = try request.query("after")
        var rows: [DatasetRow] = []
        var isLast = true
        try store.read { reader in
            var cursor = after
            while rows.count <= limit {
                let page = try reader.datasets(after: cursor, limit: limit + 1)
                rows += page.filter { visibility.grant.reads(dataset: $0.dataset) }
                guard page.count > limit, let last = page.last else { return }
                cursor = last.dataset
            }
            isLast = false
        }
        isLast = isLast && rows.count <= limit
        let shown = rows.prefix(limit)
        return Response(json: [
            "datasets": .array(
                shown.map {
                    ["dataset": .string($0.dataset), "title": .string($0.title), "index": .integer(Int64($0.index.value))]
                }),
            "next": isLast ? .null : shown.last.map { .string($0.dataset) } ?? .null,
        ])
    }

    /// The definition as it was signed, the requirements in force, and the guidelines that labels cite now.
    private func describe(_ dataset: String) throws -> Response {
        let json: JSONValue? = try store.read { reader in
            let size = try reader.size()
            let policy = try reader.fold(PolicyHistory.self, of: .policy(dataset), below: size)
            func data(at index: EntryIndex?) throws -> JSONValue? { try index.map(reader.entry(at:))?.data() }
            guard let definition = try data(at: policy.definition) else { return nil }
            let requirements = try data(at: policy.requirements(at: size.nextIndex)?.index)
            return [
                "dataset": .string(dataset), "size": .integer(Int64(size.value)), "definition": definition,
                "requirements": requirements?["requirements"] ?? .null, "enforcement": requirements?["enforcement"] ?? .null,
                "guidelines": .array(policy.guidelines.inForce(at: clock.now()).map(\.json)),
            ]
        }
        guard let json else { throw Problem.notFound("There is no dataset of this name.") }
        return Response(json: json)
    }

    /// `{"dataset","asOf","labels":[…],"next":cursor}`, without the labels that were withdrawn.
    private func labels(of dataset: String, _ request: Request) throws -> Response {
        let limit = try request.pageLimit(limits)
        let verdict = try request.query("verdict").map { text in
            guard let verdict = Verdict(rawValue: text) else {
                throw Problem.badRequest(
                    "query", "verdict is one of \(Verdict.allCases.map(\.rawValue).joined(separator: ", ")).")
            }
            return verdict
        }
        let cursor = try request.query("after").map(LabelCursor.init(inRequest:))
        let asOf = try request.number("asOf").map { TreeSize($0) }
        let json: JSONValue = try store.read { reader in
            let size = try reader.size(requested: asOf)
            guard try !reader.history(of: .policy(dataset), below: size).isEmpty else {
                throw Problem.notFound("There is no such dataset below index \(size).")
            }
            var found: [CurrentLabel] = []
            var scanned = 0
            var (last, next): (LabelCursor?, LabelCursor?)
            try reader.forEachLabel(of: dataset, asOf: size, after: cursor) { label in
                guard found.count < limit, scanned < Self.scanLimit else {
                    next = last
                    return false
                }
                scanned += 1
                last = LabelCursor(label.version)
                let isWanted = label.version.kind != .withdrawn && (verdict == nil || label.version.verdictThen == verdict)
                if isWanted { found.append(label) }
                return true
            }
            let disputes = try LabelDisputes(reader, asOf: size)
            return [
                "dataset": .string(dataset), "asOf": .integer(Int64(size.value)),
                "labels": .array(
                    try found.map {
                        try $0.json(isDisputed: disputes.isDisputed($0), value: $0.keptValue())
                    }),
                "next": next.map { .string($0.text) } ?? .null,
            ]
        }
        return Response(json: json)
    }
}

extension LabelCursor {
    /// As a subject writes the two ids.
    fileprivate var text: String { SubjectPath.encodeSegment(item) + "/" + SubjectPath.encodeSegment(label) }

    fileprivate init(inRequest text: String) throws(Problem) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let item = SubjectPath.decodeSegment(parts[0]), let label = SubjectPath.decodeSegment(parts[1])
        else {
            throw .notFound("There is no such place in the list: after is the next of the page before.")
        }
        self.init(item: item, label: label)
    }
}
