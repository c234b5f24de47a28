import ArgumentParser
import Ledger
import Primitives
import TrustedTime
import Witnessing

struct StampCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stamp", abstract: "Have the newest checkpoint stamped by a time-stamping authority (RFC 3161).",
        discussion: """
            A token proves that all entries below the checkpoint were there by its time, to whoever knows the authority's root. It \
            is kept beside the checkpoint, and exports carry it. touchmark serve stamps by itself, if it was told of authorities; \
            this is for ledgers that are written from the command line. Give --roots, or anybody's token is taken.

            Without a network: --query writes a request (openssl ts -reply -queryfile FILE answers it), --reply takes the answer in.

            Example: touchmark stamp --tsa https://tsa.example.org/ --roots tsa-root.pem
            """)

    @OptionGroup var ledger: LedgerOption
    @OptionGroup var json: JSONOption
    @Option(help: "The authority's address.") var tsa: String?
    @Option(help: "The new file of a request to carry to an authority.") var query: String?
    @Option(help: "A file with an authority's answer, or with the token alone.") var reply: String?
    @Option(help: "Root certificates, PEM: only a token that leads to one of them is kept.") var roots: String?
    @Option(help: "How long to wait for the authority, in seconds.") var seconds = 10

    func validate() throws {
        guard [tsa != nil, query != nil, reply != nil].count(where: { $0 }) == 1 else {
            throw ValidationError("Give one of --tsa, --query, --reply.")
        }
        guard (1...3600).contains(seconds) else { throw ValidationError("--seconds is from 1 to 3600.") }
    }

    func run() async throws {
        let directory = try ledger.open()
        if let query { return try write(query, StampExchange(store: try directory.openForReading(), roots: nil)) }
        let roots = try roots.map { try TimeRoots(file: $0) }
        let ledger = try directory.openForWriting(orElse: "A service stamps by itself (time.authorities).")
        defer { ledger.close() }
        let exchange = StampExchange(store: ledger.store, roots: roots)
        switch try await stamped(exchange) {
        case .failure(let failure): throw CommandFailure("Nothing was stamped. \(failure)")
        case .success(let (token, size)):
            try ledger.store.keep(timeTokens: [token.der], at: size)
            guard try ledger.store.read({ try $0.timeTokens(at: size) }).contains(token.der) else {
                throw CommandFailure("No more tokens are kept of one checkpoint. Append something first.")
            }
            report(token, size)
        }
    }

    private typealias Stamped = Result<(token: UncheckedTimeToken, size: TreeSize), StampFailure>

    private func stamped(_ exchange: StampExchange) async throws -> Stamped {
        if let tsa { return try await ask(tsa, exchange) }
        return try await exchange.take(try WholeFile.read(reply ?? ""))
    }

    private func ask(_ url: String, _ exchange: StampExchange) async throws -> Stamped {
        guard let authority = TimeAuthority(name: "authority", url: url) else {
            throw CommandFailure("\(url) is no http or https address of an authority.", ExitStatus.usage)
        }
        guard let (size, text) = try exchange.newest() else { throw Self.empty }
        let answer = try await HTTPTimeStampTransport.with {
            try await exchange.ask(authority, over: text, by: $0, within: .seconds(seconds))
        }
        return answer.map { ($0, size) }
    }

    private func write(_ path: String, _ exchange: StampExchange) throws {
        guard let (size, text) = try exchange.newest() else { throw Self.empty }
        let file = try NewFile(path)
        try file.write(try TimeStampRequest(over: text).encoded())
        try file.publish()
        if json.isOn {
            Output.json(["file": .string(path), "size": .integer(Int64(clamping: size.value))])
        } else {
            Output.line("\(path): a request for the checkpoint of size \(size); bring the answer with touchmark stamp --reply")
        }
    }

    private static let empty = CommandFailure("The ledger is empty; there is nothing to stamp.")

    private func report(_ token: UncheckedTimeToken, _ size: TreeSize) {
        let isChecked = roots != nil
        if json.isOn {
            Output.json([
                "size": .integer(Int64(clamping: size.value)), "time": .string(token.claimedTime.description),
                "rootsChecked": .bool(isChecked),
            ])
        } else {
            let trust = isChecked ? "" : "; whether anybody vouches for the authority was not looked at (--roots)"
            Output.line("\(size) entries stamped at \(token.claimedTime)\(trust)")
        }
    }
}

extension TimeRoots {
    /// - Throws: `CommandFailure` that names the file.
    init(file path: String) throws {
        do { self = try TimeRoots(pem: String(decoding: try WholeFile.read(path), as: UTF8.self)) } catch let error
            as TimeRootsError
        {
            throw CommandFailure("\(path) holds no roots: \(error)", ExitStatus.unreadable)
        }
    }
}
