import Evidence
import Primitives
import Provenance
import Signatures
import Testing

@Suite("A bundle under a witness policy")
struct WitnessedBundleTests {
    private let ledger: TestLedger

    init() throws { ledger = try TestLedger.ward() }

    private func report(
        _ names: [String], _ policy: WitnessPolicy?, earlier: [String] = [], _ change: (String) -> String = { $0 }
    ) async throws -> VerificationReport {
        let note = change(try Witnesses.cosign(ledger.checkpoint, ledger.log.vkey, by: names))
        let bundle = try await CosignedLedger(ledger: ledger, checkpoint: note, earlierCheckpoints: earlier).export()
        return try await BundleVerifier(options: VerificationOptions(key: ledger.log.vkey, witnesses: policy))
            .verify(BundleBytes(bundle))
    }

    @Test("is witnessed where a quorum has cosigned, and the report says by whom and when")
    func quorum() async throws {
        let report = try await report(["a", "c"], Witnesses.policy(2))
        #expect(report.result == .verified)
        #expect(report.isQuorumMet == true)
        #expect(report.checkpointWitnesses.map(\.name) == ["a", "c"])
        #expect(report.checkpointWitnesses.map(\.time) == [Witnesses.time, Witnesses.time])
        #expect(report.checkpointWitnesses.map(\.size) == [ledger.size, ledger.size])
        #expect(report.text.contains("witnessed by a (\(Witnesses.time)), c (\(Witnesses.time))\n"))
        #expect(!report.text.contains("another history"))
        let json = try JSONValue(parsing: report.json)
        #expect(
            json["witnesses"] == [
                ["name": "a", "time": .string(Witnesses.time.description)],
                ["name": "c", "time": .string(Witnesses.time.description)],
            ])
    }

    @Test("is incomplete where none has", arguments: [[], ["a"]] as [[String]])
    func short(names: [String]) async throws {
        let report = try await report(names, Witnesses.policy(2))
        #expect(report.result == .incomplete)
        #expect(report.complaints == ["witness-quorum"])
        #expect(report.isQuorumMet == false)
        #expect(report.text.contains("the quorum is not met"))
        #expect(report.text.contains("not checked: whether others were shown another history; "))
    }

    @Test("says that others may see another history where the policy asks for nobody, and nobody cosigned")
    func nobody() async throws {
        let witness = Witnesses.signer("a").vkey.text
        let policy = try WitnessPolicy(parsing: Array("witness a \(witness)\nquorum none\n".utf8))
        let report = try await report([], policy)
        #expect(report.result == .verified && report.isQuorumMet == true)
        #expect(report.text.contains("witnessed by nobody of the policy\n"))
        #expect(report.text.contains("not checked: whether others were shown another history; "))
        #expect(try await !self.report(["a"], policy).text.contains("another history"))
    }

    @Test("says nothing of witnesses where no policy is given")
    func noPolicy() async throws {
        let report = try await report(["a"], nil)
        #expect(report.result == .verified)
        #expect(report.isQuorumMet == nil && report.witnesses.isEmpty)
        #expect(!report.text.contains("witnessed by"))
    }

    @Test("fails where a cosignature in a witness's name does not hold, however many others do")
    func broken() async throws {
        let report = try await report(["a", "b", "c"], Witnesses.policy(1)) { note in
            // The time is signed, too: the last line's is changed.
            var lines = note.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
            let last = lines.count - 2
            var parts = lines[last].split(separator: " ").map(String.init)
            var bytes = Base64.decode(parts[2]) ?? []
            bytes[11] ^= 1
            parts[2] = Base64.encode(bytes)
            lines[last] = parts.joined(separator: " ")
            return lines.joined(separator: "\n")
        }
        #expect(report.result == .failed)
        #expect(report.complaints == ["cosignature-failed"])
        #expect(report.checkpointWitnesses.map(\.name) == ["a", "b"])
    }

    @Test("takes a cosignature over another checkpoint for a line that does not hold")
    func moved() async throws {
        var longer = ledger
        longer.put(Array("x.y.z".utf8))
        let other = try Witnesses.cosign(longer.checkpointNote(), ledger.log.vkey, by: ["a"])
        let line = try #require(other.split(separator: "\n").last)
        let report = try await report([], Witnesses.policy(1)) { $0 + line + "\n" }
        #expect(report.complaints == ["cosignature-failed", "witness-quorum"])
    }

    @Test("is not witnessed because an earlier checkpoint is, and says how far that reaches")
    func earlier() async throws {
        var ledger = try TestLedger.clinic()
        let note = try Witnesses.cosign(ledger.checkpointNote(), ledger.log.vkey, by: ["a", "b"])
        let size = ledger.size
        try ledger.publish("later")
        let bundle = try await CosignedLedger(ledger: ledger, checkpoint: ledger.checkpointNote(), earlierCheckpoints: [note])
            .export()
        let report = try await BundleVerifier(
            options: VerificationOptions(key: ledger.log.vkey, witnesses: try Witnesses.policy(2))
        ).verify(BundleBytes(bundle))
        #expect(report.result == .incomplete)
        #expect(report.complaints == ["witness-quorum"])
        #expect(report.findings.contains { $0.sentence.contains("entries from \(size) on are not witnessed") })
        #expect(report.witnesses.map(\.size) == [size, size], "as anchors of time they stay")
        #expect(report.checkpointWitnesses.isEmpty)
    }

    @Test("of another log than the policy names is not witnessed by it")
    func otherLog() async throws {
        let other = LogSigner(origin: "ledger.example/other", key: PrivateKey()).vkey
        #expect(try await report(["a"], Witnesses.policy(1, log: other)).complaints == ["witness-quorum"])
        #expect(try await report(["a"], Witnesses.policy(1, log: ledger.log.vkey)).result == .verified)
    }

    @Test("whose checkpoint the log did not sign has no witnesses")
    func unsigned() async throws {
        let key = LogSigner(origin: ledger.origin, key: PrivateKey())
        let note = try Witnesses.cosign(ledger.checkpointNote(by: key), key.vkey, by: ["a", "b", "c"])
        let bundle = try await CosignedLedger(ledger: ledger, checkpoint: note).export()
        let report = try await BundleVerifier(
            options: VerificationOptions(key: ledger.log.vkey, witnesses: try Witnesses.policy(1))
        ).verify(BundleBytes(bundle))
        #expect(report.result == .failed)
        #expect(report.witnesses.isEmpty && report.isQuorumMet == false)
    }
}
