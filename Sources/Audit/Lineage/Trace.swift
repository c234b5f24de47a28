package import Ledger
package import Primitives
package import Provenance

/// Who stands behind a model, a decision or a release, and what was made of somebody's work: read off the lineage and the labels.
package struct Trace: Sendable {
    package enum Question: Hashable, Sendable {
        case model(ModelName)
        case decision(String)
        /// A person, a model or a connector.
        case annotator(Actor)
        case release(dataset: String, version: String)
        case credential(Subject)
        /// All versions if `version` is `nil`.
        case guideline(String, version: String?)

        /// What a value can mean under the name that the command line and HTTP have for it: ids and versions may hold slashes, so
        /// each slash may be the one between them. Empty for what does not fit the name.
        package static func readings(of name: String, _ value: String) -> [Question] {
            let pairs = pairs(value)
            switch name {
            case "model": return pairs.map { .model(ModelName(model: $0, version: $1)) }
            case "release": return pairs.map { .release(dataset: $0, version: $1) }
            case "decision" where !value.isEmpty: return [.decision(value)]
            case "guideline" where !value.isEmpty:
                return pairs.map { .guideline($0, version: $1) } + [.guideline(value, version: nil)]
            case "annotator" where !value.isEmpty:
                let actor = Actor(parsing: value).flatMap { $0.kind.isEnrolled ? $0 : nil }
                return [.annotator(actor ?? Actor(.annotator, value))]
            case "credential":
                guard let subject = Subject(parsing: value), subject.kind == .credential else { return [] }
                return [.credential(subject)]
            default: return []
            }
        }

        /// More slashes than these, counted from the end, are not tried.
        private static let slashLimit = 100

        /// Two names and a slash between them; the last slash first.
        private static func pairs(_ text: String) -> [(String, String)] {
            let slashes = text.utf8.indices.filter { text.utf8[$0] == UInt8(ascii: "/") }
            return slashes.suffix(slashLimit).reversed().compactMap { slash in
                let (name, version) = (String(text[..<slash]), String(text[text.utf8.index(after: slash)...]))
                return name.isEmpty || version.isEmpty ? nil : (name, version)
            }
        }

        /// "version 2 of m".
        var words: String {
            switch self {
            case .model(let name): "version \(name.version) of \(name.model)"
            case .release(let dataset, let version): "version \(version) of \(dataset)"
            case .guideline(let id, let version): version.map { "version \($0) of \(id)" } ?? "all versions of \(id)"
            case .decision(let id): id
            case .annotator(let actor): actor.description
            case .credential(let subject): subject.description
            }
        }
    }

    let title: String
    let subject: Phrase
    let origin: String
    package let size: TreeSize
    let lastRecorded: Timestamp
    let sections: [ReportSection]

    /// - Parameter size: What is to be known: the entries below it. All there are if `nil`.
    /// - Throws: `LedgerError.missing` if what is asked about is not in the ledger, `.invalid` for a size past the log's;
    ///   `StoreError`.
    package static func make(
        _ question: Question, at size: TreeSize? = nil, from store: any LedgerStore
    ) throws -> Trace {
        let size = try store.read { try $0.size(asOf: size) }
        return try TraceWriter(store, at: size).trace(question)
    }

    /// Of the one that is in the ledger; of the first if none is.
    ///
    /// - Parameter readings: what the question may mean, at least one.
    /// - Throws: `LedgerError.invalid` if several are in the ledger; as `make(_:at:from:)`.
    package static func make(
        oneOf readings: [Question], at size: TreeSize? = nil, from store: any LedgerStore
    ) throws -> Trace {
        let size = try store.read { try $0.size(asOf: size) }
        let writer = try TraceWriter(store, at: size)
        let recorded = readings.count > 1 ? try readings.filter { try writer.isRecorded($0) } : readings
        guard recorded.count < 2, let question = recorded.first ?? readings.first else {
            throw LedgerError(
                .invalid, "This can mean several that are recorded: \(recorded.map(\.words).joined(separator: "; ")).")
        }
        return try writer.trace(question)
    }

    package var json: JSONValue {
        [
            "kind": "touchmark-trace", "version": 1, "title": .string(title), "subject": .string(subject.plain),
            "ledger": .string(origin), "size": .whole(size.value), "lastRecorded": .string(lastRecorded.description),
            "sections": .list(sections, \.json),
        ]
    }

    package var html: String { HTMLRenderer.render(document) }
    package func text(usesColour: Bool = false) -> String { TextRenderer(usesColour: usesColour).render(document) }

    var document: Document {
        Document(
            title: title, subtitle: "\(subject), at \(size) entries of \(code: origin), the last recorded \(lastRecorded)",
            sections: sections.map { .init($0.title, $0.plainBlocks) })
    }
}
