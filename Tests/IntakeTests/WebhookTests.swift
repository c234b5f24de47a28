import Connectors
import Ledger
import LedgerTesting
import Primitives
import Provenance
import Signatures
import Testing

@testable import Intake

@Suite("Webhooks of Label Studio")
struct WebhookTests {
    // MARK: - What is taken in

    @Test("an annotation registers its item, enrols its annotator and asserts its labels, and the answer says where")
    func created() async throws {
        let studio = try await Studio()
        let answer = try await studio.deliver(Payload.created())
        #expect(answer.status == 200)
        #expect(
            answer.all("appended", "type") == [
                "touchmark.annotator.enrolled", "touchmark.item.registered", "touchmark.annotator.enrolled",
                "touchmark.label.asserted",
            ])
        #expect(answer.all("appended", "index") == [3, 4, 5, 6])
        #expect(answer.all("appended", "subject").last == "label:clips/1/u1.r.mood")
        let label = try #require(try studio.record("u1.r.mood"))
        #expect(label.source.kind == .annotator)
        #expect(label.data["value"] == ["kind": "choice", "choice": "sad"])
        guard case .annotatorEnrolled(let person) = try studio.entries()[5].event.body else { throw Missing() }
        #expect(person.custody == .connector)
        #expect(label.time.description == "2026-01-02T00:00:00Z")
    }

    static let singularAndPlural: [(name: String, member: String)] = [
        ("ANNOTATION_CREATED", "annotation"), ("ANNOTATIONS_CREATED", "annotation"), ("ANNOTATIONS_CREATED", "annotations"),
        ("ANNOTATION_UPDATED", "annotation"), ("ANNOTATIONS_UPDATED", "annotations"),
    ]

    @Test("one or several, under singular and plural names", arguments: singularAndPlural)
    func plural(name: String, member: String) async throws {
        let studio = try await Studio()
        var body: JSONObject = ["action": .string(name), "project": Payload.project()]
        body[member] = [Payload.annotation(), Payload.annotation(2, task: 2)]
        body["task"] = [Payload.task(), Payload.task(2), Payload.task()]
        #expect(try await studio.deliver(.object(body)).status == 200)
        #expect(try studio.current().map(\.label).sorted() == ["u1.r.mood", "u2.r.mood"])
    }

    @Test("tasks alone register items, under singular and plural names", arguments: ["TASK_CREATED", "TASKS_CREATED"])
    func tasks(name: String) async throws {
        let studio = try await Studio()
        let body: JSONValue = [
            "action": .string(name), "tasks": [Payload.task(), Payload.task(2)], "project": Payload.project(),
        ]
        #expect(try await studio.deliver(body).all("appended", "subject").suffix(2) == ["item:clips/1", "item:clips/2"])
        #expect(try await studio.deliver(body).json["appended"] == [])
    }

    @Test("an update revises what it changes, by whoever saved it, and leaves the rest to its author")
    func updated() async throws {
        let studio = try await Studio()
        let both = [Payload.choice("sad"), Payload.choice("calm", region: "s")]
        _ = try await studio.deliver(Payload.created(Payload.annotation(1, both)))
        let other = Payload.annotation(1, [Payload.choice("sad"), Payload.choice("angry", region: "s")], savedBy: 2, at: 5)
        let answer = try await studio.deliver(Payload.saved(other))
        #expect(answer.all("appended", "type") == ["touchmark.annotator.enrolled", "touchmark.label.revised"])
        #expect(answer.all("present", "subject") == ["item:clips/1", "label:clips/1/u1.r.mood"])
        let (kept, changed) = (try #require(try studio.record("u1.r.mood")), try #require(try studio.record("u1.s.mood")))
        #expect(kept.source != changed.source)
        #expect(changed.data["value"]?["choice"] == "angry")
    }

    @Test("a state that is older than what is known changes nothing, whatever it says")
    func older() async throws {
        let studio = try await Studio()
        _ = try await studio.deliver(Payload.saved(Payload.annotation(1, [Payload.choice("new")], at: 10)))
        let late = try await studio.deliver(
            Payload.created(Payload.annotation(1, [Payload.choice("old"), Payload.choice("x", region: "x")])))
        #expect(late.status == 200)
        #expect(late.all("ignored", "reason") == ["older"])
        #expect(try studio.current().map(\.value) == [["kind": "choice", "choice": "new"]])
    }

    @Test("a state without labels is remembered: what comes late does not bring them back")
    func emptiedBefore() async throws {
        let studio = try await Studio()
        _ = try await studio.deliver(Payload.saved(Payload.annotation(1, [], at: 10)))
        let late = try await studio.deliver(Payload.created())
        #expect(late.all("ignored", "reason") == ["older"])
        #expect(try studio.current().isEmpty)
    }

    @Test("a region that is gone is withdrawn by its author if she removed it, else by the operator, who says whose word it is")
    func removedRegion() async throws {
        for (saver, isAuthor) in [(1, true), (2, false)] as [(Int64, Bool)] {
            let studio = try await Studio()
            _ = try await studio.deliver(
                Payload.created(Payload.annotation(1, [Payload.choice("a"), Payload.choice("b", region: "s")])))
            let author = try #require(try studio.record("u1.s.mood")).source
            let less = Payload.annotation(1, [Payload.choice("a")], savedBy: saver, at: 5)
            #expect(try await studio.deliver(Payload.saved(less)).all("appended", "type").last == "touchmark.label.withdrawn")
            let withdrawn = try #require(try studio.record("u1.s.mood"))
            #expect(withdrawn.isWithdrawn)
            #expect(withdrawn.source == (isAuthor ? author : EventBuilder.root))
            #expect(withdrawn.data["reason"]?.string?.contains("does not hold it any more") == true)
            // And comes back as a revision.
            let more = Payload.annotation(1, [Payload.choice("a"), Payload.choice("b", region: "s")], at: 9)
            #expect(try await studio.deliver(Payload.saved(more)).all("appended", "type") == ["touchmark.label.revised"])
        }
    }

    @Test("an annotation that is turned into a skip loses its labels")
    func cancelled() async throws {
        let studio = try await Studio()
        _ = try await studio.deliver(Payload.created())
        _ = try await studio.deliver(Payload.saved(Payload.annotation(1, [Payload.choice("sad")], at: 5, cancelled: true)))
        #expect(try studio.current().isEmpty)
    }

    // MARK: - Deletions

    @Test(
        "a deletion is withdrawn by the operator, with a reason in the open that says that nobody is named",
        arguments: ["ANNOTATION_DELETED", "ANNOTATIONS_DELETED"])
    func deleted(name: String) async throws {
        let studio = try await Studio()
        _ = try await studio.deliver(Payload.created())
        var body = Payload.deleted(1).object ?? [:]
        body["action"] = .string(name)
        let answer = try await studio.deliver(.object(body))
        #expect(answer.all("appended", "subject") == ["label:clips/1/u1.r.mood"])
        let last = try #require(try studio.entries().last)
        guard case .labelWithdrawn(let data) = last.event.body, case .clear(let reason) = data.reason else { throw Missing() }
        #expect(last.source == EventBuilder.root)
        #expect(reason.contains("does not say who did so. connector:studio passes this on"))
        // Delivered again it gives the place of the withdrawal; a late state of the annotation does not bring it back.
        #expect(try await studio.deliver(.object(body)).all("present", "index") == [.integer(Int64(last.index.value))])
        #expect(try await studio.deliver(Payload.saved(Payload.annotation(at: 50))).all("ignored", "reason") == ["deleted"])
        #expect(try studio.current().isEmpty)
    }

    @Test("a deletion that comes before its creation is remembered")
    func deletedBefore() async throws {
        let studio = try await Studio()
        #expect(try await studio.deliver(Payload.deleted(1)).all("ignored", "reason") == ["unknown"])
        #expect(try await studio.deliver(Payload.created()).all("ignored", "reason") == ["deleted"])
        #expect(try studio.current().isEmpty)
    }

    @Test("deletions are remembered by a service that starts anew")
    func restarted() async throws {
        let studio = try await Studio()
        _ = try await studio.deliver(Payload.created())
        let again = try LabelStudioIntake(
            "studio", studio.settings, keys: studio.keys, ledger: studio.ledger, operatorKey: studio.events.operatorKey,
            clock: FixedClock())
        let report = try await again.take(try LabelStudioWebhook(Payload.deleted(1).canonicalBytes))
        #expect(report.appended.map(\.type) == ["touchmark.label.withdrawn"])
    }

    @Test("with a task the labels on it go; its item stays", arguments: ["TASK_DELETED", "TASKS_DELETED"])
    func taskDeleted(name: String) async throws {
        let studio = try await Studio()
        _ = try await studio.deliver(Payload.created())
        let body: JSONValue = ["action": .string(name), "tasks": [["id": 1], ["id": 9]], "project": Payload.project()]
        let answer = try await studio.deliver(body)
        #expect(answer.all("appended", "type") == ["touchmark.label.withdrawn"])
        #expect(answer.all("ignored", "reason") == ["meaningless", "unknown"])
        #expect(try await studio.deliver(Payload.created(Payload.annotation(2))).all("ignored", "reason") == ["deleted"])
    }

    @Test("what came back to a task after it was deleted stays, and is heard of again")
    func taskRestored() async throws {
        let studio = try await Studio()
        _ = try await studio.deliver(Payload.created())
        _ = try await studio.deliver(["action": "TASKS_DELETED", "tasks": [["id": 1]], "project": Payload.project()])
        let export = Payload.export([1: [Payload.annotation()]])
        let back = try await studio.reconcile(export) { $0.made = Timestamp("2039-01-01T00:00:00Z") }
        #expect(back.appended.map(\.type) == ["touchmark.label.revised"])
        // The service begins anew after a reconciling.
        let again = try LabelStudioIntake(
            "studio", studio.settings, keys: studio.keys, ledger: studio.ledger, operatorKey: studio.events.operatorKey,
            clock: FixedClock())
        let body = Payload.saved(Payload.annotation(1, [Payload.choice("glad")], at: 5))
        let next = try await again.take(try LabelStudioWebhook(body.canonicalBytes))
        #expect(next.appended.map(\.type) == ["touchmark.label.revised"], "\(next.ignored)")
        #expect(try studio.current().map(\.value) == [["kind": "choice", "choice": "glad"]])
    }

    // MARK: - What the connector may not touch

    @Test("a label that somebody revised with her own key is neither revised nor withdrawn by the tool")
    func revisedElsewhere() async throws {
        let studio = try await Studio()
        _ = try await studio.deliver(Payload.created())
        let expert = Actor(.annotator, "expert")
        let label = try #require(try studio.record("u1.r.mood"))
        try await studio.append([studio.events.enrolment(of: expert).token])
        var data = label.data
        data["value"] = ["kind": "choice", "choice": "wistful"]
        data["revises"] = label.head.json
        for member in ["session", "durationMs"] { data[member] = nil }
        try await studio.append([studio.events.sign(expert, "label.revised", data).token])
        let update = try await studio.deliver(Payload.saved(Payload.annotation(1, [Payload.choice("glad")], at: 5)))
        #expect(update.all("ignored", "reason") == ["revised-elsewhere"])
        #expect(try await studio.deliver(Payload.deleted(1)).all("ignored", "reason") == ["revised-elsewhere"])
        #expect(try studio.current().map(\.value) == [["kind": "choice", "choice": "wistful"]])
    }

    @Test("what an operator withdrew on purpose is not brought back")
    func withdrawnByOperator() async throws {
        let studio = try await Studio()
        _ = try await studio.deliver(Payload.created())
        let label = try #require(try studio.record("u1.r.mood"))
        let data: JSONObject = [
            "dataset": "clips", "item": "1", "label": .string(label.place.label), "name": "mood", "revises": label.head.json,
            "reason": "consent was taken back",
        ]
        try await studio.append([studio.events.sign(EventBuilder.root, "label.withdrawn", data).token])
        let update = try await studio.deliver(Payload.saved(Payload.annotation(1, [Payload.choice("glad")], at: 5)))
        #expect(update.all("ignored", "reason") == ["withdrawn-by-operator"])
        #expect(try studio.current().isEmpty)
    }

    // MARK: - Erased words

    private static func remarked(_ text: String, at second: Int, cancelled: Bool = false) -> JSONValue {
        Payload.saved(Payload.annotation(1, [Payload.remark(text)], at: second, cancelled: cancelled))
    }

    @Test("a label of which something was erased does not come back after a skip, nor with another text")
    func erasedAndSkipped() async throws {
        let studio = try await Studio()
        _ = try await studio.deliver(Self.remarked("a name", at: 1))
        try await studio.erase(try #require(try studio.record("u1.w.why")).head)
        _ = try await studio.deliver(Self.remarked("a name", at: 5, cancelled: true))
        #expect(try studio.record("u1.w.why")?.isWithdrawn == true)
        for (second, text) in [(9, "a name"), (12, "another text")] {
            let again = try await studio.deliver(Self.remarked(text, at: second))
            #expect(again.all("ignored", "reason") == ["erased"])
            #expect(again.all("ignored", "why").first?.string?.contains("not taken in again") == true)
            #expect(again.json["appended"] == [])
        }
        #expect(try studio.current().isEmpty)
    }

    @Test("a label whose earlier text was erased stays at its present one")
    func erasedBefore() async throws {
        let studio = try await Studio()
        _ = try await studio.deliver(Self.remarked("a name", at: 1))
        let first = try #require(try studio.record("u1.w.why")).head
        _ = try await studio.deliver(Self.remarked("left out", at: 5))
        try await studio.erase(first)
        let back = try await studio.deliver(Self.remarked("a name", at: 9))
        #expect(back.all("ignored", "reason") == ["erased"] && back.json["appended"] == [])
        let same = try await studio.deliver(Self.remarked("left out", at: 12))
        #expect(same.json["ignored"] == [] && same.json["appended"] == [])
        #expect(try studio.current().map(\.value) == [["kind": "text", "text": "left out"]])
    }

    @Test("what is only locked up is not taken for erased: the webhook fails, and is taken in once the vault is back")
    func locked() async throws {
        let studio = try await Studio()
        _ = try await studio.deliver(Self.remarked("as it was", at: 1))
        let size = try studio.size
        studio.store.lockDisclosures(true)
        let failed = try await studio.deliver(Self.remarked("as it is", at: 5))
        #expect(failed.status == 503 && failed.json["type"] == "urn:touchmark:problem:locked")
        #expect(failed.json["detail"]?.string?.hasPrefix("Of this webhook 0 events were appended.") == true)
        #expect(try studio.size == size)
        studio.store.lockDisclosures(false)
        let taken = try await studio.deliver(Self.remarked("as it is", at: 5))
        #expect(taken.status == 200 && taken.json["ignored"] == [])
        #expect(try studio.current().map(\.value) == [["kind": "text", "text": "as it is"]])
    }

    @Test("ticks of another length than those that the item was registered with are refused")
    func otherFrameRate() async throws {
        let studio = try await Studio()
        let range: JSONValue = [
            "id": "v", "from_name": "gesture", "to_name": "video", "type": "timelinelabels",
            "value": ["ranges": [["start": 1, "end": 9]], "timelinelabels": ["nod"]],
        ]
        _ = try await studio.deliver(Payload.created())
        var body = Payload.created(Payload.annotation(2, [range, Payload.choice("calm")])).object ?? [:]
        body["project"] = Payload.project(Payload.configuration.replacing("framerate=\"25\"", with: "framerate=\"30\""))
        let answer = try await studio.deliver(.object(body))
        #expect(answer.status == 200)
        #expect(answer.all("problems", "why").first?.string?.contains("ticks of another length") == true)
        #expect(try studio.current().map(\.label).sorted() == ["u1.r.mood", "u2.r.mood"])
    }

    @Test("a range that begins a frame earlier than it did is a revision, though an earlier version read such ranges so")
    func frameEarlier() async throws {
        let studio = try await Studio()
        func nod(from start: Int64, at second: Int) -> JSONValue {
            let range: JSONValue = [
                "id": "v", "from_name": "gesture", "to_name": "video", "type": "timelinelabels",
                "value": ["ranges": [["start": .integer(start), "end": 5]], "timelinelabels": ["nod"]],
            ]
            return Payload.annotation(1, [range], at: second)
        }
        _ = try await studio.deliver(Payload.created(nod(from: 3, at: 0)))
        let edited = try await studio.deliver(Payload.saved(nod(from: 2, at: 5)))
        #expect(edited.all("appended", "type") == ["touchmark.label.revised"], "\(edited)")
        let again = try await studio.deliver(Payload.saved(nod(from: 2, at: 5)))
        #expect(again.json["appended"] == [])
    }

    @Test("what is said of another text than the registered one is a problem, by a webhook and by an export")
    func otherText() async throws {
        let studio = try await Studio()
        _ = try await studio.deliver(["action": "TASKS_CREATED", "tasks": [Payload.task()], "project": Payload.project()])
        var task = Payload.task(updated: "2026-01-03T00:00:00Z").object ?? [:]
        task["data"] = ["text": "The sun shines.", "audio": "https://x.example/a.wav", "video": "https://x.example/v.mp4"]
        var body = Payload.created().object ?? [:]
        body["task"] = .object(task)
        let answer = try await studio.deliver(.object(body))
        #expect(answer.all("problems", "why").first?.string?.contains("was registered with other content") == true)
        task["annotations"] = [Payload.annotation()]
        let report = try await studio.reconcile(JSONValue.array([.object(task)]).canonicalBytes)
        #expect(report.problems.map(\.code) == [.conflictingItem] && report.appended.isEmpty)
        #expect(try studio.current().isEmpty)
    }

    @Test("what a rule refuses is a problem with that rule, and what it does not refuse stays")
    func refusedByRule() async throws {
        let studio = try await Studio(.refuse)
        try await studio.append([
            studio.events.sign(
                EventBuilder.root, "requirement.set",
                ["dataset": "clips", "requirements": [["labels": ["mood"], "competence": "emotion/text"]]]
            ).token
        ])
        let answer = try await studio.deliver(Payload.created())
        #expect(answer.status == 403 && answer.type == "application/problem+json")
        #expect(answer.json["rule"] != nil)
        #expect(answer.json["detail"]?.string?.contains("1 refused") == true)
        #expect(try studio.current().isEmpty)
        #expect(
            try await studio.metrics().contains("touchmark_webhooks_total{action=\"ANNOTATION_CREATED\",outcome=\"refused\"} 1"))
    }

    private struct Missing: Error {}
}
