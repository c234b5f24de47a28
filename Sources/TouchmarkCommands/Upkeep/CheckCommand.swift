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
        let store = try directory.openForReading()
        let key = try VerifierKey(parsing: String(decoding: try WholeFile.read(directory.vkeyFile), as: UTF8.self).trimmed)
        let size = try store.read { try $0.size() }
        var problems = try store.integrityFindings()
        var progress = ProgressBar("tiles and checkpoints", total: size.value)
        problems += try Self.asFindings { try TreeCheck.findings(in: store, key: key) { progress.update($0) } }
        progress.finish()
        progress = ProgressBar("disclosures", total: size.value)
        problems += try Self.asFindings { try DisclosureCheck.findings(in: store) { progress.update($0) } }
        progress.finish()
        problems += try Self.asFindings { try derivedFindings(store, size) }
        problems += try Self.asFindings { try sealFindings(store) }
        do { problems += try await eventFindings(store, key) } catch { problems += [try Self.damage(error)] }
        report(problems, size)
        if !problems.isEmpty { throw ExitStatus.failed }
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
        let path = NSTemporaryDirectory() + "touchmark-check-\(UUID().uuidString).db"
        defer { Self.remove(["", "-wal", "-shm", "-lock"].map { path + $0 }) }
        try store.backup(to: path)
        let copy = try SQLiteStore(opening: path, for: .writing)
        let before = try copy.readableDerivedDigest()
        var progress = ProgressBar("projections", total: size.value)
        try Rebuild.run(from: copy, into: copy) { progress.update($0) }
        progress.finish()
        return try copy.derivedDigest() == before
            ? [] : ["Histories or projections are not those of the entries. Run touchmark rebuild."]
    }

    /// Makes the tree of every seal anew, beside the ledger.
    private func sealFindings(_ store: any LedgerStore) throws -> [String] {
        let index = SQLiteSealIndex(temporaryAt: NSTemporaryDirectory() + "touchmark-check-\(UUID().uuidString).seals")
        let progress = SharedProgress("seals")
        defer { progress.finish() }
        return try SealCheck.findings(in: store, index) { progress.update($0, of: $1) }
    }

    private static func remove(_ files: [String]) {
        // Of what is not there nothing needs to be removed.
        for file in files { _ = try? FileManager.default.removeItem(atPath: file) }
    }

    /// Exports the whole ledger and verifies it as anybody else would.
    private func eventFindings(_ store: any LedgerStore, _ key: VerifierKey) async throws -> [String] {
        let path = NSTemporaryDirectory() + "touchmark-check-\(UUID().uuidString).touchmark"
        let file = try NewFile(path)
        defer { Self.remove([path]) }
        let source = try LedgerEvidence(store, showing: .all)
        do {
            try await BundleWriter(source, scope: .ledger, generator: "touchmark check", created: SystemClock().now())
                .write { try file.write($0) }
            try file.publish()
        } catch let error as ExportError {
            file.discard()
            return ["\(error)"]
        }
        let report = try await BundleVerifier(options: VerificationOptions(key: key)).verify(try BundleFile(path))
        return report.findings.filter { $0.severity == .error }.map(\.description)
            + (report.result == .verified ? [] : ["Verification of the whole ledger: \(report.result.rawValue)."])
    }

    private func report(_ problems: [String], _ size: TreeSize) {
        if json.isOn {
            Output.json([
                "entries": .integer(Int64(size.value)), "sound": .bool(problems.isEmpty),
                "problems": .array(problems.map { .string($0) }),
            ])
        } else if problems.isEmpty {
            Output.line("\(size) entries: every signature, rule, tile, checkpoint, seal and projection holds.")
        } else {
            for problem in problems { Output.line(problem) }
        }
    }
}
