import Ledger
import Primitives
import Provenance
import Signatures

/// Somebody who signed events of a dataset, as the log below a size knows them. Names stay sealed: people are their ids.
struct PersonProfile: Sendable {
    let actor: Actor
    let enrolment: StandingHistory.Enrolment?
    let model: AnnotatorEnrolled.Model?
    let languages: [String]
    /// The group that the enrolment states; `nil` if it states none, or seals it and it is not to be opened.
    let declaredGroup: String?
    /// True of a person to whom no credential was issued, be it in force or not.
    let isOfCrowd: Bool
    let keys: [KeyHistory]
    let suspensions: [Suspension]
    let credentials: [Credential]
    let trainings: [Training]
    /// Of what was sealed about them.
    let erasures: [Erasure]

    struct Erasure: Sendable {
        let entry: LoggedEvent
        let data: DisclosureErased
    }

    struct Training: Sendable {
        let entry: EntryIndex
        let recorded: Timestamp
        let by: Actor
        let data: TrainingCompleted
        /// On key and standing of whoever recorded it, as known.
        let signature: Verdict

        var isPassed: Bool { data.score >= data.passMark }
        /// Passed, and recorded by somebody whose word counts.
        var isKnownPass: Bool { isPassed && !signature.isAdverse }
    }

    enum Group: String, CaseIterable {
        case expert, crowd, model, connector, officer

        var words: String {
            switch self {
            case .expert: "people with a credential, in force or not"
            case .crowd: "people without any credential"
            case .model: "models"
            case .connector: "connectors"
            case .officer: "officers of the ledger"
            }
        }
    }

    var isPerson: Bool { actor.kind == .annotator }

    var group: Group {
        switch actor.kind {
        case .model: .model
        case .connector: .connector
        case .annotator: isOfCrowd ? .crowd : .expert
        default: .officer
        }
    }

    static func read(
        _ actor: Actor, below size: TreeSize, from reader: any LedgerReader, _ histories: LedgerHistories,
        showsDisclosures: Bool
    ) throws -> PersonProfile {
        guard actor.kind.isEnrolled else {
            return PersonProfile(
                actor: actor, enrolment: nil, model: nil, languages: [], declaredGroup: nil, isOfCrowd: false, keys: [],
                suspensions: [], credentials: [], trainings: [], erasures: [])
        }
        var standing = StandingHistory()
        var enrolled: AnnotatorEnrolled?
        var declaredGroup: String?
        var trainings: [Training] = []
        var erasures: [Erasure] = []
        for entry in try reader.events(of: actor.standingSubject, below: size) {
            standing.apply(entry, of: actor.standingSubject)
            switch entry.event.body {
            case .annotatorEnrolled(let data):
                enrolled = data
                let parts = try SealedParts(of: entry, in: reader, showsDisclosures: showsDisclosures)
                declaredGroup = parts.text(data.group, named: "group")?.text
            case .trainingCompleted(let data):
                trainings.append(try Training(entry, data, at: size, in: histories))
            case .disclosureErased(let data): erasures.append(Erasure(entry: entry, data: data))
            default: break
            }
        }
        let credentials = try standing.credentials.compactMap {
            try Credential.read($0, of: standing, below: size, from: reader)
        }
        return PersonProfile(
            actor: actor, enrolment: standing.enrolment, model: enrolled?.model, languages: enrolled?.languages ?? [],
            declaredGroup: declaredGroup, isOfCrowd: standing.isOfCrowd,
            keys: standing.keys.values.sorted { $0.index < $1.index },
            suspensions: standing.suspensions,
            credentials: credentials, trainings: trainings, erasures: erasures)
    }
}

extension PersonProfile.Training {
    fileprivate init(_ entry: LoggedEvent, _ data: TrainingCompleted, at size: TreeSize, in histories: LedgerHistories) throws {
        guard let judgement = try SignatureRule.judge(entry, at: size, in: histories) else {
            throw StoreError.notWhole(entry.index)
        }
        self.init(
            entry: entry.index, recorded: entry.recorded, by: entry.source, data: data, signature: judgement.verdict)
    }
}
