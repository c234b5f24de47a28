import ArgumentParser
import Intake
import Ledger
import Primitives
import Provenance
import Signatures

/// What the commands for common events share: a ledger, a signing key, one event, its receipt.
struct StatementOptions: ParsableArguments {
    @OptionGroup var ledger: LedgerOption
    @Option(name: .customLong("signer"), help: "The private JWK that signs (else the ledger's operator key).")
    var signerFile: String?
    @OptionGroup var json: JSONOption

    /// Signs one event and appends it.
    ///
    /// - Parameters:
    ///   - build: makes the draft from the signer and the origin.
    ///   - review: looks at what was signed before it is appended, and throws if it should not be.
    func state(
        _ build: (Actor, String) throws -> (type: String, data: JSONObject),
        reviewing review: (Event, any LedgerStore) throws -> Void = { _, _ in }
    ) async throws {
        let directory = try ledger.open()
        // First: it may put a new operator's key in its place.
        let ledger = try directory.openForWriting()
        let key = try KeyFile.read(signerFile ?? directory.key("operator"))
        guard let signer = try ledger.store.read({ try $0.key(key.publicKey.thumbprint)?.actor }) else {
            throw CommandFailure(
                "The key \(key.publicKey.thumbprint) is nobody's in this ledger. Enrol or recognise its holder first.")
        }
        let (type, data) = try build(signer, directory.origin)
        let now = SystemClock().now()
        let draft = try CitationResolver(ledger.store).resolve(EventDraft(source: signer, type: type, data: data), at: now)
        let signed: SignedDraft
        do {
            signed = try EventSigner(ledger: directory.origin).sign(draft, id: .random(at: now), at: now, with: key)
        } catch {
            throw CommandFailure("\(error).", isRefusal: true)
        }
        try review(signed.event, ledger.store)
        guard let outcome = try await ledger.append([signed.token]).first else { return }
        try report(outcome, signed)
    }

    private func report(_ outcome: AppendOutcome, _ signed: SignedDraft) throws {
        switch outcome {
        case .refused(let refusal): throw CommandFailure("\(refusal)", isRefusal: true)
        case .appended(let receipt), .duplicate(let receipt):
            if json.isOn {
                Output.json(receipt.json)
            } else {
                Output.line("\(receipt.index)  \(signed.event.type)  \(signed.event.subject)  by \(signed.event.source)")
            }
        }
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
