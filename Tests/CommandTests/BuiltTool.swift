import Foundation
import LedgerTesting

/// Runs the built programs as a person would, and keeps what they print apart.
struct BuiltTool: Sendable {
    /// Where commands run.
    let directory: URL

    struct Outcome: Sendable {
        /// The exit status; a signal's number, negated, if one ended the program.
        let status: Int32
        let output: String
        let errors: String

        var lines: [String] { output.split(separator: "\n").map(String.init) }
    }

    /// Nothing here may take longer: a program that does is killed, and its test fails.
    static let timeLimit: TimeInterval = 60

    @discardableResult
    func touchmark(_ arguments: String...) throws -> Outcome { try run("touchmark", arguments) }

    func verify(_ arguments: String...) throws -> Outcome { try run("touchmark-verify", arguments) }

    func run(_ program: String, _ arguments: [String]) throws -> Outcome { try start(program, arguments).wait() }

    /// - Parameter program: one of the built ones, or the path of another.
    func start(_ program: String, _ arguments: [String]) throws -> RunningTool {
        let path = program.hasPrefix("/") ? program : BuiltProducts.directory?.appendingPathComponent(program).path
        return try RunningTool(path ?? program, arguments, in: directory, environment: environment)
    }

    private var environment: [String: String] {
        let inherited = ProcessInfo.processInfo.environment
        let path = [BuiltProducts.directory?.path, inherited["PATH"]].compactMap { $0 }.joined(separator: ":")
        return [
            "PATH": path, "HOME": inherited["HOME"] ?? directory.path, "LC_ALL": "C.UTF-8", "TZ": "UTC",
            "LD_LIBRARY_PATH": inherited["LD_LIBRARY_PATH"] ?? "", "SWIFT_BACKTRACE": "enable=no",
            "TMPDIR": directory.path, "PYTHONPATH": inherited["PYTHONPATH"] ?? "",
        ]
    }

    // Files in the directory, by name.

    func path(_ name: String) -> String { directory.appendingPathComponent(name).path }

    @discardableResult
    func write(_ bytes: some Sequence<UInt8>, to name: String) throws -> String {
        try Data(bytes).write(to: URL(fileURLWithPath: path(name)))
        return name
    }

    func bytes(of name: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(fileURLWithPath: path(name)))) }

    func copy(_ name: String, to copy: String) throws {
        remove(copy)
        try FileManager.default.copyItem(atPath: path(name), toPath: path(copy))
    }

    func remove(_ name: String) { try? FileManager.default.removeItem(atPath: path(name)) }
}

/// A program under way. Its output goes to files: a pipe could fill up, and a killed program's output is wanted too.
final class RunningTool {
    private let program: StartedProgram
    private let output: URL
    private let errors: URL

    fileprivate init(_ path: String, _ arguments: [String], in directory: URL, environment: [String: String]) throws {
        let name = UUID().uuidString
        output = directory.appendingPathComponent("out-\(name)")
        errors = directory.appendingPathComponent("err-\(name)")
        let (result, notes) = (try Self.newFile(output), try Self.newFile(errors))
        program = try withExtendedLifetime((result, notes)) {
            try StartedProgram(
                path, arguments, in: directory.path, environment: environment, output: result.fileDescriptor,
                errors: notes.fileDescriptor)
        }
    }

    private static func newFile(_ url: URL) throws -> FileHandle {
        try Data().write(to: url)
        return try FileHandle(forWritingTo: url)
    }

    var outputByteCount: Int { (try? Data(contentsOf: output).count) ?? 0 }

    var isRunning: Bool { program.isRunning }

    var outputText: String { (try? String(contentsOf: output, encoding: .utf8)) ?? "" }

    /// What it has said so far beside its output.
    var errorText: String { (try? String(contentsOf: errors, encoding: .utf8)) ?? "" }

    /// Asks it to stop.
    func terminate() { _ = Foundation.kill(program.processIdentifier, SIGTERM) }

    func kill() { _ = Foundation.kill(program.processIdentifier, SIGKILL) }

    func wait() throws -> BuiltTool.Outcome {
        let deadline = Date().addingTimeInterval(BuiltTool.timeLimit)
        while isRunning {
            if Date() > deadline { kill() }
            usleep(1000)
        }
        defer { for file in [output, errors] { try? FileManager.default.removeItem(at: file) } }
        let status =
            switch program.wait() {
            case .exited(let status): status
            case .killed(let signal): -signal
            }
        return BuiltTool.Outcome(
            status: status, output: String(decoding: try Data(contentsOf: output), as: UTF8.self),
            errors: String(decoding: try Data(contentsOf: errors), as: UTF8.self))
    }
}
