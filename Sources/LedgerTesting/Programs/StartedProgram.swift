import Foundation
import Synchronization

#if canImport(Darwin)
    package import Darwin
#else
    package import Glibc
#endif

/// Another program under way.
///
/// It stands in place of Foundation's `Process`, which on Linux reads past the end of a buffer where more than a thousand files are open, and
/// now and then ends the tests with it (swift-corelibs-foundation, pull request 5472; Swift 6.3.1 has the fault).
package final class StartedProgram: Sendable {
    package enum End: Hashable, Sendable {
        case exited(Int32)
        case killed(signal: Int32)

        fileprivate init(status: Int32) {
            let signal = status & 0x7F
            self = signal == 0 ? .exited((status >> 8) & 0xFF) : .killed(signal: signal)
        }
    }

    package struct Failure: Error, CustomStringConvertible {
        package let description: String
    }

    package let processIdentifier: pid_t
    private let end = Mutex<End?>(nil)

    /// Starts it. Nothing that is open here stays open in it but what is given.
    ///
    /// - Parameters:
    ///   - path: of the program, from the root.
    ///   - directory: where it runs; here if `nil`.
    ///   - environment: this program's if `nil`.
    ///   - input: a descriptor; nothing comes in if `nil`. Output and errors that are `nil` are thrown away.
    package init(
        _ path: String, _ arguments: [String], in directory: String? = nil, environment: [String: String]? = nil,
        input: Int32? = nil, output: Int32? = nil, errors: Int32? = nil
    ) throws {
        #if canImport(Darwin)
            var actions: posix_spawn_file_actions_t?
            var attributes: posix_spawnattr_t?
        #else
            var actions = posix_spawn_file_actions_t()
            var attributes = posix_spawnattr_t()
        #endif
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        if let directory { try SpawnActions.changeDirectory(&actions, directory) }
        for (target, given) in [input, output, errors].enumerated() {
            if let given {
                posix_spawn_file_actions_adddup2(&actions, given, Int32(target))
            } else {
                posix_spawn_file_actions_addopen(&actions, Int32(target), "/dev/null", target == 0 ? O_RDONLY : O_WRONLY, 0)
            }
        }
        // What the service under test ignores, others must not.
        var (none, signals) = (sigset_t(), sigset_t())
        sigemptyset(&none)
        sigemptyset(&signals)
        for signal in [SIGPIPE, SIGINT, SIGTERM, SIGHUP, SIGCHLD] { sigaddset(&signals, signal) }
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        var flags = Int32(POSIX_SPAWN_SETSIGMASK) | Int32(POSIX_SPAWN_SETSIGDEF)
        #if canImport(Darwin)
            flags |= Int32(POSIX_SPAWN_CLOEXEC_DEFAULT)
        #else
            try SpawnActions.close(&actions, from: 3)
        #endif
        posix_spawnattr_setflags(&attributes, Int16(flags))

        let variables = (environment ?? ProcessInfo.processInfo.environment).map { "\($0.key)=\($0.value)" }
        var words = ([path] + arguments).map { strdup($0) } + [nil]
        var settings = variables.map { strdup($0) } + [nil]
        defer { for text in words + settings { free(text) } }
        var identifier: pid_t = 0
        let code = posix_spawn(&identifier, path, &actions, &attributes, &words, &settings)
        guard code == 0 else { throw Failure(description: "\(path) cannot be started: \(String(cString: strerror(code)))") }
        processIdentifier = identifier
    }

    package var isRunning: Bool {
        end.withLock { end in
            guard end == nil else { return false }
            var status: Int32 = 0
            let found = waitpid(processIdentifier, &status, WNOHANG)
            if found == processIdentifier { end = End(status: status) }
            return end == nil
        }
    }

    /// Waits for its end.
    package func wait() -> End {
        while true {
            if !isRunning, let end = end.withLock({ $0 }) { return end }
            usleep(1000)
        }
    }

    /// Runs a program to its end.
    ///
    /// - Returns: its end, and what it put out, errors among it, as they came.
    package static func run(
        _ path: String, _ arguments: [String], in directory: String? = nil, environment: [String: String]? = nil
    ) throws -> (end: End, output: String) {
        let place = try TemporaryDirectory()
        let file = open(place.path("output"), O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw Failure(description: "\(place.path) cannot be written") }
        defer { close(file) }
        let program = try StartedProgram(
            path, arguments, in: directory, environment: environment, output: file, errors: file)
        let end = program.wait()
        return (end, String(decoding: try Data(contentsOf: URL(filePath: place.path("output"))), as: UTF8.self))
    }
}

/// What the C library can do before a program begins and Swift's view of glibc does not show.
private enum SpawnActions {
    #if canImport(Darwin)
        typealias Actions = posix_spawn_file_actions_t?

        static func changeDirectory(_ actions: inout Actions, _ directory: String) throws {
            posix_spawn_file_actions_addchdir_np(&actions, directory)
        }
    #else
        typealias Actions = posix_spawn_file_actions_t
        private typealias AddDirectory = @convention(c) (UnsafeMutablePointer<Actions>, UnsafePointer<CChar>) -> Int32
        private typealias AddClosing = @convention(c) (UnsafeMutablePointer<Actions>, Int32) -> Int32

        static func changeDirectory(_ actions: inout Actions, _ directory: String) throws {
            _ = unsafeBitCast(try function("posix_spawn_file_actions_addchdir_np"), to: AddDirectory.self)(&actions, directory)
        }

        /// Since glibc 2.34.
        static func close(_ actions: inout Actions, from first: Int32) throws {
            _ = unsafeBitCast(try function("posix_spawn_file_actions_addclosefrom_np"), to: AddClosing.self)(&actions, first)
        }

        private static func function(_ name: String) throws -> UnsafeMutableRawPointer {
            guard let found = dlsym(nil, name) else {
                throw StartedProgram.Failure(description: "the C library of this machine has no \(name)")
            }
            return found
        }
    #endif
}
