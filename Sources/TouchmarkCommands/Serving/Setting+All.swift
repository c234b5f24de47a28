import Configuration
import LedgerServer
import Primitives
import Witnessing

extension Setting {
    /// Every setting, in the order in which they are shown. Docs/Operations.md has the same table, and a test compares them.
    static let all: [Setting] = network + access + seals + witnesses + time + limits + log

    /// The part of the file that is a mapping of its own, and stands in the file alone: what an issuer's role values grant.
    static let roleKey = "access.oidc.roles"
    static let roleExpectation = "in the file alone: under each value its role, and datasets or all"
    static let roleSummary = "What the values of the role claim grant"

    private static let network: [Setting] = [
        .text("host", \.server.host, "The address to listen at"),
        .number("port", \.server.port, 0...65_535, "The port to listen at; 0 for any that is free"),
        .text("tls.certificateChain", .path, \.tlsCertificateChain, "PEM: the service's certificate and those above it"),
        .text("tls.privateKey", .path, \.tlsPrivateKey, "PEM: the certificate's key"),
        Setting(
            key: "origins.allowed",
            kind: .list(
                "origins such as https://tool.example.org: in lower case, without a path and without the scheme's own port; or null"
            ),
            summary: "The origins whose pages may append from a browser"
        ) { configuration, content in
            guard case .stringArray(let texts) = content else { return false }
            configuration.server.allowedOrigins = texts.filter { !$0.isEmpty }
            return configuration.server.allowedOrigins.allSatisfy(PageOrigin.isOne)
        } value: {
            .array($0.server.allowedOrigins.map { .string($0) })
        },
        Setting(
            key: "proxies.trusted", kind: .list("addresses or ranges such as 10.0.0.0/8"),
            summary: "The proxies that are believed about whom a request comes from"
        ) { configuration, content in
            guard case .stringArray(let texts) = content else { return false }
            configuration.trustedProxies = texts.filter { !$0.isEmpty }
            configuration.server.trustedProxies.ranges = configuration.trustedProxies.compactMap(NetworkRange.init)
            return configuration.server.trustedProxies.ranges.count == configuration.trustedProxies.count
        } value: {
            .array($0.trustedProxies.map { .string($0) })
        },
        .choice("proxies.field", \.server.trustedProxies.field, "The header field in which they say it"),
    ]

    private static let access: [Setting] = [
        .text("access.oidc.issuer", .text, \.issuer, "OpenID Connect: whose tokens count, as their claim iss says"),
        .text("access.oidc.audience", .text, \.audience, "What their claim aud has to hold"),
        .text("access.oidc.jwks", .path, \.keyFile, "A file with the issuer's public keys (RFC 7517)"),
        .text("access.oidc.roleClaim", \.roleClaim, "The claim that holds roles, or a path to it"),
    ]

    private static let seals: [Setting] = [
        .number("seals.seconds", \.server.sealSeconds, 0...(366 * 86_400), "Seconds between seals of the ledger; 0 for none")
    ]

    private static let witnesses: [Setting] = [
        .text(
            "witnesses.policy", .path, \.witnessPolicy, "A policy (C2SP tlog-policy): who is asked to cosign, and how many must"),
        .choice("witnesses.late", \.server.lateWitnesses, "While they are late: hand receipts out, or hold them back"),
        .number(
            "witnesses.holdSeconds", \.server.witnessSeconds, 1...3600,
            "How long a receipt is held back before its caller is told to ask again"),
        .number("witnesses.requestSeconds", \.witnessRequestSeconds, 1...3600, "For a witness to answer"),
        .number(
            "witnesses.intervalSeconds", \.witnessIntervalSeconds, 0...86_400,
            "The least time between two checkpoints that are shown to them"),
        .text(
            "witnesses.auditors", .path, \.auditors,
            "Vkeys of auditors, one a line: whose cosignatures are taken in where they bring them"),
    ]

    private static let time: [Setting] = [
        Setting(
            key: "time.authorities", kind: .list("names and addresses such as tsa https://tsa.example.org/"),
            summary: "Time-stamping authorities (RFC 3161) that are asked to stamp checkpoints"
        ) { configuration, content in
            guard case .stringArray(let texts) = content else { return false }
            configuration.timeAuthorities = texts.filter { !$0.isEmpty }
            return configuration.timeAuthorities.allSatisfy { TimeAuthority($0) != nil }
        } value: {
            .array($0.timeAuthorities.map { .string($0) })
        },
        .text("time.roots", .path, \.timeRoots, "PEM: only their tokens that lead to one of these roots are kept"),
        .number("time.seconds", \.timeSeconds, 1...(366 * 86_400), "Seconds between two stamps of one authority"),
        .number("time.requestSeconds", \.timeRequestSeconds, 1...3600, "For an authority to answer"),
    ]

    private static let limits: [Setting] = [
        .number("limits.connections", \.server.limits.connections, 1...100_000, "Connections at once; further ones wait"),
        .number("limits.idleSeconds", \.server.limits.idleSeconds, 1...86_400, "Until a connection without a request is closed"),
        .number(
            "limits.requestSeconds", \.server.limits.requestSeconds, 1...86_400,
            "For a request's body to arrive, not counting when the service does not read on"),
        .number(
            "limits.stalledSeconds", \.server.limits.stalledSeconds, 1...86_400,
            "Until a client that takes nothing of its answer is given up"
        ),
        .number(
            "limits.shutdownSeconds", \.server.limits.shutdownSeconds, 1...3600,
            "For requests under way to end when the service stops"),
        .number("limits.headerCount", \.server.limits.headerCount, 1...10_000, "Header fields of a request"),
        .number("limits.headerBytes", \.server.limits.headerBytes, 256...(1 << 20), "All header fields together"),
        .number("limits.batchLines", \.server.limits.batchLines, 1...1_000_000, "Lines of a batch"),
        .number("limits.batchBytes", \.server.limits.batchBytes, 1024...(1 << 30), "Bytes of a batch"),
        .number(
            "limits.eventsUnderWay", \.server.limits.eventsUnderWay, 1...1_000_000,
            "Events being checked or waiting; beyond it, 503"),
        .number(
            "limits.bodyBytes", \.server.limits.bodyBytes, (1 << 20)...(1 << 40),
            "Bytes of bodies in memory, of appends and again of webhooks, beside 64 KiB of each request; beyond it, 503"),
        .number("limits.pageEntries", \.server.limits.pageEntries, 1...10_000, "Entries of a page"),
        .number(
            "limits.requestsPerSecondAndAddress", \.server.limits.requestsPerSecondAndAddress, 0...1_000_000,
            "After a burst of ten seconds' worth, 429 beyond it; /healthz and /readyz do not count; 0 for no limit"),
        .number(
            "limits.requestsPerSecondAndToken", \.server.limits.requestsPerSecondAndToken, 0...1_000_000,
            "After a burst of ten seconds' worth, 429 beyond it; 0 for no limit"),
        .number(
            "limits.freeDiskBytes", \.server.limits.freeDiskBytes, 0...Int(Int64.max),
            "Free bytes below which the service is not ready"),
        .number(
            "limits.exportSeconds", \.server.limits.exportSeconds, 1...(30 * 86_400), "How long an ordered export can be fetched"),
    ]

    private static let log: [Setting] = [
        .choice("log.level", \.logLevel, "The least level that is logged"),
        .choice("log.format", \.logFormat, "auto: text on a terminal, JSON elsewhere"),
    ]
}
