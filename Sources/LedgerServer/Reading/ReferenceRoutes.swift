import Hummingbird
import Ledger
import Primitives
import Provenance

/// `/v1/refs/…`: what an annotation tool has to cite in the next event that it signs.
struct ReferenceRoutes: Sendable {
    let store: any LedgerStore
    let clock: any LedgerClock

    var routes: [Route] {
        [
            Route(.get, "/v1/refs/**", .reader, .references) { request, context in
                try references(to: request.subject(after: "/v1/refs/"), Visibility(grant: context.requireGrant()))
            }
        ]
    }

    /// `{"subject","size","item":ref,"label":ref,"guidelines":[{"guideline","version","ref"}]}`: `item` is what `on` takes,
    /// `label` what `revises` and `reviews` take; `null` where there is none.
    private func references(to subject: Subject, _ visibility: Visibility) throws -> Response {
        let json = try store.read { reader in
            let size = try reader.size()
            let histories = try LedgerHistories(reader)
            let ids = subject.segments
            var item: EventReference?
            var label: EventReference?
            let guidelines: [LoggedEvent]
            switch subject.kind {
            case .label, .item, .dataset, .question, .labels:
                try visibility.require(subject)
                if ids.count > 1 {
                    item = try histories.fold(ItemHistory.self, of: .item(ids[0], ids[1]))?.registration
                }
                if subject.kind == .label { label = try histories.fold(LabelHistory.self, of: subject)?.head?.reference }
                guidelines = try reader.events(of: .policy(ids[0]), below: size)
            case .guideline:
                guidelines = try reader.events(of: subject, below: size).filter(visibility.shows)
            default:
                throw Problem.notFound(
                    "Nothing cites such a subject. Ask for a label, an item, a question, a dataset or a guideline.")
            }
            let inForce = GuidelineVersions(guidelines).inForce(at: clock.now())
            guard item != nil || label != nil || !guidelines.isEmpty else {
                throw Problem.notFound("The ledger holds nothing about \(subject) that could be cited.")
            }
            return JSONValue.object([
                "subject": .string(subject.description), "size": .integer(Int64(size.value)), "item": item?.json ?? .null,
                "label": label?.json ?? .null, "guidelines": .array(inForce.map(\.json)),
            ])
        }
        return Response(json: json, headers: [.cacheControl: "no-store"])
    }
}
