import Testing

@testable import Connectors

@Suite("Mapping files")
struct TableMappingTests {
    static let good = """
        dataset: d
        origin: collected
        item: {id: "{i}", tracks: [{id: t, modality: text, mediaType: text/plain, content: "{c}"}]}
        annotator: "{a}"
        label: {name: q, value: {kind: choice, choice: "{v}"}}
        """

    static let refused: [(from: String, to: String, saying: String)] = [
        ("dataset: d", "dataset: d\ncolour: red", "colour"),
        ("dataset: d\n", "", "dataset is missing"),
        ("origin: collected\n", "", "origin is missing"),
        ("origin: collected", "origin: found", "collected, synthetic"),
        ("annotator: \"{a}\"\n", "", "annotator, annotators and model"),
        ("annotator: \"{a}\"", "annotator: \"{a\"", "not closed"),
        ("annotator: \"{a}\"", "annotator: \"{a|upper}\"", "no filter"),
        ("annotator: \"{a}\"", "annotator: \"{}\"", "no column"),
        ("kind: choice", "kind: vibe", "choice, number"),
        ("kind: choice, choice", "kind: number, choice", "number is missing"),
        ("origin: collected", "origin: {kind: synthetic, model: gen, version: \"{mv}\"}", "origin.version is one for all items"),
        ("origin: collected", "origin: {kind: synthetic, model: \"{m}\"}", "origin.model is one for all items"),
        ("modality: text", "modality: smell", "text, image"),
        ("content: \"{c}\"", "content: \"{c}\", digest: \"{c}\"", "one of content"),
        ("name: q,", "name: q, confidence: \"{p}\",", "label.asserted has no such member"),
        ("name: q,", "name: q, segments: [{track: x, start: \"{s}\", end: \"{e}\"}],", "no track"),
        ("name: q,", "name: q, segments: [{track: t, start: \"{s}\", end: \"{e}\"}],", "no timebase"),
        ("label:", "dataset: e\nlabel:", "not YAML"),
        ("label: {", "label: [", "not YAML"),
        ("id: t,", "id: t, timebase: fast,", "1/48000"),
        ("dataset: d", "dataset: d\nquotes: single", "rfc4180, none"),
        ("name: q,", "name: q, guideline: {id: g},", "version is missing"),
        (
            "content: \"{c}\"}]}\nannotator: \"{a}\"\nlabel: {name: q,",
            "digest: \"{c}\"}]}\nannotator: \"{a}\"\n"
                + "label: {name: q, segments: [{track: t, start: \"{s}\", end: \"{e}\", unit: utf16}],",
            "needs the track's text"
        ),
        ("dataset: d", "dataset: d\nformat: jsonl\nquotes: none", "for a csv or tsv table"),
    ]

    @Test("what a mapping does not know is refused, and what it may say is told", arguments: refused)
    func refusal(from: String, to: String, saying: String) throws {
        let error = #expect(throws: ImportError.self) {
            try TableMapping(yaml: Self.good.replacing(from, with: to), file: "m.yaml")
        }
        #expect(error?.code == .badMapping)
        #expect(error?.message.contains(saying) == true, "\(error?.message ?? "")")
    }

    @Test("an error names the line")
    func line() throws {
        let error = #expect(throws: ImportError.self) { try TableMapping(yaml: Self.good + "\nextra: 1\n", file: "m.yaml") }
        #expect(error?.place.line == 6)
    }

    @Test("the good one is read")
    func accepted() throws {
        #expect(try TableMapping(yaml: Self.good, file: "m.yaml").dataset == "d")
    }
}
