import AsyncHTTPClient
import Foundation
import LedgerServer
import LedgerTesting
import Testing

/// A certificate for localhost with its key, made by openssl.
private struct Certificate {
    let chain: String
    let key: String

    static let isHere = FileManager.default.isExecutableFile(atPath: "/usr/bin/openssl")

    init(_ name: String, in place: TemporaryDirectory) throws {
        (chain, key) = ("\(place.path)/\(name).crt", "\(place.path)/\(name).key")
        let end = try StartedProgram(
            "/usr/bin/openssl",
            [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "1", "-subj",
                "/CN=localhost",
                "-addext", "subjectAltName=DNS:localhost", "-out", chain, "-keyout", key,
            ]
        ).wait()
        guard end == .exited(0) else { throw Unexpected("openssl made no certificate") }
        chmod(key, 0o600)
    }

    var files: ServerSettings.TLSFiles { .init(certificateChain: chain, privateKey: key) }
}

@Suite("TLS", .enabled(if: Certificate.isHere, "openssl is not installed"))
struct AccessTLSTests {
    @Test("With a certificate it speaks TLS, and nothing else")
    func served() async throws {
        let place = try TemporaryDirectory()
        let certificate = try Certificate("a", in: place)
        var settings = ServerSettings()
        settings.tls = certificate.files
        settings.limits.idleSeconds = 1
        try await RunningService.with(settings: settings) { service, _, _ in
            let answer = try StartedProgram.run(
                "/usr/bin/curl", ["-s", "--cacert", certificate.chain, "https://localhost:\(service.port)/healthz"])
            #expect(answer.output == "{\"status\":\"alive\"}")
            let plain = try RawConnection(port: service.port)
            plain.send("GET /healthz HTTP/1.1\r\nHost: t\r\n\r\n")
            #expect(await plain.status() == nil)
            let silent = try RawConnection(port: service.port)
            #expect(await silent.isClosedInTheEnd(), "a handshake that does not begin ends too")
        }
    }

    @Test("Files that will not do are told apart")
    func files() throws {
        let place = try TemporaryDirectory()
        let (a, b) = (try Certificate("a", in: place), try Certificate("b", in: place))
        try a.files.check()
        func failure(_ chain: String, _ key: String) -> ServiceFileError? {
            do {
                try ServerSettings.TLSFiles(certificateChain: chain, privateKey: key).check()
                return nil
            } catch { return error as? ServiceFileError }
        }
        let nowhere = place.path + "/nowhere"
        #expect(failure(nowhere, a.key)?.code == .inaccessible)
        #expect(failure(a.chain, nowhere)?.description.contains("There is no file \(nowhere)") == true)
        #expect(failure(a.key, a.key)?.description.contains("no certificate") == true)
        chmod(a.chain, 0o640)
        #expect(failure(a.chain, a.chain)?.description.contains("no private key") == true)
        #expect(failure(a.chain, b.key)?.description.contains("is not the key of") == true)
        #expect(failure(place.path, a.key)?.code == .damaged)
        chmod(a.key, 0o604)
        #expect(failure(a.chain, a.key)?.code == .loose)
    }
}
