public import ArgumentParser
import Foundation
import Intake
import Ledger
import Primitives
public import Provenance
import Signatures

/// `touchmark key rotate`: another key in the place of one in `keys/`.
struct KeyRotation: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate", abstract: "Replace a key of the ledger's directory: log, operator or service.",
        discussion: """
            Makes the new key, has the ledger name it, puts it in its file's place and retires the old one, which is kept under
            its thumbprint. Stop the service meanwhile. Run it again if it was interrupted or failed: it makes no second key, and
            ends the old one for the reason that is given then.

            With a new log key a new vkey is printed: hand it out as the first one was. Who knows the old one alone can still
            verify bundles, because the checkpoint that hands over is signed by both.

            --reason lost takes service:main's or operator:root's newest key from the ledger where there is no file of it; for the
            operator's another operator signs (--signer).

            Example: touchmark key rotate log
            """)

    enum Role: String, CaseIterable, ExpressibleByArgument {
        case log, `operator`, service
    }

    @OptionGroup var ledger: LedgerOption
    @Argument(help: "log, operator or service.") var role: Role
    @Option(name: .customLong("signer"), help: "The private JWK that signs (else the ledger's operator key).")
    var signerFile: String?
    @Option(help: "Why the old key ends: rotated, lost or compromised.") var reason = LedgerKeyRetired.Reason.rotated
    @Option(
        parsing: .unconditional, help: "Since when a compromised key counts for nothing; now if left out.",
        transform: Moment.init(parsing:))
    var effective: Moment?

    func validate() throws {
        guard role != .log || reason != .lost else {
            throw ValidationError(
                "A lost log key has no successor: the checkpoint that hands over is signed by it. The ledger is read and exported "
                    + "without it; to go on, open a new one that continues it (touchmark continue).")
        }
    }

    func run() async throws {
        let directory = try ledger.open()
        switch role {
        case .log: try await rotateLog(directory)
        case .operator, .service: try await rotateOfficer(directory)
        }
    }

    private func rotateLog(_ directory: LedgerDirectory) async throws {
        var prepared: PrivateKey?
        let ledger = try directory.openForWriting { store in
            prepared =
                try directory.logKeyOfUnfinishedRotation(store)
                ?? directory.preparedKey("log", anew: reason == .compromised, store)
            return prepared
        }
        defer { ledger.close() }
        guard let next = prepared else { return }
        let signer = try EventSigningOfficer(ledger, directory.origin, signerFile ?? directory.key("operator"))
        let vkey = LogSigner(origin: directory.origin, key: next).vkey.text
        let history = try ledger.store.read { try LedgerHistories($0).fold(LedgerHistory.self, of: .ledger) }
        let isBegun = history?.logKeys.contains { $0.vkey == vkey } == true
        if !isBegun { try await signer.state([(LedgerKeyAdded.type, ["role": "log", "vkey": .string(vkey)])]) }
        do {
            try directory.finishKeyRotations(ledger.store)
            // Under the new key alone: the checkpoint that hands over is still the old key's.
            try await signer.state(retirements(history?.logKeys.filter { $0.vkey != vkey && $0.end == nil }.map(\.vkey) ?? []))
        } catch {
            // It holds all the same.
            Output.line(vkey)
            throw CommandFailure(
                "The log signs with a new key already, whose vkey is above, and the old one is not retired yet. What hindered that: "
                    + "\(error) Run the command again: it makes no other key.")
        }
        Output.line(vkey)
        Output.note("The log signs with a new key from now on. Hand out the line above, its vkey, as the first one was.")
        if isBegun {
            Output.note("A run before had made it; the old key is retired now. Run the command again to replace this one too.")
        }
    }

    private func retirements(_ vkeys: [String]) -> [(String, JSONObject)] {
        vkeys.map { vkey in
            var data: JSONObject = ["vkey": .string(vkey), "reason": .string(reason.rawValue)]
            data.set("effective", effective)
            return (LedgerKeyRetired.type, data)
        }
    }

    private func rotateOfficer(_ directory: LedgerDirectory) async throws {
        let file = directory.key(role.rawValue)
        let inPlace = try keyInPlace(file)
        let ledger = try directory.openForWriting()
        defer { ledger.close() }
        guard try keyInPlace(file) == inPlace else {
            Output.line("The key of a run before is in its place now: \(file).")
            return
        }
        let (actor, old) = try ending(inPlace, ledger.store)
        let signer = try EventSigningOfficer(ledger, directory.origin, officersKey(directory))
        let next = try directory.preparedKey(role.rawValue, anew: reason == .compromised, ledger.store)
        var added: JSONObject = ["role": .string(role.rawValue), "id": .string(actor.id)]
        added.introduce(next, as: actor, in: directory.origin)
        var retired: JSONObject = ["kid": .string(old.description), "reason": .string(reason.rawValue)]
        retired.set("effective", effective)
        // The old key may sign both: it ends with the second.
        try await signer.state([(LedgerKeyAdded.type, added), (LedgerKeyRetired.type, retired)])
        try directory.finishKeyRotations(ledger.store)
        Output.line("\(next.publicKey.thumbprint)")
        Output.note("\(actor) signs with a new key from now on: \(file).")
    }

    /// `nil` where the key is lost, and said to be.
    private func keyInPlace(_ file: String) throws -> PublicKey? {
        if reason == .lost, !FileManager.default.fileExists(atPath: file) { return nil }
        return try KeyFile.read(file).publicKey
    }

    /// Whose key ends, and which: the one in the file, or the newest that the ledger has of whom the file was made for.
    private func ending(_ inPlace: PublicKey?, _ store: any LedgerStore) throws -> (actor: Actor, key: KeyThumbprint) {
        if let inPlace {
            guard let actor = try store.read({ try $0.key(inPlace.thumbprint)?.actor }) else {
                throw CommandFailure("The key \(inPlace.thumbprint) is nobody's in this ledger.")
            }
            return (actor, inPlace.thumbprint)
        }
        let actor = role == .service ? LedgerDirectory.service : Actor(.operator, "root")
        let history = try store.read { try LedgerHistories($0).fold(LedgerHistory.self, of: .ledger) }
        let keys = history?.officerKeys.values.filter { $0.actor == actor && $0.key.ends.isEmpty } ?? []
        guard let newest = keys.max(by: { $0.key.index < $1.key.index }) else {
            throw CommandFailure("The ledger has no key of \(actor) that could be lost. touchmark key add gives it one.")
        }
        return (actor, newest.key.key.thumbprint)
    }

    /// The file of the key that signs.
    private func officersKey(_ directory: LedgerDirectory) throws -> String {
        let file = signerFile ?? directory.key("operator")
        guard signerFile != nil || FileManager.default.fileExists(atPath: file) else {
            throw CommandFailure("There is no \(file) to sign with. Name another operator's key with --signer.")
        }
        return file
    }
}

/// `touchmark key retire`: the end of an officer's or a log's key.
struct KeyRetirement: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retire", abstract: "End the key of an officer or of the log, for good.",
        discussion: """
            Example: touchmark key retire --kid 3q2-… --reason compromised --effective -2d
            """)

    @OptionGroup var options: StatementOptions
    @Option(parsing: .unconditional, help: "The thumbprint of an officer's key.")
    var kid: String?
    @Option(parsing: .unconditional, help: "The vkey of a log key.") var vkey: String?
    @Option(help: "rotated, lost or compromised.") var reason: LedgerKeyRetired.Reason
    @Option(parsing: .unconditional, help: "From when; now if left out.", transform: Moment.init(parsing:))
    var effective: Moment?

    func validate() throws {
        guard (kid == nil) != (vkey == nil) else { throw ValidationError("Give either --kid or --vkey.") }
    }

    func run() async throws {
        try await options.state { _, _ in
            var data: JSONObject = ["reason": .string(reason.rawValue)]
            data.set("kid", kid)
            data.set("vkey", vkey)
            data.set("effective", effective)
            return (LedgerKeyRetired.type, data)
        }
    }
}

extension LedgerKeyRetired.Reason: ExpressibleByArgument {}

/// An officer's key at work on an open ledger.
private struct EventSigningOfficer {
    let ledger: Ledger
    let origin: String
    let key: PrivateKey
    let actor: Actor

    /// - Throws: `CommandFailure` if the key is nobody's in this ledger.
    init(_ ledger: Ledger, _ origin: String, _ file: String) throws {
        (self.ledger, self.origin) = (ledger, origin)
        let key = try KeyFile.read(file)
        guard let actor = try ledger.store.read({ try $0.key(key.publicKey.thumbprint)?.actor }) else {
            throw CommandFailure("The key \(key.publicKey.thumbprint) is nobody's in this ledger.")
        }
        (self.key, self.actor) = (key, actor)
    }

    /// Signs events and appends all of them or none.
    func state(_ statements: [(type: String, data: JSONObject)]) async throws {
        guard !statements.isEmpty else { return }
        let now = SystemClock().now()
        let signer = EventSigner(ledger: origin)
        let tokens = try statements.map { type, data in
            try signer.sign(EventDraft(source: actor, type: type, data: data), id: .random(at: now), at: now, with: key).token
        }
        for outcome in try await ledger.append(tokens, atomically: true) {
            if case .refused(let refusal) = outcome, refusal.rule != "atomic" { throw CommandFailure("\(refusal)") }
        }
    }
}
