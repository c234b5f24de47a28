import Foundation
import LedgerTesting

/// Runs bash with the built programs on the PATH.
struct Shell {
    /// Where commands run.
    let directory: URL

    struct Outcome {
        let status: Int32
        /// Standard output and standard error, as they came.
        let output: String
    }

    /// A new, empty directory.
    init() throws {
        directory = FileManager.default.temporaryDirectory
            .appendingPathComponent("touchmark-\(UUID().uuidString)", isDirectory: true).resolvingSymlinksInPath()
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    }

    func remove() throws { try FileManager.default.removeItem(at: directory) }

    /// - Parameter arguments: the script's `$1`, `$2`, …
    func run(_ script: String, _ arguments: String...) throws -> Outcome {
        let (end, output) = try StartedProgram.run(
            "/bin/bash", ["--noprofile", "--norc", "-c", script, "bash"] + arguments, in: directory.path,
            environment: environment)
        switch end {
        case .exited(let status): return Outcome(status: status, output: output)
        case .killed(let signal): return Outcome(status: signal, output: output)
        }
    }

    /// Only what is named here: no one's settings reach into what the documents promise.
    private var environment: [String: String] {
        let inherited = ProcessInfo.processInfo.environment
        let path = [BuiltProducts.directory?.path, inherited["PATH"]].compactMap { $0 }.joined(separator: ":")
        return [
            "PATH": path, "HOME": directory.path, "LC_ALL": "C.UTF-8", "TZ": "UTC",
            "LD_LIBRARY_PATH": inherited["LD_LIBRARY_PATH"] ?? "", "TOUCHMARK_SOURCE": BuiltProducts.packageRoot.path,
        ]
    }
}
