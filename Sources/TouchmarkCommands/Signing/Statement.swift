import ArgumentParser
import Intake
import Ledger
import Primitives
import Provenance
import Signatures

/// What the commands for common events share: a ledger, here or served, a signing key, one event, its receipt.
struct StatementOptions: ParsableArguments {
    @OptionGroup var ledger: LedgerOption
    @OptionGroup var service: ServiceOption
    @Option(name: .customLong("signer"), help: "The private JWK that signs (else the operator key in the ledger's directory).")
    var signerFile: String?
    @Option(help: "Who signs, <kind>:<id>, if the ledger is not to be asked whose key it is.") var source: Actor?
    @OptionGroup var json: JSONOption

    func validate() throws {
        guard service.url == nil || signerFile != nil else {
            throw ValidationError("With --url name the key that signs with --signer: a service's keys are not here.")
        }
    }

    /// Signs one event and appends it.
    ///
    /// - Parameters:
    ///   - build: makes the draft from the signer and the ledger.
    ///   - review: looks at what was signed before it is appended, and throws if it should not be.
    func state(
        _ build: (Actor, any StatementLedger) async throws -> (type: String, data: JSONObject),
        reviewing review: (Event, any StatementLedger) throws -> Void = { _, _ in }
    ) async throws {
        // First: it may put a new operator's key in its place.
        let place = try await open()
        defer { place.close() }
        let key = try KeyFile.read(signerFile ?? ledger.open().key("operator"))
        guard let signer = try await signer(key.publicKey.thumbprint, in: place) else {
            throw CommandFailure(
                "The key \(key.publicKey.thumbprint) is nobody's in this ledger. Enrol or recognise its holder first.")
        }
        let (type, data) = try await build(signer, place)
        let now = SystemClock().now()
        let signed: SignedDraft
        do {
            signed = try EventSigner(ledger: place.origin).sign(
                EventDraft(source: signer, type: type, data: data), id: .random(at: now), at: now, with: key)
        } catch {
            throw CommandFailure("\(error).", isRefusal: true)
        }
        try review(signed.event, place)
        let (index, receipt) = try await place.append(signed.token)
        if json.isOn {
            Output.json(receipt)
        } else {
            Output.line("\(index)  \(signed.event.type)  \(signed.event.subject)  by \(signed.event.source)")
        }
    }

    private func open() async throws -> any StatementLedger {
        if let served = try await service.connect() { return served }
        return LocalStatementLedger(
            ledger: try ledger.open().openForWriting(
                orElse: "Or sign here and send to it, if it is a service (--url and --signer)."))
    }

    private func signer(_ key: KeyThumbprint, in place: any StatementLedger) async throws -> Actor? {
        if let source { return source }
        return try await place.holder(of: key)
    }

    /// The ledger itself, of which more is read than a service tells.
    ///
    /// - Throws: `CommandFailure` if the directory holds another ledger than the statement goes to.
    func openForReading(_ place: any StatementLedger) throws -> any LedgerStore {
        let directory = try ledger.open()
        guard directory.origin == place.origin else {
            throw CommandFailure(
                "\(directory.path) holds \(directory.origin), and the service \(place.origin). Name a copy of that one with "
                    + "--ledger: this command reads the whole ledger.")
        }
        return try directory.openForReading()
    }
}

extension JSONObject {
    /// Sets a member if there is a value for it.
    mutating func set(_ name: String, _ value: String?) { if let value { self[name] = .string(value) } }
    mutating func set(_ name: String, _ value: Moment?) { if let value { self[name] = .string(value.timestamp.description) } }
    mutating func set(_ name: String, _ values: [String]) {
        if !values.isEmpty { self[name] = .array(values.map { .string($0) }) }
    }
    mutating func set(_ name: String, _ value: UInt64?) { if let value { self[name] = .integer(Int64(clamping: value)) } }
}
