import Foundation
import LedgerTesting
import Primitives
import Testing

/// Reports and traces through the command line: made, logged, signed, checked, compared.
@Suite(.enabled(if: BuiltProducts.areHere, BuiltProducts.why))
struct ReportCommandTests {
    private static func run(_ shell: Shell, _ script: String) throws -> String {
        let run = try shell.run("export TOUCHMARK_LEDGER=ledger; " + script)
        #expect(run.status == 0, "\(script)\n\(run.output)")
        return run.output
    }

    @Test("a report is logged with its digest, signed by a person, checked against the log, and refused once it is altered")
    func life() throws {
        let world = try PlayedWorld()
        let shell = world.shell
        defer { try? shell.remove() }
        _ = try Self.run(shell, "touchmark report warehouse --out w.json")
        let report = try JSONValue(parsing: Array(try Data(contentsOf: shell.directory.appendingPathComponent("w.json"))))
        let id = try #require(report["report"]?.string)
        #expect(report["sections"]?.array?.count == 24)

        let issued = try world.json("touchmark log --ledger ledger --type report.issued --json", "")
        let payload = try #require(Base64.decodeURL(String((issued["entry"]?.string ?? "").split(separator: ".")[1])))
        let data = try JSONValue(parsing: payload)["data"]
        #expect(data?["digest"]?.string == Digest(hashing: report.canonicalText).contentDigest)
        #expect(data?["size"] == report["size"])

        // The same report in another form is the same report.
        let size = try #require(report["size"]?.integer)
        let again = try Self.run(shell, "touchmark report warehouse --as-of \(size) --out w.html 2>&1")
        #expect(again.contains("was issued by entry"))
        _ = try Self.run(
            shell, "touchmark report sign '\(id)' --role 'head of inspection' --signer ledger.people/annotator-p-heron.jwk")
        let check = try Self.run(shell, "touchmark report check w.json")
        #expect(check.contains("The log gives the same report"))
        #expect(check.contains("Signed by annotator:p-heron as “head of inspection”, entry"))

        // Found out later: the key was somebody else's when it signed.
        let key = try JSONValue(parsing: Array(Self.run(shell, "touchmark key show ledger.people/annotator-p-heron.jwk").utf8))
        let kid = try #require(key["thumbprint"]?.string)
        _ = try Self.run(
            shell,
            "touchmark annotator revoke-key annotator:p-heron --kid \(kid) --reason compromised --effective 2020-01-01T00:00:00Z")
        let late = try Self.run(shell, "touchmark report check w.json")
        #expect(late.contains("The signature by annotator:p-heron as “head of inspection”"))
        #expect(late.contains("does not count: key-compromised."))
        #expect(!late.contains("Signed by"))

        _ = try Self.run(shell, "sed 's/\"count\":11/\"count\":12/' w.json > forged.json; ! cmp -s w.json forged.json")
        let forged = try shell.run("touchmark report check forged.json --ledger ledger")
        #expect(forged.status == 1)
        #expect(forged.output.contains("The report was changed"))

        // The next report begins where this one ended.
        let next = try Self.run(shell, "touchmark report warehouse --draft --format json 2>/dev/null")
        let sections = try JSONValue(parsing: Array(next.utf8))["sections"]?.array ?? []
        let facts = sections[1]["facts"]?.array ?? []
        #expect(facts.first { $0["id"] == "consistency" }?["value"] == "the log then is the beginning of the log now")
        #expect(sections[18]["status"] == "evidenced")
        let changes = try Self.run(shell, "touchmark report warehouse --since \(size) --format json 2>/dev/null")
        let changed = try JSONValue(parsing: Array(changes.utf8))["sections"]?.array?.compactMap { $0["number"]?.integer }
        #expect(changed?.contains(2) == true)
        #expect(changed?.contains(14) == false, "no label was touched between the two")
    }

    @Test("tables go to a new directory, what is there is not overwritten, and what does not exist is said to be missing")
    func files() throws {
        let world = try PlayedWorld()
        let shell = world.shell
        defer { try? shell.remove() }
        _ = try Self.run(shell, "touchmark report preference --draft --format csv --out tables && test -s tables/facts.csv")
        let verdicts = try Self.run(shell, "cat tables/verdicts.csv")
        #expect(verdicts.hasPrefix("verdict,then,now\r\n"))
        #expect(verdicts.contains("revoked,0,1\r\n"))
        for (script, status) in [
            ("touchmark report preference --draft --format csv --out tables --ledger ledger", 1 as Int32),
            ("touchmark report nothing --draft --ledger ledger", 1),
            ("touchmark report preference --format csv --ledger ledger", 64),
            ("touchmark report check /dev/null --ledger ledger", 3),
            ("touchmark report sign nothing@1 --role x --ledger ledger", 1), ("touchmark trace --ledger ledger", 64),
            ("touchmark trace --model bolt-finder --ledger ledger", 64),
            ("touchmark trace --model bolt-finder/9 --ledger ledger", 1),
            ("touchmark trace --decision none --annotator p-rook --ledger ledger", 64),
        ] {
            let run = try shell.run(script)
            #expect(run.status == status, "\(script)\n\(run.output)")
            #expect(!run.output.contains("Fatal"))
        }
        let trace = try Self.run(shell, "touchmark trace --annotator p-rook --json")
        let facts = try JSONValue(parsing: Array(trace.utf8))["sections"]?.array?.first?["facts"]?.array ?? []
        #expect(facts.first { $0["id"] == "adverse-now" }?["value"]?["count"] == 1)
        #expect(facts.first { $0["id"] == "adverse-then" }?["value"]?["count"] == 0)
        _ = try Self.run(shell, "touchmark dataset release preference 1.0")
        let released = try Self.run(shell, "touchmark report preference --release 1.0 --draft --json 2>/dev/null")
        let whole = try Self.run(shell, "touchmark report preference --draft --json 2>/dev/null")
        let sizes = try [released, whole].map { try JSONValue(parsing: Array($0.utf8))["size"]?.integer ?? 0 }
        #expect(sizes[0] == sizes[1] - 1)
        let page = try Self.run(shell, "touchmark trace --credential credential:practice-board/r-2 --format html || true")
        #expect(!page.contains("<script"))
    }

    @Test("the schema is one, and a report names what it asks for")
    func schema() throws {
        let world = try PlayedWorld()
        defer { try? world.shell.remove() }
        let schema = try world.json("touchmark report schema", "")
        let report = try world.json("touchmark report consultation --draft --json --ledger ledger 2>/dev/null", "")
        for name in schema["required"]?.array?.compactMap(\.string) ?? [] { #expect(report[name] != nil, "\(name)") }
        #expect(schema["properties"]?["sections"]?["minItems"] == 24)
    }

    /// The example of Docs/Reports.md is what is made now, but for keys, digests and times.
    @Test("the example in the documents has the sections, facts and tables that a report of its dataset has today")
    func example() throws {
        let world = try PlayedWorld()
        defer { try? world.shell.remove() }
        let today = try Self.run(world.shell, "touchmark report consultation --draft --format html 2>/dev/null")
        let path = BuiltProducts.packageRoot.appendingPathComponent("Docs/Reports/example.html")
        let example = try String(contentsOf: path, encoding: .utf8)
        func parts(_ page: String) throws -> [String] {
            let pattern = try Regex("<h2[^>]*>[^<]*</h2>|<th scope=\"[a-z]*\">[^<]*</th>|<caption>[^<]*</caption>")
            return page.matches(of: pattern).map { String(page[$0.range]) }
        }
        #expect(
            try parts(example) == parts(today),
            "make it anew: touchmark report consultation --draft --out Docs/Reports/example.html")
    }

    /// The published figures on real judgments: 8,000 by 164 people on 800 items.
    @Test(
        "on real judgments the report has the published coefficients and consensus",
        .enabled(if: SharedTables.areHere, "../shared/data is not there"))
    func published() throws {
        let shell = try Shell()
        defer { try? shell.remove() }
        let data = SharedTables.directory.path
        let run = try shell.run(
            """
            touchmark init ledger --origin rte.example/labels >/dev/null 2>&1 &&
            cp "$1/rte.csv" "$1/rte-items.csv" . && cp "$TOUCHMARK_SOURCE/Fixtures/Mappings/rte.yaml" . &&
            export TOUCHMARK_LEDGER=ledger &&
            touchmark dataset define rte --title rte --purpose entailment --licence unknown >/dev/null &&
            touchmark import table rte.csv --map rte.yaml >import.txt 2>&1 &&
            touchmark report rte --draft --out rte.json && touchmark report rte --draft --format csv --out tables
            """, data)
        try #require(run.status == 0, "\(run.output)")
        let bytes = Array(try Data(contentsOf: shell.directory.appendingPathComponent("rte.json")))
        let sections = try JSONValue(parsing: bytes)["sections"]?.array ?? []
        let correctness = try #require(sections.first { $0["number"] == 14 })
        let agreement = correctness["tables"]?.array?.first { $0["id"] == "agreement" }?["rows"]?.array ?? []
        func value(_ coefficient: String) -> Double? {
            agreement.first { $0.array?[1].string == coefficient }?.array?[2].double
        }
        #expect(value("Krippendorff's α, nominal") == 0.241478766)
        #expect(value("Fleiss' κ") == 0.241383939)

        let consensus = correctness["tables"]?.array?.first { $0["id"] == "consensus" }?["rows"]?.array ?? []
        #expect(consensus.count == 800)
        let gold = try SharedTables.gold()
        func accuracy(_ column: Int) -> Double {
            Double(consensus.count { gold[$0.array?[1].string ?? ""] == $0.array?[column].string }) / 800
        }
        #expect(accuracy(6) == 0.9275)
        // "entailed" sorts before "not-entailed".
        let votes = try SharedTables.votes()
        for row in consensus {
            let (yes, no) = votes[row.array?[1].string ?? ""] ?? (0, 0)
            #expect(row.array?[2] == (yes >= no ? "entailed" : "not-entailed"))
            #expect(row.array?[3] == (yes == no ? "yes" : "no"))
        }
        // Of the gold answers, as many are right as there are right rows in the table.
        let monitoring = try #require(sections.first { $0["number"] == 13 })
        let right = monitoring["facts"]?.array?.first { $0["id"] == "gold-right" }?["value"]
        #expect(right?["of"] == 8000)
        #expect(right?["count"]?.integer == Int64(try SharedTables.rightRows()))
    }
}

/// The real table of judgments, read in the plainest way.
private enum SharedTables {
    static let directory = SharedData.url("data")
    static let areHere = SharedData.has("data/rte.csv")

    private static func rows() throws -> [[Substring]] {
        let text = try String(contentsOf: directory.appendingPathComponent("rte.csv"), encoding: .utf8)
        return text.split(whereSeparator: \.isNewline).dropFirst().map {
            $0.split(separator: ",", omittingEmptySubsequences: false)
        }
    }

    /// The right class of each item.
    static func gold() throws -> [String: String] {
        var gold: [String: String] = [:]
        for row in try rows() { gold[String(row[2])] = row[4] == "1" ? "entailed" : "not-entailed" }
        return gold
    }

    /// Of each item, how many said that it is entailed, and how many that it is not.
    static func votes() throws -> [String: (yes: Int, no: Int)] {
        var votes: [String: (yes: Int, no: Int)] = [:]
        for row in try rows() {
            votes[String(row[2]), default: (0, 0)].yes += row[3] == "1" ? 1 : 0
            votes[String(row[2]), default: (0, 0)].no += row[3] == "1" ? 0 : 1
        }
        return votes
    }

    static func rightRows() throws -> Int { try rows().count { $0[3] == $0[4] } }
}
