import Connectors
import Ledger
import Primitives
import Provenance
import Signatures

/// Signs what a connector takes in, with the keys in its custody, and appends it: enrols whom it meets for the first time.
struct CustodyDesk {
    /// An event on its way into the ledger.
    struct Sent {
        let token: [UInt8]
        let event: Event
        /// Where it comes from, for messages.
        let place: String
        /// What it was signed for; `nil` for an enrolment.
        var foreign: ForeignEvent?

        var isEnrolment: Bool { event.type == AnnotatorEnrolled.type }
    }

    static let withoutSuggestion =
        "begun from a prediction of which the ledger has no suggestion for this region and question, and cite none"

    let ledger: Ledger
    private let operatorKey: PrivateKey
    private let operatorActor: Actor
    private let signer: EventSigner
    private let clock: any LedgerClock
    private(set) var station: ConnectorStation
    private var citations: CitationResolver
    private var keys: [Actor: PrivateKey] = [:]
    private var enrolling: Set<Actor> = []
    /// Since when versions of guidelines that were looked at can have been followed.
    private var begins: [EventReference: Timestamp] = [:]
    private(set) var pending: [Sent] = []

    /// - Parameter operatorKey: enrols people, and signs what only an operator may.
    /// - Throws: `IntakeError.invalid` if that key is nobody's in the ledger.
    init(_ ledger: Ledger, station: ConnectorStation, operatorKey: PrivateKey, clock: any LedgerClock) throws {
        self.ledger = ledger
        self.station = station
        self.operatorKey = operatorKey
        self.clock = clock
        signer = EventSigner(ledger: ledger.origin)
        citations = CitationResolver(ledger.store)
        guard let actor = try ledger.store.read({ try $0.key(operatorKey.publicKey.thumbprint)?.actor }) else {
            throw IntakeError(
                .invalid,
                "The signing key is nobody's in this ledger; people are enrolled with the operator's or a registrar's.")
        }
        operatorActor = actor
    }

    // MARK: - Enrolling

    private mutating func enrolConnector() throws { try enrol(station.connector, personal: [:], model: nil) }

    /// Enrols whom a file names, unless she seems to be somebody else than the connector knows by that id.
    ///
    /// - Returns: why she may be somebody else. With another address she is taken for a stranger, who can sign nothing.
    mutating func enrol(_ foreign: ForeignActor) throws -> IdentityDoubt? {
        let doubt = station.doubt(of: foreign)
        if case .otherAddress = doubt { return doubt }
        let store = ledger.store
        let actor = try station.mint(foreign) { [station] in try Self.isTaken($0, station, store) }
        var personal: JSONObject = [:]
        personal["name"] = foreign.name.map(JSONValue.string)
        personal["contact"] = foreign.email.map(JSONValue.string)
        try enrol(actor, personal: personal, model: foreign.model)
        return doubt
    }

    /// True if the ledger knows the actor, and by no key that is kept here.
    private static func isTaken(_ actor: Actor, _ station: ConnectorStation, _ store: any LedgerStore) throws -> Bool {
        let own = try station.thumbprint(of: actor)
        return try store.read { reader in
            let isThere = try !reader.history(of: actor.standingSubject, below: reader.size()).isEmpty
            return try isThere && own.map { try reader.key($0) == nil } ?? true
        }
    }

    private mutating func enrol(_ actor: Actor, personal: JSONObject, model: ForeignActor.Model?) throws {
        let key = try key(of: actor)
        let isThere = try ledger.store.read { reader in try reader.key(key.publicKey.thumbprint) != nil }
        guard !isThere, enrolling.insert(actor).inserted else { return }
        var data: JSONObject = [
            "kind": .string(actor.kind.rawValue), "id": .string(actor.id), "custody": .string(Custody.connector.rawValue),
        ]
        data.introduce(key, as: actor, in: signer.ledger)
        if let model {
            data["model"] = .string(model.name)
            data["version"] = .string(model.version)
            data["digest"] = .string(model.declarationDigest.contentDigest)
        }
        for member in personal.members { data[member.name] = member.value }
        let draft = EventDraft(source: operatorActor, type: AnnotatorEnrolled.type, data: data)
        let now = clock.now()
        let signed = try signer.sign(draft, id: .random(at: now), at: now, with: operatorKey)
        pending.append(Sent(token: signed.token, event: signed.event, place: "\(actor)"))
    }

    // MARK: - Signing

    /// `event` with the suggestion that its author began with, if the ledger has it.
    func citingBeginning(of event: ForeignEvent) throws -> ForeignEvent {
        guard let suggestion = event.begunFrom, try citations.isSuggestion(suggestion) else { return event }
        var event = event
        event.citations.append(.init(member: "accepts", subject: suggestion))
        event.begunFrom = nil
        return event
    }

    /// Signs an event whose author was enrolled before it, or is the connector, which is enrolled with the first that it signs.
    mutating func sign(_ event: ForeignEvent) throws {
        guard let source = source(of: event.author) else {
            throw IntakeError(.invalid, "\(event.place): the file speaks of somebody whom it did not name before.")
        }
        if source == station.connector { try enrolConnector() }
        let now = clock.now()
        let draft = try citations.resolve(event.draft(source: source), at: now)
        // Why a label was taken back is a sentence of ours without anything personal: it is to be read by everybody.
        let signer = EventSigner(ledger: signer.ledger, keepsClear: event.type == LabelWithdrawn.type)
        let signed: SignedDraft
        do {
            signed = try signer.sign(
                draft, id: event.id, at: now, with: source == operatorActor ? operatorKey : try key(of: source))
        } catch let error as JSONError {
            throw IntakeError(.invalid, "\(event.place): \(error).")
        }
        citations.remember(signed, at: now)
        pending.append(Sent(token: signed.token, event: signed.event, place: event.place.description, foreign: event))
    }

    /// Whom the ledger has for an author; `nil` if nobody of that name was enrolled.
    func source(of author: ForeignEvent.Author) -> Actor? {
        switch author {
        case .connector: station.connector
        case .operator: operatorActor
        case .foreign(let id): station.actor(id)
        }
    }

    private mutating func key(of actor: Actor) throws -> PrivateKey {
        if let key = keys[actor] { return key }
        let key = try station.key(of: actor)
        keys[actor] = key
        return key
    }

    /// Why a label cannot cite the guideline that the mapping names; `nil` if it can, and if it cites none.
    ///
    /// A version that began after the label was made is not what its author followed. Who names the version says that it is.
    mutating func fault(citingIn event: ForeignEvent) throws -> ImportRemark? {
        guard let citation = event.citations.first(where: { $0.subject.kind == .guideline }) else { return nil }
        if let version = citation.version {
            guard try citations.version(version, of: citation.subject) == nil else { return nil }
            return ImportRemark(
                .unknownGuideline, event.place,
                "the ledger has no such version of the guideline; publish it first (touchmark guideline publish)")
        }
        let cited = try citations.reference(to: citation.subject, in: event.data["dataset"]?.string, at: clock.now())
        guard let time = event.time, let begin = try begin(of: cited, citation.subject), begin > time else { return nil }
        return ImportRemark(
            .unknownGuideline, event.place,
            "the guideline's version in force began after the label's time, so that its author cannot have followed it; "
                + "say which version it was (guideline: {id, version})")
    }

    /// What an event says of how a label was made, and the ledger has otherwise.
    func membersNotRevised(in label: LabelOnRecord, by event: ForeignEvent) throws -> [String] {
        let guideline = event.citations.first { $0.subject.kind == .guideline }
        let named = try guideline.flatMap { cited in try cited.version.flatMap { try citations.version($0, of: cited.subject) } }
        return label.membersMadeOtherwise(than: event, citing: named)
    }

    /// Since when a version of a guideline can have been followed; `nil` if it is not in the ledger yet.
    private mutating func begin(of version: EventReference, _ guideline: Subject) throws -> Timestamp? {
        if let begin = begins[version] { return begin }
        begins[version] = try citations.versions(of: guideline)?[version]?.begin
        return begins[version]
    }

    // MARK: - Appending

    /// What is pending, to be handed to `append`.
    mutating func takePending() -> [Sent] {
        defer { (pending, enrolling) = ([], []) }
        return pending
    }

    /// Appends what was signed. When this returns, what was appended is durable.
    func append(_ batch: [Sent]) async throws -> [(sent: Sent, outcome: SequencedOutcome)] {
        guard !batch.isEmpty else { return [] }
        return Array(zip(batch, try await ledger.appendBriefly(batch.map(\.token)))).map { ($0, $1) }
    }

    /// Lets go of what was signed and not appended, and of references that may be old by now.
    mutating func forget() {
        pending = []
        enrolling = []
        citations = CitationResolver(ledger.store)
    }
}
