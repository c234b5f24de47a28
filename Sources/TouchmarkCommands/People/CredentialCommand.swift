import ArgumentParser
import Primitives
import Provenance
import Signatures

struct CredentialCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "credential", abstract: "What authorities certify of people.",
        subcommands: [Issue.self, Present.self, Suspend.self, Reinstate.self, Revoke.self])

    struct Issue: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Issue a credential; sign with the authority's key (--signer).",
            discussion: """
                Example: touchmark credential issue c-17 --signer board.jwk --annotator p-1 \\
                    --competence medicine/consultation --from now --until +1y
                """)

        @OptionGroup var options: StatementOptions
        @Argument(help: "The credential's id, of the authority's choosing.") var id: String
        @Option(help: "The annotator's id.") var annotator: String
        @Option(parsing: .unconditional, help: "The thumbprint of the annotator's key; her enrolment key if left out.")
        var kid: String?
        @Option(help: "A slash path; covers what lies below it.") var competence: String
        @Option(parsing: .unconditional, help: .init(stringLiteral: Moment.forms), transform: Moment.init(parsing:))
        var from: Moment
        @Option(
            parsing: .unconditional, help: "The first moment at which it no longer holds, given likewise.",
            transform: Moment.init(parsing:))
        var until: Moment
        @Option(help: "How far the competence goes, in the authority's words: shown, and asked by no rule.") var level: String?
        @Option(help: "Where it is meant to hold, such as DE: shown, and asked by no rule.") var jurisdiction: String?
        @Option(help: "Sealed.") var licence: String?

        func run() async throws {
            try await options.state { _, ledger in
                var data: JSONObject = [
                    "credential": .string(id), "annotator": .string(annotator),
                    "kid": .string(try await ledger.key(kid, of: annotator)),
                    "competence": .string(competence),
                ]
                data.set("validFrom", from)
                data.set("validUntil", until)
                data.set("level", level)
                data.set("jurisdiction", jurisdiction)
                data.set("licence", licence)
                return (CredentialIssued.type, data)
            }
            Output.note("Valid from \(from.timestamp) until \(until.timestamp).")
        }
    }

    struct ActionOptions: ParsableArguments {
        @OptionGroup var options: StatementOptions
        @Argument(help: "The credential's id.") var id: String
        @Option(help: "The authority's id.") var authority: String
        @Option(help: "The annotator's id.") var annotator: String
        @Option(help: "Why.") var reason: String
        @Option(parsing: .unconditional, help: "From when; now if left out.", transform: Moment.init(parsing:))
        var effective: Moment?

        func state(_ type: String) async throws {
            try await options.state { _, _ in
                var data: JSONObject = [
                    "authority": .string(authority), "credential": .string(id), "annotator": .string(annotator),
                    "reason": .string(reason),
                ]
                data.set("effective", effective)
                return (type, data)
            }
        }
    }

    struct Suspend: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Suspend a credential.",
            discussion:
                "Example: touchmark credential suspend c-17 --signer board.jwk --authority board --annotator p-1 --reason …")
        @OptionGroup var action: ActionOptions
        func run() async throws { try await action.state(CredentialSuspended.type) }
    }

    struct Reinstate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "End a credential's suspension.",
            discussion:
                "Example: touchmark credential reinstate c-17 --signer board.jwk --authority board --annotator p-1 --reason …")
        @OptionGroup var action: ActionOptions
        func run() async throws { try await action.state(CredentialReinstated.type) }
    }

    struct Revoke: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Revoke a credential, for good; with --effective, back in time.",
            discussion: """
                Example: touchmark credential revoke c-17 --signer board.jwk --authority board --annotator p-1 \\
                    --reason "obtained by fraud" --effective 2026-01-01
                """)
        @OptionGroup var action: ActionOptions
        func run() async throws { try await action.state(CredentialRevoked.type) }
    }
}

extension StatementLedger {
    /// The thumbprint that was given, or that of the key that an annotator was enrolled with.
    func key(_ kid: String?, of annotator: String) async throws -> String {
        if let kid { return kid }
        let actor = Actor(.annotator, annotator)
        let enrolled = try await first(about: actor.standingSubject) { found in
            if case .annotatorEnrolled(let data) = found.event.body { data.introduction.key } else { nil }
        }
        guard let enrolled else { throw CommandFailure("\(actor) is not enrolled; enrol her first.") }
        return enrolled.thumbprint.description
    }
}
