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

        /// By the name that the command line and HTTP have for it; `nil` for what does not fit the name.
        package init?(_ name: String, _ value: String) {
            let pair = Self.pair(value)
            switch (name, pair) {
            case ("model", let (model, version)?): self = .model(ModelName(model: model, version: version))
            case ("release", let (dataset, version)?): self = .release(dataset: dataset, version: version)
            case ("decision", _) where !value.isEmpty: self = .decision(value)
            case ("guideline", let (id, version)?): self = .guideline(id, version: version)
            case ("guideline", nil) where !value.isEmpty: self = .guideline(value, version: nil)
            case ("annotator", _) where !value.isEmpty:
                let actor = Actor(parsing: value).flatMap { $0.kind.isEnrolled ? $0 : nil }
                self = .annotator(actor ?? Actor(.annotator, value))
            case ("credential", _):
                guard let subject = Subject(parsing: value), subject.kind == .credential else { return nil }
                self = .credential(subject)
            default: return nil
            }
        }

        /// Two names and the last slash between them.
        private static func pair(_ text: String) -> (String, String)? {
            guard let slash = text.lastIndex(of: "/") else { return nil }
            let (name, version) = (String(text[..<slash]), String(text[text.index(after: slash)...]))
            return name.isEmpty || version.isEmpty ? nil : (name, version)
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
