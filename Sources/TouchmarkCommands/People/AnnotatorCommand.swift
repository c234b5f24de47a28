public import ArgumentParser
import Intake
import Ledger
import Primitives
public import Provenance
import Signatures

struct AnnotatorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "annotator", abstract: "People, models and connectors: list them, suspend them, change their keys.",
        subcommands: [List.self, Suspend.self, Reinstate.self, RotateKey.self, RevokeKey.self], defaultSubcommand: List.self)

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List everybody enrolled, with credentials.", discussion: "Example: touchmark annotator list --json")

        @OptionGroup var ledger: LedgerOption
        @OptionGroup var json: JSONOption

        func run() throws {
            let store = try ledger.open().openForReading()
            try store.read { reader in
                var cursor: Actor?
                while true {
                    let page = try reader.actors(after: cursor, limit: 500)
                    for row in page { show(row, try reader.credentials(of: row.actor.id)) }
                    guard let last = page.last else { return }
                    cursor = last.actor
                }
            }
        }

        private func show(_ row: ActorRow, _ credentials: [CredentialRow]) {
            let own = row.actor.kind == .annotator ? credentials : []
            if json.isOn {
                let list = own.map { credential -> JSONValue in
                    [
                        "credential": .string(credential.subject.description), "competence": .string(credential.competence),
                        "validFrom": .string(credential.validFrom.description),
                        "validUntil": .string(credential.validUntil.description),
                        "index": .integer(Int64(credential.index.value)),
                    ]
                }
                Output.json([
                    "actor": .string(row.actor.description), "custody": .string(row.custody.rawValue),
                    "index": .integer(Int64(row.index.value)), "credentials": .array(list),
                ])
            } else {
                Output.line("\(row.actor)  enrolled at \(row.index), key with the \(row.custody.rawValue)")
                for credential in own {
                    Output.line(
                        "    \(credential.subject)  \(credential.competence)  \(credential.validFrom) to \(credential.validUntil)"
                    )
                }
            }
        }
    }

    struct Suspend: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Suspend somebody.",
            discussion: "Example: touchmark annotator suspend annotator:p-1 --reason \"under review\"")

        @OptionGroup var options: StatementOptions
        @Argument(help: "<kind>:<id>, or a person's id alone.", transform: Actor.init(orPerson:)) var actor: Actor
        @Option(help: "Sealed.") var reason: String

        func run() async throws {
            try await options.state { _, _ in (AnnotatorSuspended.type, actor.data(reason: reason)) }
        }
    }

    struct Reinstate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "End a suspension.", discussion: "Example: touchmark annotator reinstate annotator:p-1 --reason cleared")

        @OptionGroup var options: StatementOptions
        @Argument(help: "<kind>:<id>, or a person's id alone.", transform: Actor.init(orPerson:)) var actor: Actor
        @Option(help: "Sealed.") var reason: String

        func run() async throws {
            try await options.state { _, _ in (AnnotatorReinstated.type, actor.data(reason: reason)) }
        }
    }

    struct RotateKey: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Go over to a new key; sign with the old one (--signer).",
            discussion: "Example: touchmark annotator rotate-key --signer alice.jwk --new-key alice-2.jwk --reason yearly")

        @OptionGroup var options: StatementOptions
        @OptionGroup var key: NewKeyOption
        @Option(help: "Why.") var reason: String

        func run() async throws {
            try await key.keptUnlessRefused {
                try await options.state { signer, ledger in
                    guard signer.kind.isEnrolled else {
                        throw CommandFailure("A key is replaced by its holder: sign with the old key (--signer FILE).")
                    }
                    var data = signer.data(reason: reason)
                    data.introduce(try key.proven(as: signer, in: ledger.origin))
                    return (AnnotatorKeyRotated.type, data)
                }
            }
        }
    }

    struct RevokeKey: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "End a key.",
            discussion: "Example: touchmark annotator revoke-key annotator:p-1 KID --reason compromised --effective 2026-05-01")

        @OptionGroup var options: StatementOptions
        @Argument(help: "<kind>:<id>, or a person's id alone.", transform: Actor.init(orPerson:)) var actor: Actor
        @Argument(help: "The key's thumbprint.") var thumbprint: String?
        @Option(parsing: .unconditional, help: "The same; for one that begins with a hyphen.") var kid: String?
        @Option(help: "retired, lost or compromised.") var reason: KeyRevocationReason
        @Option(
            parsing: .unconditional, help: "From when; now if left out. A key that revokes itself leaves it out.",
            transform: Moment.init(parsing:))
        var effective: Moment?

        func validate() throws {
            guard (thumbprint == nil) != (kid == nil) else {
                throw ValidationError("Give the key's thumbprint; one that begins with a hyphen as --kid THUMBPRINT.")
            }
        }

        func run() async throws {
            try await options.state { _, _ in
                var data = actor.data(reason: reason.rawValue)
                data.set("kid", thumbprint ?? kid)
                data.set("effective", effective)
                return (AnnotatorKeyRevoked.type, data)
            }
        }
    }
}

extension Actor: ExpressibleByArgument {
    public init?(argument: String) { self.init(parsing: argument) }

    /// From `<kind>:<id>`, or the id of a person.
    ///
    /// - Throws: if the text is neither.
    init(orPerson text: String) throws {
        let isBare = !text.contains(":") && Identifier.isWellFormed(text)
        guard let actor = Actor(parsing: text) ?? (isBare ? Actor(.annotator, text) : nil) else {
            throw ValidationError("\(text) is nobody: write <kind>:<id>, or a person's id.")
        }
        self = actor
    }

    /// `kind`, `id` and `reason`, as the events about somebody's standing hold them.
    func data(reason: String) -> JSONObject {
        ["kind": .string(kind.rawValue), "id": .string(id), "reason": .string(reason)]
    }
}
