package import ArgumentParser
import Evidence
import Primitives
import Provenance
import Signatures

/// `touchmark verify` and `touchmark-verify`: the same command, for a machine without ledger and without network.
package struct VerifyCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Verify an evidence bundle offline, trusting nobody but the key that you bring.",
        discussion: """
            The ledger's key (vkey) must come by another way than the bundle. Exit status: 0 verified, 1 failed, 2 incomplete,
            3 the file cannot be read, 64 wrong usage, 74 the report cannot be written. Whoever sends a bundle names it: in a script
            write ./ before the name.

            Without seals nothing proves that a bundle leaves nothing out, unless it holds the whole ledger; --unsealed-ok
            waives that proof, and the report says so.

            Example: touchmark-verify label.touchmark --key @log.vkey --unsealed-ok
            """)

    @Argument(help: "The bundle.") var file: String
    @Option(help: "The ledger's vkey, or @FILE that holds it.") var key: String
    @Option(help: "Authorities that you know: JSON {\"authorities\": [{\"id\": …, \"thumbprint\": …}]}.")
    var authorities: String?
    @Option(help: "A witness policy (C2SP tlog-policy): whose cosignatures the checkpoint needs.") var witnesses: String?
    @Option(help: "Auditors whom you believe to have replayed the log, a vkey a line: one of them must have replayed the seal.")
    var auditors: String?
    @Option(help: "Root certificates of time-stamping authorities (RFC 3161), PEM: whose time tokens count.")
    var tsaRoots: String?
    @Option(help: "The greatest age of the evidence, in days, by the word of --witnesses or --auditors and this machine's clock.")
    var maxAge: Int64?
    @Flag(help: "Do not ask for the proof that nothing was left out.") var unsealedOk = false
    @Flag(help: "Print JSON.") var json = false

    package func validate() throws {
        guard (0...36_500).contains(maxAge ?? 0) else { throw ValidationError("--max-age is from 0 to 36500 days.") }
    }

    package init() {}

    package func run() async throws {
        do {
            let report = try await BundleVerifier(options: try options()).verify(try BundleFile(file))
            print(report)
            guard report.result == .verified else { throw ExitCode(report.result.exitStatus) }
        } catch let failure as VerifyFailure {
            VerifierOutput.note("\(failure)")
            throw ExitCode(3)
        } catch let unreadable as UnreadableBundle {
            VerifierOutput.note("\(file) cannot be read as a bundle: \(unreadable). Nothing was judged.")
            throw ExitCode(3)
        }
    }

    private func options() throws -> VerificationOptions {
        let key = try Self.given("--key", key, VerifierInput.key)
        let policy = try witnesses.map { try Self.given("--witnesses", $0, VerifierInput.policy) }
        let auditors = try auditors.map { try Self.given("--auditors", $0, VerifierInput.auditors) }
        guard auditors?.shares(keysWith: policy, log: key) != true else {
            throw VerifyFailure(
                "A key of --auditors is a witness's or the log's too. An auditor's key says more than theirs, and must be its own."
            )
        }
        return VerificationOptions(
            key: key, unsealedOK: unsealedOk,
            authorities: try authorities.map { try Self.given("--authorities", $0, Self.knownAuthorities) } ?? [:],
            greatestAge: maxAge.map { AgeLimit(seconds: $0 * 86_400, now: VerifierInput.now()) }, now: VerifierInput.now(),
            witnesses: policy,
            auditors: auditors,
            timeRoots: try tsaRoots.map { try Self.given("--tsa-roots", $0, VerifierInput.timeRoots) })
    }

    /// - Throws: `VerifyFailure` that names the option.
    private static func given<Value>(
        _ option: String, _ value: String, _ read: (String) throws -> Value
    ) throws -> Value {
        do { return try read(value) } catch let failure as VerifyFailure { throw VerifyFailure("\(option): \(failure)") }
    }

    private static func knownAuthorities(_ path: String) throws -> [String: KeyThumbprint] {
        do {
            return try JSONNode.read(Array(VerifierInput.text(path).utf8)) { (node) throws(JSONError) in
                var root = try JSONObjectReader(node)
                var known: [String: KeyThumbprint] = [:]
                for (id, thumbprint) in try root.required(
                    "authorities",
                    { (list) throws(JSONError) in
                        try list.elements(Self.authority)
                    })
                {
                    guard known.updateValue(thumbprint, forKey: id) == nil else {
                        throw JSONError(.invalidValue, "the id \(VisibleText.quoted(id)) is given twice", path: ["authorities"])
                    }
                }
                try root.finish()
                return known
            }
        } catch let error as JSONError {
            throw VerifyFailure("\(path) is no list of authorities: \(error).")
        }
    }

    private static func authority(_ node: JSONNode) throws(JSONError) -> (String, KeyThumbprint) {
        var reader = try JSONObjectReader(node)
        let id = try reader.string("id")
        guard Identifier.isWellFormed(id) else {
            throw JSONError(.invalidValue, "an id is not empty, not . or .., and in Unicode form NFC", path: ["id"])
        }
        guard let thumbprint = KeyThumbprint(try reader.string("thumbprint")) else {
            throw JSONError(.invalidValue, "a key's thumbprint is expected, 43 characters", path: ["thumbprint"])
        }
        _ = try reader.optionalString("name")
        try reader.finish()
        return (id, thumbprint)
    }

    private func print(_ report: VerificationReport) {
        if json {
            report.writeJSON { VerifierOutput.result($0) }
            VerifierOutput.result("\n")
        } else {
            report.writeText { VerifierOutput.result($0 + "\n") }
        }
    }
}
