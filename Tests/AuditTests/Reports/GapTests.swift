import Ledger
import Primitives
import Provenance
import Signatures
import Testing

@testable import Audit

@Suite("What a report leaves out, and says so")
struct GapTests {
    @Test("A question that a requirement names is open on every item on which nobody answered it")
    func unanswered() async throws {
        var studio = try await Studio.prepared()
        try await studio.world.say(
            "named", Studio.root, "requirement.set", .policy("cats"),
            [
                "dataset": "cats",
                "requirements": [
                    ["labels": ["breed"], "annotationsPerItem": 2, "adjudication": "expert"],
                    ["labels": ["animal"], "annotationsPerItem": 1],
                ],
            ])
        try await studio.world.say(
            "a", Studio.ada, "label.asserted", .label("cats", "i1", "a"), try studio.on("i1", "a", "cat"))
        let report = try studio.report()
        let process = try #require(report.sections[13].tables.first { $0.id == "process" })
        #expect(
            process.rows.map { $0.map(\.cell).joined(separator: " ") } == [
                "animal annotations met 1", "animal annotations open 3", "breed annotations open 4",
            ])
        let open = try #require(report.sections[13].tables.first { $0.id == "open-questions" })
        #expect(open.count == 7 && open.rows.count == 7)
        let annotations = try #require(report.sections[8].tables.first { $0.id == "annotations" })
        #expect(annotations.rows.map { $0[2...3].map(\.cell) } == [["0", "3"], ["1", "1"], ["0", "4"]])
    }

    @Test("Classes and groups that are too many for a table are said to be")
    func many() async throws {
        var studio = try await Studio.prepared()
        for number in 0..<101 {
            let item = "n\(number)"
            try await studio.world.say(
                item, Studio.root, "item.registered", .item("cats", item),
                [
                    "dataset": "cats", "item": .string(item), "origin": ["kind": "collected"], "tracks": [],
                    "group": .string(item),
                ])
            for actor in [Studio.ada, Studio.ben] {
                try await studio.world.say(
                    "\(item)-\(actor.id)", actor, "label.asserted", .label("cats", item, actor.id),
                    try studio.on(item, actor.id, item))
            }
        }
        let report = try studio.report()
        let classes = try #require(report.sections[13].tables.first { $0.id == "class-agreement" })
        #expect(classes.rows.map { $0[1] } == [.missing("101 classes are too many, the limit is 100")])
        #expect(
            report.sections[15].notes.map(\.plain).contains("Answers are counted for the 50 largest of 103 groups."))
    }

    @Test("A comparison says of which tables it saw the first rows only")
    func comparison() {
        func report(rows: Int) -> AuditReport {
            var section = ReportSection(1, "Lists", .evidenced)
            var table = ReportTable("long", "A long table", [.init("number", "Number")])
            for number in 0..<rows { table.add([.count(number)]) }
            section.tables = [table]
            return AuditReport(
                id: "r", dataset: "d", size: TreeSize(1), generatedAt: Timestamp(microseconds: 0), origin: "o",
                sections: [section])
        }
        let kept = ReportTable.keptRows
        let cut = ReportComparison(from: report(rows: kept + 1), to: report(rows: kept + 2))
        #expect(cut.sections.isEmpty, "the rows that are kept are the same")
        #expect(cut.json["cut"]?.array?.first?["after"]?["rowCount"] == .whole(kept + 2))
        let words = cut.text().split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(words.contains("In what was compared, the two reports say the same."))
        #expect(words.contains("10000 of 10001 rows were compared with 10000 of 10002."))
        let whole = ReportComparison(from: report(rows: kept), to: report(rows: kept))
        #expect(whole.text().contains("The two reports say the same.") && whole.cuts.isEmpty)
    }

    @Test("A score and its pass mark stand as they were signed")
    func score() async throws {
        var studio = try await Studio.prepared()
        try await studio.world.say(
            "trained-ben", Studio.root, "training.completed", Studio.ben.standingSubject,
            ["annotator": "ben", "course": "cats", "version": "1", "score": .number(0.796), "passMark": .number(0.8)])
        try await studio.world.say(
            "b", Studio.ben, "label.asserted", .label("cats", "i1", "b"), try studio.on("i1", "b", "cat"))
        let report = try studio.report()
        #expect(report.value(12, "trained") == .share(1, of: 1))
        #expect(report.value(12, "passed") == .share(0, of: 1))
        #expect(report.sections[11].status == .missing, "a training that was failed is none")
        let training = try #require(report.sections[11].tables.first { $0.id == "training" })
        let row = try #require(training.rows.first { $0[0].cell == "annotator:ben" })
        #expect(row[3...5].map(\.cell) == ["0.796", "0.8", "no"])
        #expect(row[3].json == .number(0.796))
    }

    @Test("A training that was passed after the labels is not one that was passed before them")
    func lateTraining() async throws {
        var studio = try await Studio.prepared()
        for actor in [Studio.ada, Studio.ben] {
            try await studio.world.say(
                actor.id + "1", actor, "label.asserted", .label("cats", "i1", actor.id), try studio.on("i1", actor.id, "cat"))
        }
        try await studio.world.say(
            "trained-ben", Studio.root, "training.completed", Studio.ben.standingSubject,
            ["annotator": "ben", "course": "cats", "version": "1", "score": 9, "passMark": 8])
        let report = try studio.report()
        #expect(report.value(12, "passed") == .share(2, of: 2))
        #expect(report.value(12, "passed-before") == .share(1, of: 2))
    }

    @Test("Overlap is counted in things, and of the question that has the least of it")
    func overlap() async throws {
        var studio = try await Studio.prepared()
        for (actor, name, item) in [
            (Studio.ada, "animal", "i1"), (Studio.ben, "animal", "i1"), (Studio.ada, "animal", "i2"), (Studio.ada, "breed", "i1"),
            (Studio.ada, "breed", "i2"),
        ] {
            let label = "\(actor.id)-\(name)"
            var data = try studio.on(item, label, "cat")
            data["name"] = .string(name)
            try await studio.world.say(
                "\(item)-\(label)", actor, "label.asserted", .label("cats", item, label), data)
        }
        let report = try studio.report()
        #expect(report.value(14, "overlap") == .share(1, of: 2))
        #expect(report.value(14, "overlap-units") == .share(1, of: 4))
        #expect(report.value(14, "overlap-least") == .share(0, of: 2))
        #expect(report.sections[13].facts.first { $0.id == "overlap-least" }?.status == .missing)
        let table = try #require(report.sections[13].tables.first { $0.id == "overlap" })
        #expect(table.rows.map { $0[1] } == [.share(1, of: 2), .share(0, of: 2)])
    }

    @Test("Outlines and sealed texts are answers by two people, and are not called unanswered because nothing compares them")
    func incomparable() async throws {
        var studio = try await Studio.prepared()
        for actor in [Studio.ada, Studio.ben] {
            var outline = try studio.on("i1", actor.id, "")
            outline["value"] = ["kind": "box", "x": 1, "y": 2, "width": 3, "height": 4]
            try await studio.world.say("box-\(actor.id)", actor, "label.asserted", .label("cats", "i1", actor.id), outline)
            var text = try studio.on("i2", actor.id, "")
            text["value"] = ["kind": "text"]
            try await studio.world.say(
                "text-\(actor.id)", actor, "label.asserted", .label("cats", "i2", actor.id), text,
                sealingInValue: ["text": "a lynx"])
        }
        let report = try studio.report()
        #expect(report.value(14, "overlap-units") == .share(0, of: 0))
        #expect(report.value(14, "overlap-answered") == .share(2, of: 2))
        let table = try #require(report.sections[13].tables.first { $0.id == "overlap" })
        #expect(table.rows.map { Array($0[1...2]) } == [[.share(0, of: 0), .share(2, of: 2)]])
        let notes = report.sections[13].notes.map(\.plain)
        #expect(notes.contains("Nothing has comparable answers by two people, so agreement cannot be known."))
        #expect(!report.text().contains("Nothing was answered by two people"))
    }

    @Test("The consensus on a part of an item says on which part")
    func parts() async throws {
        var studio = try await Studio.prepared()
        for actor in [Studio.ada, Studio.ben] {
            for (name, segments) in [("whole", []), ("part", [["track": "image"]])] as [(String, JSONValue)] {
                let label = "\(name)-\(actor.id)"
                var data = try studio.on("i1", label, "cat")
                data["segments"] = segments
                try await studio.world.say(label, actor, "label.asserted", .label("cats", "i1", label), data)
            }
        }
        let consensus = try #require(try studio.report().sections[13].tables.first { $0.id == "consensus" })
        #expect(consensus.columns.last?.id == "part")
        #expect(consensus.rows.compactMap { $0.last?.cell } == ["the whole", "that of label part-ada"])
    }

    @Test("An adjudication that is declined in words is not printed as one that is asked for")
    func noAdjudication() async throws {
        var studio = try await Studio.prepared()
        try await studio.world.say(
            "unadjudicated", Studio.root, "requirement.set", .policy("cats"),
            ["dataset": "cats", "requirements": [["labels": ["*"], "reviews": 1, "adjudication": false]]])
        let table = try #require(try studio.report().sections[8].tables.first { $0.id == "requirements" })
        #expect(table.rows.last?[3].cell == "no competence, reviews: 1")
    }

    @Test("What a model derived or augmented counts as made by a model, and no report denies persons among its ancestors")
    func modelMade() async throws {
        var studio = try await Studio.prepared()
        for (item, origin) in [
            ("m1", ["kind": "derived", "model": "scribe", "version": "1"]), ("m2", ["kind": "augmented"]),
            ("m3", ["kind": "collected", "model": "scribe", "version": "1"]),
        ] as [(String, JSONValue)] {
            try await studio.world.say(
                item, Studio.root, "item.registered", .item("cats", item),
                ["dataset": "cats", "item": .string(item), "origin": origin, "tracks": []])
        }
        let report = try studio.report()
        #expect(report.value(8, "items-synthetic") == .share(2, of: 7), "i3 was painted, m1 derived by a model")
        let table = try #require(report.sections[7].tables.first { $0.id == "no-human" })
        #expect(table.rows.map { $0[0].cell } == ["i3", "m1"])
        #expect(!table.caption.contains("ancestry"))
    }

    @Test("A dataset that was released later was not released among the entries of an earlier report")
    func releasedLater() async throws {
        let studio = try await Studio.whole()
        let report = try studio.report(at: try studio.size(after: "gold"))
        #expect(report.value(3, "release") == .missing("the dataset was not released among these entries"))
        #expect(report.sections[19].notes.contains { $0.plain.contains("was not released among these entries") })
    }

    @Test("A model that was enrolled since the last report is no person")
    func enrolledSince() async throws {
        var studio = try await Studio.prepared()
        try await studio.label()
        try await studio.issue(try studio.report())
        let model: JSONObject = [
            "model": "late", "version": "1", "digest": .string(Digest(hashing: "late").contentDigest),
        ]
        for (actor, more) in [(Actor(.annotator, "dee"), JSONObject()), (Actor(.model, "late"), model)] {
            try await studio.world.say(
                actor.id, Studio.root, "annotator.enrolled", actor.standingSubject,
                studio.world.introduction(of: actor).with(more).with([
                    "kind": .string(actor.kind.rawValue), "id": .string(actor.id), "custody": "holder",
                ]))
            try await studio.world.say(
                "by-\(actor.id)", actor, actor.kind == .model ? "label.suggested" : "label.asserted",
                .label("cats", "i4", actor.id), try studio.on("i4", actor.id, "cat"))
        }
        #expect(try studio.report().value(19, "people-added") == .count(1))
    }

    @Test("Answers that are no classes are said to be missing from the tables of classes")
    func numbers() async throws {
        var studio = try await Studio.prepared()
        let words = "Answers that are numbers, outlines, relations or sealed texts are not listed here; there are 1."
        func notes(_ section: Int) throws -> [String] { try studio.report().sections[section - 1].notes.map(\.plain) }
        #expect(try !notes(6).contains(words) && !notes(16).contains(words))
        var data = try studio.on("i1", "n", "")
        data["value"] = ["kind": "number", "number": 4]
        try await studio.world.say("n", Studio.ada, "label.asserted", .label("cats", "i1", "n"), data)
        #expect(try notes(6).contains(words) && notes(16).contains(words))
    }

    @Test("A certificate that was not valid yet is none that expired")
    func notYetValid() async throws {
        var studio = try await Studio.prepared()
        try await studio.world.say(
            "c-cy", Studio.board, "credential.issued", .credential("board", "c-cy"),
            [
                "credential": "c-cy", "annotator": "cy", "kid": .string(try studio.world.keyID(of: Studio.cy).description),
                "competence": "cats", "validFrom": "2027-01-01T00:00:00Z", "validUntil": "2028-01-01T00:00:00Z",
            ])
        try await studio.world.say(
            "c", Studio.cy, "label.asserted", .label("cats", "i1", "c"), try studio.on("i1", "c", "cat"))
        let report = try studio.report()
        #expect(report.value(21, "not-yet-valid") == .share(1, of: 1))
        #expect(report.value(21, "expired") == .share(0, of: 1))
    }

    @Test("A certificate names the requirement that its process is held against")
    func processRequirement() async throws {
        var clinic = try await Clinic.whole()
        #expect(try clinic.certificate().processRequirement?.index == clinic.certificate().requirement?.index)
        try await clinic.world.say(
            "stricter", Clinic.root, "requirement.set", .policy("moods"),
            ["dataset": "moods", "requirements": [["labels": ["mood"], "annotationsPerItem": 3]]])
        let certificate = try clinic.certificate()
        let (then, now) = (try clinic.world.index("required"), try clinic.world.index("stricter"))
        #expect(certificate.requirement?.index == then)
        #expect(certificate.processRequirement?.index == now)
        let words = certificate.text().split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(words.contains("The process is held against that of entry \(now), in force now:"))
    }
}
