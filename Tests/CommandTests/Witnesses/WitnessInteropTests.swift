import Foundation
import Primitives
import Provenance
import Signatures
import Testing

/// A log and a witness that share no code with ours, on Go's `sumdb/note` and `sumdb/tlog`.
@Suite(
    .enabled(if: BuiltProducts.areHere, BuiltProducts.why),
    .enabled(if: ForeignProgram.hasGoNote, ForeignProgram.whyNoGoNote))
struct WitnessInteropTests {
    private let ledger: TestLedger
    private var tool: BuiltTool { ledger.tool }

    init() throws {
        ledger = try TestLedger()
        let program = BuiltProducts.packageRoot.appendingPathComponent("Tests/Interop/go-witness/main.go").path
        let built = try tool.run(
            "/bin/bash", ["-c", "GO111MODULE=off GOPATH=/usr/share/gocode go build -o go-witness '\(program)'"])
        try #require(built.status == 0, "\(built.errors)")
    }

    @Test("a log in Go has its checkpoints cosigned by ours, and is refused where it must be")
    func log() throws {
        let key = PrivateKey()
        let signer = LogSigner(origin: "go.example/log", key: key)
        // Go's form of a private key (sumdb/note).
        let parts = signer.vkey.text.split(separator: "+", maxSplits: 2)
        let seed = try #require(key.jwk["d"]?.string.flatMap(Base64.decodeURL))
        let skey = "PRIVATE+KEY+\(parts[0])+\(parts[1])+\(Base64.encode([1] + seed))"
        let witness = try RunningWitness("w", tool, log: signer.vkey.text)
        let run = try tool.run(tool.path("go-witness"), ["log", witness.url, witness.vkey, skey])
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.output == "cosigned 302\n")
    }

    @Test("a witness in Go cosigns our checkpoints, and ours verify what it wrote")
    func witness() throws {
        let seed = Digest(hashing: "go").hex
        let serving = try tool.start(tool.path("go-witness"), ["witness", seed, try ledger.vkey.text])
        defer { serving.kill() }
        let deadline = Date().addingTimeInterval(BuiltTool.timeLimit)
        while !serving.outputText.hasSuffix("\n"), Date() < deadline { usleep(5000) }
        let line = serving.outputText.trimmingCharacters(in: .whitespacesAndNewlines)
        try tool.write(Array("witness go \(line)\nquorum go\n".utf8), to: "policy")
        for size in [9, 10, 40] {
            let missing = size - (try ledger.log().split(separator: "\n").count)
            if missing > 0 { try ledger.append(try (0..<missing).map { _ in try ledger.newItem().token }) }
            let asked = try tool.touchmark("witness", "ask", "--ledger", "L", "--policy", "policy")
            #expect(asked.lines == ["go: cosigned \(size)"], "\(asked.errors)")
        }
        #expect(try tool.touchmark("export", "--ledger", "L", "--all", "-o", "b.touchmark").status == 0)
        let verified = try tool.verify("b.touchmark", "--key", "@L/log.vkey", "--witnesses", "policy")
        #expect(verified.status == 0, "\(verified.output)\(verified.errors)")
        #expect(verified.output.contains("witnessed by go (2027-01-15T08:00:00Z)"))
    }
}
