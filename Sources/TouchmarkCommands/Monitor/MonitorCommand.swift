import ArgumentParser
import Foundation
import Ledger
import Monitoring
import Primitives
import Signatures
import VerifyCommand

struct MonitorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "monitor", abstract: "Follow a ledger from outside: replay every entry and recompute every seal.",
        subcommands: [New.self, Run.self], defaultSubcommand: Run.self)

    struct New: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a monitor's directory, and with --name the auditor's key that it cosigns with.",
            discussion: """
                Prints the auditor's vkey, for the policies of those who rely on it. A key that is a witness's must not be an \
                auditor's too: this makes a new one.

                Example: touchmark monitor new monitor --name auditor.ngo.example
                """)

        @Argument(help: "The new directory.") var directory: String
        @Option(help: "The auditor's name, for ever: a host name with a path that is yours.") var name: String?

        func validate() throws {
            guard name.map(NewName.isAllowed) ?? true else {
                throw ValidationError("A name has no spaces, plus signs or unseen characters: auditor.ngo.example, for instance.")
            }
        }

        func run() throws {
            if let vkey = try MonitorDirectory.create(directory, auditor: name) { Output.line(vkey.text) }
        }
    }

    enum Mode: String, EnumerableFlag { case once, follow }

    struct Run: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Go on to the ledger's present end; with --follow, again and again.",
            discussion: """
                Checks each signature, each entry against the signed tree, the rules by which the ledger takes events, each seal, and \
                that each checkpoint extends the last one seen. Where all holds, a monitor with an auditor's key cosigns. Entries \
                are shown to a token that reads the whole ledger: $TOUCHMARK_TOKEN.

                Exit status: 0 all holds, 1 something is wrong, 3 the ledger cannot be reached or read, which is no verdict, or did not \
                take in what was to be brought to it (--submit).

                Example: touchmark monitor https://labels.example.org --key @log.vkey --state monitor --out cosigned.checkpoint
                """)

        @Argument(help: "The ledger's address.") var url: String
        @Option(help: "The ledger's vkey, or @FILE that holds it.") var key: String
        @Option(help: "The monitor's directory.") var state: String
        @Option(help: "Where the cosigned checkpoint goes; replaced each time.") var out: String?
        @Flag(help: "Bring the cosigned checkpoint to the ledger, whose operator has to know the auditor's vkey.") var submit =
            false
        @Option(help: "How many seconds an entry may wait for a seal.") var sealAge: Int64?
        @Option(help: "How many entries may wait for a seal.") var sealLag: UInt64?
        @Flag(help: "Stop at the present end, or go on.") var mode = Mode.once
        @Option(help: "With --follow: seconds between looks.") var every = 60
        @OptionGroup var json: JSONOption

        func validate() throws {
            guard sealAge ?? 0 >= 0 else { throw ValidationError("--seal-age is not negative.") }
            guard (1...86_400).contains(every) else { throw ValidationError("--every is from 1 to 86400 seconds.") }
        }

        func run() async throws {
            let directory = try MonitorDirectory(state)
            if out != nil || submit, directory.auditor == nil {
                throw CommandFailure("\(state) has no auditor's key: make the monitor with --name to have it cosign.")
            }
            let log = try logKey(after: directory.state.log)
            let token = ProcessInfo.processInfo.environment["TOUCHMARK_TOKEN"]
            let bar = SharedProgress("entries")
            defer { bar.finish() }
            try await HTTPLogSource.with(url, token: token) { source in
                var monitor = try Monitor(
                    source, key: log, store: directory.store, state: directory.state, progress: { bar.update($0, of: $1) },
                    save: { try directory.save($0) }, keep: { try directory.keep($0, $1) })
                while true {
                    let status = try await look(&monitor, directory, source)
                    guard mode == .follow else {
                        if let status { throw status }
                        return
                    }
                    try await Task.sleep(for: .seconds(every))
                }
            }
        }

        private func logKey(after known: VerifierKey?) throws -> VerifierKey {
            let text =
                key.hasPrefix("@") ? String(decoding: try WholeFile.read(String(key.dropFirst())), as: UTF8.self) : key
            guard let log = try? VerifierKey(parsing: text.trimmed), log.algorithm == .log else {
                throw CommandFailure("--key is no log's vkey.", ExitStatus.unreadable)
            }
            if let known, known.name != log.name {
                throw CommandFailure(
                    "\(state) follows \(known.name); make another monitor for \(log.name).", ExitStatus.unreadable)
            }
            return log
        }

        /// - Returns: the exit status, `nil` if all holds.
        private func look(
            _ monitor: inout Monitor, _ directory: MonitorDirectory, _ source: HTTPLogSource
        ) async throws -> ExitCode? {
            let now = SystemClock().now()
            let outcome: Monitor.Outcome
            do {
                outcome = try await monitor.run(SealWatch.Limits(age: sealAge, entries: sealLag), now: now)
            } catch let failure as SourceFailure {
                Output.note("touchmark: \(failure) Nothing was judged.")
                return ExitStatus.unreadable
            } catch let lost as Monitor.UnkeptEvidence {
                throw failure(lost)
            } catch {
                // Of the monitor itself: its disk, its replica. A finding is a value and never thrown.
                throw CommandFailure("\(error) Nothing was judged.", ExitStatus.unreadable)
            }
            let cosigned = try await cosign(outcome, directory, source, now)
            report(outcome, cosigned)
            guard outcome.findings.isEmpty else { return ExitStatus.failed }
            return cosigned == .notTaken ? ExitStatus.unreadable : nil
        }

        /// Shows the two notes: the log may never show the second one again.
        private func failure(_ lost: Monitor.UnkeptEvidence) -> CommandFailure {
            Output.write("\(lost.known)\n\(lost.shown)\n", to: .standardError)
            return CommandFailure(
                "\(lost.finding.code.rawValue): \(lost.finding.sentence) The two checkpoints, shown above, could not be kept in "
                    + "\(state)/evidence: \(SystemReason.description(of: lost.cause)). Keep them yourself, make room, and run it again."
            )
        }

        /// Writes what was replayed down, cosigned, and brings it to the ledger: as far as asked for.
        private func cosign(
            _ outcome: Monitor.Outcome, _ directory: MonitorDirectory, _ source: HTTPLogSource, _ now: Timestamp
        ) async throws -> Cosigned? {
            guard out != nil || submit, let auditor = directory.auditor, let checkpoint = outcome.replayed else { return nil }
            let note = auditor.cosign(checkpoint, at: now)
            if let out { try MonitorDirectory.replace(note, at: out) }
            guard submit else { return .here }
            do {
                try await source.submit(note)
                return .submitted
            } catch let failure as SourceFailure {
                // What was replayed holds all the same.
                Output.note("touchmark: \(failure)")
                return .notTaken
            }
        }

        private enum Cosigned {
            /// It was not to be brought anywhere.
            case here
            case submitted
            /// The ledger was not reached, or did not want it.
            case notTaken
        }

        private func report(_ outcome: Monitor.Outcome, _ cosigned: Cosigned?) {
            guard !json.isOn else {
                return Output.json([
                    "entries": .integer(Int64(outcome.size.value)), "holds": .bool(outcome.findings.isEmpty),
                    "cosigned": .bool(cosigned != nil), "submitted": .bool(cosigned == .submitted),
                    "evidence": .array(outcome.evidence.map { .string($0) }),
                    "findings": .array(
                        outcome.findings.map { ["code": .string($0.code.rawValue), "sentence": .string($0.sentence)] }),
                ])
            }
            for finding in outcome.findings { Output.line("\(finding.code.rawValue): \(finding.sentence)") }
            for file in outcome.evidence { Output.line("evidence: \(file)") }
            if outcome.findings.isEmpty {
                Output.line("\(outcome.size) entries replayed: every signature, rule, seal and checkpoint holds.")
            }
            if cosigned != nil {
                Output.line("cosigned \(outcome.size)" + (cosigned == .submitted ? ", and the ledger took it in" : ""))
            }
        }
    }
}
