import Connectors
import Ledger
import LedgerTesting
import Primitives
import Provenance
import Testing

@testable import Intake

@Suite("Reconciling with an export")
struct ReconcilingTests {
    @Test("what webhooks lost is asserted, revised and withdrawn")
    func gaps() async throws {
        let studio = try await Studio()
        _ = try await studio.deliver(Payload.created())
        _ = try await studio.deliver(Payload.created(Payload.annotation(2, task: 2), task: 2))
        let export = Payload.export([
            1: [Payload.annotation(1, [Payload.choice("glad")], at: 9)], 2: [], 3: [Payload.annotation(3, task: 3)],
        ])
        let report = try await studio.reconcile(export)
        #expect(
            report.appended.filter { $0.type.contains("label") }.map(\.type) == [
                "touchmark.label.revised", "touchmark.label.asserted", "touchmark.label.withdrawn",
            ])
        #expect(try studio.current().map(\.label).sorted() == ["u1.r.mood", "u3.r.mood"])
        let withdrawn = try #require(try studio.record("u2.r.mood"))
        #expect(withdrawn.data["reason"]?.string?.contains("as an export shows") == true)
    }

    @Test("an export that is older than what is known changes nothing")
    func older() async throws {
        let studio = try await Studio()
        _ = try await studio.deliver(Payload.saved(Payload.annotation(1, [Payload.choice("new")], at: 30)))
        _ = try await studio.deliver(Payload.created(Payload.annotation(2, at: 40)))
        let export = Payload.export([1: [Payload.annotation(1, [Payload.choice("old")], at: 10)]], updated: Payload.time(20))
        let report = try await studio.reconcile(export)
        #expect(report.appended.isEmpty)
        #expect(report.ignored.map(\.reason) == [.older, .younger])
        // Said to be younger than that, it shows that the second annotation is gone.
        let later = try await studio.reconcile(export) { $0.made = Timestamp("2026-01-02T01:00:00Z") }
        #expect(later.appended.map(\.type) == ["touchmark.label.withdrawn"])
    }

    @Test("a deletion that never was is undone by an export that was made after it, and by no other")
    func falseDeletion() async throws {
        let studio = try await Studio()
        _ = try await studio.deliver(Payload.created())
        _ = try await studio.deliver(Payload.deleted(1))
        let export = Payload.export([1: [Payload.annotation()]])
        #expect(try await studio.reconcile(export).ignored.map(\.reason) == [.deleted])
        let later = try await studio.reconcile(export) { $0.made = Timestamp("2039-01-01T00:00:00Z") }
        #expect(later.appended.map(\.type) == ["touchmark.label.revised"])
        #expect(try studio.current().map(\.label) == ["u1.r.mood"])
    }

    @Test("an export that gives no time of its own undoes no deletion that was told, however late its changes are")
    func foreignClock() async throws {
        let studio = try await Studio()
        _ = try await studio.deliver(Payload.created())
        _ = try await studio.deliver(Payload.deleted(1))
        let export = Payload.export([1: [Payload.annotation()]], updated: "2039-01-01T00:00:00Z")
        let undated = try await studio.reconcile(export)
        #expect(undated.appended.isEmpty && undated.ignored.map(\.reason) == [.deleted])
        #expect(undated.ignored.first?.sentence.contains("--exported-at") == true)
        let dated = try await studio.reconcile(export) { $0.made = Timestamp("2039-01-02T00:00:00Z") }
        #expect(dated.appended.map(\.type) == ["touchmark.label.revised"])
    }

    @Test(
        "what an export lacked comes back by a later one, whoever the labels are put to, and by no earlier one",
        arguments: LabelStudioOptions.Editing.allCases)
    func lackedOnce(editing: LabelStudioOptions.Editing) async throws {
        let studio = try await Studio { $0.editing = editing }
        let annotation = Payload.annotation(1, by: 1, savedBy: 2)
        _ = try await studio.reconcile(Payload.export([1: [annotation]], updated: "2026-01-03T00:00:00Z"))
        let gone = try await studio.reconcile(Payload.export([1: []], updated: "2026-01-05T00:00:00Z"))
        #expect(gone.appended.map(\.type) == ["touchmark.label.withdrawn"])
        let earlier = try await studio.reconcile(Payload.export([1: [annotation]], updated: "2026-01-04T00:00:00Z"))
        #expect(earlier.appended.isEmpty && earlier.ignored.map(\.reason) == [.deleted])
        let later = try await studio.reconcile(Payload.export([1: [annotation]], updated: "2026-01-06T00:00:00Z"))
        #expect(later.appended.map(\.type) == ["touchmark.label.revised"])
        #expect(try studio.current().map(\.label) == ["u1.r.mood"])
    }

    @Test("what was erased does not come back with the label's others")
    func erased() async throws {
        let studio = try await Studio()
        let annotation = Payload.annotation(1, [Payload.remark("a name"), Payload.choice("sad")])
        _ = try await studio.deliver(Payload.created(annotation))
        try await studio.erase(try #require(try studio.record("u1.w.why")).head)
        let gone = try await studio.reconcile(Payload.export([1: []], updated: "2026-01-05T00:00:00Z"))
        #expect(gone.appended.count == 2)
        let later = try await studio.reconcile(Payload.export([1: [annotation]], updated: "2026-01-06T00:00:00Z"))
        #expect(later.appended.map(\.type) == ["touchmark.label.revised"])
        #expect(later.ignored.map(\.reason) == [.erased])
        #expect(try studio.current().map(\.label) == ["u1.r.mood"])
    }

    @Test("what another project of the same server holds is left alone")
    func otherProject() async throws {
        let studio = try await Studio()
        _ = try await studio.deliver(Payload.created())
        var task = Payload.task(7, updated: "2026-01-03T00:00:00Z").object ?? [:]
        task["project"] = 2
        task["annotations"] = []
        let report = try await studio.reconcile(JSONValue.array([.object(task)]).canonicalBytes)
        #expect(report.appended.map(\.type) == ["touchmark.item.registered"])
        #expect(try studio.current().count == 1)
    }

    @Test("an export without unique_id is not mixed with what is known by it")
    func withoutUniqueID() async throws {
        let studio = try await Studio()
        _ = try await studio.deliver(Payload.created())
        var bare = Payload.annotation(1, [Payload.choice("glad")], at: 9).object ?? [:]
        bare["unique_id"] = nil
        let report = try await studio.reconcile(Payload.export([1: [.object(bare)]]))
        #expect(report.problems.map(\.code) == [.conflictingRecord])
        #expect(try studio.current().map(\.label) == ["u1.r.mood"])
    }

    @Test("an empty export of a project that is named takes back what it held")
    func emptyExport() async throws {
        let studio = try await Studio()
        _ = try await studio.deliver(Payload.created())
        #expect(try await studio.reconcile(Array("[]".utf8)).appended.isEmpty)
        let report = try await studio.reconcile(Array("[]".utf8)) {
            $0.project = 1
            $0.made = Timestamp("2026-02-01T00:00:00Z")
        }
        #expect(report.appended.map(\.type) == ["touchmark.label.withdrawn"])
    }
}
