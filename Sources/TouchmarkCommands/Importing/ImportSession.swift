import Connectors
import Foundation
import Ledger
import Primitives
import Provenance
import Signatures

/// Turns what an importer reads into signed events: enrols whom it meets, signs with keys in the connector's custody, and
/// leaves out what is in the ledger already, so that an import can be repeated or taken up again.
struct ImportSession {
    struct Summary {
        var appended = 0
        var present = 0
        var refused = 0
        var problems = 0
        var enrolled = 0
    }

    private static let batchSize = 1000

    private let ledger: Ledger
    private let operatorKey: PrivateKey
    private let operatorActor: Actor
    private let signer: EventSigner
    private var station: ConnectorStation
    private var citations: CitationResolver
    private var keys: [Actor: PrivateKey] = [:]
    private var pending: [(token: [UInt8], place: String)] = []
    private(set) var summary = Summary()

    init(_ directory: LedgerDirectory, _ ledger: Ledger, station: ConnectorStation, operatorKey: PrivateKey) throws {
        self.ledger = ledger
        self.operatorKey = operatorKey
        self.station = station
        signer = EventSigner(ledger: directory.origin)
        citations = CitationResolver(ledger.store)
        guard let actor = try ledger.store.read({ try $0.key(operatorKey.publicKey.thumbprint)?.actor }) else {
            throw CommandFailure(
                "The signing key is nobody's in this ledger; people are enrolled with the operator's or a registrar's.")
        }
        operatorActor = actor
    }

    /// Imports all that `source` gives.
    ///
    /// - Parameter isStrict: stop at the first record that cannot be imported; what came before it stays.
    mutating func run(_ source: inout any ForeignImport, isStrict: Bool) async throws {
        try enrol(station.connector, custody: .connector, personal: [:], model: nil)
        var progress = ProgressBar("importing", total: nil)
        while let step = try source.next() {
            switch step {
            case .enrol(let foreign): try enrol(foreign)
            case .draft(let event): try sign(event)
            case .note(let remark): Output.note("note: \(remark)")
            case .problem(let remark):
                summary.problems += 1
                Output.note("not imported: \(remark)")
                if isStrict { throw CommandFailure("Stopped at the first problem (--strict).") }
            }
            if pending.count >= Self.batchSize { try await flush() }
            progress.update(UInt64(summary.appended + summary.present))
        }
        try await flush()
        progress.finish()
    }

    private mutating func enrol(_ foreign: ForeignActor) throws {
        let actor = try station.mint(foreign)
        var personal: JSONObject = [:]
        personal.set("name", foreign.name)
        personal.set("contact", foreign.email)
        try enrol(actor, custody: .connector, personal: personal, model: foreign.model)
    }

    private mutating func enrol(
        _ actor: Actor, custody: Custody, personal: JSONObject, model: ForeignActor.Model?
    ) throws {
        let key = try station.key(of: actor)
        keys[actor] = key
        let isThere = try ledger.store.read { reader in try reader.key(key.publicKey.thumbprint) != nil }
        guard !isThere else { return }
        var data: JSONObject = [
            "kind": .string(actor.kind.rawValue), "id": .string(actor.id), "custody": .string(custody.rawValue),
        ]
        data.introduce(key, as: actor, in: signer.ledger)
        if let model {
            data["model"] = .string(model.name)
            data["version"] = .string(model.version)
            data["digest"] = .string(model.declarationDigest.contentDigest)
        }
        for member in personal.members { data[member.name] = member.value }
        let draft = EventDraft(source: operatorActor, type: AnnotatorEnrolled.type, data: data)
        let now = SystemClock().now()
        pending.append((try signer.sign(draft, id: .random(at: now), at: now, with: operatorKey).token, "\(actor)"))
        summary.enrolled += 1
    }

    private mutating func sign(_ event: ForeignEvent) throws {
        if try isPresent(event) { return }
        guard let source = source(of: event.author) else {
            throw CommandFailure("\(event.place): the file speaks of somebody whom it did not name before.")
        }
        let draft = try citations.resolve(event.draft(source: source))
        let signed: SignedDraft
        do {
            signed = try signer.sign(
                draft, id: event.id, at: SystemClock().now(), with: source == operatorActor ? operatorKey : try key(of: source))
        } catch let error as JSONError {
            throw CommandFailure("\(event.place): \(error).")
        }
        citations.remember(signed)
        pending.append((signed.token, event.place.description))
    }

    /// An item is registered once, even if a later file knows more of its tracks.
    private mutating func isPresent(_ event: ForeignEvent) throws -> Bool {
        let isThere = try ledger.store.read { reader in
            if try reader.index(of: event.id) != nil { return true }
            guard event.type == ItemRegistered.type, let dataset = event.data["dataset"]?.string,
                let item = event.data["item"]?.string
            else { return false }
            return try !reader.history(of: .item(dataset, item), below: try reader.size()).isEmpty
        }
        guard isThere else { return false }
        summary.present += 1
        return true
    }

    private func source(of author: ForeignEvent.Author) -> Actor? {
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

    private mutating func flush() async throws {
        let batch = pending
        pending = []
        guard !batch.isEmpty else { return }
        for (sent, outcome) in zip(batch, try await ledger.appendBriefly(batch.map(\.token))) {
            switch outcome {
            case .new: summary.appended += 1
            case .known: summary.present += 1
            case .refused(let refusal):
                summary.refused += 1
                Output.note("refused: \(sent.place): \(refusal)")
            }
        }
    }
}
