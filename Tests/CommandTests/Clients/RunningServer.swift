import Foundation

/// `touchmark serve` over a test ledger, on a port of its own.
final class RunningServer {
    let url: String
    private let running: RunningTool

    /// - Parameter port: for a server that comes back where one was; any that is free otherwise.
    init(
        _ ledger: TestLedger, in directory: String = TestLedger.directory, port: String = "0", options: [String] = []
    ) throws {
        running = try ledger.tool.start("touchmark", ["serve", "--ledger", directory, "--port", port] + options)
        let deadline = Date().addingTimeInterval(BuiltTool.timeLimit)
        let announcement = "listening on "
        while true {
            let said = running.errorText.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
            if let line = said.first(where: { $0.hasPrefix(announcement) }) {
                url = String(line.dropFirst(announcement.count))
                return
            }
            guard running.isRunning, Date() < deadline else {
                running.kill()
                throw TestLedger.Failure(description: "The server did not start: \(running.errorText)")
            }
            usleep(5000)
        }
    }

    var port: String { String(url.reversed().prefix { $0 != ":" }.reversed()) }

    /// `kill -9`.
    func kill() throws {
        running.kill()
        _ = try running.wait()
    }

    deinit { running.kill() }
}
