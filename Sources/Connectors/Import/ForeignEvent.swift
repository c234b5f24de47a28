package import Primitives
package import Provenance

/// An event as a foreign file gives it: complete but for its signer, who is minted when the actor is enrolled.
package struct ForeignEvent: Hashable, Sendable {
    package enum Author: Hashable, Sendable {
        /// The connector itself: it registers items, and asserts what no person can be named for.
        case connector
        /// An operator: what only an operator may sign, such as gold.
        case `operator`
        /// Someone enrolled by an earlier step.
        case foreign(ForeignActor.ID)
    }

    package let author: Author
    /// The same for the same record, dataset and secret: importing a file twice repeats ids instead of making new events.
    package let id: EventID
    package let type: String
    /// Without the references that `citations` stand for. Free text stands in `_seal`.
    package let data: JSONObject
    /// As claimed by the foreign file; never checked against any clock.
    package let time: Timestamp?
    package var citations: [EventDraft.Citation]
    /// Where in the foreign file it comes from, for messages about it.
    package let place: ImportPlace
    /// The other way in which the ledger may have the same record; `nil` if there is none.
    package var otherwise: Reading?

    /// The label of the suggestion that its author began with, be it left or changed: to be cited as `accepts` if the ledger has it.
    package var begunFrom: Subject?

    /// A record as an earlier version read it, or as it is read where less is known of what it belongs to.
    package struct Reading: Hashable, Sendable {
        /// Of the event that it made.
        package let id: EventID
        package let segments: JSONValue
    }

    /// The draft, once it is known who signs.
    package func draft(source: Actor) -> EventDraft {
        EventDraft(source: source, type: type, data: data, time: time, citations: citations)
    }
}
