import Hummingbird
import Ledger
import Primitives
import Provenance
import Signatures

/// `/v1/annotators/…`: a person's, model's or connector's standing and work.
struct AnnotatorRoutes: Sendable {
    let store: any LedgerStore

    var routes: [Route] {
        [
            Route(.get, "/v1/annotators/:annotator", .wholeLedger, .annotator, isLong: true) { _, context in
                try describe(try context.segment("annotator"))
            }
        ]
    }

    /// By id, for a person; by `<kind>:<id>` for anybody.
    private func describe(_ text: String) throws -> Response {
        let actor = Actor(parsing: text).flatMap { $0.kind.isEnrolled ? $0 : nil } ?? Actor(.annotator, text)
        let json: JSONValue? = try store.read { reader in
            let size = try reader.size()
            let histories = try LedgerHistories(reader)
            guard let standing = try histories.fold(StandingHistory.self, of: actor.standingSubject),
                let enrolment = standing.enrolment
            else { return nil }
            let work = try reader.history(of: actor.workSubject, below: size)
            return [
                "actor": .string(actor.description), "enrolled": .integer(Int64(enrolment.index.value)),
                "custody": .string(enrolment.custody.rawValue), "size": .integer(Int64(size.value)),
                "keys": .array(standing.keys.values.sorted { $0.index < $1.index }.map(\.json)),
                "suspensions": .array(standing.suspensions.map(\.json)),
                "credentials": .array(
                    try standing.credentials.map { try credential($0, in: histories, at: size) }),
                "work": [
                    "events": .integer(Int64(work.count)), "first": work.first.map { .integer(Int64($0.value)) } ?? .null,
                    "last": work.last.map { .integer(Int64($0.value)) } ?? .null,
                ],
            ]
        }
        guard let json else { throw Problem.notFound("Nobody of this name is enrolled.") }
        return Response(json: json)
    }

    private func credential(_ subject: Subject, in histories: LedgerHistories, at size: TreeSize) throws -> JSONValue {
        guard let credential = try histories.fold(CredentialHistory.self, of: subject), let issue = credential.issue,
            let authority = try histories.fold(AuthorityHistory.self, of: .authority(issue.authority))
        else { return ["credential": .string(subject.description)] }
        return issue.json(
            subject, credential.suspensions(issuedBy: authority, knownBelow: size.nextIndex), credential.revocations)
    }
}

extension KeyHistory {
    fileprivate var json: JSONValue {
        [
            "kid": .string(key.thumbprint.description), "index": .integer(Int64(index.value)),
            "recorded": .string(recorded.description), "rotatedFrom": rotatedFrom.map { .string($0.description) } ?? .null,
            "ends": .array(
                ends.map {
                    [
                        "index": .integer(Int64($0.index.value)), "reason": .string($0.reason.rawValue),
                        "effective": .string($0.effective.description),
                    ]
                }),
        ]
    }
}

extension Suspension {
    fileprivate var json: JSONValue {
        [
            "index": .integer(Int64(index.value)), "by": .string(by.description), "effective": .string(effective.description),
            "reinstated": reinstatement.map { .integer(Int64($0.index.value)) } ?? .null,
        ]
    }
}

extension CredentialHistory.Issue {
    fileprivate func json(
        _ subject: Subject, _ suspensions: [Suspension], _ revocations: [CredentialHistory.Revocation]
    ) -> JSONValue {
        [
            "credential": .string(subject.description), "authority": .string(authority),
            "competence": .string(terms.competence.description), "presented": .bool(isPresented),
            "validFrom": .string(terms.validFrom.description), "validUntil": .string(terms.validUntil.description),
            "index": .integer(Int64(index.value)), "suspensions": .array(suspensions.map(\.json)),
            "revocations": .array(
                revocations.map {
                    ["index": .integer(Int64($0.index.value)), "effective": .string($0.effective.description)]
                }),
        ]
    }
}
