import Primitives
import Provenance
import Testing

@testable import Connectors

@Suite("Tables by a mapping")
struct TableImporterTests {
    static let head = """
        dataset: d
        origin: collected
        item: {id: "{i}", tracks: [{id: t, modality: text, mediaType: text/plain, content: "{c}"}]}
        annotator: "{a}"

        """
    static let choice = head + "label: {name: q, id: \"{l}\", value: {kind: choice, choice: \"{v}\"}}\n"

    static func imported(_ yaml: String, _ table: String, name: String = "t.csv") throws -> Imported {
        let mapping = try TableMapping(yaml: yaml, file: "m.yaml")
        let imported = try Imported(TableImporter(mapping: mapping, table: source(table, name), secret: secret))
        #expect(imported.faults == [])
        return imported
    }

    // MARK: - Records that cannot be imported

    static let broken: [(rows: String, code: ImportRemark.Code, line: Int)] = [
        ("i,a,v,c,l\n1,x,,text,1\n", .emptyCell, 2),
        ("i,a,v,c,l\n1,x,y,,1\n", .emptyCell, 2),
        ("i,a,v,c,l\n,x,y,text,1\n", .emptyCell, 2),
        ("i,a,v,c,l\n1,,y,text,1\n", .emptyCell, 2),
        ("i,a,v,c,l\n..,x,y,text,1\n", .badIdentifier, 2),
        ("i,a,v,c,l\n\"1\n2\",x,y,text,1\n", .badIdentifier, 2),
        ("i,a,v,c,l\n1,x,y,text,1\n1,z,y,text,1\n", .duplicateLabel, 3),
        ("i,a,v,c,l\n1,x,y,text,1\n1,z,y,other,2\n", .conflictingItem, 3),
        ("i,a,v,c,l\n1,x,y\n", .raggedRow, 2),
        ("i,a,v,c,l\n\(String(repeating: "é", count: 200)),x,y,text,1\n", .badIdentifier, 2),
    ]

    @Test("a record that cannot be imported is said, with its line, and the others go on", arguments: broken)
    func problems(rows: String, code: ImportRemark.Code, line: Int) throws {
        let imported = try Self.imported(Self.choice, rows + "9,good,y,text,9\n")
        #expect(imported.problems.map(\.code) == [code])
        #expect(imported.problems.first?.place.line == line)
        #expect(imported.labels.last?.data["item"] == "9")
    }

    @Test(
        "a second answer of somebody to a question is one where labels have ids of their own, and a problem where they have not")
    func severalAnswers() throws {
        let table = "i,a,v,c,l\n1,x,y,text,1\n1,x,n,text,2\n"
        #expect(try Self.imported(Self.choice, table).labels.count == 2)
        let derived = try Self.imported(Self.head + "label: {name: q, value: {kind: choice, choice: \"{v}\"}}\n", table)
        #expect(derived.labels.count == 1 && derived.problems.map(\.code) == [.duplicateLabel])
        #expect(derived.problems.first?.sentence.contains("(id:)") == true)
    }

    @Test("a problem's sentence does not repeat what a cell holds")
    func discretion() throws {
        let yaml = Self.head + "values: {\"1\": yes}\nlabel: {name: q, value: {kind: choice, choice: \"{v}\"}}\n"
        let problem = try #require(try Self.imported(yaml, "i,a,v,c\n1,Jane Roe,her secret,text\n").problems.first)
        #expect(problem.code == .unknownValue)
        #expect(!problem.description.contains("secret") && !problem.description.contains("Roe"))
    }

    @Test("ids become NFC, so that two spellings are one item")
    func normalisation() throws {
        let imported = try Self.imported(Self.choice, "i,a,v,c,l\ncafe\u{301},x,y,t,1\ncaf\u{E9},z,y,t,2\n")
        #expect(imported.items.count == 1)
        #expect(imported.problems == [])
        #expect(imported.items.first?.data["item"]?.string?.unicodeScalars.count == 4)
    }

    @Test("a table that lacks a column of the mapping is refused at once")
    func missingColumn() throws {
        let error = #expect(throws: ImportError.self) { try Self.imported(Self.choice, "i,a,c,l\n") }
        #expect(error?.code == .badTable)
        #expect(error?.message.contains("column v") == true)
    }

    @Test("in JSON Lines a missing member, a nested one and a broken line are problems of their records")
    func jsonLines() throws {
        let table = """
            {"i":1,"a":"x","v":true,"c":"t","l":1}
            {"i":2,"a":"x","c":"t","l":2}
            {"i":3,"a":"x","v":["y"],"c":"t","l":3}
            {"i":4,"a":"x","v":null,"c":"t","l":4}
            {"i":5,"i":5}
            [1]

            {"i":6,"a":"x","v":0.5,"c":"t","l":6}
            """
        let imported = try Self.imported(Self.choice, table, name: "t.jsonl")
        #expect(imported.problems.map(\.code) == [.missingColumn, .wrongType, .emptyCell, .malformedRecord, .malformedRecord])
        #expect(imported.problems.map(\.place.line) == [2, 3, 4, 5, 6])
        #expect(imported.labels.compactMap { $0.data["value"]?["choice"]?.string } == ["true", "0.5"])
    }

    // MARK: - Tabs

    static let tabs: [(name: String, syntax: String, labels: Int, texts: [String], notes: [ImportRemark.Code])] = [
        ("t.tsv", "", 2, ["\"Come", "he cried, come\""], []),
        ("t.csv", "format: tsv\n", 2, ["\"Come", "he cried, come\""], []),
        ("t.csv", "delimiter: \"\\t\"\n", 2, ["\"Come", "he cried, come\""], []),
        ("t.tsv", "quotes: rfc4180\n", 1, ["Come\tx\tpos\t1\n2\the cried, come"], [.doubtfulQuotes]),
    ]

    @Test(
        "in a table with tabs quotes are text unless the mapping says otherwise, and a cell over several records is noted",
        arguments: tabs)
    func tabbed(name: String, syntax: String, labels: Int, texts: [String], notes: [ImportRemark.Code]) throws {
        let table = "i\tc\ta\tv\tl\n1\t\"Come\tx\tpos\t1\n2\the cried, come\"\tz\tneg\t2\n"
        let imported = try Self.imported(Self.choice + syntax, table, name: name)
        #expect(imported.problems == [] && imported.labels.count == labels)
        #expect(imported.notes.map(\.code) == notes)
        let digests = imported.items.compactMap { $0.data["tracks"]?.array?.first?["digest"]?.string }
        #expect(digests == texts.map { Digest(hashing: $0).contentDigest })
    }

    @Test("cells between quotation marks that are kept are noted once")
    func keptQuotes() throws {
        let table = "i\tc\ta\tv\tl\n1\t\"Come\"\tx\tpos\t1\n2\t\"Go\"\tx\tneg\t2\n"
        let imported = try Self.imported(Self.choice, table, name: "t.tsv")
        #expect(imported.notes.map(\.code) == [.doubtfulQuotes] && imported.labels.count == 2)
        #expect(imported.notes.first?.sentence.hasSuffix("quotes: rfc4180 in the mapping. By their lines: 2 (2, 3)") == true)
    }

    // MARK: - Values

    static let values: [(spec: String, cell: String, expected: JSONValue?)] = [
        ("{kind: choice, choice: \"{v}\", values: {\"1\": yes}}", "1", ["kind": "choice", "choice": "yes"]),
        ("{kind: choice, choice: \"{v}\", values: {\"1\": yes}}", "2", nil),
        ("{kind: number, number: \"{v}\"}", "-1.5", ["kind": "number", "number": .number(-1.5)]),
        ("{kind: number, number: \"{v}\"}", "1e400", nil),
        ("{kind: number, number: \"{v}\"}", "NaN", nil),
        ("{kind: number, number: \"{v}\"}", "0x10", nil),
        ("{kind: number, number: \"{v}\"}", "\"7\"", nil),
        ("{kind: number, number: \"{v}\"}", "12345678901234567", nil),
        ("{kind: number, number: \"{v}\", maximum: 10}", "11", nil),
        (
            "{kind: rating, rating: \"{v}\", outOf: 5}", "4",
            ["kind": "number", "number": 4, "scale": ["minimum": 1, "maximum": 5]]
        ),
        ("{kind: rating, rating: \"{v}\", outOf: 5}", "6", nil),
        ("{kind: rating, rating: \"{v}\", outOf: 5}", "3.5", nil),
        ("{kind: text, text: \"{v}\"}", "<b>שלום</b>", ["kind": "text", "_seal": ["text": "<b>שלום</b>"]]),
        ("{kind: choice, choice: \"{v|after:_|lower}\"}", "q_YES", ["kind": "choice", "choice": "yes"]),
        ("{kind: choice, choice: \"{v|after:_}\"}", "YES", nil),
        ("{kind: choice, choice: \"{v|trim}\"}", " yes ", ["kind": "choice", "choice": "yes"]),
    ]

    @Test("cells become values of the kind that the mapping says, or problems", arguments: values)
    func conversion(spec: String, cell: String, expected: JSONValue?) throws {
        let quoted = "\"" + cell.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
        let imported = try Self.imported(Self.head + "label: {name: q, value: \(spec)}\n", "i,a,v,c\n1,x,\(quoted),t\n")
        #expect(imported.labels.first?.data["value"] == expected)
        #expect(imported.problems.count == (expected == nil ? 1 : 0))
    }

    @Test("a span in seconds becomes ticks exactly; what had to be rounded is noted")
    func segments() throws {
        let yaml = """
            dataset: d
            origin: {kind: synthetic, model: m, version: "1"}
            item: {id: "{i}", tracks: [{id: s, modality: audio, reference: "{u}", timebase: 1/48000}]}
            annotator: {id: "{a}", name: "{n}", email: "{e?}"}
            label:
              name: q
              value: {kind: span, label: "{v}"}
              segments: [{track: s, start: "{from}", end: "{to}", unit: seconds}]
              durationMs: "{ms}"
              session: "{a}-1"
              rationale: "{why?}"
            tool: {name: Praat, version: "6"}
            """
        let table = """
            i,u,a,n,e,v,from,to,ms,why
            1,s3://b/1.wav,x,Jane,j@x.org,laugh,0.1,1.7,300,because
            2,s3://b/2.wav,x,Jane,j@x.org,laugh,0,0.00002,300,
            3,s3://b/3.wav,x,Jane,,laugh,2,1,300,
            4,s3://b/4.wav,x,Jane,,laugh,0,0.00001,300,

            """
        let imported = try Self.imported(yaml, table)
        #expect(imported.labels.first?.data["segments"] == [["track": "s", "start": 4800, "end": 81600]])
        #expect(imported.labels.first?.data["_seal"] == ["rationale": "because"])
        #expect(imported.labels.first?.data["durationMs"] == 300)
        #expect(imported.notes.map(\.code) == [.rounded])
        #expect(imported.problems.map(\.code) == [.outsideTrack, .outsideTrack])
        #expect(imported.problems.last?.sentence.contains("shorter than a tick") == true)
        #expect(imported.actors == [ForeignActor(annotator: "x", name: "Jane", email: "j@x.org")])
        let track = imported.items.first?.data["tracks"]?.array?.first
        #expect(track?["mediaType"] == "text/uri-list")
        #expect(track?["digest"]?.string == Digest(hashing: "s3://b/1.wav").contentDigest)
    }

    static let numbers: [(cell: String, isRounded: Bool)] = [
        ("0.1234567890123456789012", true), ("0.30000000000000004", false), ("0.1", false), ("1.50", false), ("-2.5e1", false),
        ("0.50000000000000000000", false), ("12345678.123456789", true), ("7", false), ("9007199254740990.4", true),
    ]

    @Test("a number that cannot be kept digit for digit is noted", arguments: numbers)
    func rounding(cell: String, isRounded: Bool) throws {
        let yaml = Self.head + "label: {name: q, value: {kind: number, number: \"{v}\"}}\n"
        let imported = try Self.imported(yaml, "i,a,v,c\n1,x,\(cell),t\n")
        #expect(imported.labels.count == 1)
        #expect(imported.notes.map(\.code) == (isRounded ? [.rounded] : []))
    }

    @Test("a number in JSON Lines that cannot be kept digit for digit is noted", arguments: numbers)
    func roundingInJSONLines(cell: String, isRounded: Bool) throws {
        let yaml = Self.head + "label: {name: q, value: {kind: number, number: \"{v}\"}}\n"
        let imported = try Self.imported(yaml, "{\"i\":1,\"a\":\"x\",\"v\":\(cell),\"c\":\"t\"}\n", name: "t.jsonl")
        #expect(imported.labels.count == 1 && imported.problems == [])
        #expect(imported.notes.map(\.code) == (isRounded ? [.rounded] : []))
    }

    @Test("a number that is too large for one is told so")
    func largeNumber() throws {
        let yaml = Self.head + "label: {name: q, value: {kind: number, number: \"{v}\"}}\n"
        let problem = try #require(try Self.imported(yaml, "i,a,v,c\n1,x,12345678901234567,t\n").problems.first)
        #expect(problem.sentence.contains("past ±(2^53 − 1)"), "\(problem)")
    }

    // MARK: - Places

    /// Places on the text `💩 rains`: 7 characters, 8 in UTF-16.
    static let places: [(unit: String, start: Int, end: Int, characters: [Int64]?)] = [
        ("characters", 0, 7, [0, 7]), ("characters", 2, 8, nil), ("utf16", 0, 8, [0, 7]), ("utf16", 3, 8, [2, 7]),
        ("utf16", 0, 9, nil), ("utf16", 1, 8, nil), ("utf16", 2, 2, [1, 1]),
    ]

    @Test("places are on the item's text, whichever table holds it, and UTF-16 is made characters", arguments: places)
    func textPlaces(unit: String, start: Int, end: Int, characters: [Int64]?) throws {
        let yaml =
            Self.head + "label: {name: q, value: {kind: span, label: \"{v}\"}, "
            + "segments: [{track: t, start: \"{from}\", end: \"{to}\", unit: \(unit)}]}\n"
        let expected: [JSONValue?] =
            characters.map {
                [[["track": "t", "region": ["kind": "characters", "start": .integer($0[0]), "end": .integer($0[1])]]]]
            } ?? []
        let one = try Self.imported(yaml, "i,a,v,c,from,to\n1,x,y,💩 rains,\(start),\(end)\n")
        #expect(one.labels.map { $0.data["segments"] } == expected)
        #expect(one.problems.map(\.code) == (characters == nil ? [.outsideTrack] : []))
        let mapping = try TableMapping(yaml: yaml + "items: {file: items.csv}\n", file: "m.yaml")
        let two = try Imported(
            TableImporter(
                mapping: mapping, table: source("i,a,v,from,to\n1,x,y,\(start),\(end)\n"),
                items: source("i,c\n1,💩 rains\n", "items.csv"), secret: secret))
        #expect(two.labels.map { $0.data["segments"] } == expected)
        #expect(two.problems == one.problems.map { ImportRemark($0.code, two.problems[0].place, $0.sentence) })
    }

    @Test("a segment ends with its recording, where the table says how long that is")
    func recordingEnds() throws {
        let yaml = """
            dataset: d
            origin: collected
            item: {id: "{i}", tracks: [{id: s, modality: audio, reference: "{u}", timebase: 1/1000, duration: "{d}"}]}
            annotator: "{a}"
            label:
              name: q
              value: {kind: span, label: "{v}"}
              segments: [{track: s, start: "{from}", end: "{to}", unit: seconds}]
            """
        let imported = try Self.imported(
            yaml, "i,u,d,a,v,from,to\n1,s3://b/1.wav,1500,x,laugh,0,1.5\n2,s3://b/2.wav,1500,x,laugh,0,1.501\n")
        #expect(imported.labels.map { $0.data["segments"] } == [[["track": "s", "start": 0, "end": 1500]]])
        #expect(imported.problems.map(\.code) == [.outsideTrack])
        #expect(imported.problems.first?.sentence.contains("1500 ticks") == true)
    }

    @Test("a version of a guideline is cited by its name, which a column may hold")
    func guidelineVersion() throws {
        let yaml =
            Self.head + "label: {name: q, guideline: {id: g, version: \"{gv}\"}, value: {kind: choice, choice: \"{v}\"}}\n"
        let label = try #require(try Self.imported(yaml, "i,a,v,c,gv\n1,x,y,t,2\n").labels.first)
        #expect(label.citations.last == .init(member: "guideline", subject: .guideline("g"), version: "2"))
    }

    @Test("a model's rows are suggestions with a confidence")
    func model() throws {
        let yaml =
            Self.head.replacing("annotator: \"{a}\"", with: "model: {model: bert, version: \"{a}\"}")
            + "label: {name: q, value: {kind: choice, choice: \"{v}\"}, confidence: \"{p}\", guideline: g}\n"
        let imported = try Self.imported(yaml, "i,a,v,c,p\n1,v2,y,t,0.75\n2,v2,y,t,1.5\n")
        #expect(imported.actors.map(\.model) == [.init(name: "bert", version: "v2")])
        #expect(imported.labels.map(\.type) == ["touchmark.label.suggested"])
        #expect(imported.labels.first?.data["confidence"] == .number(0.75))
        #expect(imported.labels.first?.citations.last == .init(member: "guideline", subject: .guideline("g")))
        #expect(imported.problems.map(\.code) == [.unknownValue])
    }

    @Test("a revision follows the guideline that its label does")
    func revision() throws {
        let yaml = Self.head + "label: {name: q, guideline: g, value: {kind: choice, choice: \"{v}\"}}\n"
        let label = try #require(try Self.imported(yaml, "i,a,v,c\n1,x,y,t\n").labels.first)
        let head = EventReference(id: label.id, digest: .zero)
        let revision = ImportScope(importer: "table", dataset: "d", secret: secret).revision(of: label, head: head)
        #expect(revision.citations == label.citations && revision.citations.map(\.member) == ["on", "guideline"])
        #expect(revision.data["revises"] == head.json && revision.id != label.id)
    }

    @Test("of several annotators in a row, who did not answer is passed over or a problem, as the mapping says")
    func wide() throws {
        let yaml =
            Self.head.replacing("annotator: \"{a}\"", with: "annotators: [{id: p, value: \"{p}\"}, {id: q, value: \"{q}\"}]")
        let table = "i,c,p,q\n1,t,yes,\n"
        let strict = try Self.imported(yaml + "label: {name: n, value: {kind: choice, choice: \"{$value}\"}}\n", table)
        #expect(strict.problems.map(\.code) == [.emptyCell])
        let lenient = try Self.imported(
            yaml + "label: {name: n, skipEmpty: true, value: {kind: choice, choice: \"{$value}\"}}\n", table)
        #expect(lenient.problems == [])
        #expect(lenient.actors.map(\.id.text) == ["p"])
    }

    @Test("gold is placed once an item by an operator; another answer later is a problem")
    func gold() throws {
        let yaml = Self.choice + "gold: {name: q, value: {kind: choice, choice: \"{g?}\"}}\n"
        let imported = try Self.imported(yaml, "i,a,v,c,l,g\n1,x,y,t,1,y\n1,z,y,t,2,y\n1,w,y,t,3,n\n")
        let gold = imported.events.filter { $0.author == .operator }
        #expect(gold.map { $0.data["_seal"]?["value"] } == [["kind": "choice", "choice": "y"]])
        #expect(imported.problems.map(\.code) == [.conflictingRecord])
        #expect(imported.labels.count == 3)
    }

    @Test("gold that no label of the table can be held against is noted once, with the first of its items")
    func unansweredGold() throws {
        let table = "i,a,v,c,l,g\n" + (1...8).map { "\($0),x,y,t,1,y\n" }.joined()
        let other = try Self.imported(Self.choice + "gold: {name: other, value: {kind: choice, choice: \"{g}\"}}\n", table)
        #expect(other.notes.map(\.code) == [.unansweredGold])
        #expect(other.notes.first?.sentence.contains(": 8 (1, 2, 3, 4, 5 and 3 more);") == true)
        #expect(other.events.count { $0.author == .operator } == 8, "it is placed all the same")
        // An answer may come before the gold, and gold may be of an item that nobody labelled.
        let yaml =
            Self.head + "label: {name: q, skipEmpty: true, value: {kind: choice, choice: \"{v}\"}}\n"
            + "gold: {name: q, value: {kind: choice, choice: \"{g}\"}}\n"
        let some = try Self.imported(yaml, "i,a,v,c,g\n1,x,y,t,\n1,z,,t,y\n2,x,,t,y\n")
        #expect(some.notes.map(\.code) == [.unansweredGold])
        #expect(some.notes.first?.sentence.contains(": 1 (2);") == true)
        let all = try Self.imported(yaml, "i,a,v,c,g\n1,x,y,t,y\n")
        #expect(all.notes == [])
    }

    @Test("a table of items comes first; a double item and a judgment of an unknown one are problems")
    func itemsTable() throws {
        let mapping = try TableMapping(yaml: Self.choice + "items: {file: items.csv}\n", file: "m.yaml")
        #expect(mapping.itemsFile == "items.csv")
        let imported = try Imported(
            TableImporter(
                mapping: mapping, table: source("i,a,v,l\n1,x,y,1\n3,x,y,2\n"),
                items: source("i,c\n1,text\n2,more\n1,again\n", "items.csv"), secret: secret))
        #expect(imported.faults == [])
        #expect(imported.items.count == 2)
        #expect(imported.problems.map(\.code) == [.duplicateItem, .unknownItem])
        #expect(throws: ImportError.self) { try TableImporter(mapping: mapping, table: source("i,a,v,l\n"), secret: secret) }
    }

    // MARK: - Times

    static let times: [(spec: String, text: String, expected: String?)] = [
        ("\"{t}\"", "2024-05-01T10:00:00Z", "2024-05-01T10:00:00Z"),
        ("{value: \"{t}\", zone: UTC}", "2024-05-01T10:00:00+02:00", "2024-05-01T08:00:00Z"),
        ("\"{t}\"", "2024-05-01T10:00:00+02:00", "2024-05-01T08:00:00Z"),
        ("\"{t}\"", "2024-05-01 10:00:00.123456789Z", "2024-05-01T10:00:00.123456Z"),
        ("\"{t}\"", "2024-05-01T10:00:00.5-05:30", "2024-05-01T15:30:00.500000Z"),
        ("\"{t}\"", "2024-05-01T10:00:00+0200", nil),
        ("\"{t}\"", "2024-05-01T10:00:00+02", nil),
        ("\"{t}\"", "2024-05-01T10:00:00 +02:00", nil),
        ("\"{t}\"", "2024-05-01T10:00:00+24:00", nil),
        ("\"{t}\"", "2024-05-01T10:00:00", nil),
        ("{value: \"{t}\", zone: UTC}", "2024-05-01T10:00:00", "2024-05-01T10:00:00Z"),
        ("{value: \"{t}\", zone: \"-05:30\"}", "2024-05-01 10:00:00", "2024-05-01T15:30:00Z"),
        ("\"{t}\"", "2024-02-30T10:00:00Z", nil),
        ("\"{t}\"", "2024-05-01T10:00:60Z", nil),
        ("\"{t}\"", "1 May 2024", nil),
        ("\"{t}\"", "2999-01-01T00:00:00Z", "2999-01-01T00:00:00Z"),
        ("{value: \"{t}\", form: unix-seconds}", "1714557600.5", "2024-05-01T10:00:00.500000Z"),
        ("{value: \"{t}\", form: unix-milliseconds}", "1714557600500", "2024-05-01T10:00:00.500000Z"),
        ("{value: \"{t}\", form: unix-seconds}", "999999999999999", nil),
    ]

    @Test("times keep their moment, whatever it is; without a zone they need one from the mapping", arguments: times)
    func time(spec: String, text: String, expected: String?) throws {
        let imported = try Self.imported(Self.choice + "time: \(spec)\n", "i,a,v,c,l,t\n1,x,y,t,1,\(text)\n")
        #expect(imported.labels.first?.time?.description == expected)
        #expect(imported.problems.map(\.code) == (expected == nil ? [.badTime] : []))
    }
}
