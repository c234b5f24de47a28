import ArgumentParser
import Foundation
import Intake
import Ledger
import LedgerServer
import Logging
import Primitives
import ServiceLifecycle
import Signatures
import UnixSignals
import Witnessing

struct WitnessCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "witness", abstract: "Witness other people's logs (C2SP tlog-witness), and have this one witnessed.",
        subcommands: [New.self, Serve.self, Ask.self, TakeCommand.self])

    struct New: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a witness: its key, and the directory in which it remembers what it cosigned.",
            discussion: """
                Prints the witness's vkey, for the policies of those who rely on it.

                Example: touchmark witness new --name witness.regulator.example --key witness.jwk --state witness
                """)

        @Option(help: "The witness's name, for ever: a host name with a path that is yours.") var name: String
        @Option(help: "The new file of its private key.") var key: String
        @Option(help: "Its new directory.") var state: String

        func validate() throws {
            guard NewName.isAllowed(name) else {
                throw ValidationError(
                    "A name has no spaces, plus signs or unseen characters: witness.regulator.example, for instance.")
            }
        }

        func run() throws {
            let key = try KeyFile.make(at: key)
            let vkey = CosignatureSigner(name: name, key: key).vkey
            do { try WitnessDirectory.create(state, for: vkey) } catch {
                // A key without its directory is nobody's yet.
                try FileManager.default.removeItem(atPath: self.key)
                throw CommandFailure("\(error)")
            }
            Output.line(vkey.text)
        }
    }

    struct Serve: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Cosign the checkpoints of logs, as long as each extends the one before.",
            discussion: """
                Runs until SIGTERM, SIGINT or SIGHUP. A cosignature leaves only once what was cosigned is on the disk. A witness \
                that has lost its directory, or a note in it, must not go on under its key: make a new one. Says at the start up to \
                which size it has cosigned each log: 0 for one that is new to it.

                Of several keys of one log the first is its present one, and only what that one signed is cosigned. Give those \
                before it as long as the last that was cosigned is signed by them: --log @new.vkey --log @old.vkey.

                Example: touchmark witness serve --key witness.jwk --state witness --log @log.vkey --port 8081
                """)

        @Option(help: "The witness's private key.") var key: String
        @Option(help: "Its directory.") var state: String
        @Option(help: "A log's present vkey, or @FILE that holds it; once for each log. After it, those that the log had before.")
        var log: [String] = []
        @Option(help: "A policy file (C2SP tlog-policy) whose log lines name the logs.") var logs: String?
        @Option(help: "The address to listen at.") var host = "127.0.0.1"
        @Option(help: "The port to listen at; 0 for any that is free.") var port = 8081
        @Option(help: "PEM: the service's certificate and those above it.") var tlsCertificateChain: String?
        @Option(help: "PEM: the certificate's key.") var tlsPrivateKey: String?

        func validate() throws {
            guard !log.isEmpty || logs != nil else { throw ValidationError("Name the logs, with --log or --logs.") }
            guard (0...65_535).contains(port) else { throw ValidationError("A port is from 0 to 65535.") }
            guard (tlsCertificateChain == nil) == (tlsPrivateKey == nil) else {
                throw ValidationError("TLS needs both --tls-certificate-chain and --tls-private-key.")
            }
        }

        func run() async throws {
            let witness: Witness
            do {
                let key = try KeyFile.read(key)
                witness = try Witness(
                    key: key, directory: try WitnessDirectory(state, key: key.publicKey), logs: try logKeys())
            } catch let failure as WitnessFailure {
                throw CommandFailure("\(failure)", ExitStatus.unreadable)
            }
            var settings = WitnessService.Settings()
            (settings.host, settings.port) = (host, port)
            if let tlsCertificateChain, let tlsPrivateKey {
                settings.tls = .init(certificateChain: tlsCertificateChain, privateKey: tlsPrivateKey)
                try settings.tls?.check()
            }
            let isJSON = isatty(STDERR_FILENO) == 0
            let lines = LineLogHandler.lines(isJSON: isJSON)
            defer { lines.finish(within: 2) }
            let logger = Logger(label: "touchmark") { _ in LineLogHandler(to: lines, isJSON: isJSON, level: .info) }
            let scheme = settings.tls == nil ? "http" : "https"
            let service = WitnessService(witness, settings: settings, logger: logger) { [host] port in
                Output.note("witness \(witness.vkey.text)")
                for log in witness.remembered { Output.note("log \(log.origin): cosigned up to \(log.size)") }
                Output.note("listening on \(scheme)://\(host.contains(":") ? "[\(host)]" : host):\(port)")
            }
            try await ServiceGroup(
                configuration: .init(services: [service], gracefulShutdownSignals: UnixSignal.stopping, logger: logger)
            ).run()
        }

        private func logKeys() throws -> [VerifierKey] {
            let keys = try log.map { option in
                let text =
                    option.hasPrefix("@")
                    ? String(decoding: try WholeFile.read(String(option.dropFirst())), as: UTF8.self) : option
                let key: VerifierKey
                do { key = try VerifierKey(parsing: text.trimmed) } catch {
                    throw CommandFailure("A --log is no vkey: \(error).", ExitStatus.unreadable)
                }
                guard key.algorithm == .log else {
                    throw CommandFailure("A --log is a cosigner's vkey: give the log's.", ExitStatus.unreadable)
                }
                return key
            }
            return try keys + (logs.map { try WitnessPolicy(file: $0).logs.map(\.key) } ?? [])
        }
    }

    struct Ask: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Have the newest checkpoint cosigned now.",
            discussion: """
                Asks every witness of the policy once and keeps what they answer beside the checkpoint. touchmark serve does it by \
                itself; this is for ledgers that are written from the command line. Exit status 1 if there is no quorum.

                Example: touchmark witness ask --policy witnesses.policy
                """)

        @OptionGroup var ledger: LedgerOption
        @OptionGroup var json: JSONOption
        @Option(help: "A policy file (C2SP tlog-policy) with the witnesses' addresses.") var policy: String
        @Option(help: "How long to wait for each, in seconds.") var seconds = 10

        func validate() throws {
            guard (1...3600).contains(seconds) else { throw ValidationError("--seconds is from 1 to 3600.") }
        }

        func run() async throws {
            let directory = try ledger.open()
            let policy = try WitnessPolicy(file: policy)
            let ledger = try directory.openForWriting(orElse: "A service asks witnesses by itself (witnesses.policy).")
            defer { ledger.close() }
            guard let size = try ledger.store.read({ try $0.checkpoint()?.size }) else {
                throw CommandFailure("The ledger is empty; there is nothing to cosign.")
            }
            let log = try directory.logKey()
            let cosigned = try await HTTPWitnessTransport.with { transport in
                let exchange = WitnessExchange(
                    store: ledger.store, log: log, transport: transport, limit: .seconds(seconds))
                return try await ask(policy, exchange, ledger.store, size)
            }
            guard policy.isMet(by: cosigned) else {
                throw CommandFailure("No quorum has cosigned the checkpoint of size \(size).")
            }
        }

        /// - Returns: the keys of those who cosigned.
        private func ask(
            _ policy: WitnessPolicy, _ exchange: WitnessExchange, _ store: any LedgerStore, _ size: TreeSize
        ) async throws -> [VerifierKey] {
            var cosigned: [VerifierKey] = []
            for witness in policy.witnesses where witness.url != nil {
                switch try await exchange.cosign(size, by: witness, after: size) {
                case .success(let lines):
                    try store.keep(cosignatures: lines, at: size)
                    cosigned.append(witness.key)
                    report(witness, nil, size)
                case .failure(let failure): report(witness, failure, size)
                }
            }
            return cosigned
        }

        private func report(_ witness: WitnessPolicy.Witness, _ failure: CosigningFailure?, _ size: TreeSize) {
            if json.isOn {
                var row: JSONObject = ["witness": .string(witness.name), "size": .integer(Int64(size.value))]
                row["status"] = .string(failure?.rawValue ?? "cosigned")
                Output.json(.object(row))
            } else {
                Output.line("\(witness.name): \(failure?.sentence ?? "cosigned \(size)")")
            }
        }
    }
}

extension WitnessPolicy {
    /// - Throws: `CommandFailure` that names the line.
    init(file path: String) throws {
        do { self = try WitnessPolicy(parsing: try WholeFile.read(path)) } catch let error as PolicyError {
            throw CommandFailure("\(path) is no witness policy: \(error).", ExitStatus.unreadable)
        }
    }
}

extension AuditorList {
    /// - Throws: `CommandFailure` that names the line.
    init(file path: String) throws {
        do { self = try AuditorList(parsing: try WholeFile.read(path)) } catch let error as PolicyError {
            throw CommandFailure("\(path) is no list of auditors: \(error).", ExitStatus.unreadable)
        }
    }
}

extension LedgerDirectory {
    /// What signs this ledger's checkpoints.
    func logKey() throws -> VerifierKey { LogSigner(origin: origin, key: try KeyFile.read(key("log"))).vkey }
}
