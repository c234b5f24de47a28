import Foundation
import Primitives
import Provenance
import Testing

@testable import Connectors

@Suite("Label Studio exports")
struct LabelStudioTests {
    static let xml = """
        <View>
          <Audio name="audio" value="$audio" hotkey="space"/>
          <Labels name="emo" toName="audio"><Label value="laugh"/></Labels>
          <Video name="video" value="$video" framerate="25"/>
          <Text name="text" value="$text"/>
          <Rating name="conf" toName="text" maxRating="5"/>
        </View>
        """

    static func options(_ change: (inout LabelStudioOptions) throws -> Void = { _ in }) throws -> LabelStudioOptions {
        var options = LabelStudioOptions(dataset: "mustard", origin: .init(kind: .collected))
        options.configuration = try LabelStudioConfiguration(xml: xml, file: "config.xml")
        try change(&options)
        return options
    }

    static func imported(_ file: ByteSource, _ options: LabelStudioOptions) throws -> Imported {
        let imported = try Imported(LabelStudioImporter(export: file, options: options, secret: secret))
        #expect(imported.faults == [])
        return imported
    }

    /// One task with the audio, video and text of the configuration, and one annotation by user 1 with these results.
    static func task(_ results: String, text: String = "Oh great, another meeting.") -> ByteSource {
        source(
            """
            [{"id": 7, "data": {"audio": "http://x/a.wav", "video": "http://x/v.mp4", "text": "\(text)"},
              "annotations": [{"id": 1, "unique_id": "u", "completed_by": 1, "created_at": "2026-01-01T00:00:00Z",
                "result": [\(results)]}]}]
            """, "export.json")
    }

    // MARK: - Recorded files

    static let recorded = Files.data.appendingPathComponent("label-studio/export.json")

    @Test(
        "the recorded export becomes 2 items, 2 annotators and 12 labels",
        .enabled(if: Files.isDataThere, "../shared/data is not there"))
    func export() throws {
        let imported = try Self.imported(try ByteSource(file: Self.recorded), try Self.options { $0.toolVersion = "1.23" })
        #expect(imported.problems == [])
        #expect(imported.items.map { $0.data["item"] } == ["1", "2"])
        #expect(imported.actors.map(\.id.text) == ["2", "1"])
        #expect(imported.labels.count == 12)
        #expect(
            imported.notes.map(\.code) == [
                .referenceOnly, .referenceOnly, .predictionWithoutBody, .editedByAnother, .groundTruth,
            ])

        let labels = imported.labels.prefix(6)
        #expect(labels.allSatisfy { $0.author == .foreign(.init(.annotator, "2")) && $0.data["durationMs"] == 3000 })
        #expect(labels.first?.time == Timestamp("2026-11-22T21:38:17.029578Z"))
        #expect(labels.first?.data["label"] == "14b35890-0f73-4af2-a8a6-9b0347fc64b4.r-aud.emo")
        #expect(labels.compactMap { $0.data["name"]?.string } == ["emo", "vt", "span", "sar", "conf", "why"])
        #expect(
            labels.compactMap { $0.data["value"] } == [
                ["kind": "span", "labels": ["sarcasm"]], ["kind": "span", "labels": ["gesture"]],
                ["kind": "span", "labels": ["cue"]], ["kind": "choice", "choice": "sarcastic"],
                ["kind": "number", "number": 4, "scale": ["minimum": 1, "maximum": 5]],
                ["kind": "text", "_seal": ["text": "flat prosody"]],
            ])
        #expect(
            labels.compactMap { $0.data["segments"] } == [
                [["track": "audio", "start": 500_000, "end": 1_750_000]], [["track": "video", "start": 9, "end": 40]],
                [["track": "text", "region": ["kind": "characters", "start": 0, "end": 8]]],
                [], [], [],
            ])

        let tracks = imported.items.first?.data["tracks"]?.array ?? []
        #expect(tracks.compactMap { $0["id"]?.string } == ["audio", "video", "text"])
        #expect(tracks[0]["duration"] == 6_000_000)
        #expect(tracks[0]["mediaType"] == "text/uri-list")
        #expect(tracks[1]["timebase"] == ["numerator": 1, "denominator": 25])
        #expect(tracks[2]["digest"]?.string == Digest(hashing: "Oh great, another meeting 0.").contentDigest)
    }

    @Test(
        "without a configuration the recorded export needs the frame rate, and only the video's labels fail",
        .enabled(if: Files.isDataThere, "../shared/data is not there"))
    func withoutConfiguration() throws {
        let bare = try Self.imported(try ByteSource(file: Self.recorded), try Self.options { $0.configuration = nil })
        #expect(bare.problems.map(\.code) == [.unknownFrameRate, .unknownFrameRate])
        #expect(bare.labels.count == 10)
        let rated = try Self.imported(
            try ByteSource(file: Self.recorded),
            try Self.options {
                $0.configuration = nil
                $0.frameRate = "30000/1001"
            })
        #expect(rated.problems == [])
        let video = rated.items.first?.data["tracks"]?.array?.first { $0["id"] == "video" }
        #expect(video?["timebase"] == ["numerator": 1001, "denominator": 30000])
    }

    @Test(
        "a recorded task with its prediction: suggestions first, and each label names the one that it began from",
        .enabled(if: Files.isDataThere, "../shared/data is not there"))
    func prediction() throws {
        let file = Files.data.appendingPathComponent("label-studio/task0.json")
        let imported = try Self.imported(
            try ByteSource(file: file), try Self.options { $0.editing = .owner })
        #expect(imported.problems == [])
        #expect(imported.actors.map(\.id.kind) == [.model, .annotator])
        #expect(imported.actors.first?.model == .init(name: "sarc-0.3", version: "sarc-0.3"))
        #expect(imported.actors.last == ForeignActor(annotator: "1", email: "alice@example.org"))
        let suggested = imported.labels.filter { $0.type == "touchmark.label.suggested" }
        let asserted = imported.labels.filter { $0.type == "touchmark.label.asserted" }
        #expect(suggested.count == 6 && asserted.count == 6)
        #expect(suggested.allSatisfy { $0.data["confidence"] == .number(0.81) })
        // The prediction said "sincere" where the annotation says "sarcastic": that, too, began from it.
        #expect(asserted.map(\.begunFrom) == suggested.map { .label("mustard", "1", $0.data["label"]?.string ?? "") })
        #expect(asserted.first?.begunFrom == .label("mustard", "1", "prediction-1.r-aud.emo"))
    }

    // MARK: - Results

    static func result(_ type: String, _ value: String, to: String = "text", id: String = "\"r\"") -> String {
        "{\"id\": \(id), \"from_name\": \"q\", \"to_name\": \"\(to)\", \"type\": \"\(type)\", \"value\": \(value)}"
    }

    static let values: [(result: String, value: JSONValue, segments: JSONValue)] = [
        (result("choices", #"{"choices": ["a", "b"]}"#), ["kind": "choice", "choices": ["a", "b"]], []),
        (result("number", #"{"number": 2.5}"#), ["kind": "number", "number": .number(2.5)], []),
        (result("textarea", #"{"text": ["a", "b"]}"#), ["kind": "text", "_seal": ["text": "a\nb"]], []),
        (result("pairwise", #"{"selected": "right"}"#, to: "a,b"), ["kind": "ranking", "order": ["right", "left"]], []),
        (result("ranker", #"{"ranker": ["c", "a"]}"#), ["kind": "ranking", "order": ["c", "a"]], []),
        (result("ranker", #"{"ranker": {"best": ["c", "a"]}}"#), ["kind": "ranking", "order": ["c", "a"]], []),
        (
            result(
                "timelinelabels", #"{"ranges": [{"start": 1, "end": 2}, {"start": 5, "end": 9}], "timelinelabels": ["g"]}"#,
                to: "video"),
            ["kind": "span", "labels": ["g"]],
            [["track": "video", "start": 0, "end": 2], ["track": "video", "start": 4, "end": 9]]
        ),
        (
            result("choices", #"{"start": 0.1, "end": 1.7, "channel": 1, "choices": ["loud"]}"#, to: "audio"),
            ["kind": "choice", "choice": "loud"],
            [["track": "audio", "start": 100_000, "end": 1_700_000, "region": ["kind": "channel", "channel": 1]]]
        ),
        (
            result("choices", #"{"ranges": [{"start": 1, "end": 2}], "choices": ["wild"]}"#, to: "video"),
            ["kind": "choice", "choice": "wild"], [["track": "video", "start": 0, "end": 2]]
        ),
        (
            result("choices", #"{"start": 0, "end": 2, "text": "Oh", "choices": ["loud"]}"#),
            ["kind": "choice", "choice": "loud"],
            [["track": "text", "region": ["kind": "characters", "start": 0, "end": 2]]]
        ),
        (
            result("textarea", #"{"start": 0, "end": 2, "text": ["a sigh"]}"#), ["kind": "text", "_seal": ["text": "a sigh"]],
            [["track": "text", "region": ["kind": "characters", "start": 0, "end": 2]]]
        ),
    ]

    @Test("each kind of result becomes one label", arguments: values)
    func kinds(result: String, value: JSONValue, segments: JSONValue) throws {
        let imported = try Self.imported(Self.task(result), try Self.options())
        #expect(imported.problems == [])
        #expect(imported.labels.map { $0.data["value"] } == [value])
        #expect(imported.labels.map { $0.data["segments"] } == [segments])
    }

    static let refused: [(result: String, code: ImportRemark.Code)] = [
        (result("brushlabels", #"{"rle": [1]}"#), .unsupportedResult),
        (#"{"type": "relation", "from_id": "a", "to_id": "b"}"#, .unsupportedResult),
        (result("choices", #"{"choices": []}"#), .malformedRecord),
        (result("choices", #"{"choices": [1]}"#), .malformedRecord),
        (result("choices", "null"), .malformedRecord),
        (result("rating", #"{"rating": "4"}"#), .malformedRecord),
        (result("pairwise", #"{"selected": "none"}"#), .malformedRecord),
        (result("rating", #"{"rating": 6}"#).replacing("\"q\"", with: "\"conf\""), .unknownValue),
        (result("rating", #"{"rating": 0}"#).replacing("\"q\"", with: "\"conf\""), .unknownValue),
        (
            result("timelinelabels", #"{"ranges": [{"start": 0, "end": 2}], "timelinelabels": ["g"]}"#, to: "video"),
            .outsideTrack
        ),
        (result("ranker", #"{"ranker": {"a": ["x"], "b": ["y"]}}"#), .unsupportedResult),
        (result("choices", #"{"choices": ["a"]}"#, to: "elsewhere"), .unknownTrack),
        (result("labels", #"{"start": 2, "end": 1, "labels": ["a"]}"#, to: "audio"), .outsideTrack),
        (result("labels", #"{"start": "0", "end": 1, "labels": ["a"]}"#, to: "audio"), .outsideTrack),
        (result("labels", #"{"start": 0, "end": 999, "text": "x", "labels": ["a"]}"#), .outsideTrack),
        (result("labels", #"{"start": 0, "end": 2, "text": "no", "labels": ["a"]}"#), .outsideTrack),
        (result("timelinelabels", #"{"ranges": [], "timelinelabels": ["g"]}"#, to: "video"), .malformedRecord),
        (result("labels", #"{"labels": ["a"]}"#), .malformedRecord),
        (result("rectanglelabels", #"{"rectanglelabels": ["a"]}"#, to: "video"), .malformedRecord),
        (result("choices", #"{"choices": ["a"]}"#, id: "\"a\\nb\""), .badIdentifier),
    ]

    @Test("a result that cannot be imported is said, and the annotation's others are imported", arguments: refused)
    func refusals(result: String, code: ImportRemark.Code) throws {
        let good = Self.result("number", #"{"number": 1}"#, id: "\"good\"")
        let imported = try Self.imported(Self.task(result + "," + good), try Self.options())
        #expect(imported.problems.map(\.code) == [code])
        #expect(imported.problems.first?.description.contains("task 7, annotation 1, result") == true)
        #expect(imported.labels.map { $0.data["label"] } == ["u.good.q"])
    }

    // MARK: - Where a result holds

    /// As in a task with an image and a time series.
    static func importedPicture(_ results: String) throws -> Imported {
        let xml = "<View><Image name=\"image\" value=\"$image\"/><TimeSeries name=\"series\" value=\"$series\"/></View>"
        let file = source(
            """
            [{"id": 7, "data": {"image": "http://x/i.png", "series": "http://x/s.csv"},
              "annotations": [{"id": 1, "unique_id": "u", "completed_by": 1, "result": [\(results)]}]}]
            """, "export.json")
        return try imported(file, try options { $0.configuration = try LabelStudioConfiguration(xml: xml, file: "c.xml") })
    }

    static let box: JSONValue = [
        ["track": "image", "region": ["kind": "box", "unit": "percent", "x": 1, "y": .number(2.5), "width": 3, "height": 4]]
    ]
    static let polygon: JSONValue = [
        ["track": "image", "region": ["kind": "polygon", "unit": "percent", "points": [[1, 2], [3, 4], [5, 6]]]]
    ]

    static let drawn: [(type: String, place: String, answer: String, value: JSONValue, segments: JSONValue)] = [
        ("rectanglelabels", "box", #""rectanglelabels": ["b"]"#, ["kind": "box", "labels": ["b"]], box),
        ("rectangle", "box", "", ["kind": "box", "labels": []], box),
        ("labels", "box", #""labels": ["b"]"#, ["kind": "span", "labels": ["b"]], box),
        ("choices", "box", #""choices": ["b"]"#, ["kind": "choice", "choice": "b"], box),
        ("rating", "polygon", #""rating": 3"#, ["kind": "number", "number": 3], polygon),
        ("polygonlabels", "polygon", #""polygonlabels": ["p"]"#, ["kind": "polygon", "labels": ["p"]], polygon),
    ]

    private static func region(_ name: String) -> String {
        name == "box"
            ? #""x": 1, "y": 2.5, "width": 3, "height": 4, "rotation": 0"#
            : #""points": [[1, 2], [3, 4], [5, 6]], "closed": true"#
    }

    @Test("a result on what was drawn on an image holds there", arguments: drawn)
    func onImages(type: String, place: String, answer: String, value: JSONValue, segments: JSONValue) throws {
        let members = [Self.region(place), answer].filter { !$0.isEmpty }.joined(separator: ", ")
        let imported = try Self.importedPicture(Self.result(type, "{\(members)}", to: "image"))
        #expect(imported.problems == [])
        #expect(imported.labels.map { $0.data["value"] } == [value])
        #expect(imported.labels.map { $0.data["segments"] } == [segments])
    }

    /// Members by which Label Studio places a region, on what.
    static let places: [(to: String, place: String)] = [
        ("image", #""format": "rle", "rle": [1, 2]"#),
        ("image", #""imageDataURL": "data:image/png;base64,AA""#),
        ("image", #""x": 1, "y": 2, "radiusX": 3, "radiusY": 4, "rotation": 0"#),
        ("image", #""x": 1, "y": 2, "width": 0.5"#),
        ("image", #""vertices": [{"x": 1, "y": 2}, {"x": 3, "y": 4}], "closed": false"#),
        ("image", #""points": [[1, 2], [3, 4], [5, 6]], "closed": false"#),
        ("image", #""x": 1, "y": 2, "width": 3, "height": 4, "pageIndex": 2"#),
        ("image", #""start": 1, "end": 2"#),
        ("series", #""start": 1592250751951, "end": 1592250761951, "instant": false"#),
        ("series", #""start": "2020-06-15", "end": "2020-06-16", "instant": false"#),
        ("series", #""start": 1, "end": 2"#),
        ("series", #""x": 1, "y": 2, "width": 3, "height": 4"#),
    ]

    @Test(
        "a result on a region whose place has no form here is a problem, and never a label on the whole item", arguments: places,
        ["choices", "labels", "rating", "textarea"])
    func strangePlaces(place: (to: String, place: String), type: String) throws {
        let answer = ["rating": #""rating": 3"#, "textarea": #""text": ["a"]"#][type] ?? #""\#(type)": ["a"]"#
        let good = Self.result("choices", #"{"choices": ["whole"]}"#, to: "image", id: "\"good\"")
        let imported = try Self.importedPicture(
            Self.result(type, "{\(place.place), \(answer)}", to: place.to) + "," + good)
        #expect(imported.problems.map(\.code) == [.unsupportedResult])
        #expect(imported.problems.first?.description.contains("task 7, annotation 1, result r") == true)
        #expect(imported.labels.map { $0.data["label"] } == ["u.good.q"])
    }

    static let strangeResults = [
        result(
            "choices",
            #"{"framesCount": 9, "duration": 1, "sequence": [{"frame": 1, "x": 1, "y": 1, "width": 1, "height": 1}], "choices": ["a"]}"#,
            to: "video"),
        result(
            "labels", #"{"framesCount": 9, "sequence": [{"frame": 1, "vertices": []}], "labels": ["a"]}"#, to: "video"),
        result("choices", #"{"x": 1, "y": 2, "width": 3, "height": 4, "choices": ["a"]}"#, to: "video"),
        result("choices", #"{"ranges": [{"start": 1, "end": 2}], "choices": ["a"]}"#, to: "audio"),
        result("choices", #"{"start": 0, "end": 2, "text": "Oh", "choices": ["a"]}"#, to: "audio"),
        result("choices", #"{"start": 0, "end": 2, "channel": 0, "choices": ["a"]}"#),
        result(
            "labels",
            #"{"start": "/p[1]/text()[1]", "end": "/p[1]/text()[1]", "startOffset": 0, "endOffset": 2, "text": "Oh", "labels": ["a"]}"#
        ),
        result("choices", #"{"start": "0", "end": "0", "startOffset": 0, "endOffset": 2, "choices": ["a"]}"#),
        result("choices", #"{"choices": ["a"], "labels": ["b"]}"#),
    ]

    @Test("a place that is not of the track's kind is a problem", arguments: strangeResults)
    func otherKinds(result: String) throws {
        let imported = try Self.imported(Self.task(result), try Self.options())
        #expect(imported.problems.map(\.code) == [.unsupportedResult])
        #expect(imported.labels.isEmpty)
    }

    @Test("a region that Label Studio writes again as it got it may hold answers of other controls, and a model's score")
    func rawRegion() throws {
        let box = Self.region("box")
        let imported = try Self.importedPicture(
            Self.result("choices", "{\(box), \"rectanglelabels\": [\"A\"], \"choices\": [\"a\"], \"score\": 0.7}", to: "image"))
        #expect(imported.problems.isEmpty)
        let plain = try Self.importedPicture(Self.result("choices", "{\(box), \"choices\": [\"a\"]}", to: "image"))
        #expect(imported.labels.map { $0.data["segments"] } == plain.labels.map { $0.data["segments"] })
        #expect(imported.labels.count == 1 && imported.labels[0].data["segments"]?.array?.count == 1)
    }

    @Test("the problem names the members that give the place, and the kind of track")
    func namedMembers() throws {
        let mask = try Self.importedPicture(
            Self.result("choices", #"{"format": "rle", "rle": [1], "choices": ["a"]}"#, to: "image"))
        #expect(mask.problems.first?.sentence.contains("a place given by format, rle on a track of image cannot") == true)
        let guessed = try Self.imported(
            Self.task(Self.result("choices", #"{"x": 1, "y": 2, "width": 3, "height": 4, "choices": ["a"]}"#)),
            try Self.options { $0.configuration = nil })
        #expect(guessed.problems.first?.sentence.contains("taken for text without the labelling configuration") == true)
    }

    @Test(
        "one image of several, and a turned one, are no places", arguments: [#""item_index": 1"#, #""image_rotation": 90"#])
    func otherImages(member: String) throws {
        let drawn = Self.result("choices", "{\(Self.region("box")), \"choices\": [\"a\"]}", to: "image")
        let imported = try Self.importedPicture(drawn.replacing("{\"id\"", with: "{\(member), \"id\""))
        #expect(imported.problems.map(\.code) == [.unsupportedResult])
        #expect(imported.labels.isEmpty)
    }

    @Test("an answer about one image of several is not about all of them")
    func perItem() throws {
        let answer = Self.result("choices", #"{"choices": ["a"]}"#, to: "image")
        let imported = try Self.importedPicture(answer.replacing("{\"id\"", with: "{\"item_index\": 0, \"id\""))
        #expect(imported.problems.map(\.code) == [.unsupportedResult])
    }

    @Test(
        "other types of result are problems",
        arguments: [
            "taxonomy", "datetime", "hypertextlabels", "paragraphlabels", "timeserieslabels", "videorectangle", "videovector",
            "ellipse", "ellipselabels", "keypoint", "keypointlabels", "brush", "brushlabels", "magicwand", "bitmask",
            "bitmasklabels", "vector", "vectorlabels", "ocrlabels", "chatmessage", "reactcode", "",
        ])
    func otherTypes(type: String) throws {
        let imported = try Self.imported(Self.task(Self.result(type, "{\"\(type)\": [\"a\"]}")), try Self.options())
        #expect(imported.problems.map(\.code) == [.unsupportedResult])
        #expect(imported.labels.isEmpty)
    }

    @Test("an outline of fewer than three points is a problem")
    func fewPoints() throws {
        let imported = try Self.importedPicture(
            Self.result("polygonlabels", #"{"points": [[1, 2]], "polygonlabels": ["p"]}"#, to: "image"))
        #expect(imported.problems.map(\.code) == [.malformedRecord])
    }

    @Test("regions with one id but two questions are two labels; with one question they are a problem")
    func perRegion() throws {
        let one = Self.result("number", #"{"number": 1}"#)
        let other = one.replacing("\"q\"", with: "\"other\"")
        let imported = try Self.imported(Self.task([one, other, one].joined(separator: ",")), try Self.options())
        #expect(imported.labels.map { $0.data["label"] } == ["u.r.q", "u.r.other"])
        #expect(imported.problems.map(\.code) == [.duplicateLabel])
    }

    @Test("offsets in UTF-16 are told from offsets in characters by the text they quote")
    func offsets() throws {
        let text = "💩 an annotation"
        let new = Self.result("labels", #"{"start": 5, "end": 15, "text": "annotation", "labels": ["x"]}"#)
        let old = Self.result("labels", #"{"start": 6, "end": 16, "text": "annotation", "labels": ["x"]}"#)
        let expected: JSONValue = [
            ["track": "text", "region": ["kind": "characters", "start": 5, "end": 15]]
        ]
        let first = try Self.imported(Self.task(new, text: text), try Self.options())
        #expect(
            first.labels.first?.data["segments"] == expected && first.notes.contains { $0.code == .offsetsConverted } == false)
        let second = try Self.imported(Self.task(old, text: text), try Self.options())
        #expect(second.labels.first?.data["segments"] == expected && second.notes.contains { $0.code == .offsetsConverted })
    }

    private static func characters(_ start: Int64, _ end: Int64) -> JSONValue {
        [["track": "text", "region": ["kind": "characters", "start": .integer(start), "end": .integer(end)]]]
    }

    @Test("what a region covers is known from any result on it: a remark is where the label is")
    func offsetsOfRemarks() throws {
        let text = "💩 an annotation"
        let remark = Self.result("textarea", #"{"start": 6, "end": 16, "text": ["a remark"]}"#)
        let label = Self.result("labels", #"{"start": 6, "end": 16, "text": "annotation", "labels": ["x"]}"#)
            .replacing("\"q\"", with: "\"cue\"")
        let both = try Self.imported(Self.task(remark + "," + label, text: text), try Self.options())
        #expect(both.problems == [] && both.labels.count == 2)
        #expect(both.labels.allSatisfy { $0.data["segments"] == Self.characters(5, 15) })
        let alone = try Self.imported(Self.task(remark, text: text), try Self.options())
        #expect(alone.labels.isEmpty && alone.problems.map(\.code) == [.outsideTrack])
        #expect(alone.problems.first?.sentence.contains("quotes no text") == true)
        let before = try Self.imported(Self.task(remark, text: "an annotation 💩"), try Self.options())
        #expect(before.problems.map(\.code) == [.outsideTrack], "the text is shorter than that in characters")
        let plain = Self.result("textarea", #"{"start": 3, "end": 13, "text": ["a remark"]}"#)
        let undoubted = try Self.imported(Self.task(plain, text: "an annotation 💩"), try Self.options())
        #expect(undoubted.labels.map { $0.data["segments"] } == [Self.characters(3, 13)])
    }

    // MARK: - Recordings

    private static func noise(_ id: String, to end: Double, channel: Int, length: Double? = nil) -> String {
        let members = length.map { "\"original_length\": \($0), " } ?? ""
        return result(
            "labels", "{\"start\": 0, \"end\": \(end), \"channel\": \(channel), \"labels\": [\"n\"]}", to: "audio",
            id: "\"\(id)\""
        ).replacing("{\"id\"", with: "{\(members)\"id\"")
    }

    @Test("channel 0 is a channel where the channels were shown apart, and all of the recording elsewhere")
    func channels() throws {
        let whole: JSONValue = [["track": "audio", "start": 0, "end": 1_000_000]]
        let first: JSONValue = [
            ["track": "audio", "start": 0, "end": 1_000_000, "region": ["kind": "channel", "channel": 0]]
        ]
        let left = Self.noise("l", to: 1, channel: 0)
        let alone = try Self.imported(Self.task(left), try Self.options())
        #expect(alone.labels.first?.data["segments"] == whole && alone.labels.first?.otherwise?.segments == first)
        let both = try Self.imported(Self.task(left + "," + Self.noise("r", to: 1, channel: 1)), try Self.options())
        #expect(both.labels.first?.data["segments"] == first && both.labels.first?.otherwise?.id == alone.labels.first?.id)
        let split = try Self.options {
            let xml = Self.xml.replacing("hotkey=\"space\"", with: "splitchannels=\"true\"")
            $0.configuration = try LabelStudioConfiguration(xml: xml, file: "config.xml")
        }
        #expect(try Self.imported(Self.task(left), split).labels.first?.data["segments"] == first)
    }

    @Test("a recording is as long as the longest that anybody heard, and each region is held against its own")
    func lengths() throws {
        let task = Self.task(
            [
                Self.noise("a", to: 5.9, channel: 0, length: 5.9), Self.noise("b", to: 6, channel: 0, length: 6),
                Self.noise("c", to: 6, channel: 0, length: 5.9), Self.noise("d", to: 6, channel: 0),
            ].joined(separator: ","))
        let imported = try Self.imported(task, try Self.options())
        #expect(imported.items.first?.data["tracks"]?.array?.first?["duration"] == 6_000_000)
        #expect(imported.labels.compactMap { $0.data["label"]?.string } == ["u.a.q", "u.b.q", "u.d.q"])
        #expect(imported.problems.map(\.code) == [.outsideTrack])
        #expect(imported.notes.count { $0.code == .lengthsDiffer } == 1)
    }

    @Test("frames are counted from 1, and one alone is a frame long; as it was read before is known")
    func frames() throws {
        let one = Self.result("timelinelabels", #"{"ranges": [{"start": 3, "end": 3}], "timelinelabels": ["g"]}"#, to: "video")
        let imported = try Self.imported(Self.task(one), try Self.options())
        #expect(imported.labels.first?.data["segments"] == [["track": "video", "start": 2, "end": 3]])
        #expect(imported.labels.first?.otherwise?.segments == [["track": "video", "start": 3, "end": 3]])
    }

    @Test("seconds that fall between samples are rounded to the nearest, and that is noted")
    func rounding() throws {
        let result = Self.result("labels", #"{"start": 0.5, "end": 1.00002, "labels": ["a"]}"#, to: "audio")
        let imported = try Self.imported(Self.task(result), try Self.options { $0.sampleRate = 44_100 })
        #expect(imported.labels.first?.data["segments"] == [["track": "audio", "start": 22050, "end": 44101]])
        #expect(imported.notes.contains { $0.code == .rounded })
    }

    @Test("a region of which rounding leaves nothing is a problem; one that is a point stays one")
    func emptied() throws {
        for (end, code) in [("1.00002", .outsideTrack), ("1.00001", nil)] as [(String, ImportRemark.Code?)] {
            let result = Self.result("labels", "{\"start\": 1.00001, \"end\": \(end), \"labels\": [\"a\"]}", to: "audio")
            let imported = try Self.imported(Self.task(result), try Self.options { $0.sampleRate = 8000 })
            #expect(imported.problems.map(\.code) == [code].compactMap { $0 })
            #expect(imported.labels.count == (code == nil ? 1 : 0))
        }
    }

    @Test("a region across a line break is found, which Label Studio quotes as a backslash and an n")
    func lineBreaks() throws {
        let span = Self.result("labels", #"{"start": 9, "end": 17, "text": "Ann\\nBerg", "labels": ["PER"]}"#)
        let imported = try Self.imported(Self.task(span, text: #"Dear Dr. Ann\nBerg, hello"#), try Self.options())
        #expect(imported.problems == [] && imported.labels.map { $0.data["segments"] } == [Self.characters(9, 17)])
    }

    // MARK: - Annotations

    static let editing: [(LabelStudioOptions.Editing, ForeignEvent.Author)] = [
        (.lastEditor, .foreign(.init(.annotator, "2"))), (.owner, .foreign(.init(.annotator, "1"))), (.connector, .connector),
    ]

    @Test("who an annotation is put to that two people worked on is chosen, and said", arguments: editing)
    func edited(editing: LabelStudioOptions.Editing, author: ForeignEvent.Author) throws {
        let file = source(
            """
            [{"id": 1, "data": {"text": "t", "audio": "a", "video": "v"},
              "annotations": [{"id": 1, "completed_by": 1, "updated_by": 2,
            "result": [\(Self.result("number", #"{"number": 1}"#))]}]}]
            """)
        let imported = try Self.imported(file, try Self.options { $0.editing = editing })
        #expect(imported.labels.map(\.author) == [author])
        #expect(imported.notes.map(\.code) == [.editedByAnother])
        #expect(imported.actors.count == (editing == .connector ? 0 : 1))
    }

    @Test("skipped tasks, empty annotations and drafts are no labels, and are said")
    func silences() throws {
        let file = source(
            """
            [{"id": 1, "data": {"text": "t"}, "drafts": [{}], "annotations": [
              {"id": 1, "completed_by": 1, "was_cancelled": true, "result": []},
              {"id": 2, "completed_by": 1, "result": []}, {"id": 3, "result": [{}]}, 4]}]
            """)
        let imported = try Self.imported(file, try Self.options { $0.configuration = nil })
        #expect(imported.labels.isEmpty && imported.actors.isEmpty)
        #expect(imported.notes.map(\.code) == [.skippedTask, .emptyAnnotation, .unfinishedDraft])
        #expect(imported.problems.map(\.code) == [.unknownAnnotator, .malformedRecord])
    }

    @Test("a broken task is a problem and the next one is imported")
    func brokenTask() throws {
        let file = source(
            """
            \u{FEFF}[{"id": 1, "id": 2, "data": {"text": "t"}},
             {"id": 3}, 5, {"id": 4, "data": {"n": 1}},
             {"id": 6, "data": {"text": "] } \\" ,"}}, {"id": 6, "data": {"text": "t"}}]
            """)
        let imported = try Self.imported(file, try Self.options { $0.configuration = nil })
        #expect(imported.items.map { $0.data["item"] } == ["6"])
        #expect(
            imported.problems.map(\.code) == [
                .malformedRecord, .malformedRecord, .malformedRecord, .unknownTrack, .duplicateItem,
            ])
    }

    @Test(
        "what is no export, or ends too soon, is refused", arguments: ["", "7", "[{\"id\": 1", "[] x", "[{\"id\":1},", "\"[]\""])
    func noExport(text: String) throws {
        let error = #expect(throws: ImportError.self) { try Self.imported(source(text), try Self.options()) }
        #expect(error?.code == .badExport)
    }

    @Test("a file in UTF-16, and one of the wrong format, are told what they are")
    func otherFiles() throws {
        for mark in [[0xFF, 0xFE, 0x5B, 0], [0xFE, 0xFF, 0, 0x5B], [0, 0x5B]] as [[UInt8]] {
            let error = #expect(throws: ImportError.self) {
                try Self.imported(ByteSource(bytes: mark, name: "export.json"), try Self.options())
            }
            #expect(error?.message.contains("UTF-16") == true)
        }
        let small = try Self.imported(source("[{\"id\": 1, \"text\": \"t\", \"mood\": \"sad\"}]"), try Self.options())
        #expect(small.problems.first?.sentence.contains("export JSON and not JSON_MIN") == true)
    }

    @Test("an empty export gives nothing", arguments: ["[]", " [ ] \n"])
    func empty(text: String) throws {
        #expect(try Self.imported(source(text), try Self.options()).steps == [])
    }

    @Test("options of the wrong form are refused")
    func badOptions() throws {
        #expect(throws: ImportError.self) { try Self.imported(source("[]"), try Self.options { $0.frameRate = "fast" }) }
        #expect(throws: ImportError.self) { try Self.imported(source("[]"), try Self.options { $0.sampleRate = 0 }) }
        #expect(throws: ImportError.self) { try Self.imported(source("[]"), try Self.options { $0.dataset = ".." }) }
    }

    @Test(
        "a configuration that is no XML, ends too soon or defines entities is refused",
        arguments: [
            "", "text", "<View><Audio", "<View><Audio name=\"a\" value=\"$a\"/>", "<View></Audio>",
            "<!DOCTYPE View [<!ENTITY a \"b\">]><View>&a;</View>",
        ])
    func badConfiguration(xml: String) {
        let error = #expect(throws: ImportError.self) { try LabelStudioConfiguration(xml: xml, file: "c.xml") }
        #expect(error?.code == .badConfiguration)
    }

    @Test("a framerate may come from the task's data, and is 24 if nothing gives one")
    func frameRates() throws {
        for (attribute, denominator) in [("framerate=\"$fps\"", 30), ("", 24)] as [(String, Int64)] {
            let xml = "<View><Video name=\"v\" value=\"$v\" \(attribute)/></View>"
            let options = try Self.options { $0.configuration = try LabelStudioConfiguration(xml: xml, file: "c.xml") }
            let imported = try Self.imported(source("[{\"id\": 1, \"data\": {\"v\": \"v.mp4\", \"fps\": 30}}]"), options)
            let track = imported.items.first?.data["tracks"]?.array?.first
            #expect(track?["timebase"] == ["numerator": 1, "denominator": .integer(denominator)])
            #expect(imported.notes.contains { $0.code == .assumedFrameRate } == (denominator == 24))
        }
    }

    @Test("a digest of the content itself takes the address's place where the caller has one")
    func contentDigest() throws {
        let digest = Digest(hashing: "sound")
        let options = try Self.options { $0.contentDigest = { $0 == "http://x/a.wav" ? digest : nil } }
        let imported = try Self.imported(Self.task(Self.result("number", #"{"number": 1}"#)), options)
        let audio = imported.items.first?.data["tracks"]?.array?.first
        #expect(audio?["digest"]?.string == digest.contentDigest)
        #expect(audio?["mediaType"] == "audio/wav")
    }
}
