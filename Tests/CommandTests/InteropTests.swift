import Foundation
import Primitives
import Provenance
import Signatures
import Testing

/// Programs that others wrote, in other languages, write what Touchmark reads and read what Touchmark writes.
@Suite(.enabled(if: BuiltProducts.areHere, BuiltProducts.why))
struct InteropTests {
    private let ledger: TestLedger
    private var tool: BuiltTool { ledger.tool }

    init() throws { ledger = try TestLedger() }

    @Test(
        "tokens that joserfc signed are events",
        .enabled(if: ForeignProgram.succeeds("python3", "-c", "import joserfc"), "Python's joserfc is not installed"),
        arguments: ["Ed25519", "EdDSA"])
    func joserfc(_ algorithm: String) throws { try append(by: "joserfc", algorithm) }

    @Test(
        "tokens that PyJWT signed are events",
        .enabled(
            if: ForeignProgram.succeeds("python3", "-c", "import jwt.algorithms, cryptography"), "Python's PyJWT is not installed"
        ))
    func pyJWT() throws { try append(by: "pyjwt", "EdDSA") }

    private func append(by library: String, _ algorithm: String) throws {
        let disclosure = Base64.encodeURL(Array(#"["c2FsdHNhbHRzYWx0c2FsdA","transcript","was gesagt wurde"]"#.utf8))
        var sealed = TestLedger.item("versiegelt é")
        sealed["_sd"] = [.string(Digest(hashing: disclosure).base64URL)]
        let payloads = [Self.payload(TestLedger.item("plain"), "plain"), Self.payload(sealed, "versiegelt%20%C3%A9")]
        try tool.write(Array(payloads.joined(separator: "\n").utf8), to: "payloads")
        let script = BuiltProducts.packageRoot.appendingPathComponent("Tests/Interop/python/sign.py").path
        let signed = try tool.run(
            "/bin/bash", ["-c", "python3 '\(script)' \(library) \(algorithm) L/keys/operator.jwk < payloads"])
        try #require(signed.status == 0, "\(signed.errors)")
        try #require(signed.lines.count == 2)
        try ledger.append([Array(signed.lines[0].utf8), Array((signed.lines[1] + "~\(disclosure)~").utf8)])
        #expect(try ledger.log().contains(disclosure))
        let check = try ledger.check()
        #expect(check.status == 0, "\(check.output)\(check.errors)")
    }

    private static func payload(_ data: JSONObject, _ path: String) -> String {
        var payload: JSONObject = [
            "specversion": "1.0", "id": .string(TestLedger.newID().description), "source": "operator:root",
            "type": "touchmark.item.registered", "subject": .string("item:d/" + path),
            "time": .string(TestLedger.now.description), "ledger": .string(TestLedger.origin), "data": .object(data),
        ]
        if data["_sd"] != nil { payload["_sd_alg"] = "sha-256" }
        return JSONValue.object(payload).canonicalText
    }

    @Test(
        "Go's sumdb opens the checkpoints and checks the receipts",
        .enabled(
            if: ForeignProgram.succeeds("go", "version") && FileManager.default.fileExists(atPath: goNote),
            "go and golang.org/x/mod (Debian: golang-golang-x-mod-dev) are not installed"))
    func sumdb() throws {
        let run = try ledger.appending(try (0..<600).map { try ledger.newItem("item-\($0)").token })
        let more = try ledger.appending(try (0..<7).map { try ledger.newItem("more-\($0)").token })
        try tool.write(Array((run.output + more.output).utf8), to: "receipts.jsonl")
        try tool.write(Array(try ledger.log().utf8), to: "log.jsonl")
        let program = BuiltProducts.packageRoot.appendingPathComponent("Tests/Interop/go/main.go").path
        let go = "GO111MODULE=off GOPATH=/usr/share/gocode go run '\(program)' L/log.vkey receipts.jsonl log.jsonl"
        let proved = try tool.run("/bin/bash", ["-c", go])
        #expect(proved.status == 0, "\(proved.errors)")
        #expect(proved.output == "607 proved\n")
        try tool.write(Array(try ledger.log().replacing(" ey", with: " fy").utf8), to: "log.jsonl")
        let refused = try tool.run("/bin/bash", ["-c", go])
        #expect(refused.status == 1, "entries that are not those of the receipts are not proved")
    }

    private static let goNote = "/usr/share/gocode/src/golang.org/x/mod/sumdb/note"
}

/// What else is installed on this machine.
enum ForeignProgram {
    static func succeeds(_ arguments: String...) -> Bool {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = arguments
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }
}
