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
        .enabled(if: ForeignProgram.hasGoNote, ForeignProgram.whyNoGoNote))
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

    @Test(
        "scitt-cose and pycose open receipts in COSE",
        .enabled(
            if: ForeignProgram.succeeds(
                ForeignProgram.python, "-c",
                "import scitt_cose, pycose, importlib.metadata as m; assert int(m.version('cbor2')[0]) < 6"),
            "Python's scitt-cose, and pycose with a cbor2 below 6 that it can work with, are not installed"))
    func cose() throws {
        var lines: [String] = []
        for index in [0, 4, 8] {
            let run = try tool.touchmark(
                "receipt", String(index), "--ledger", TestLedger.directory, "--format", "cose", "-o", "\(index).receipt")
            try #require(run.status == 0, "\(run.errors)")
            lines.append("\(index).receipt \(try entry(index))")
        }
        lines.append("4.receipt \(try entry(5))")
        try tool.write(Array(lines.joined(separator: "\n").utf8), to: "receipts")
        let script = BuiltProducts.packageRoot.appendingPathComponent("Tests/Interop/python/cose.py").path
        let key = Base64.encodeURL(try ledger.vkey.publicKey.bytes)
        let opened = try tool.run(
            "/bin/bash", ["-c", "\(ForeignProgram.python) '\(script)' \(key) < receipts"])
        try #require(opened.status == 0, "\(opened.errors)")
        try #require(opened.lines.count == 4)
        for (line, index) in zip(opened.lines, [0, 4, 8]) {
            #expect(line.hasPrefix("holds \(index) \(TestLedger.origin) urn:uuid:"), "\(line)")
        }
        #expect(opened.lines[3] == "does not hold")
    }

    /// The bytes of an entry, in hex.
    private func entry(_ index: Int) throws -> String {
        let line = try ledger.log().split(separator: "\n")[index]
        return Hex.encode(Array(try #require(try JSONValue(parsing: Array(line.utf8))["entry"]?.string).utf8))
    }

    @Test("A receipt is printed as JSON, as text and, into a file alone, as COSE")
    func receipts() throws {
        let json = try tool.touchmark("receipt", "8", "--ledger", TestLedger.directory)
        #expect(json.status == 0)
        #expect(try JSONValue(parsing: Array(json.output.utf8))["index"] == 8)
        let text = try tool.touchmark("receipt", "8", "--ledger", TestLedger.directory, "--format", "text")
        #expect(text.output.hasPrefix("c2sp.org/tlog-proof@v1\nindex 8\n"))
        #expect(try tool.touchmark("receipt", "8", "--ledger", TestLedger.directory, "--format", "cose").status == 64)
        #expect(try tool.touchmark("receipt", "9", "--ledger", TestLedger.directory).status == 1)
        tool.remove(TestLedger.directory + "/keys/log.jwk")
        let keyless = try tool.touchmark(
            "receipt", "8", "--ledger", TestLedger.directory, "--format", "cose", "-o", "8.receipt")
        #expect(keyless.status != 0)
        #expect(keyless.errors.contains("log.jwk"))
    }
}
