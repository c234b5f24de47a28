public import Primitives

/// What the ids in a ranking stand for. An id of a response has meaning within the event that gives it alone; what is ranked is
/// content, which its digest tells.
public struct ResponseNames: Hashable, Sendable {
    /// By id; `nil` where one id stands for several.
    private var digests: [String: Digest?] = [:]

    /// Nothing is known of any id.
    public init() {}

    /// - Returns: `nil` if the event names no responses.
    public init?(_ body: EventBody) {
        if case .preferenceRanked(let data) = body {
            self.init()
            digests = Dictionary(data.responses.map { ($0.id, $0.digest) }) { first, _ in first }
        } else if let value = body.labelValue {
            self.init(value)
        } else {
            return nil
        }
    }

    /// The `responses` of a value of kind ranking.
    ///
    /// - Returns: `nil` if it has none, or none that can be read.
    public init?(_ value: JSONValue) {
        guard value.isRanking, let responses = value["responses"]?.array else { return nil }
        for response in responses {
            guard let id = response["id"]?.string, Identifier.isWellFormed(id),
                let digest = response["digest"]?.string.flatMap(Digest.init(contentDigest:))
            else { return nil }
            add(id, digest)
        }
    }

    private mutating func add(_ id: String, _ digest: Digest?) {
        digests[id] = .some(digests[id].map { $0 == digest ? digest : nil } ?? digest)
    }

    /// Takes in what others call the responses: an id that they use for another stands for several from then on.
    mutating func join(_ others: ResponseNames) {
        for (id, digest) in others.digests { add(id, digest) }
    }

    /// `[{"id", "digest"}]` in the order of the ids, without those that stand for several.
    package var json: JSONValue {
        let known = digests.compactMap { id, digest in digest.map { (id: id, digest: $0) } }
        return .array(
            known.sorted { $0.id.utf8.lexicographicallyPrecedes($1.id.utf8) }
                .map { ["id": .string($0.id), "digest": .string($0.digest.contentDigest)] })
    }

    /// The place of a response in an order, by what it stands for. An id of which nothing is known is left as it is.
    ///
    /// - Parameter names: by which to call it, if they have a name for it; else its digest does.
    /// - Returns: `nil` for an id that stands for several.
    fileprivate func place(_ id: JSONValue, in names: [Digest: String]) -> JSONValue? {
        guard let text = id.string, let known = digests[text] else { return id }
        guard let digest = known else { return nil }
        // An object, which no id is.
        return names[digest].map { .string($0) } ?? ["digest": .string(digest.contentDigest)]
    }

    /// The other way round; of two ids for one content the first.
    fileprivate var idsByDigest: [Digest: String] {
        Dictionary(
            digests.compactMap { id, digest in digest.map { ($0, id) } },
            uniquingKeysWith: { a, b in
                a.utf8.lexicographicallyPrecedes(b.utf8) ? a : b
            })
    }
}

extension JSONValue {
    /// True of orders of responses by criteria. A ranking of another form is a value like any other.
    package var isRanking: Bool { self["kind"] == "ranking" && self["rankings"]?.array != nil }

    /// A ranking by what its ids stand for.
    ///
    /// - Parameters:
    ///   - names: what they stand for.
    ///   - others: by whose ids responses are to be called, where they have any; by their digests, where they have none.
    /// - Returns: `nil` if an id stands for several responses: what was ranked cannot be told.
    package func ranking(by names: ResponseNames, calledAsIn others: ResponseNames = ResponseNames()) -> JSONValue? {
        guard var value = object, let rankings = value["rankings"]?.array else { return self }
        let ids = others.idsByDigest
        var resolved: [JSONValue] = []
        for ranking in rankings {
            guard var object = ranking.object, let order = object["order"]?.array else {
                resolved.append(ranking)
                continue
            }
            let places = order.map { $0.place(by: names, ids) }
            guard !places.contains(nil) else { return nil }
            object["order"] = .array(places.compactMap { $0 })
            resolved.append(.object(object))
        }
        value["rankings"] = .array(resolved)
        value["responses"] = nil
        return .object(value)
    }

    /// A response, or several that are tied.
    private func place(by names: ResponseNames, _ ids: [Digest: String]) -> JSONValue? {
        guard let tied = array else { return names.place(self, in: ids) }
        let places = tied.map { names.place($0, in: ids) }
        return places.contains(nil) ? nil : .array(places.compactMap { $0 })
    }
}

/// What the rankings of a question call their responses.
public struct QuestionResponses {
    private var byLabel: [Subject: ResponseNames] = [:]
    /// Of all labels.
    private var joined = ResponseNames()
    /// Those of the first event that names any.
    public private(set) var first: (index: EntryIndex, names: ResponseNames)?

    public init() {}

    /// Of the entries that touch the question, in order.
    public init(_ entries: some Sequence<LoggedEvent>) {
        for entry in entries { take(entry) }
    }

    public mutating func take(_ entry: LoggedEvent) {
        guard let names = ResponseNames(entry.event.body) else { return }
        let before = byLabel.updateValue(names, forKey: entry.event.subject)
        if before == nil {
            joined.join(names)
        } else if before != names {
            joined = byLabel.values.reduce(into: ResponseNames()) { $0.join($1) }
        }
        first = first ?? (entry.index, names)
    }

    /// What ids stand for in a value that names no responses itself: what the label's own ranking says, else what all rankings of
    /// the question say alike.
    ///
    /// - Parameter label: `nil` for a value that is of no label.
    public func names(for label: Subject?) -> ResponseNames {
        label.flatMap { byLabel[$0] } ?? joined
    }
}
