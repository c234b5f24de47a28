import Provenance

/// An event of the log, and what cites it.
struct EventOnRecord {
    let event: Event
    let reference: EventReference
}
