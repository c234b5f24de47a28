import Foundation
import Primitives
import Provenance
import Testing

/// `touchmark serve`: where settings come from, and what becomes of mistakes in them.
@Suite(.enabled(if: BuiltProducts.areHere, BuiltProducts.why))
struct ServeSettingsTests {
    private let ledger: TestLedger
    private var tool: BuiltTool { ledger.tool }

    init() throws { ledger = try TestLedger() }

    private func write(_ settings: String) throws {
        try tool.write(Array("origin: \(TestLedger.origin)\n\(settings)\n".utf8), to: "L/touchmark.yaml")
    }

    /// `touchmark serve --print-config --json`, by key.
    private func listing(_ flags: [String] = [], environment: [String] = []) throws -> [String: JSONValue] {
        let run = try tool.run(
            "/usr/bin/env", environment + ["touchmark", "serve", "--ledger", "L", "--print-config", "--json"] + flags)
        try #require(run.status == 0, "\(run.errors)")
        return try run.lines.reduce(into: [:]) { listing, line in
            let row = try JSONValue(parsing: line)
            listing[try #require(row["key"]?.string)] = row
        }
    }

    @Test(
        "until when the ledger rested is the ledger's, and a time",
        arguments: ["2036-11-27T09:00:00Z", "\"2036-11-27T09:00:00Z\"", "soon"])
    func rested(_ time: String) throws {
        try write("rested: \(time)")
        let status: Int32 = time == "soon" ? 3 : 0
        #expect(try tool.touchmark("serve", "--ledger", "L", "--print-config").status == status)
        let token = try tool.write(ledger.newItem().token, to: "token")
        let append = try tool.touchmark("append", "--ledger", "L", token)
        #expect(append.status == status, "\(append.errors)")
        #expect(status == 0 || append.errors.contains("is no time"), "\(append.errors)")
    }

    @Test("flags win over the environment, the environment over the file, the file over the defaults, and the listing says so")
    func precedence() throws {
        try write("host: 127.0.0.2\nport: 1001\nlimits:\n  connections: 11\n  pageEntries: 12\nproxies:\n  trusted: [10.0.0.0/8]")
        let listing = try listing(
            ["--port", "3003", "--proxies-field=Forwarded"],
            environment: ["TOUCHMARK_PORT=2002", "TOUCHMARK_LIMITS_CONNECTIONS=22"])
        func found(_ key: String) -> [JSONValue?] { [listing[key]?["value"], listing[key]?["origin"]] }
        #expect(found("port") == [3003, "--port"])
        #expect(found("limits.connections") == [22, "TOUCHMARK_LIMITS_CONNECTIONS"])
        #expect(found("host") == ["127.0.0.2", "touchmark.yaml, line 2"])
        #expect(found("limits.pageEntries") == [12, "touchmark.yaml, line 6"])
        #expect(found("proxies.trusted") == [["10.0.0.0/8"], "touchmark.yaml, line 8"])
        #expect(found("proxies.field") == ["Forwarded", "--proxies-field"])
        #expect(found("limits.idleSeconds") == [60, "default"])
        let one = try tool.touchmark("serve", "--ledger", "L", "--print-config")
        #expect(one.output.contains("port: 1001 "))
        #expect(try ledger.log().split(separator: "\n").count == TestLedger.size, "it is a ledger's file still")
    }

    @Test("what is printed can be put into the file")
    func roundTrip() throws {
        let shown = try tool.touchmark("serve", "--ledger", "L", "--print-config", "--port", "99", "--log-level", "warning")
            .output
        let flat = shown.split(separator: "\n").filter { !$0.contains("null") && !$0.contains(".") }.joined(separator: "\n")
        try write(flat)
        #expect(try listing()["port"]?["value"] == 99)
    }

    @Test("an issuer's roles stand in the file")
    func roles() throws {
        try write(
            """
            access:
              oidc:
                issuer: https://id.example.org
                audience: touchmark
                jwks: keys/issuer.json
                roles:
                  audit: {role: auditor}
                  clinic-7: {role: reader, datasets: [scans, d]}
                  inspect: {role: regulator, all: true}
            """)
        let listing = try listing()
        #expect(listing["access.oidc.jwks"]?["value"] == "L/keys/issuer.json", "beside the ledger, wherever the command runs")
        #expect(
            listing["access.oidc.roles"]?["value"] == [
                "audit": ["role": "auditor"], "clinic-7": ["datasets": ["d", "scans"], "role": "reader"],
                "inspect": ["all": true, "role": "regulator"],
            ])
    }

    @Test(
        "a mistake in the file is an error that names the line and the key",
        arguments: [
            ("prot: 80", "line 2: prot is no setting. Did you mean port?"),
            ("limits:\n  conections: 5", "line 3: limits.conections is no setting. Did you mean limits.connections?"),
            ("secret: x", "line 2: secret is no setting."),
            ("port: eighty", "port (touchmark.yaml, line 2) should be a whole number"),
            ("port: 70000", "port (touchmark.yaml, line 2) should be a whole number from 0 to 65535"),
            ("port: [80]", "port (touchmark.yaml, line 2)"), ("port:", "line 2: port has no value"),
            ("port: {a: 1}", "port takes a value"), ("limits: 5", "limits takes settings beneath it"),
            ("host: ''", "host has no value"),
            ("log:\n  level: loud", "log.level (touchmark.yaml, line 3) should be one of trace"),
            ("proxies:\n  trusted: 10.0.0.0/8", "proxies.trusted (touchmark.yaml, line 3) should be a list of addresses"),
            ("proxies:\n  trusted: [10.0.0.0/99]", "proxies.trusted (touchmark.yaml, line 3)"),
            (
                "origins:\n  allowed: ['*']",
                "origins.allowed (touchmark.yaml, line 3) should be a list of origins such as https://"
            ),
            ("origins:\n  allowed: [https://Tool.example]", "in lower case, without a path and without the scheme's own port"),
            ("origins:\n  allowed: [https://tool.example/]", "origins.allowed (touchmark.yaml, line 3)"),
            ("origins:\n  allowed: [https://tool.example:443]", "origins.allowed (touchmark.yaml, line 3)"),
            ("origins:\n  allowed: [tool.example]", "origins.allowed (touchmark.yaml, line 3)"),
            ("port: 1\nport: 2", "is no YAML"), ("port: \"", "is no YAML"),
            ("tls:\n  privateKey: a.pem", "TLS needs both"), ("access:\n  oidc:\n    issuer: x", "OpenID Connect needs"),
            ("access:\n  oidc:\n    roles:\n      a: {role: king}", "access.oidc.roles.a takes role"),
            ("access:\n  oidc:\n    roles:\n      a: {role: connector}", "access.oidc.roles.a takes role"),
            ("access:\n  oidc:\n    roles:\n      a: {role: reader}", "access.oidc.roles.a is a reader's: name the datasets"),
            ("access:\n  oidc:\n    roles:\n      a: {role: reader, datasets: d}", "takes datasets as a list"),
            ("access:\n  oidc:\n    roles:\n      a: {role: regulator}", "is a regulator's"),
            ("access:\n  oidc:\n    roles:\n      a: {role: auditor, datasets: [d]}", "names no datasets"),
        ])
    func mistakes(_ settings: String, _ sentence: String) throws {
        try write(settings)
        let run = try tool.touchmark("serve", "--ledger", "L", "--port", "0")
        #expect(run.status == 3, "\(run.status): \(run.errors)")
        #expect(run.errors.contains(sentence), "\(run.errors)")
        let isEndedOnce = !run.errors.contains("..") && !run.errors.contains("?.")
        #expect(isEndedOnce || !sentence.contains("is no setting"), "\(run.errors)")
    }

    @Test(
        "nothing is listed with which the service would not begin",
        arguments: ["tls:\n  privateKey: a.pem", "access:\n  oidc:\n    issuer: x", "witnesses:\n  late: hold-receipts"])
    func listed(_ settings: String) throws {
        try write(settings)
        let served = try tool.touchmark("serve", "--ledger", "L", "--port", "0")
        let listed = try tool.touchmark("serve", "--ledger", "L", "--print-config")
        #expect(served.status == 3 && listed.status == 3 && listed.output.isEmpty)
        #expect(served.errors == listed.errors)
    }

    @Test("origins are as browsers send them")
    func origins() throws {
        let origins = [
            "https://tool.example.org", "http://localhost:8931", "http://[::1]:8080", "chrome-extension://abc", "null",
        ]
        let listing = try listing(["--origins-allowed", origins.joined(separator: ",")])
        #expect(listing["origins.allowed"]?["value"] == .array(origins.map { .string($0) }))
    }

    @Test(
        "a mistake among the flags is wrong usage",
        arguments: [
            (["--prot", "80"], "--prot is no option"), (["--port", "eighty"], "port (--port) should be a whole number"),
            (["--port"], "port (--port) should be"), (["--port", "1", "--port", "2"], "port (--port) should be"),
            (["80"], "80 is no option"),
            (["--limits-connections", "0"], "limits.connections (--limits-connections) should be a whole number from 1"),
        ])
    func flags(_ flags: [String], _ sentence: String) throws {
        let run = try tool.run("touchmark", ["serve", "--ledger", "L"] + flags)
        #expect(run.status == 64 && run.errors.contains(sentence), "\(run.status): \(run.errors)")
    }

    @Test("a mistake in the environment is named, also one in a setting's name; an empty variable is none")
    func environment() throws {
        func run(_ variable: String) throws -> BuiltTool.Outcome {
            try tool.run("/usr/bin/env", [variable, "touchmark", "serve", "--ledger", "L", "--print-config"])
        }
        // What Kubernetes sets beside a service of the name `touchmark`.
        let foreign = try run("TOUCHMARK_PORT=tcp://10.0.0.1:80")
        #expect(foreign.status == 3 && foreign.errors.contains("port (TOUCHMARK_PORT) should be"), "\(foreign.errors)")
        let misspelt = try run("TOUCHMARK_LIMITS_CONECTIONS=1")
        let sentence = "TOUCHMARK_LIMITS_CONECTIONS is no setting. Did you mean TOUCHMARK_LIMITS_CONNECTIONS?"
        #expect(misspelt.status == 3 && misspelt.errors.contains(sentence), "\(misspelt.errors)")
        #expect(try run("TOUCHMARK_LIMITS_CONS=1").status == 3)
        let other = try run("TOUCHMARK_LIMIT_CONNECTIONS=1")
        #expect(other.status == 0 && other.errors.contains("TOUCHMARK_LIMIT_CONNECTIONS is no setting and is passed over"))
        #expect(try run("TOUCHMARK_PORT=").output.contains("port: 8080 "))
        for variable in [
            "TOUCHMARK_LIMITS_CONECTIONS=", "TOUCHMARK_LEDGER=x", "TOUCHMARK_TOKEN=x", "TOUCHMARK_SERVICE_HOST=10.0.0.1",
            "TOUCHMARK_LOG_SERVICE_PORT_HTTP=80", "TOUCHMARK_LOG_PORT=tcp://10.0.0.1:80",
            "TOUCHMARK_LOG_PORT_80_TCP_ADDR=10.0.0.1",
        ] {
            let passed = try run(variable)
            #expect(passed.status == 0 && !passed.errors.contains("is no setting"), "\(variable): \(passed.errors)")
        }
    }

    @Test(
        "a service that could not do its work does not begin",
        arguments: [
            (["--tls-certificate-chain", "nowhere", "--tls-private-key", "nowhere"], 3, "There is no file nowhere"),
            (["--host", "192.0.2.1"], 1, "cannot listen at 192.0.2.1"), (["--host", "no such host"], 1, "cannot listen at"),
        ])
    func beginnings(_ flags: [String], _ status: Int32, _ sentence: String) throws {
        let run = try tool.run("touchmark", ["serve", "--ledger", "L", "--port", "0"] + flags)
        #expect(run.status == status && run.errors.contains(sentence), "\(run.status): \(run.errors)")
    }

    @Test("nor one whose port is taken, or whose tokens cannot be read")
    func taken() throws {
        let first = try ServedLedger(tool)
        let busy = try tool.touchmark("serve", "--ledger", "L", "--port", "\(first.port)")
        #expect(busy.status == 1 && busy.errors.contains("Another process"), "the ledger has its writer: \(busy.errors)")
        let other = try TestLedger()
        let port = try other.tool.touchmark("serve", "--ledger", "L", "--port", "\(first.port)")
        #expect(port.status == 1 && port.errors.contains("cannot listen at 127.0.0.1:\(first.port)"), "\(port.errors)")
        try other.tool.write(Array("{}".utf8), to: "L/access-tokens.json")
        chmod(other.tool.path("L/access-tokens.json"), 0o600)
        let damaged = try other.tool.touchmark("serve", "--ledger", "L", "--port", "0")
        #expect(damaged.status == 3 && damaged.errors.contains("access-tokens.json is damaged"), "\(damaged.errors)")
        #expect(try first.stop() == 0)
    }

    @Test("Docs/Operations.md lists every setting as the program knows it")
    func documented() throws {
        let path = BuiltProducts.packageRoot.appendingPathComponent("Docs/Operations.md")
        let document = try String(contentsOf: path, encoding: .utf8)
        let keys = try #require(document.components(separatedBy: "<!-- settings -->").dropFirst().first)
        let rows = keys.split(separator: "\n").filter { $0.hasPrefix("| `") }.map(String.init)
        let expected = try listing().values.map { row in
            let value = row["value"].map { $0 == .null ? "" : "`\($0.canonicalText)`" } ?? ""
            return
                "| `\(row["key"]?.string ?? "")` | \(value) | \(row["takes"]?.string ?? "") | \(row["summary"]?.string ?? "") |"
        }
        #expect(Set(rows).symmetricDifference(expected).sorted() == [])
    }
}
