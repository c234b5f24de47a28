import Foundation
import LedgerServer
import LedgerTesting
import Logging
import ServiceLifecycle
import Signatures
import Testing
import Witnessing

@Suite("A witness behind HTTP")
struct WitnessServiceTests {
    /// Serves a witness of no logs while `body` runs with its port.
    private func serving(_ body: (Int) async throws -> Void) async throws {
        let directory = try TemporaryDirectory()
        let path = directory.path("witness")
        let key = PrivateKey()
        try WitnessDirectory.create(path, for: CosignatureSigner(name: "witness.example", key: key).vkey)
        let witness = try Witness(key: key, directory: try WitnessDirectory(path, key: key.publicKey), logs: [])
        var settings = WitnessService.Settings()
        settings.port = 0
        let logger = Logger(label: "tests", factory: { _ in SwiftLogNoOpLogHandler() })
        let (ports, running) = AsyncStream.makeStream(of: Int.self)
        let group = ServiceGroup(
            services: [WitnessService(witness, settings: settings, logger: logger) { running.yield($0) }], logger: logger)
        let serving = Task { try await group.run() }
        var iterator = ports.makeAsyncIterator()
        let outcome: Result<Void, any Error>
        do {
            outcome = .success(try await body(try #require(await iterator.next())))
        } catch {
            outcome = .failure(error)
        }
        await group.triggerGracefulShutdown()
        try await serving.value
        try outcome.get()
    }

    @Test("Messages are held to the same rules as at a ledger's service")
    func messages() async throws {
        try await serving { port in
            let post = "POST /add-checkpoint HTTP/1.1\r\nHost: x\r\n"
            for (name, status, request) in [
                ("no host", 400, "GET / HTTP/1.1\r\n\r\n"),
                ("two hosts", 400, "GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n"),
                ("length and chunks", 400, post + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
                ("many headers", 431, "GET / HTTP/1.1\r\n" + (0..<500).map { "X-\($0): 1\r\n" }.joined() + "\r\n"),
            ] {
                let answer = try await RawConnection(port: port).exchange(request)
                #expect(answer.hasPrefix("HTTP/1.1 \(status) ") && answer.hasSuffix("<closed>"), "\(name): \(answer)")
            }
            let old = try await RawConnection(port: port).exchange("GET / HTTP/1.0\r\n\r\n")
            #expect(old.hasPrefix("HTTP/1.0 200 ") && old.hasSuffix("<closed>"), "\(old)")
            let good = try await RawConnection(port: port).exchange(
                "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            #expect(good.hasPrefix("HTTP/1.1 200 ") && good.contains("witness.example+"), "\(good)")
        }
    }
}
