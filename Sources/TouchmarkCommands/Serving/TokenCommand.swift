import ArgumentParser
import Ledger
import LedgerServer
import Primitives

struct TokenCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token", abstract: "Access tokens for touchmark serve.", subcommands: [New.self, List.self, Revoke.self])

    struct New: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make an access token and print it: this once and never again.",
            discussion: """
                operator and auditor read all; regulator reads the datasets named, or all, until the token expires; reader reads \
                the datasets named, without what is sealed; connector delivers to its own webhook and reads nothing. A service \
                that is running knows the token at the next request.

                Example: touchmark token new --role reader --dataset scans --expires 90d
                """)

        @OptionGroup var ledger: LedgerOption
        @Option(help: "operator, auditor, regulator, reader or connector.") var role: Role
        @Option(name: .customLong("dataset"), help: "A dataset that it reads; may be repeated.") var datasets: [String] = []
        @Flag(help: "For a regulator: the whole ledger.") var all = false
        @Option(help: "For a connector: its webhook's name.") var connector: String?
        @Option(
            help: "When it ends: 90d, 6mo or a date. A regulator's has to end; others last until they are revoked.",
            transform: Expiry.init(parsing:))
        var expires: Expiry?

        func validate() throws {
            do { _ = try GrantScope(role, datasets: datasets, all: all) } catch {
                let options = [Role.reader: " (--dataset)", .regulator: " (--dataset, or --all)"][role] ?? ""
                throw ValidationError("The token \(error.sentence)\(options).")
            }
            guard (role == .connector) == (connector != nil), connector != "" else {
                throw ValidationError("A connector's token, and no other, names its webhook: --connector NAME.")
            }
            guard role != .regulator || expires != nil else {
                throw ValidationError("A regulator's token has to end: --expires 90d, or a date.")
            }
            guard expires.map({ $0.time > SystemClock().now() }) ?? true else {
                throw ValidationError("--expires lies in the past.")
            }
        }

        func run() throws {
            let directory = try ledger.open()
            let made = try AccessTokenFile(directory: directory.path).add(
                role, datasets: try GrantScope(role, datasets: datasets, all: all).datasets, connector: connector,
                at: SystemClock().now(), expires: expires?.time)
            Output.line(made.text)
            Output.note("Token \(made.token.id): \(made.token.scope). It is not shown again; only its hash is kept.")
            try noteUnknownDatasets(directory)
        }

        private func noteUnknownDatasets(_ directory: LedgerDirectory) throws {
            var unknown = Set(datasets)
            guard !unknown.isEmpty else { return }
            try directory.openForReading().read { reader in
                var page = try reader.datasets(after: nil, limit: 500)
                while let last = page.last {
                    unknown.subtract(page.map(\.dataset))
                    page = try reader.datasets(after: last.dataset, limit: 500)
                }
            }
            for dataset in unknown.sorted() { Output.note("The ledger has no dataset \(dataset) yet.") }
        }
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List access tokens, without their secrets, which nobody has.",
            discussion: "Example: touchmark token list --json")

        @OptionGroup var ledger: LedgerOption
        @OptionGroup var json: JSONOption

        func run() throws {
            let now = SystemClock().now()
            for token in try AccessTokenFile(directory: try ledger.open().path).tokens() {
                if json.isOn {
                    Output.json(token.listing(at: now))
                } else {
                    Output.line("\(token.id)  \(token.scope)  made \(token.created)  \(token.state(at: now))")
                }
            }
        }
    }

    struct Revoke: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Revoke an access token for good.",
            discussion:
                "A service that is running refuses it at the next request.\n\nExample: touchmark token revoke 3f09c61b2a7d")

        @OptionGroup var ledger: LedgerOption
        @Argument(help: "The token's id, as token list shows it.") var id: String

        func run() throws {
            guard !id.contains("_") else {
                throw CommandFailure(
                    "Give the token's id alone: a token on the command line can be read by others.", ExitStatus.usage)
            }
            let file = AccessTokenFile(directory: try ledger.open().path)
            guard let token = try file.revoke(id, at: SystemClock().now()) else {
                throw CommandFailure("There is no token \(id). touchmark token list shows them.")
            }
            Output.note("Token \(token.id) is \(token.state(at: SystemClock().now())).")
        }
    }
}

/// When a token ends: an offset from now such as `90d`, or a date.
struct Expiry {
    let time: Timestamp

    /// - Throws: `MomentFailure`.
    init(parsing text: String) throws {
        time = try Moment(parsing: text.first?.isNumber == true && Timestamp(date: text) == nil ? "+" + text : text).timestamp
    }
}

extension Role: ExpressibleByArgument {}

extension AccessToken {
    /// What it opens, in words.
    var scope: String {
        switch grant.role {
        case .operator, .auditor: grant.role.rawValue
        case .regulator, .reader:
            "\(grant.role.rawValue) of \(grant.datasets.map { $0.sorted().joined(separator: ", ") } ?? "all")"
        case .connector: "connector \(grant.connector ?? "")"
        }
    }

    func state(at now: Timestamp) -> String {
        if let revoked { return "revoked \(revoked)" }
        guard let expires else { return "valid until revoked" }
        return expires <= now ? "expired \(expires)" : "valid until \(expires)"
    }

    func listing(at now: Timestamp) -> JSONValue {
        var object: JSONObject = [
            "id": .string(id), "role": .string(grant.role.rawValue), "created": .string(created.description),
            "state": .string(failure(at: now)?.code.rawValue ?? "valid"),
        ]
        object.set("datasets", grant.datasets?.sorted() ?? [])
        object.set("connector", grant.connector)
        object.set("expires", expires?.description)
        object.set("revoked", revoked?.description)
        return .object(object)
    }
}
