// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]

let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let cryptoExtras = Target.Dependency.product(name: "CryptoExtras", package: "swift-crypto")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let sqlite = Target.Dependency.product(name: "GRDBSQLite", package: "GRDB.swift")
let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")

/// A room of the house: what it owns is in Docs/Architecture.md, what it may import is here.
func room(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

/// The verifier's page: its scripts are embedded by the C target, and put together here.
let verifierPage = Target.target(
    name: "VerifierPage", dependencies: ["Primitives", "CVerifierPage"], exclude: ["Engine", "Page"], swiftSettings: strict)

func tests(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
    .testTarget(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: strict)
}

let package = Package(
    name: "touchmark",
    platforms: [.macOS(.v15)],
    products: [
        .library(name: "Primitives", targets: ["Primitives"]),
        .library(name: "MerkleLog", targets: ["MerkleLog"]),
        .library(name: "Signatures", targets: ["Signatures"]),
        .library(name: "Provenance", targets: ["Provenance"]),
        .library(name: "TrustedTime", targets: ["TrustedTime"]),
        .library(name: "Evidence", targets: ["Evidence"]),
        .library(name: "LedgerClient", targets: ["LedgerClient"]),
        .executable(name: "touchmark", targets: ["touchmark"]),
        .executable(name: "touchmark-verify", targets: ["touchmark-verify"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-asn1", from: "1.7.4"),
        .package(url: "https://github.com/apple/swift-certificates", from: "1.21.1"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras.git", from: "1.35.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(
            url: "https://github.com/apple/swift-configuration", from: "1.4.0", traits: ["YAML", "CommandLineArguments"]),
        .package(url: "https://github.com/vapor/jwt-kit", from: "5.7.1"),
    ],
    targets: [
        // The C libraries.
        .systemLibrary(name: "CSodium", pkgConfig: "libsodium", providers: [.apt(["libsodium-dev"])]),
        .target(name: "CVerifierPage"),
        .target(name: "CSimdjson", linkerSettings: [.linkedLibrary("simdjson"), .linkedLibrary("m")]),

        // Files that are whole or not there.
        room("Files"),

        // Pure: bytes in, values out.
        room("Primitives", ["CSimdjson", crypto]),
        room("MerkleLog", ["Primitives"]),
        room("Signatures", ["Primitives", "CSodium", crypto, cryptoExtras]),
        room("Provenance", ["Primitives", "Signatures"]),
        room(
            "TrustedTime",
            [
                "Primitives", crypto, cryptoExtras, .product(name: "SwiftASN1", package: "swift-asn1"),
                .product(name: "X509", package: "swift-certificates"),
            ]),
        room("Evidence", ["Primitives", "MerkleLog", "Signatures", "Provenance", "TrustedTime"]),

        // Keys that can be destroyed.
        room("Vault", ["Primitives", "CSodium"]),

        // The ledger and what stores it.
        room("Ledger", ["Primitives", "MerkleLog", "Signatures", "Provenance", "Evidence"]),
        room("LedgerSQLite", ["Primitives", "MerkleLog", "Signatures", "Provenance", "Vault", "Ledger", "Files", grdb, sqlite]),
        // Witnesses of logs, and what asks them.
        room(
            "Witnessing",
            [
                "Primitives", "MerkleLog", "Signatures", "Provenance", "TrustedTime", "Evidence", "Ledger", "Files",
                .product(name: "Logging", package: "swift-log"),
            ]),
        // What other implementations are checked with.
        room("Vectors", ["Primitives", "MerkleLog", "Signatures", "Provenance", "Evidence"]),
        // Following a log from outside.
        room("Monitoring", ["Primitives", "MerkleLog", "Signatures", "Provenance", "Ledger"]),
        room("LedgerTesting", ["Primitives", "MerkleLog", "Signatures", "Provenance", "Ledger"]),

        // What people ask of a ledger.
        room("Audit", ["Primitives", "MerkleLog", "Signatures", "Provenance", "TrustedTime", "Evidence", "Ledger"]),

        // Foreign records in.
        room(
            "Connectors",
            [
                "Primitives", "Provenance",
                .product(name: "Yams", package: "Yams"),
            ]),

        room("Intake", ["Primitives", "Signatures", "Provenance", "Ledger", "Connectors", "Files"]),

        // The service, and who talks to it.
        room(
            "LedgerServer",
            [
                "Primitives", "MerkleLog", "Signatures", "Provenance", "Evidence", "Ledger", "Audit", "Connectors", "Intake",
                "Witnessing", "Files",
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "HummingbirdTLS", package: "hummingbird"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "JWTKit", package: "jwt-kit"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ]),
        room(
            "LedgerClient",
            [
                "Primitives", "MerkleLog", "Signatures", "Provenance", "Files",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ]),

        // The verifier in one HTML file.
        verifierPage,

        // The command line.
        room("VerifyCommand", ["Primitives", "Signatures", "Provenance", "TrustedTime", "Evidence", "Files", argumentParser]),
        room(
            "TouchmarkCommands",
            [
                "Primitives", "MerkleLog", "Signatures", "Provenance", "TrustedTime", "Evidence", "Vault", "Ledger",
                "LedgerSQLite", "Audit", "Files",
                "Connectors", "Intake", "Witnessing", "Monitoring", "LedgerServer", "LedgerClient", "VerifyCommand", "Vectors",
                "VerifierPage",
                argumentParser,
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "Yams", package: "Yams"),
                .product(name: "Configuration", package: "swift-configuration"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ]),
        // Events are allocated on one core and freed on another: glibc's allocator is slow at that (Docs/Performance.md).
        .executableTarget(
            name: "touchmark", dependencies: ["TouchmarkCommands"], swiftSettings: strict,
            linkerSettings: [.linkedLibrary("jemalloc", .when(platforms: [.linux]))]),
        .executableTarget(
            name: "label-example", dependencies: ["Primitives", "Signatures", "Provenance", "LedgerClient"],
            path: "Docs/Clients", exclude: ["label.py", "label.sh", "label.js", "label.html"], swiftSettings: strict),
        .executableTarget(name: "touchmark-verify", dependencies: ["VerifyCommand", argumentParser], swiftSettings: strict),

        tests("FilesTests", ["Files", "LedgerTesting"]),
        tests("PrimitivesTests", ["CSimdjson", "Primitives"]),
        tests("VaultTests", ["Primitives", "Vault", "LedgerTesting"]),
        tests("MerkleLogTests", ["Primitives", "MerkleLog", "LedgerTesting"]),
        tests("SignaturesTests", ["Primitives", "Signatures", "LedgerTesting"]),
        tests("ProvenanceTests", ["Primitives", "Signatures", "Provenance", "Ledger", "LedgerTesting"]),
        tests("TrustedTimeTests", ["Primitives", "TrustedTime", "LedgerTesting"]),
        tests(
            "EvidenceTests",
            ["Primitives", "MerkleLog", "Signatures", "Provenance", "TrustedTime", "Evidence", "LedgerTesting"]),
        tests(
            "LedgerTests",
            [
                "Primitives", "MerkleLog", "Signatures", "Provenance", "Evidence", "Ledger", "LedgerSQLite", "LedgerTesting",
                "Monitoring", "Vault", grdb, sqlite,
            ]),
        tests("AuditTests", ["Primitives", "MerkleLog", "Signatures", "Provenance", "Ledger", "Audit", "LedgerTesting"]),
        tests("ConnectorsTests", ["Primitives", "Provenance", "Connectors", "LedgerTesting"]),
        tests(
            "IntakeTests",
            [
                "Primitives", "Signatures", "Provenance", "Ledger", "LedgerServer", "LedgerTesting", "Connectors",
                "Intake", .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdTesting", package: "hummingbird"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
            ]),
        tests(
            "WitnessingTests",
            [
                "Primitives", "MerkleLog", "Signatures", "Provenance", "Ledger", "Witnessing", "Monitoring", "LedgerTesting",
                .product(name: "Logging", package: "swift-log"),
            ]),
        tests(
            "ServerTests",
            [
                "Primitives", "MerkleLog", "Signatures", "Provenance", "Evidence", "Vault", "Ledger", "LedgerSQLite",
                "LedgerServer",
                "Witnessing", "LedgerTesting", .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "JWTKit", package: "jwt-kit"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ]),
        tests(
            "ClientTests",
            [
                "Primitives", "Signatures", "Provenance", "Ledger", "LedgerClient", "LedgerTesting",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio"),
            ]),
        .testTarget(
            name: "VerifierPageTests", dependencies: ["Primitives", "VerifierPage"], path: "Tests/VerifierPageTests/Assembly",
            swiftSettings: strict),
        tests("CommandTests", ["Primitives", "MerkleLog", "Signatures", "Provenance", "Evidence", "LedgerTesting", sqlite]),
    ],
    cxxLanguageStandard: .cxx17
)
