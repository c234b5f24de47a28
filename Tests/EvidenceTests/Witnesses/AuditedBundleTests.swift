import Evidence
import Primitives
import Provenance
import Signatures
import Testing

@Suite("A bundle of which auditors replayed the ledger")
struct AuditedBundleTests {
    private let ledger: TestLedger
    private static let label = EvidenceScope.label(.label("d", "i", "r"))
    private static let time = Witnesses.time.description

    /// Its last entry is the seal.
    init() throws { ledger = try TestLedger.sealedWard() }

    private static func list(_ names: [String]) throws -> AuditorList {
        try AuditorList(parsing: Array(names.map { Witnesses.signer($0).vkey.text + "\n" }.joined().utf8))
    }

    /// - Parameters:
    ///   - names: who cosigned the checkpoint that holds the seal.
    ///   - earlier: who cosigned the one that the seal is of, which does not hold it.
    private func bundle(
        _ names: [String], earlier: [String] = [], scope: EvidenceScope = label, _ change: (String) -> String = { $0 }
    ) async throws -> [UInt8] {
        let sealed = try #require(ledger.earlierCheckpoints.last)
        let before = try Witnesses.cosign(sealed, ledger.log.vkey, by: earlier)
        let note = change(try Witnesses.cosign(ledger.checkpoint, ledger.log.vkey, by: names))
        return try await CosignedLedger(ledger: ledger, checkpoint: note, earlierCheckpoints: [before]).export(scope)
    }

    private func report(
        _ bundle: [UInt8], _ auditors: [String]?, _ change: (inout VerificationOptions) throws -> Void = { _ in }
    ) async throws -> VerificationReport {
        var options = VerificationOptions(key: ledger.log.vkey, auditors: try auditors.map(Self.list))
        try change(&options)
        return try await BundleVerifier(options: options).verify(BundleBytes(bundle))
    }

    @Test("is complete as replayed by those who cosigned a checkpoint with the seal in it")
    func replayed() async throws {
        let bundle = try await bundle(["m", "n"])
        let report = try await report(bundle, ["n", "m", "o"])
        #expect(report.result == .verified)
        #expect(report.complaints == [])
        #expect(
            report.text.contains(
                "complete as replayed by witness.example/m (\(Self.time)), witness.example/n (\(Self.time)), known"))
        let json = try JSONValue(parsing: report.json)
        #expect(json["seal"]?["replayedBy"] == ["witness.example/m", "witness.example/n"])
        #expect(json["auditors"]?.array?.count == 2)
        #expect(json["completeness"]?.string?.contains("operator") == false)
        #expect(report.anchors.map(\.kind) == [.cosignature, .cosignature])
        #expect(!report.text.contains("another history"), "they saw this one")
    }

    @Test("is not replayed by whoever cosigns with a key of the log's, one that it has had or has")
    func ownKey() async throws {
        var ledger = try TestLedger.ward()
        let own = LogSigner(origin: ledger.origin, key: TestLedger.key("witness m"))
        try ledger.say("ledger.key-added", by: .op, ["role": "log", "vkey": .string(own.vkey.text)])
        try ledger.addService()
        try ledger.seal()
        let note = try Witnesses.cosign(ledger.checkpointNote(), ledger.log.vkey, by: ["m"])
        let bundle = try await CosignedLedger(
            ledger: ledger, checkpoint: note, earlierCheckpoints: ledger.earlierCheckpoints
        ).export(Self.label)
        let report = try await report(bundle, ["m"])
        #expect(report.result == .incomplete)
        #expect(report.complaints == ["not-replayed"])
        #expect(report.auditors.isEmpty)
        #expect(report.text.contains("The ledger names the key of witness.example/m as its own"))
        #expect(!report.text.contains("No auditor given cosigned"))
    }

    @Test("is the operator's word, and incomplete for who relies on auditors, where none has seen the seal")
    func unseen() async throws {
        let report = try await report(try await bundle([], earlier: ["m"]), ["m"])
        #expect(report.result == .incomplete)
        #expect(report.complaints == ["not-replayed"])
        #expect(report.text.contains("complete as sealed by the operator"))
        let size = try #require(ledger.seal?.size)
        #expect(report.text.contains("They replayed the first \(size) entries."))
        #expect(report.auditors.map(\.size) == [size])
        let caveat =
            "not checked: whether others were shown another history; the auditors given saw the tree of size \(size), not this one\n"
        #expect(report.text.contains(caveat))
        let none = try await self.report(try await bundle([]), ["m"])
        #expect(none.complaints == ["not-replayed"] && none.auditors.isEmpty)
    }

    @Test("is the operator's word for who names no auditors, or others")
    func others() async throws {
        let bundle = try await bundle(["m"])
        let report = try await report(bundle, nil)
        #expect(report.result == .verified && report.auditors.isEmpty)
        #expect(report.text.contains("complete as sealed by the operator"))
        let others = try await self.report(bundle, ["n"])
        #expect(others.complaints == ["not-replayed"])
        #expect(others.text.contains("complete as sealed by the operator"))
    }

    @Test("is not replayed by a witness, however many cosigned")
    func witnesses() async throws {
        let report = try await report(try await bundle(["a", "b", "c"]), ["m"]) { $0.witnesses = try Witnesses.policy(2) }
        #expect(report.isQuorumMet == true)
        #expect(report.complaints == ["not-replayed"])
        #expect(report.text.contains("complete as sealed by the operator"))
    }

    @Test("fails where a line in an auditor's name does not hold")
    func broken() async throws {
        let bundle = try await bundle(["m"]) { note in
            // Of the checkpoint before, under this one.
            let other = try? Witnesses.cosign(ledger.earlierCheckpoints[0], ledger.log.vkey, by: ["n"])
            return note + (other?.split(separator: "\n").last.map { "\($0)\n" } ?? "")
        }
        let report = try await report(bundle, ["m", "n"])
        #expect(report.result == .failed)
        #expect(report.complaints == ["cosignature-failed"])
        #expect(report.completeness == .notEvaluated)
        #expect(try await self.report(bundle, ["m"]).result == .verified, "nobody relies on n there")
    }

    @Test("needs nobody's word where the whole ledger is here")
    func whole() async throws {
        let report = try await report(try await bundle([], scope: .ledger), ["m"])
        #expect(report.result == .verified)
        #expect(report.completeness == .wholeLedger)
        #expect(report.text.contains("not checked: whether others were shown another history; --witnesses"), "she saw none")
    }

    @Test("has nothing that was replayed where no seal is")
    func unsealed() async throws {
        let ward = try TestLedger.ward()
        let note = try Witnesses.cosign(ward.checkpoint, ward.log.vkey, by: ["m"])
        let bundle = try await CosignedLedger(ledger: ward, checkpoint: note).export(Self.label)
        let options = VerificationOptions(key: ward.log.vkey, unsealedOK: true, auditors: try Self.list(["m"]))
        let report = try await BundleVerifier(options: options).verify(BundleBytes(bundle))
        #expect(report.result == .incomplete)
        #expect(report.complaints.contains("not-replayed"))
        #expect(report.completeness == .notEvaluated)
    }
}
