import ArgumentParser
import Foundation
import Intake
import Primitives
import Provenance
import Signatures

struct EnrolCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "enrol", abstract: "Enrol a person, a model or a connector with a key.",
        discussion: """
            Ids of people are random unless given; names, contacts and employers are sealed. A key that somebody keeps for herself
            enters by its proof: touchmark key prove.

            Example: touchmark enrol annotator --new-key alice.jwk --name "Alice Example"
            Example: touchmark enrol annotator --proof alice.proof --url https://labels.example.org --signer operator.jwk
            """)

    /// Who is enrolled.
    enum Kind: String, CaseIterable, ExpressibleByArgument {
        case annotator, model, connector

        var actor: ActorKind {
            switch self {
            case .annotator: .annotator
            case .model: .model
            case .connector: .connector
            }
        }
    }

    @OptionGroup var options: StatementOptions
    @Argument(help: "Who it is.") var kind: Kind
    @Option(help: "The id; the proof's if there is one, else random.") var id: String?
    @OptionGroup var key: NewKeyOption
    @Option(help: "Who holds the key: holder or connector.") var custody = Custody.holder
    @Option(help: "Sealed.") var name: String?
    @Option(help: "Sealed.") var contact: String?
    @Option(help: "Sealed.") var employer: String?
    @Option(help: "Sealed.") var group: String?
    @Option(help: "A language; may be repeated.") var language: [String] = []
    @Option(help: "For a model: its name.") var model: String?
    @Option(help: "For a model: its version.") var version: String?
    @Option(help: "For a model: the content digest of its weights.") var digest: String?

    func validate() throws {
        guard kind != .model || (model != nil && version != nil && digest != nil) else {
            throw ValidationError("A model is enrolled with --model, --version and --digest.")
        }
        guard kind == .model || (model == nil && version == nil && digest == nil) else {
            throw ValidationError("--model, --version and --digest are a model's; \(kind.rawValue) has none.")
        }
    }

    func run() async throws {
        let actor = Actor(kind.actor, try id ?? key.provenSource()?.id ?? Actor.randomPersonID())
        try await key.keptUnlessRefused {
            try await options.state { _, ledger in (AnnotatorEnrolled.type, try data(of: actor, in: ledger.origin)) }
        }
    }

    private func data(of actor: Actor, in origin: String) throws -> JSONObject {
        var data: JSONObject = [
            "kind": .string(kind.rawValue), "id": .string(actor.id), "custody": .string(custody.rawValue),
        ]
        data.introduce(try key.proven(as: actor, in: origin))
        if kind == .model {
            data.set("model", model)
            data.set("version", version)
            data.set("digest", digest)
        }
        for (name, value) in [("name", name), ("contact", contact), ("employer", employer), ("group", group)] {
            data.set(name, value)
        }
        data.set("languages", language)
        return data
    }
}
