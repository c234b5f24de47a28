import ArgumentParser
import Intake
import Ledger
import LedgerClient
import Primitives
import Provenance
import Signatures

struct EraseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "erase", abstract: "Erase sealed values for good: of an event, of a person, or of a dataset.",
        discussion: """
            Appends a disclosure.erased for each event, signed by the operator, and destroys the texts and their keys, so that a copy
            of the database from before does not bring them back. The log, its proofs and every verdict stay as they are. Copies of
            the vault (keys/vault.db) from before do bring them back, and so do bundles that were handed out: nobody but you can
            destroy those.

            While the ledger is served, name the service with --url and --key: it erases what the events say. What is to be erased is
            looked up, and afterwards looked for, in the ledger's directory here, also then: --url alone does not do.

            Example: touchmark erase --person annotator:7f3c --basis "GDPR Art. 17(1)(b)" --dry-run
            """)

    @OptionGroup var ledger: LedgerOption
    @OptionGroup var remote: RemoteOptions
    @OptionGroup var json: JSONOption
    @Option(help: "The id of an event.") var event: String?
    @Option(help: "A person, annotator:a; a model or a connector too.") var person: Subject?
    @Option(help: "A dataset: its id, or dataset:d.") var dataset: String?
    @Option(help: "Names of sealed members, with commas between; all if left out.") var names: String?
    @Option(name: .customLong("basis"), help: "The legal basis. It stands in the log in clear.") var legalBasis: String
    @Option(help: "Who asked for it. It is sealed.") var orderedBy: String?
    @Option(name: .customLong("signer"), help: "The operator's private JWK (else the ledger's operator key).") var signerFile:
        String?
    @Flag(help: "Say what would be erased, and erase nothing.") var dryRun = false

    func validate() throws {
        guard [event != nil, person != nil, dataset != nil].count(where: { $0 }) == 1 else {
            throw ValidationError("Give one of --event, --person, --dataset.")
        }
        guard remote.spool == nil else { throw ValidationError("An erasure is not spooled: it is done when the service has it.") }
        guard !legalBasis.isEmpty else { throw ValidationError("An erasure needs a legal basis.") }
    }

    func run() async throws {
        // A name that means nothing is refused before anything is opened.
        let chosen = try names.map { try SealedValueOptions.names($0) }
        if let chosen { try SealedValueOptions.check(chosen) }
        let directory = try ledger.open()
        let plan = try plan(directory, chosen.map(Set.init))
        if plan.unreadable > 0 {
            Output.note(
                "\(plan.unreadable) sealed values cannot be opened here, so their names are not known. They are left alone.")
        }
        let hasWork = try !plan.steps.isEmpty || directory.openForReading().unsettledErasures() > 0
        guard !dryRun, hasWork else { return report(plan, isDone: false) }
        let key = try KeyFile.read(signerFile ?? directory.key("operator"))
        if let client = try remote.append(brief: true)?.client {
            try await send(plan, signedBy: key, origin: directory.origin, to: client)
        } else {
            try await append(plan, signedBy: key, directory)
        }
        // What was said above is not believed: the store is asked.
        let remains = try plan.remains(in: directory.openForReading())
        guard remains.isEmpty else { throw CommandFailure(remains.joined(separator: " ")) }
        report(plan, isDone: true)
    }

    private func plan(_ directory: LedgerDirectory, _ names: Set<String>?) throws -> ErasurePlan {
        do {
            return try directory.openForReading().read { try ErasurePlan(scope(), names: names, in: $0) }
        } catch let error as LedgerError where [.missing, .invalid].contains(error.code) {
            throw CommandFailure("\(error)")
        }
    }

    private func scope() throws -> ErasurePlan.Scope {
        if let person { return .person(person) }
        if let event {
            guard let id = EventID(event) else {
                throw CommandFailure("\(event) is no event's id: a UUID in lower case.", ExitStatus.usage)
            }
            return .event(id)
        }
        let text = dataset ?? ""
        guard text.hasPrefix("dataset:") else { return .dataset(text) }
        guard let subject = Subject(parsing: text), let id = subject.segments.first else {
            throw CommandFailure("\(text) is no dataset.", ExitStatus.usage)
        }
        return .dataset(id)
    }

    private func append(_ plan: ErasurePlan, signedBy key: PrivateKey, _ directory: LedgerDirectory) async throws {
        let ledger = try directory.openForWriting(orElse: "Or have it erase, if it is a service (--url).")
        defer { ledger.close() }
        let erasure = try erasure(signedBy: key, in: ledger.store, directory.origin)
        var progress = ProgressBar("erasing, events", total: UInt64(plan.steps.count))
        try await erasure.run(plan, in: ledger) { progress.update($0) }
        progress.finish()
    }

    private func send(_ plan: ErasurePlan, signedBy key: PrivateKey, origin: String, to client: LedgerClient) async throws {
        let erasure = try erasure(signedBy: key, in: try ledger.open().openForReading(), origin)
        for tokens in try erasure.batches(plan) {
            for outcome in try await client.append(tokens()) {
                switch outcome {
                case .receipt: continue
                case .refused(let problem): throw CommandFailure("\(problem)")
                case .unproved(let failure): throw CommandFailure("\(failure)")
                case .undecided(let failure): throw CommandFailure("\(failure) Run the command again: what is erased stays so.")
                }
            }
        }
    }

    private func erasure(signedBy key: PrivateKey, in store: any LedgerStore, _ origin: String) throws -> SignedErasure {
        SignedErasure(
            legalBasis: legalBasis, orderedBy: orderedBy, signer: try holder(of: key, in: store), key: key, origin: origin)
    }

    private func holder(of key: PrivateKey, in store: any LedgerStore) throws -> Actor {
        guard let actor = try store.read({ try $0.key(key.publicKey.thumbprint)?.actor }), actor.kind == .operator else {
            throw CommandFailure(
                "The key \(key.publicKey.thumbprint) is no operator's in this ledger. An operator signs erasures.")
        }
        return actor
    }

    private func report(_ plan: ErasurePlan, isDone: Bool) {
        if json.isOn {
            return Output.json([
                "events": .integer(Int64(plan.steps.count)), "values": .integer(Int64(plan.valueCount)), "erased": .bool(isDone),
                "indices": .array(plan.steps.map { .integer(Int64($0.entry.index.value)) }),
            ])
        }
        guard !plan.steps.isEmpty else { return Output.line("Nothing sealed is there to erase.") }
        let (values, events) = (plan.valueCount, plan.steps.count)
        let what = "\(values) sealed \(values == 1 ? "value" : "values") of \(events) \(events == 1 ? "event" : "events")"
        guard isDone else {
            Output.line("Would be erased: \(what):")
            for step in plan.steps { Output.line("\(step.entry.index)  \(step.entry.event.type)  \(step.entry.event.subject)") }
            return
        }
        Output.line("Erased: \(what). The keys that open copies of them are destroyed.")
        Output.note("Replace older copies of the vault (touchmark backup --vault) now: they would bring these values back.")
    }
}
