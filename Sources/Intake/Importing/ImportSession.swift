package import Connectors
package import Ledger
import Primitives
import Provenance
package import Signatures

/// Turns what an importer reads into signed events: enrols whom it meets, signs with keys in the connector's custody, and
/// leaves out what is in the ledger already, so that an import can be repeated or taken up again.
package struct ImportSession {
    package struct Summary {
        package var appended = 0
        package var present = 0
        /// Labels that were not revised, because somebody else decided on them here.
        package var kept = 0
        package var refused = 0
        package var problems = 0
        package var enrolled = 0
    }

    private static let batchSize = 1000

    private var desk: CustodyDesk
    private let register: AnnotationRegister
    private let say: (String) -> Void
    package private(set) var summary = Summary()
    /// Of items that were registered otherwise before, as far as it changes what is said of them.
    private var conflicts: [String: TrackConflicts] = [:]
    private var uncertainItems = Tally()
    private var withoutSuggestion = Tally()
    /// Whether the annotation whose labels come is gone from the foreign tool, as far as it was told.
    private var isGone = false
    /// Those who have the id of somebody else, as it seems, and why.
    private var strangers: [ForeignActor.ID: IdentityDoubt] = [:]
    private var renamed: Set<ForeignActor.ID> = []
    /// What is found while labels are held against those that are there; `nil` if they are not.
    private var reconciling: LabelReconciling?

    /// - Parameters:
    ///   - reconciles: a label that is there and says something else is revised; else the ledger refuses it.
    ///   - say: hears of every note, problem and refusal.
    /// - Throws: `IntakeError`.
    package init(
        _ ledger: Ledger, station: ConnectorStation, operatorKey: PrivateKey, reconciles: Bool = false,
        clock: any LedgerClock = SystemClock(), say: @escaping (String) -> Void
    ) throws {
        desk = try CustodyDesk(ledger, station: station, operatorKey: operatorKey, clock: clock)
        if reconciles { reconciling = LabelReconciling(before: try ledger.store.read { try $0.size() }) }
        register = try AnnotationRegister(station)
        self.say = say
    }

    /// Imports all that `source` gives.
    ///
    /// - Parameters:
    ///   - isStrict: stop at the first record that cannot be imported.
    ///   - progress: hears how many events are done.
    /// - Throws: what keeps the import from going on. What came before that is appended, and counted in `summary`.
    package mutating func run(
        _ source: inout any ForeignImport, isStrict: Bool, progress: (UInt64) -> Void
    ) async throws {
        do { try await take(&source, isStrict: isStrict, progress: progress) } catch {
            try await flush()
            throw error
        }
        try await flush()
        try conclude(source.scope)
    }

    private mutating func take(
        _ source: inout any ForeignImport, isStrict: Bool, progress: (UInt64) -> Void
    ) async throws {
        while let step = try source.next() {
            switch step {
            case .enrol(let foreign): try meet(foreign)
            case .draft(let event): try take(event, source.scope, isStrict: isStrict)
            case .heard(let annotation):
                isGone = try register.isGone(annotation)
                try register.hear(annotation)
            case .note(let remark): say("note: \(remark)")
            case .problem(let remark): try leaveOut(remark, isStrict: isStrict)
            }
            if desk.pending.count >= Self.batchSize { try await flush() }
            progress(UInt64(summary.appended + summary.present))
        }
    }

    /// What can be said only of the whole file.
    private func conclude(_ scope: ImportScope) throws {
        if uncertainItems.count > 0 {
            say("note: items that were \(TrackConflicts.remark): \(uncertainItems)")
        }
        if withoutSuggestion.count > 0 {
            say("note: labels that were \(CustodyDesk.withoutSuggestion): \(withoutSuggestion)")
        }
        if let missing = try reconciling?.missing(from: scope.dataset, desk), missing.count > 0 {
            say(
                "note: labels of this connector that the file does not give; they stay as they are, until somebody withdraws them "
                    + "(touchmark sign): \(missing)")
        }
    }

    private mutating func leaveOut(_ remark: ImportRemark, isStrict: Bool) throws {
        summary.problems += 1
        say("not imported: \(remark)")
        if isStrict { throw IntakeError(.stopped, "Stopped at the first problem (--strict).") }
    }

    // MARK: - One event

    private mutating func meet(_ foreign: ForeignActor) throws {
        let doubt = try desk.enrol(foreign)
        strangers[foreign.id] = nil
        switch doubt {
        case nil: break
        case .otherAddress: strangers[foreign.id] = doubt
        case .otherName(let actor):
            if renamed.insert(foreign.id).inserted { say("note: \(IdentityDoubt.otherName(actor).sentence)") }
        }
    }

    private mutating func take(_ event: ForeignEvent, _ scope: ImportScope, isStrict: Bool) throws {
        // The next task begins.
        if event.type == ItemRegistered.type { isGone = false }
        switch try outcome(of: event, scope) {
        case .present: summary.present += 1
        case .kept(let sentence):
            summary.kept += 1
            say("left as it is: \(event.place): \(sentence)")
        case .leaveOut(let remark): try leaveOut(remark, isStrict: isStrict)
        case .sign where isGone:
            summary.kept += 1
            say(
                "left as it is: \(event.place): The annotation is not in Label Studio any more, as was heard here or as an export showed, and "
                    + "this export does not say when it was made. If that was later, import it with --reconcile and --exported-at."
            )
        case .sign(let event):
            if let fault = try desk.fault(citingIn: event) { return try leaveOut(fault, isStrict: isStrict) }
            let citing = try desk.citingBeginning(of: event)
            if citing.begunFrom != nil { withoutSuggestion.add(event.data["label"]?.string ?? "") }
            try desk.sign(citing)
        }
    }

    private mutating func outcome(of event: ForeignEvent, _ scope: ImportScope) throws -> ImportOutcome {
        let item = event.data["item"]?.string ?? ""
        // First, so that a label that is given counts as given, whatever becomes of it.
        let reconciled = try reconciling?.outcome(of: event, scope, desk)
        if let fault = conflicts[item]?.fault(of: event) { return .leaveOut(fault) }
        if case .foreign(let id) = event.author, let doubt = strangers[id] {
            return .leaveOut(ImportRemark(.conflictingAnnotator, event.place, doubt.sentence))
        }
        if let reconciled { return reconciled }
        let store = desk.ledger.store
        let isKnown = try store.read { reader in
            try [event.id, event.otherwise?.id].compactMap { $0 }.contains { try reader.index(of: $0) != nil }
        }
        guard !isKnown else { return .present }
        if event.type == ItemRegistered.type {
            let tracks = event.data["tracks"]?.array ?? []
            let found = try store.read {
                try TrackConflicts(of: item, in: scope.dataset, readAs: tracks, by: desk.station.connector, $0)
            }
            // An item is registered once, even if a later record knows more of its tracks.
            guard let found else { return .sign(event) }
            if !found.isEmpty { conflicts[item] = found }
            if found.isUncertain { uncertainItems.add(item) }
            return .present
        }
        // The log refuses no second gold answer, and what is imported again must not replace one unseen.
        if let other = try store.read({ try $0.goldBeside(event) }) {
            let sentence =
                "the ledger has gold for this question, by entry \(other), and not this; to replace it, place it yourself (touchmark sign)"
            return .leaveOut(ImportRemark(.conflictingRecord, event.place, sentence))
        }
        return .sign(event)
    }

    // MARK: - Appending

    private mutating func flush() async throws {
        try register.synchronise()
        for (sent, outcome) in try await desk.append(desk.takePending()) {
            switch outcome {
            case .new:
                summary.appended += 1
                if sent.isEnrolment { summary.enrolled += 1 }
            case .known: summary.present += 1
            case .refused(let refusal):
                summary.refused += 1
                say("refused: \(sent.place): \(refusal)\(try standing(against: sent, refusal))")
            }
        }
    }

    /// For a refusal over a label's head: which label that is, what its head is, and how to revise it.
    private func standing(against sent: CustodyDesk.Sent, _ refusal: Refusal) throws -> String {
        guard refusal.head != nil, let address = sent.event.body.labelAddress else { return "" }
        let label = try desk.ledger.store.read {
            try $0.label(of: address.dataset, item: address.item, label: address.label)
        }
        guard let label else { return "" }
        let head = " The head of \(address.labelSubject) is \(label.head.id), entry \(label.index), by \(label.source)."
        guard let event = sent.foreign, event.type == LabelAsserted.type, refusal.rule == "label-exists" else { return head }
        if label.place.name == address.name, label.openness == .whole, label.says(the: event) {
            let others = try desk.membersNotRevised(in: label, by: event)
            return others.isEmpty ? head : head + " " + LabelReconciling.sentence(about: others)
        }
        return head + " If the file is right, import it with --reconcile, which revises what this connector made."
    }
}

/// What becomes of an event that a file gives.
enum ImportOutcome {
    case sign(ForeignEvent)
    /// Said already.
    case present
    /// The ledger says something else, and that is to stay; the sentence says why.
    case kept(String)
    case leaveOut(ImportRemark)
}

extension LedgerReader {
    /// The entry that placed the gold which stands, the last, for the question of gold that is not there.
    fileprivate func goldBeside(_ event: ForeignEvent) throws -> EntryIndex? {
        guard event.type == GoldPlaced.type, let dataset = event.data["dataset"]?.string,
            let item = event.data["item"]?.string
        else { return nil }
        return try events(of: .item(dataset, item), below: size()).last {
            if case .goldPlaced(let data) = $0.event.body { data.name == event.data["name"]?.string } else { false }
        }?.index
    }
}
