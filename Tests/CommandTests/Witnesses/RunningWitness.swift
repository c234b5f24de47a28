import Foundation

/// `touchmark witness serve`, on a port of its own, in the directory of a test ledger.
final class RunningWitness {
    let name: String
    let vkey: String
    private let tool: BuiltTool
    private var running: RunningTool?
    private(set) var port = "0"

    /// The vkeys of the log that it serves when it is started, or their files.
    var logs: [String]

    /// Makes the witness and starts it.
    ///
    /// - Parameter log: the vkey of the log that it serves, or its file.
    init(_ name: String, _ tool: BuiltTool, log: String = "@\(TestLedger.directory)/log.vkey") throws {
        self.name = name
        logs = [log]
        self.tool = tool
        let made = try tool.touchmark(
            "witness", "new", "--name", "witness.example/\(name)", "--key", "\(name).jwk", "--state", name)
        guard made.status == 0 else { throw TestLedger.Failure(description: made.errors) }
        vkey = made.output.trimmingCharacters(in: .whitespacesAndNewlines)
        try start()
    }

    /// What it has said since it was started.
    var said: String { running?.errorText ?? "" }
    var url: String { "http://127.0.0.1:\(port)" }
    var policyLine: String { "witness \(name) \(vkey) \(url)\n" }

    /// At the port that it had, if it had one.
    func start() throws {
        let running = try tool.start(
            "touchmark",
            [
                "witness", "serve", "--key", "\(name).jwk", "--state", name, "--port", port,
            ] + logs.flatMap { ["--log", $0] })
        self.running = running
        let deadline = Date().addingTimeInterval(BuiltTool.timeLimit)
        while true {
            let said = running.errorText.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
            if let line = said.first(where: { $0.hasPrefix("listening on ") }) {
                port = String(line.reversed().prefix { $0 != ":" }.reversed())
                return
            }
            guard running.isRunning, Date() < deadline else {
                running.kill()
                throw TestLedger.Failure(description: "The witness did not start: \(running.errorText)")
            }
            usleep(5000)
        }
    }

    /// `kill -9`.
    func kill() throws {
        running?.kill()
        _ = try running?.wait()
        running = nil
    }

    deinit { running?.kill() }
}
