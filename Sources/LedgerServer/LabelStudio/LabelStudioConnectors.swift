import Files
import Foundation
import HTTPTypes
import Intake
import Ledger
import Primitives
import Provenance
import Signatures
import Synchronization

/// The connectors to Label Studio that are set up beside the ledger (`touchmark connector label-studio`), each opened when it is
/// first called. One that is set up while the service runs is there at once.
final class LabelStudioConnectors: Sendable {
    private let ledger: Ledger
    private let clock: any LedgerClock
    /// The ledger's directory of keys; `nil` if it lies in no directory, and then there are no connectors.
    private let keys: String?
    private let open = Mutex<[String: LabelStudioIntake]>([:])
    private let signersSeen = Mutex<[String: SeenSigner]>([:])

    /// The key that would sign for a connector, as its files said when they were read.
    private struct SeenSigner {
        let stamps: [FileStamp?]
        /// `nil` if it is no connector to Label Studio.
        let signer: KeyThumbprint?
    }

    init(ledger: Ledger, directory: String?, clock: any LedgerClock) {
        self.ledger = ledger
        self.clock = clock
        keys = directory.map { $0 + "/keys" }
    }

    /// Whether a request comes from where the connector's settings say, by its header or because they ask for nothing.
    ///
    /// - Returns: `nil` if it does not show that, or if there is no such connector: which of the two is not told to strangers.
    func grant(_ name: String, _ headers: HTTPFields) throws -> Grant? {
        guard let keys, let settings = try LabelStudioSettings.read(name, keys: keys) else { return nil }
        switch settings.authentication {
        case .nothing: break
        case .header(let header, _):
            guard let field = HTTPField.Name(header), let value = headers[field], settings.authentication.admits(value) else {
                return nil
            }
        }
        return Grant(id: "connector:\(name)", role: .connector, connector: name)
    }

    /// The connector, and its settings as they are now.
    ///
    /// - Throws: a problem of status 404 if there is no such connector; `IntakeError` if it cannot be opened.
    func intake(_ name: String) throws -> (intake: LabelStudioIntake, settings: LabelStudioSettings) {
        // Its station may be another process's, who writes.
        try ledger.requireWritable()
        guard let keys, let settings = try LabelStudioSettings.read(name, keys: keys) else {
            throw Problem.notFound(
                "There is no connector of this name. The operator makes one: touchmark connector label-studio.")
        }
        let intake = try open.withLock { open in
            if let intake = open[name] { return intake }
            // One for each name, for good: two would write over each other in its station.
            let intake = try LabelStudioIntake(
                name, settings, keys: keys, ledger: ledger, operatorKey: signingKey(name, in: keys), clock: clock)
            open[name] = intake
            return intake
        }
        return (intake, settings)
    }

    /// The connectors that are set up, and why nothing could be signed for them if the service began now; `nil` where it could.
    var signers: [(name: String, problem: String?)] {
        guard let keys, !ledger.isReadOnly else { return [] }
        let names: [String]
        do { names = try ConnectorStation.names(keys: keys) } catch { return [("connectors", "\(error)")] }
        let before = signersSeen.withLock { $0 }
        var now: [String: SeenSigner] = [:]
        var signers: [(name: String, problem: String?)] = []
        for name in names {
            do {
                let seen = try signer(name, in: keys, before[name])
                now[name] = seen
                if let signer = seen.signer { signers.append((name, try problem(signingWith: signer))) }
            } catch {
                signers.append((name, "\(error)"))
            }
        }
        signersSeen.withLock { [now] in $0 = now }
        return signers
    }

    /// Reads settings and keys only if they are not those that were read before: `/readyz` asks this, and anybody may ask that.
    private func signer(_ name: String, in keys: String, _ before: SeenSigner?) throws -> SeenSigner {
        // What else lies there is no connector.
        guard let settings = LabelStudioSettings.path(of: name, keys: keys), FileManager.default.fileExists(atPath: settings)
        else { return SeenSigner(stamps: [], signer: nil) }
        let stamps = try ([settings] + keyFiles(name, in: keys)).map { try FileStamp(of: $0) }
        if let before, before.stamps == stamps { return before }
        let isSetUp = try LabelStudioSettings.read(name, keys: keys) != nil
        return SeenSigner(stamps: stamps, signer: isSetUp ? try signingKey(name, in: keys).publicKey.thumbprint : nil)
    }

    /// Looks at no history: `/readyz` asks this, and anybody may ask that. Whether the key has ended, the refusal of what it signs says.
    private func problem(signingWith signer: KeyThumbprint) throws -> String? {
        let kind = try ledger.store.read { try $0.key(signer)?.actor.kind }
        return kind == .operator || kind == .registrar
            ? nil : "The key that signs for it is no operator's or registrar's in this ledger."
    }

    /// The key that enrols people and signs what no annotator says: one of the connector's own, or else the operator's.
    private func signingKey(_ name: String, in keys: String) throws -> PrivateKey {
        let files = try keyFiles(name, in: keys)
        guard let file = files.first(where: FileManager.default.fileExists(atPath:)) else {
            let remedy = ShellCommand("touchmark", "key", "add", .option("--new-key", files[0]), "registrar", .operand(name))
            throw IntakeError(
                .unreadable, "Nobody can be enrolled: there is neither \(files[1]) nor a key of the connector's own. \(remedy)")
        }
        return try KeyFile.read(file)
    }

    /// Where that key may be, the connector's own first.
    private func keyFiles(_ name: String, in keys: String) throws -> [String] {
        [try ConnectorStation.path(of: name, keys: keys) + "/signer.jwk", keys + "/operator.jwk"]
    }
}
