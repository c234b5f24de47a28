import Foundation
import LedgerTesting
import Primitives
import Testing

@testable import Intake
@testable import LedgerServer

/// A Label Studio server that is installed on this machine: `$LABEL_STUDIO` names it, else it is in the path.
enum InstalledLabelStudio {
    static let program: String? = {
        let environment = ProcessInfo.processInfo.environment
        if let named = environment["LABEL_STUDIO"] { return named }
        let directories = (environment["PATH"] ?? "").split(separator: ":").map(String.init)
        return directories.map { $0 + "/label-studio" }.first { FileManager.default.isExecutableFile(atPath: $0) }
    }()

    static let why: Comment = "label-studio is not installed (pip install label-studio), nor named in LABEL_STUDIO"
    static let token = "0123456789abcdef0123456789abcdef01234567"

    static let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Interop/label-studio/drive.py").path
}

@Suite("A real Label Studio server", .enabled(if: InstalledLabelStudio.program != nil, InstalledLabelStudio.why))
struct RealServerTests {
    struct Failure: Error, CustomStringConvertible { let description: String }

    @Test(
        "what people do there is in the ledger, and what its webhooks lost is there after reconciling", .timeLimit(.minutes(10)))
    func work() async throws {
        let studio = try await Studio()
        try await studio.serving { port in
            try await withLabelStudio { server in
                let worked = try await drive(server, port, "work")
                #expect(try studio.current() == said(worked.export, studio))
                #expect(try studio.current().count == 10)
                let lost = try await drive(server, port, "lose")
                let before = try studio.size
                #expect(try studio.current() != said(lost.export, studio))
                let report = try await studio.reconcile(lost.export.canonicalBytes) { $0.project = lost.project }
                #expect(report.refused.isEmpty && report.problems.isEmpty)
                #expect(try studio.current() == said(lost.export, studio))
                #expect(try studio.size > before)
            }
        }
    }

    /// What an export says, taken in by a ledger that knows nothing else.
    private func said(_ export: JSONValue, _ other: Studio) throws -> Set<Studio.Said> {
        guard let configuration = try configuration(other) else { throw Failure(description: "no configuration was remembered") }
        return try Recorded.said(export.canonicalBytes, configuration)
    }

    private func configuration(_ studio: Studio) throws -> String? {
        let station = studio.keys + "/connectors/studio"
        let name = try FileManager.default.contentsOfDirectory(atPath: station).first { $0.hasPrefix("configuration-") }
        return try name.flatMap {
            try JSONValue(parsing: OwnersFile.read("\(station)/\($0)", "configuration"))["configuration"]?.string
        }
    }

    private func drive(_ server: Int, _ port: Int, _ phase: String) async throws -> (project: Int64, export: JSONValue) {
        let answer = try await run(
            "python3", InstalledLabelStudio.script, "http://127.0.0.1:\(server)", InstalledLabelStudio.token,
            "http://127.0.0.1:\(port)/v1/connectors/label-studio/studio", Studio.header, Studio.secret, phase)
        guard answer.status == 0 else { throw Failure(description: "drive.py \(phase) failed") }
        let json = try JSONValue(parsing: answer.output)
        guard let project = json["project"]?.integer, let export = json["export"] else { throw Failure(description: "no export") }
        return (project, export)
    }

    /// Runs a program without holding a thread that the service needs.
    private func run(_ arguments: String..., errors: Int32? = STDERR_FILENO) async throws -> (status: Int32, output: [UInt8]) {
        let directory = try TemporaryDirectory()
        let file = directory.url.appending(path: "output")
        try Data().write(to: file)
        let output = try FileHandle(forWritingTo: file)
        let program = try StartedProgram("/usr/bin/env", arguments, output: output.fileDescriptor, errors: errors)
        while program.isRunning { try await Task.sleep(for: .milliseconds(5)) }
        try output.close()
        let status: Int32 = if case .exited(let status) = program.wait() { status } else { -1 }
        return (status, Array(try Data(contentsOf: file)))
    }

    /// Starts a server with an empty directory, and stops it when `body` is done.
    private func withLabelStudio(_ body: (Int) async throws -> Void) async throws {
        let place = try TemporaryDirectory()
        let port = Int.random(in: 20_000..<40_000)
        var environment = ProcessInfo.processInfo.environment
        // The ledger of this test is on this machine.
        environment["SSRF_PROTECTION_ENABLED"] = "false"
        environment["COLLECT_ANALYTICS"] = "false"
        environment["HOME"] = place.path
        try Data().write(to: place.url.appending(path: "log"))
        let log = try FileHandle(forWritingTo: place.url.appending(path: "log"))
        let program = try StartedProgram(
            InstalledLabelStudio.program ?? "",
            [
                "start", "--no-browser", "--data-dir", place.path, "--internal-host", "127.0.0.1", "--port", String(port),
                "--username", "one@example.org", "--password", "not-a-secret-1", "--user-token", InstalledLabelStudio.token,
                "--enable-legacy-api-token",
            ], environment: environment, output: log.fileDescriptor, errors: log.fileDescriptor)
        try log.close()
        // It is asked to end in vain while it serves, and what it keeps is thrown away.
        defer { kill(program.processIdentifier, SIGKILL) }
        try await untilItAnswers(port, program)
        try await body(port)
    }

    private func untilItAnswers(_ port: Int, _ program: StartedProgram) async throws {
        let ask = "import socket, sys; socket.create_connection((\"127.0.0.1\", int(sys.argv[1])), 5).close()"
        for _ in 0..<150 {
            guard program.isRunning else { throw Failure(description: "Label Studio ended by itself") }
            if try await run("python3", "-c", ask, String(port), errors: nil).status == 0 { return }
            try await Task.sleep(for: .seconds(1))
        }
        throw Failure(description: "Label Studio does not answer")
    }
}
