import Files
import Foundation
import Intake
import Ledger
import LedgerSQLite
import Monitoring
import Primitives
import Signatures

/// What a monitor keeps: `replica.db` with the entries, `state.json`, notes in `evidence/`, and an auditor's key if it has one.
struct MonitorDirectory {
    let path: String
    let store: any LedgerStore
    let state: MonitorState
    /// `nil` for a monitor that only looks.
    let auditor: CosignatureSigner?

    static func create(_ path: String, auditor name: String?) throws -> VerifierKey? {
        var vkey: VerifierKey?
        try NewDirectory(path).write { part in
            if let name {
                let signer = CosignatureSigner(name: name, key: try KeyFile.make(at: "\(part)/auditor.jwk"))
                try replace(signer.vkey.text + "\n", at: "\(part)/auditor.vkey")
                vkey = signer.vkey
            }
            try FileManager.default.createDirectory(atPath: "\(part)/evidence", withIntermediateDirectories: false)
            _ = try SQLiteStore.create(at: "\(part)/replica.db")
            try replace(MonitorState().json.canonicalText, at: "\(part)/state.json")
        }
        return vkey
    }

    /// Opens it for the one monitor that may have it.
    init(_ path: String) throws {
        self.path = path
        guard FileManager.default.fileExists(atPath: "\(path)/state.json") else { throw Self.isNone(path) }
        store = try SQLiteStore(opening: "\(path)/replica.db", for: .writing)
        // Only now: what another monitor found meanwhile is in it, and nobody else writes it any more.
        state = try Self.state(path)
        auditor = try Self.auditor(path)
    }

    private static func state(_ path: String) throws -> MonitorState {
        guard let data = FileManager.default.contents(atPath: "\(path)/state.json"),
            let state = try? MonitorState(JSONValue(parsing: Array(data)))
        else { throw isNone(path) }
        return state
    }

    private static func isNone(_ path: String) -> CommandFailure {
        CommandFailure(
            "\(path) is no monitor's directory, or its state.json is damaged. Make one with touchmark monitor new, or restore it.",
            ExitStatus.unreadable)
    }

    private static func auditor(_ path: String) throws -> CosignatureSigner? {
        guard FileManager.default.fileExists(atPath: "\(path)/auditor.vkey") else { return nil }
        let text = String(decoding: try WholeFile.read("\(path)/auditor.vkey"), as: UTF8.self).trimmed
        let key = try KeyFile.read("\(path)/auditor.jwk")
        guard let vkey = try? VerifierKey(parsing: text), vkey.algorithm == .cosignature, vkey.publicKey == key.publicKey else {
            throw CommandFailure("\(path)/auditor.vkey is not that of auditor.jwk.", ExitStatus.unreadable)
        }
        return CosignatureSigner(name: vkey.name, key: key)
    }

    func save(_ state: MonitorState) throws { try Self.replace(state.json.canonicalText, at: "\(path)/state.json") }

    /// Keeps both notes, durably, and says where.
    func keep(_ known: String, _ shown: String) throws -> [String] {
        try [known, shown].map { note in
            let checkpoint = try UncheckedCheckpoint(parsing: note).claimed
            let name = "\(path)/evidence/\(checkpoint.size)-\(checkpoint.root.hex.prefix(16)).checkpoint"
            try Self.replace(note, at: name)
            return name
        }
    }

    /// The old text or the new one, whenever the power fails.
    static func replace(_ text: String, at path: String) throws {
        try DurableFile.replace(path, Array(text.utf8), mode: 0o644)
    }
}
