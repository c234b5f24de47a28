import Primitives
import Signatures

/// What an event speaks of is there: the dataset, the item, the person, the key, the release.
enum ExistenceRule: AdmissionRule {
    static func refusal(of entry: LoggedEvent, in histories: some Histories) throws -> Refusal? {
        switch entry.event.body {
        case .ledgerKeyRetired(let data): try ledgerKey(data, histories)
        case .authorityKeyAdded(let data): try authority(data.authority, histories)
        case .authorityKeyRevoked(let data):
            try authority(data.authority, histories) ?? authorityKey(data.authority, data.kid, histories)
        case .authorityWithdrawn(let data): try authority(data.authority, histories)
        case .annotatorKeyRotated(let data): try actor(data.actor, histories)
        case .annotatorKeyRevoked(let data): try actor(data.actor, histories) ?? actorKey(data.actor, data.kid, histories)
        case .annotatorSuspended(let data): try actor(data.actor, histories)
        case .annotatorReinstated(let data): try actor(data.actor, histories)
        case .trainingCompleted(let data): try actor(Actor(.annotator, data.annotator), histories)
        case .credentialIssued(let data): try actor(Actor(.annotator, data.terms.annotator), histories)
        case .credentialPresented(let data):
            try actor(Actor(.annotator, data.terms.annotator), histories) ?? authority(data.authority, histories)
        case .credentialSuspended(let data): try credential(data.action, histories)
        case .credentialReinstated(let data): try credential(data.action, histories)
        case .credentialRevoked(let data): try credential(data.action, histories)
        default: try datasetAndUse(entry, histories)
        }
    }

    private static func datasetAndUse(_ entry: LoggedEvent, _ histories: some Histories) throws -> Refusal? {
        switch entry.event.body {
        case .requirementSet(let data): return try dataset(data.dataset, histories)
        case .guidelinePublished(let data):
            for name in data.datasets { if let refusal = try dataset(name, histories) { return refusal } }
            return nil
        case .itemRegistered(let data): return try dataset(data.dataset, histories)
        case .operationRecorded(let data): return try dataset(data.dataset, histories)
        case .datasetReleased(let data): return try dataset(data.dataset, histories)
        case .assessmentRecorded(let data): return try dataset(data.dataset, histories)
        case .reportIssued(let data): return try dataset(data.dataset, histories)
        case .itemSynchronised(let data): return try item(.item(data.dataset, data.item), histories)
        case .itemQuarantined(let data): return try item(.item(data.dataset, data.item), histories)
        case .itemReadmitted(let data): return try item(.item(data.dataset, data.item), histories)
        case .goldPlaced(let data): return try item(.item(data.dataset, data.item), histories)
        case .datasetRecalled(let data): return try created(.release(data.dataset, data.version), histories)
        case .modelTrained(let data):
            for release in data.releases { if let refusal = try created(release.subject, histories) { return refusal } }
            return nil
        case .systemPlaced(let data): return try created(data.model.subject, histories)
        case .decisionTraced(let data): return try created(data.model.subject, histories)
        case .reportSigned(let data): return try report(data, histories)
        default: return nil
        }
    }

    private static func missing(_ what: String, remedy: String) -> Refusal {
        Refusal("unknown-subject", .conflict, "\(what) is not in this ledger.", remedy: remedy)
    }

    private static func authority(_ id: String, _ histories: some Histories) throws -> Refusal? {
        guard let authority = try histories.authority(id), authority.recognition == nil else { return nil }
        return missing("authority:\(id)", remedy: "Recognise the authority first (authority.recognised).")
    }

    private static func authorityKey(_ id: String, _ kid: KeyThumbprint, _ histories: some Histories) throws -> Refusal? {
        guard let authority = try histories.authority(id), authority.keys[kid] == nil else { return nil }
        return missing("The key \(kid) of authority:\(id)", remedy: "Name one of its keys.")
    }

    private static func actor(_ actor: Actor, _ histories: some Histories) throws -> Refusal? {
        guard let standing = try histories.standing(of: actor), standing.enrolment == nil else { return nil }
        return missing("\(actor)", remedy: "Enrol first (annotator.enrolled).")
    }

    private static func actorKey(_ actor: Actor, _ kid: KeyThumbprint, _ histories: some Histories) throws -> Refusal? {
        guard let standing = try histories.standing(of: actor), standing.keys[kid] == nil else { return nil }
        return missing("The key \(kid) of \(actor)", remedy: "Name one of the actor's keys.")
    }

    private static func ledgerKey(_ data: LedgerKeyRetired, _ histories: some Histories) throws -> Refusal? {
        guard let ledger = try histories.ledger() else { return nil }
        let isKnown =
            switch data.key {
            case .officer(let kid): ledger.officerKeys[kid] != nil
            case .log(let vkey): ledger.hasLogKey(vkey)
            }
        return isKnown ? nil : missing("The key to be retired", remedy: "Name a key that ledger: lists.")
    }

    private static func credential(_ action: CredentialAction, _ histories: some Histories) throws -> Refusal? {
        let subject = Subject.credential(action.authority, action.credential)
        guard let credential = try histories.credential(subject), credential.issue == nil else { return nil }
        return missing("\(subject)", remedy: "Name a credential that was issued or presented.")
    }

    private static func dataset(_ id: String, _ histories: some Histories) throws -> Refusal? {
        guard let policy = try histories.policy(of: id), policy.definition == nil else { return nil }
        return missing("\(Subject.dataset(id))", remedy: "Define the dataset first (dataset.defined).")
    }

    private static func item(_ subject: Subject, _ histories: some Histories) throws -> Refusal? {
        guard let item = try histories.item(subject), item.registration == nil else { return nil }
        return missing("\(subject)", remedy: "Register the item first (item.registered).")
    }

    private static func created(_ subject: Subject, _ histories: some Histories) throws -> Refusal? {
        guard let history = try histories.fold(CreationHistory.self, of: subject), history.creation == nil else { return nil }
        return missing("\(subject)", remedy: "Record it first.")
    }

    private static func report(_ data: ReportSigned, _ histories: some Histories) throws -> Refusal? {
        let subject = Subject(.report, [data.report])
        guard let history = try histories.fold(CreationHistory.self, of: subject), history.creation != data.of else {
            return nil
        }
        return missing("The issue of \(subject) that is signed", remedy: "Refer to its report.issued.")
    }
}
