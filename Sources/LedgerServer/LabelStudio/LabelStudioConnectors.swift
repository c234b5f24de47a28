import HTTPTypes
import Intake
import Ledger
import Primitives
import Synchronization

/// The connectors to Label Studio that are set up beside the ledger (`touchmark connector label-studio`), each opened when it is
/// first called. One that is set up while the service runs is there at once.
final class LabelStudioConnectors: Sendable {
    private let ledger: Ledger
    private let clock: any LedgerClock
    /// The ledger's directory of keys; `nil` if it lies in no directory, and then there are no connectors.
    private let keys: String?
    private let open = Mutex<[String: LabelStudioIntake]>([:])

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
                name, settings, keys: keys, ledger: ledger, operatorKey: KeyFile.read(keys + "/operator.jwk"), clock: clock)
            open[name] = intake
            return intake
        }
        return (intake, settings)
    }
}
