package import Foundation

/// A time-stamping authority made by `openssl` in a folder of its own: a root, and a signer under it.
package struct OpenSSLAuthority: Sendable {
    /// What the signer's certificate says and how tokens are made.
    package struct Settings: Sendable {
        /// A section of the configuration below.
        package var purpose = "stamping"
        /// As `openssl ca` writes it; both `nil` for now and a year.
        package var validFrom: String?
        package var validUntil: String?
        /// `rsa:2048`, `rsa:1024`, `ec:P-256`, `ec:P-384`.
        package var key = "rsa:2048"
        package var digest = "sha256"
        package var nameDigest = "sha256"
        package var accuracy = "secs:1"
        package var precision = 0

        package init() {}
    }

    package let folder: URL

    package static let isHere = FileManager.default.isExecutableFile(atPath: "/usr/bin/openssl")

    /// The root certificate, PEM.
    package var rootFile: URL { folder.appendingPathComponent("root.pem") }

    /// - Parameter parent: where its folder is made.
    package init(_ settings: Settings = Settings(), in parent: URL = FileManager.default.temporaryDirectory) throws {
        folder = parent.appendingPathComponent("authority-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data(Self.configuration(settings).utf8).write(to: folder.appendingPathComponent("openssl.cnf"))
        try Data().write(to: folder.appendingPathComponent("index.txt"))
        try Data("01\n".utf8).write(to: folder.appendingPathComponent("serial"))
        try makeKey("root", "rsa:2048")
        try run(
            "req", "-new", "-x509", "-key", "root.key", "-out", "root.pem", "-days", "3650", "-subj", "/CN=Test Time Root",
            "-config", "openssl.cnf", "-extensions", "root")
        try makeKey("signer", settings.key)
        try run(
            "req", "-new", "-key", "signer.key", "-out", "signer.csr", "-subj", "/CN=Test Time Authority", "-config",
            "openssl.cnf")
        var arguments = [
            "ca", "-config", "openssl.cnf", "-batch", "-notext", "-in", "signer.csr", "-out", "signer.pem", "-keyfile",
            "root.key", "-cert", "root.pem", "-outdir", ".", "-md", "sha256", "-policy", "any", "-extensions",
            settings.purpose,
        ]
        arguments += ["-startdate", settings.validFrom ?? "20200101000000Z"]
        arguments += ["-enddate", settings.validUntil ?? "20991231235959Z"]
        try run(arguments)
    }

    package func remove() { try? FileManager.default.removeItem(at: folder) }

    /// Answers a request of RFC 3161 with a response.
    package func reply(to request: [UInt8]) throws -> [UInt8] {
        let name = UUID().uuidString
        try Data(request).write(to: folder.appendingPathComponent("\(name).tsq"))
        try run("ts", "-reply", "-queryfile", "\(name).tsq", "-out", "\(name).tsr", "-config", "openssl.cnf")
        return Array(try Data(contentsOf: folder.appendingPathComponent("\(name).tsr")))
    }

    /// Signs any content as a TSTInfo, also where `openssl ts` would refuse to.
    package func sign(_ content: [UInt8], digest: String = "sha256", named: Bool = true) throws -> [UInt8] {
        let name = UUID().uuidString
        try Data(content).write(to: folder.appendingPathComponent("\(name).tst"))
        try run(
            [
                "cms", "-sign", "-binary", "-nodetach", "-nosmimecap", "-in", "\(name).tst", "-econtent_type",
                "1.2.840.113549.1.9.16.1.4", "-signer", "signer.pem", "-inkey", "signer.key", "-md", digest, "-outform", "DER",
                "-out", "\(name).tk",
            ] + (named ? ["-cades"] : []))
        return Array(try Data(contentsOf: folder.appendingPathComponent("\(name).tk")))
    }

    /// Whether `openssl ts -verify` accepts a token over `data` under this root.
    package func accepts(token: [UInt8], over data: [UInt8]) throws -> Bool {
        let name = UUID().uuidString
        try Data(token).write(to: folder.appendingPathComponent("\(name).tk"))
        try Data(data).write(to: folder.appendingPathComponent("\(name).txt"))
        return try openSSL([
            "ts", "-verify", "-token_in", "-in", "\(name).tk", "-data", "\(name).txt", "-CAfile", "root.pem",
        ]).end == .exited(0)
    }

    private func makeKey(_ name: String, _ kind: String) throws {
        let parts = kind.split(separator: ":").map(String.init)
        let option = parts[0] == "rsa" ? "rsa_keygen_bits:\(parts[1])" : "ec_paramgen_curve:\(parts[1])"
        try run("genpkey", "-algorithm", parts[0].uppercased(), "-pkeyopt", option, "-out", "\(name).key")
    }

    private func run(_ arguments: String...) throws { try run(arguments) }

    private func run(_ arguments: [String]) throws {
        let (end, output) = try openSSL(arguments)
        guard end == .exited(0) else {
            throw Failure(description: "openssl \(arguments.joined(separator: " ")): \(output)")
        }
    }

    private struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    private func openSSL(_ arguments: [String]) throws -> (end: StartedProgram.End, output: String) {
        try StartedProgram.run("/usr/bin/openssl", arguments, in: folder.path)
    }

    private static func configuration(_ settings: Settings) -> String {
        """
        [req]
        distinguished_name = names
        [names]
        [any]
        commonName = supplied
        [root]
        basicConstraints = critical,CA:TRUE
        keyUsage = critical,keyCertSign,cRLSign
        subjectKeyIdentifier = hash
        [stamping]
        basicConstraints = critical,CA:FALSE
        keyUsage = critical,digitalSignature
        extendedKeyUsage = critical,timeStamping
        [no-purpose]
        basicConstraints = critical,CA:FALSE
        [loose-purpose]
        extendedKeyUsage = timeStamping
        [two-purposes]
        extendedKeyUsage = critical,timeStamping,codeSigning
        [ca]
        default_ca = own
        [own]
        database = index.txt
        new_certs_dir = .
        rand_serial = yes
        unique_subject = no
        [tsa]
        default_tsa = answers
        [answers]
        serial = serial
        signer_cert = signer.pem
        signer_key = signer.key
        certs = root.pem
        signer_digest = \(settings.digest)
        default_policy = 1.2.3.4.1
        digests = sha256, sha384, sha512
        accuracy = \(settings.accuracy)
        clock_precision_digits = \(settings.precision)
        ess_cert_id_alg = \(settings.nameDigest)

        """
    }
}
