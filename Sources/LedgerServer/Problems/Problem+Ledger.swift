import Ledger
package import Provenance

extension Problem {
    /// A refused event. The kind of refusal gives the status.
    package init(_ refusal: Refusal) {
        let (status, title) =
            switch refusal.kind {
            case .malformed: (400, "Not an event")
            case .unauthenticated: (401, "The signature does not count")
            case .forbidden: (403, "The signer may not say this")
            case .conflict: (409, "It does not fit what is there")
            case .tooLarge: (413, "Too large")
            }
        self.init(status, refusal.kind.rawValue, title: title, detail: "\(refusal.sentence) \(refusal.remedy)")
        rule = refusal.rule
        head = refusal.head?.json
        // RFC 9110 §15.5.2 wants a challenge with every 401: here it is the event's own signature that is asked for.
        if status == 401 { fields["WWW-Authenticate"] = "Signature realm=\"touchmark\"" }
    }

    /// What the ledger could not do. Paths and causes stay in the log.
    init(_ error: LedgerError) {
        switch error.code {
        case .overloaded: self = .tooBusy("Too many events are waiting. Try again in a second.")
        case .full: self = .full
        case .notWritten:
            self = .init(
                503, "not-written", title: "Not written",
                detail: "The batch could not be written; nothing of it was. Send it again.", retryAfter: 1)
        case .uncertain: self = .uncertain
        case .stopped:
            self = .init(
                503, "stopped", title: "The ledger takes no more events",
                detail: "An invariant of the ledger broke; it can still be read. The operator has to look.", retryAfter: 300)
        case .readOnly:
            self = .init(
                503, "read-only", title: "The ledger is read-only",
                detail: "This service only shows the ledger. Send events where it is written, or later.", retryAfter: 300)
        case .missing: self = .notFound(error.description)
        case .invalid: self = .badRequest("invalid", error.description)
        }
    }

    /// What the caller can be told of a failure of the ledger or its store; `nil` where the operator has to look, and of others.
    init?(of error: any Error) {
        switch error {
        case let problem as Problem: self = problem
        case let error as LedgerError: self.init(error)
        case let error as StoreError: self.init(error)
        default: return nil
        }
    }

    /// The service cannot do now what it was asked; the same may be asked again.
    var isOfService: Bool { status == 503 }

    /// What the store could not do; `nil` where its operator has to look.
    init?(_ error: StoreError) {
        switch error.code {
        case .full: self = .full
        case .uncertain: self = .uncertain
        case .busy: self = .tooBusy("Another process holds the ledger's database. Try again in a second.")
        case .corrupt, .conflict, .exists, .missing, .foreign, .io: return nil
        }
    }

    private static let uncertain = Problem(
        503, "uncertain", title: "Perhaps written",
        detail: "The disk failed, and it is not known whether the batch was written. Send it again: nothing is written twice.",
        retryAfter: 5)

    private static let full = Problem(
        503, "full", title: "No room",
        detail: "The ledger's disk is full; nothing was written. The operator has to make room.", retryAfter: 60)
}
