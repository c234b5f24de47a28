import Foundation
import Primitives
import Provenance
import Testing

/// What is given instead of a file, a key or a ledger: each ends with a sentence and the status of commands.md.
@Suite(.enabled(if: BuiltProducts.areHere, BuiltProducts.why))
struct InputTests {
    private let ledger: TestLedger
    private var tool: BuiltTool { ledger.tool }

    init() throws {
        ledger = try TestLedger()
        try FileManager.default.createDirectory(atPath: tool.path("directory"), withIntermediateDirectories: false)
        try tool.write([], to: "empty")
        guard mkfifo(tool.path("pipe"), 0o600) == 0 else { throw CocoaError(.fileWriteUnknown) }
        try tool.copy("L/keys/operator.jwk", to: "loose.jwk")
        chmod(tool.path("loose.jwk"), 0o640)
        try tool.write(Array("{\"kty\":\"OKP\"}".utf8), to: "half.jwk")
        chmod(tool.path("half.jwk"), 0o600)
        chmod(tool.path("empty"), 0o600)
        try tool.write(Array(#"{"type":"touchmark.gold.placed","source":"operator:other","data":{}}"#.utf8), to: "foreign")
        try tool.write(
            Array(#"{"type":"touchmark.gold.placed","_cite":{"on":"item:d/none"},"data":{}}"#.utf8), to: "uncited")
        for (file, ids) in [("decomposed", ["gilde\u{301}"]), ("dots", [".."]), ("twice", ["board", "guild", "board"])] {
            let known = ids.map { #"{"id":"\#($0)","thumbprint":"\#(String(repeating: "A", count: 43))"}"# }
            try tool.write(Array(#"{"authorities":[\#(known.joined(separator: ","))]}"#.utf8), to: file)
        }
    }

    @Test(
        "something else than what is asked for is refused in a sentence",
        arguments: [
            ("append --ledger L directory", 3, "directory cannot be read: Is a directory"),
            ("append --ledger L nowhere", 3, "nowhere cannot be opened for reading: No such file"),
            ("sign --ledger L --key L/keys/operator.jwk directory", 3, "directory cannot be read: Is a directory"),
            ("sign --ledger L --key loose.jwk empty", 1, "Others can read the key file loose.jwk"),
            ("sign --ledger L --key nowhere.jwk empty", 3, "There is no key file nowhere.jwk"),
            ("sign --ledger L --key directory empty", 3, "directory is no plain file"),
            ("sign --ledger L --key pipe empty", 3, "pipe is no plain file"),
            ("sign --ledger L --key empty empty", 3, "empty is no private Ed25519 JWK"),
            ("sign --ledger L --key half.jwk empty", 3, "half.jwk is no private Ed25519 JWK"),
            ("sign --ledger L --keys empty empty", 3, "empty is no directory of keys"),
            ("key show loose.jwk", 1, "Others can read the key file"),
            ("log --ledger nowhere", 3, "There is no ledger in nowhere"),
            ("log --ledger directory", 3, "There is no ledger in directory"),
            ("log --ledger empty", 3, "There is no ledger in empty"),
            ("check --ledger nowhere", 3, "There is no ledger in nowhere"),
            ("restore directory R", 1, "cannot be read"),
            ("restore empty R", 3, "was cut short"),
            ("restore nowhere R", 3, "There is no backup nowhere"),
            ("restore L/log.vkey R", 3, "is not a Touchmark ledger"),
            ("backup --ledger L directory", 1, "There is a file directory already"),
            ("export --ledger L --all -o empty", 1, "empty exists already"),
            ("export --ledger L --all -o nowhere/file", 1, "cannot be written"),
            ("export --ledger L -o file", 64, "--label"),
            ("init L --origin other.example/l", 1, "L is in use"),
            ("init empty --origin other.example/l", 1, "empty is a file"),
            ("init N --origin https://other.example/l", 64, "An origin is a name, and no address"),
            ("init N --origin spaced\u{A0}name", 64, "An origin is a name without spaces"),
            ("verify directory --key @L/log.vkey", 3, "directory is no plain file"),
            ("verify pipe --key @L/log.vkey", 3, "pipe is no plain file"),
            ("verify nowhere --key @L/log.vkey", 3, "nowhere cannot be read: No such file"),
            ("verify L/ledger.db --key @L/log.vkey", 3, "cannot be read as a bundle"),
            ("verify empty --key @directory", 3, "--key: directory cannot be read: Is a directory."),
            ("verify empty --key @nowhere", 3, "--key: nowhere cannot be read: No such file or directory."),
            ("verify empty --key @L/log.vkey --auditors nowhere", 3, "--auditors: nowhere cannot be read: No such file"),
            ("verify empty --key @L/log.vkey --tsa-roots /dev/zero", 3, "--tsa-roots: /dev/zero is larger than 16 MiB"),
            ("verify empty --key @empty", 3, "The key is no vkey"),
            ("verify empty --key nonsense", 3, "The key is no vkey"),
            ("verify empty --key @L/log.vkey --authorities decomposed", 3, "decomposed is no list of authorities: "),
            ("verify empty --key @L/log.vkey --authorities decomposed", 3, "in Unicode form NFC"),
            ("verify empty --key @L/log.vkey --authorities dots", 3, "not . or .."),
            ("verify empty --key @L/log.vkey --authorities twice", 3, "the id “board” is given twice"),
            ("certificate --ledger L label:d/i/nothing", 1, "label:d/i/nothing"),
            ("certificate --ledger L nonsense", 64, "nonsense"),
            ("log --ledger L --subject nonsense", 64, "is no subject"),
            ("log --ledger L --type foo", 64, "There is no type foo of events"),
            ("key show L/log.vkey", 1, "L/log.vkey holds a vkey, which is public"),
            ("requirement set d --ledger L --adjudication foo", 64, "'expert', 'majority'"),
            ("import label-studio empty --ledger L --dataset d --frame-rate abc", 64, "--frame-rate is frames a second"),
            ("import table empty --ledger L --map nowhere", 3, "nowhere cannot be read: "),
            ("sign --ledger L --key L/keys/operator.jwk foreign", 1, "Line 1: The key is of operator:root"),
            ("sign --ledger L --key L/keys/operator.jwk uncited", 1, "Line 1: item:d/none cannot be cited"),
            ("brew tea", 64, "brew"),
        ])
    func refusal(_ command: String, _ status: Int32, _ sentence: String) throws {
        let before = try ledger.log()
        let run = try tool.run("touchmark", command.split(separator: " ").map(String.init))
        #expect(run.status == status, "\(run.status): \(run.errors)")
        #expect(run.errors.contains(sentence), "\(run.errors)")
        #expect(run.output.isEmpty, "results alone go to standard output")
        #expect(try ledger.log() == before)
    }

    @Test("a bundle without a line is one that was cut short", arguments: ["empty", "/dev/fd/0"])
    func emptyBundle(_ file: String) throws {
        let run = try tool.run("/bin/bash", ["-c", "touchmark-verify \(file) --key @L/log.vkey < empty"])
        #expect(run.status == 1)
        #expect(run.output.contains("error end-missing: The file has no end: it is cut short."), "\(run.output)\(run.errors)")
    }

    @Test("nothing at all to append is no failure", arguments: ["empty", "/dev/null"])
    func nothing(_ file: String) throws {
        let run = try tool.touchmark("append", "--ledger", "L", file)
        #expect(run.status == 0)
        #expect(run.output.isEmpty)
    }

    @Test("a bundle through a pipe is refused, by both programs", arguments: ["touchmark verify", "touchmark-verify"])
    func pipe(_ program: String) throws {
        #expect(try tool.touchmark("export", "--ledger", "L", "--all", "-o", "all.touchmark").status == 0)
        let run = try tool.run("/bin/bash", ["-c", "cat all.touchmark | \(program) /dev/stdin --key @L/log.vkey"])
        #expect(run.status == 3)
        #expect(run.errors.contains("A bundle is read twice"))
        let file = try tool.run("/bin/bash", ["-c", "\(program) /dev/stdin --key @L/log.vkey < all.touchmark"])
        #expect(file.status == 0, "a file by another name is one: \(file.errors)")
    }

    @Test("without the log key, or with another's, nothing is appended and everything can be read")
    func logKey() throws {
        let token = try ledger.newItem().token
        let before = try ledger.log()
        #expect(try tool.touchmark("init", "O", "--origin", TestLedger.origin).status == 0)
        try tool.copy("L/keys/log.jwk", to: "kept.jwk")
        try tool.copy("O/keys/log.jwk", to: "L/keys/log.jwk")
        let foreign = try ledger.appending([token])
        #expect(foreign.status == 1)
        #expect(foreign.errors.contains("signed by another key"), "\(foreign.errors)")
        tool.remove("L/keys/log.jwk")
        let missing = try ledger.appending([token])
        #expect(missing.status == 3)
        #expect(missing.errors.contains("There is no key file L/keys/log.jwk. Put the key back"), "\(missing.errors)")
        #expect(try ledger.log() == before)
        #expect(try ledger.check().status == 0)
        try tool.copy("kept.jwk", to: "L/keys/log.jwk")
        #expect(try ledger.appending([token]).status == 0)
    }

    @Test("a log key that others can read signs nothing")
    func looseLogKey() throws {
        chmod(tool.path("L/keys/log.jwk"), 0o644)
        let run = try ledger.appending([try ledger.newItem().token])
        #expect(run.status == 1)
        #expect(run.errors.contains("Others can read the key file"))
    }

    @Test("under another origin the ledger takes nothing")
    func otherOrigin() throws {
        try tool.write(Array("origin: other.example/l\n".utf8), to: "L/touchmark.yaml")
        let run = try ledger.appending([try ledger.newItem().token])
        #expect(run.status == 1)
        #expect(run.errors.contains("under another origin"), "\(run.errors)")
    }

    @Test(
        "settings that are none are refused",
        arguments: ["", "origin:", "origin: [", "- a", "origin: 7", "\u{FEFF}{{{", "origin: &a [*a]"])
    func settings(_ text: String) throws {
        try tool.write(Array(text.utf8), to: "L/touchmark.yaml")
        let run = try tool.touchmark("log", "--ledger", "L")
        #expect(run.status == 3)
        #expect(run.errors.contains("names no origin"), "\(run.errors)")
    }

    @Test("output that cannot be written is no success")
    func fullOutput() throws {
        let run = try tool.run("/bin/bash", ["-c", "touchmark log --ledger L > /dev/full"])
        #expect(run.status == 1)
        #expect(run.errors.contains("The output cannot be written: No space left on device"), "\(run.errors)")
    }

    @Test("a reader that goes away is no failure of the ledger")
    func closedOutput() throws {
        let run = try tool.run(
            "/bin/bash", ["-c", "touchmark log --ledger L --json | head -c 1 > /dev/null; echo ${PIPESTATUS[0]}"])
        #expect(["0\n", "141\n"].contains(run.output), "\(run.output)\(run.errors)")
    }
}
