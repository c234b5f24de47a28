import Foundation
import Intake
import Ledger
import Primitives
import Provenance
import Signatures

/// Holds the files beside the database, which whoever opens the ledger goes by, against the log in it.
struct IdentityCheck {
    /// The key that the newest checkpoint is held against: that of `log.vkey`, or where that file is of no use, the log's own.
    let key: VerifierKey
    /// Sentences about what is wrong; empty if nothing is.
    let findings: [String]

    /// - Throws: where neither the file nor the log names a key.
    init(_ directory: LedgerDirectory, _ store: any LedgerStore) throws {
        // What damages the history itself, the other parts of a check name.
        let (history, newest) =
            (try? store.read { reader in
                (try LedgerHistories(reader).fold(LedgerHistory.self, of: .ledger), try reader.checkpoint())
            }) ?? (nil, nil)
        let signer = newest.flatMap { history?.signer(of: $0.note) }
        let written = Result { try Self.writtenKey(directory) }
        guard let key = (try? written.get()) ?? signer else {
            throw CommandFailure(
                "\(directory.vkeyFile) holds no verifier key, and no key of the log signed the newest checkpoint.")
        }
        self.key = key
        var findings: [String] = []
        if let origin = history?.origin, origin != directory.origin {
            findings.append(
                "\(directory.configurationFile) names the origin \(VisibleText.quoted(directory.origin)); the log in the database is that of "
                    + "\(VisibleText.quoted(origin)). Name that one there, or put back the database that belongs to it.")
        }
        if let signer, (try? written.get()) != signer {
            findings.append(
                "\(directory.vkeyFile) does not hold the key that signed the newest checkpoint. Write it there: \(signer.text)")
        }
        if let signer, let finding = Self.signingFinding(directory, signer) { findings.append(finding) }
        self.findings = findings
    }

    private static func writtenKey(_ directory: LedgerDirectory) throws -> VerifierKey {
        try VerifierKey(parsing: String(decoding: try WholeFile.read(directory.vkeyFile), as: UTF8.self).trimmed)
    }

    /// The log's private key may be kept elsewhere, or out of the reach of whoever checks; one that can be read has to be the log's, or
    /// wait to be.
    private static func signingFinding(_ directory: LedgerDirectory, _ signer: VerifierKey) -> String? {
        let files = [directory.key("log"), directory.nextKey("log")].filter { FileManager.default.isReadableFile(atPath: $0) }
        guard let first = files.first else { return nil }
        var reason = "it is another"
        for file in files {
            do {
                if LogSigner(origin: signer.name, key: try KeyFile.read(file)).vkey == signer { return nil }
            } catch {
                reason = "\(error)"
            }
        }
        return
            "\(first) is not the key that signed the newest checkpoint (\(reason)): the ledger cannot go on. Put back the key of \(signer.text)"
    }
}
