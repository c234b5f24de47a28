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
        package var refused = 0
        package var problems = 0
        package var enrolled = 0
    }

    private static let batchSize = 1000

    private var desk: CustodyDesk
    private let register: AnnotationRegister
    private let say: (String) -> Void
    package private(set) var summary = Summary()

    /// - Parameter say: hears of every note, problem and refusal.
    /// - Throws: `IntakeError`.
    package init(
        _ ledger: Ledger, station: ConnectorStation, operatorKey: PrivateKey, clock: any LedgerClock = SystemClock(),
        say: @escaping (String) -> Void
    ) throws {
        desk = try CustodyDesk(ledger, station: station, operatorKey: operatorKey, clock: clock)
        register = try AnnotationRegister(station)
        self.say = say
    }

    /// Imports all that `source` gives.
    ///
    /// - Parameters:
    ///   - isStrict: stop at the first record that cannot be imported; what came before it stays.
    ///   - progress: hears how many events are done.
    package mutating func run(
        _ source: inout any ForeignImport, isStrict: Bool, progress: (UInt64) -> Void
    ) async throws {
        while let step = try source.next() {
            switch step {
            case .enrol(let foreign): try desk.enrol(foreign)
            case .draft(let event): try sign(event, isStrict: isStrict)
            case .heard(let annotation): try register.hear(annotation)
            case .note(let remark): say("note: \(remark)")
            case .problem(let remark): try leaveOut(remark, isStrict: isStrict)
            }
            if desk.pending.count >= Self.batchSize { try await flush() }
            progress(UInt64(summary.appended + summary.present))
        }
        try await flush()
    }

    private mutating func leaveOut(_ remark: ImportRemark, isStrict: Bool) throws {
        summary.problems += 1
        say("not imported: \(remark)")
        if isStrict { throw IntakeError(.stopped, "Stopped at the first problem (--strict).") }
    }

    private mutating func sign(_ event: ForeignEvent, isStrict: Bool) throws {
        guard try desk.ledger.store.read({ try !$0.holds(event) }) else {
            summary.present += 1
            return
        }
        // The log refuses no second gold answer, and what is imported again must not replace one unseen.
        if let other = try desk.ledger.store.read({ try $0.goldBeside(event) }) {
            let sentence =
                "the ledger has gold for this question, by entry \(other), and not this; to replace it, place it yourself (touchmark sign)"
            return try leaveOut(ImportRemark(.conflictingRecord, event.place, sentence), isStrict: isStrict)
        }
        try desk.sign(event)
    }

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
                say("refused: \(sent.place): \(refusal)")
            }
        }
    }
}

extension LedgerReader {
    /// True if the event is there. An item is registered once, even if a later record knows more of its tracks.
    func holds(_ event: ForeignEvent) throws -> Bool {
        if try index(of: event.id) != nil { return true }
        guard event.type == ItemRegistered.type, let dataset = event.data["dataset"]?.string,
            let item = event.data["item"]?.string
        else { return false }
        return try !history(of: .item(dataset, item), below: try size()).isEmpty
    }

    /// The entry that placed gold for the question of gold that is not there.
    fileprivate func goldBeside(_ event: ForeignEvent) throws -> EntryIndex? {
        guard event.type == GoldPlaced.type, let dataset = event.data["dataset"]?.string,
            let item = event.data["item"]?.string
        else { return nil }
        for entry in try events(of: .item(dataset, item), below: size()) {
            if case .goldPlaced(let data) = entry.event.body, data.name == event.data["name"]?.string { return entry.index }
        }
        return nil
    }
}
