import Foundation
import Primitives
import Testing

/// The page that `touchmark verifier --html` writes, used by a browser; and its engine, run in Node.
@Suite(.enabled(if: BuiltProducts.areHere, BuiltProducts.why))
struct VerifierPageTests {
    private static let scripts = BuiltProducts.packageRoot.appendingPathComponent("Tests/VerifierPageTests")
    private static let hasNode = ForeignProgram.succeeds(
        "node", "-e", "crypto.subtle.generateKey('Ed25519', false, ['sign', 'verify'])")
    private static let whyNoNode: Comment = "node with WebCrypto's Ed25519 (20 or later) is not installed"

    /// What is run of `Tests/VerifierPageTests`, with its arguments. They run in a directory where bundles.sh was run.
    private static let programs: [String: String] = [
        "primitives.mjs": "",
        "auditors.mjs": "",
        "differential.mjs": "\"$VERIFY\" pages world.vkey 40",
        "forged.mjs": "\"$VERIFY\" whole.touchmark world 60",
        "rulesEvents.mjs": "whole.touchmark",
        "rulesSubjects.mjs": "",
        "rulesThefts.mjs": "\"$VERIFY\"",
        "hostile.mjs": "good.touchmark world.vkey",
        "lives.mjs": "\"$VERIFY\" 60",
        "options.mjs": "\"$VERIFY\" good.touchmark world.vkey",
        "rulesVerdicts.mjs": "",
        "anchors.mjs": "\"$VERIFY\" 40",
        "stamps.mjs": "\"$VERIFY\"",
        "stampDamage.mjs": "\"$VERIFY\" 4",
        "vectorParts.mjs": "",
        "vectors.mjs": "",
    ]

    @Test("is written to standard output or to a new file, and its size and digest are said")
    func written() throws {
        let shell = try Shell()
        defer { try? shell.remove() }
        let printed = try shell.run("touchmark verifier --html >a.html 2>said && touchmark verifier --out b.html 2>>said")
        #expect(printed.status == 0, "\(printed.output)")
        let page = try Data(contentsOf: shell.directory.appendingPathComponent("a.html"))
        #expect(page.starts(with: Data("<!doctype html>".utf8)))
        #expect(try Data(contentsOf: shell.directory.appendingPathComponent("b.html")) == page)
        let digest = Digest(hashing: Array(page)).hex
        let said = try String(contentsOf: shell.directory.appendingPathComponent("said"), encoding: .utf8)
        #expect(
            said == "verifier: \(page.count) bytes, SHA-256 \(digest)\nb.html: \(page.count) bytes, SHA-256 \(digest)\n")
        let again = try shell.run("touchmark verifier --html --out b.html")
        #expect(again.status == 1 && again.output.contains("exists already"), "\(again.output)")
        #expect(try shell.run("touchmark verifier > c.html").status == 0)
        #expect(try Data(contentsOf: shell.directory.appendingPathComponent("c.html")) == page)
    }

    @Test(
        "does in a browser without network what it says",
        .enabled(
            if: ForeignProgram.succeeds(
                "bash", "-c", "command -v chromium && command -v chromedriver && python3 -c 'import selenium'"),
            "chromium, chromedriver and Python's selenium are not installed"))
    func browser() throws {
        let shell = try Self.shellWithBundles()
        defer { try? shell.remove() }
        let run = try shell.run(
            "touchmark verifier --html --out page.html && HOME=$(getent passwd \"$(id -u)\" | cut -d: -f6) python3 \"$1\" page.html .",
            Self.scripts.appendingPathComponent("browser.py").path)
        #expect(run.status == 0, "\(run.output)")
        #expect(run.output.contains("things held"))
    }

    @Test(
        "comes to the same in Firefox without network",
        .enabled(
            if: ForeignProgram.succeeds("bash", "-c", "{ command -v firefox-esr || command -v firefox; } && command -v python3"),
            "firefox and python3 are not installed"))
    func firefox() throws {
        let shell = try Self.shellWithBundles()
        defer { try? shell.remove() }
        let run = try shell.run(
            "touchmark verifier --html --out page.html && python3 \"$1\" page.html .",
            Self.scripts.appendingPathComponent("firefox.py").path)
        #expect(run.status == 0, "\(run.output)")
        #expect(run.output.contains("things held"))
    }

    @Test(
        "has an engine that agrees with this program and keeps to the protocol", .enabled(if: hasNode, whyNoNode),
        arguments: programs.keys.sorted())
    func engine(_ program: String) throws {
        let shell = try Self.shellWithBundles()
        defer { try? shell.remove() }
        let words = try #require(Self.programs[program])
        // By hand they take another seed each time.
        let script =
            "export SEED=20261126 VERIFY=$(command -v touchmark-verify) && mkdir pages && cp *.touchmark pages && node \"$1\" \(words)"
        let run = try shell.run(script, Self.scripts.appendingPathComponent(program).path)
        #expect(run.status == 0, "\(run.output)")
        #expect(run.output.contains(" checks, 0 failed"), "\(run.output)")
    }

    @Test("every program of Tests/VerifierPageTests is run here")
    func complete() throws {
        let files = try FileManager.default.contentsOfDirectory(atPath: Self.scripts.path).filter { $0.hasSuffix(".mjs") }
        let programs = try files.filter { file in
            try String(contentsOf: Self.scripts.appendingPathComponent(file), encoding: .utf8).contains("new Checks(")
        }
        #expect(Set(programs) == Set(Self.programs.keys))
    }

    private static func shellWithBundles() throws -> Shell {
        let shell = try Shell()
        let made = try shell.run("\"$1\"", scripts.appendingPathComponent("bundles.sh").path)
        try #require(made.status == 0, "\(made.output)")
        return shell
    }
}
