import ArgumentParser
import Evidence
import Foundation
import Ledger
import LedgerSQLite
import Primitives
import Provenance
import Signatures
import VerifyCommand

struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Verify the whole ledger anew: every signature, rule, tile, checkpoint, seal and projection.",
        discussion: "Example: touchmark check --ledger ledger")

    @OptionGroup var ledger: LedgerOption
    @OptionGroup var json: JSONOption

    func run() async throws {
        let directory = try ledger.open()
        let store = try open(directory)
        let identity = try IdentityCheck(directory, store)
        let key = identity.key
        let size = try store.read { try $0.size() }
        var problems = identity.findings
        problems += try Self.asFindings { try store.integrityFindings() }
        var progress = ProgressBar("tiles and checkpoints", total: size.value)
        problems += try Self.asFindings { try TreeCheck.findings(in: store, key: key) { progress.update($0) } }
        progress.finish()
        problems += try Self.asFindings { try StampCheck.findings(in: store) }
        progress = ProgressBar("disclosures", total: size.value)
        var absent = 0
        problems += try Self.asFindings {
            let check = try DisclosureCheck(of: store) { progress.update($0) }
            absent = check.absentCount
            return check.findings
        }
        progress.finish()
        problems += try Self.asFindings { try derivedFindings(store, size) }
        problems += try Self.asFindings { try sealFindings(store) }
        do { problems += try await eventFindings(store, key) } catch { problems += [try Self.damage(error)] }
        var told: Set<String> = []
        // Several parts meet the same damage.
        problems = problems.filter { told.insert($0).inserted }
        report(problems, size, absent)
        if !problems.isEmpty { throw ExitStatus.failed }
    }

    /// Where it cannot even be opened, what is damaged is said all the same.
    private func open(_ directory: LedgerDirectory) throws -> any LedgerStore {
        do { return try directory.openForReading() } catch let error as StoreError where error.code == .corrupt {
            // A file that is no database has no tables to name.
            for finding in (try? SQLiteStore.structureFindings(directory.database)) ?? [] { Output.line(finding) }
            throw error
        }
    }

    /// Damage that stops one part of the check is what the check is for; the other parts go on.
    private static func asFindings(_ part: () throws -> [String]) throws -> [String] {
        do { return try part() } catch { return [try damage(error)] }
    }

    private static func damage(_ error: any Error) throws -> String {
        guard let error = error as? StoreError, error.code != .full, error.code != .busy, error.code != .io else { throw error }
        return error.description
    }

    /// Makes everything derived anew in a copy and compares.
    private func derivedFindings(_ store: any LedgerStore, _ size: TreeSize) throws -> [String] {
        try PrivateDirectory.use { place in
            try store.backup(to: place + "/ledger.db")
            let copy = try SQLiteStore(opening: place + "/ledger.db", for: .writing)
            let before = try copy.readableDerivedDigest()
            var progress = ProgressBar("projections", total: size.value)
            try Rebuild.run(from: copy, into: copy) { progress.update($0) }
            progress.finish()
            let after = try copy.derivedDigest()
            try copy.close()
            return after == before ? [] : ["Histories or projections are not those of the entries. Run touchmark rebuild."]
        }
    }

    /// Makes the tree of every seal anew, beside the ledger.
    private func sealFindings(_ store: any LedgerStore) throws -> [String] {
        let progress = SharedProgress("seals")
        defer { progress.finish() }
        return try PrivateDirectory.use { place in
            let index = SQLiteSealIndex(temporaryAt: place + "/seals")
            return try SealCheck.findings(in: store, index) { progress.update($0, of: $1) }
        }
    }

    /// Exports the whole ledger, with all that is sealed, and verifies it as anybody else would.
    private func eventFindings(_ store: any LedgerStore, _ key: VerifierKey) async throws -> [String] {
        let file = try UnnamedFile()
        do {
            try await BundleWriter(
                try LedgerEvidence(store, showing: .all), scope: .ledger, generator: "touchmark check",
                created: SystemClock().now()
            ).write { try file.write($0) }
        } catch let error as ExportError {
            return ["\(error)"]
        }
        let report = try await BundleVerifier(options: VerificationOptions(key: key)).verify(file.input)
        return report.findings.filter { $0.severity == .error }.map(\.description)
            + (report.result == .verified ? [] : ["Verification of the whole ledger: \(report.result.rawValue)."])
    }

    private func report(_ problems: [String], _ size: TreeSize, _ absent: Int) {
        if json.isOn {
            Output.json([
                "entries": .integer(Int64(size.value)), "sound": .bool(problems.isEmpty),
                "problems": .array(problems.map { .string($0) }), "sealedWithoutText": .integer(Int64(absent)),
            ])
            return
        }
        if problems.isEmpty {
            Output.line("\(size) entries: every signature, rule, tile, checkpoint, seal and projection holds.")
        }
        for problem in problems { Output.line(problem) }
        if absent > 0 {
            Output.line("Sealed values whose text is not here: \(absent). It was never given, or somebody removed it.")
        }
    }
}
