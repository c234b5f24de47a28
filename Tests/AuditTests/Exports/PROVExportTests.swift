import Audit
import Ledger
import Primitives
import Provenance
import Testing

struct PROVExportTests {
    private static func document(_ shelf: Shelf) throws -> JSONValue { try JSONValue(parsing: try shelf.text(PROVExport())) }

    private func entry(_ name: String, _ shelf: Shelf) throws -> String {
        "ledger:entry/\(try shelf.world.reference(name).id)"
    }

    private func records(_ document: JSONValue, _ kind: String) -> [(name: String, members: JSONValue)] {
        document[kind]?.object?.members.map { ($0.name, $0.value) } ?? []
    }

    @Test func `a label leads to what was done, who did it, and the guideline they had`() async throws {
        let shelf = try await Shelf.filled()
        let document = try Self.document(shelf)
        let label = try entry("talk/timed", shelf)
        #expect(document["entity"]?[label]?["tm:subject"] == "label:d/talk/timed")
        let generated = try #require(
            records(document, "wasGeneratedBy").first { $0.members["prov:entity"]?.string == label })
        let activity = try #require(generated.members["prov:activity"]?.string)
        let done = try #require(document["activity"]?[activity])
        #expect(done["prov:type"]?["$"] == "tm:Annotating" && done["prov:endTime"] == "2026-03-01T09:00:00Z")
        #expect(done["prov:startTime"] == nil && done["tm:tool"] == "pen" && done["tm:durationMs"] == 4200)
        let association = try #require(
            records(document, "wasAssociatedWith").first { $0.members["prov:activity"]?.string == activity })
        let agent = try #require(association.members["prov:agent"]?.string)
        #expect(agent == "ledger:agent/annotator/a-1")
        #expect(document["agent"]?[agent]?["prov:type"]?["$"] == "prov:Person")
        let plan = try #require(association.members["prov:plan"]?.string)
        #expect(try plan == entry("guideline", shelf))
        #expect(document["entity"]?[plan]?["prov:type"]?["$"] == "prov:Plan")
        #expect(document["agent"]?["ledger:agent/model/guess"]?["prov:type"]?["$"] == "prov:SoftwareAgent")
        let used = records(document, "used").filter { $0.members["prov:activity"]?.string == activity }
        #expect(
            try Set(used.compactMap { $0.members["prov:entity"]?.string }) == [
                entry("item talk", shelf),
                entry("suggested", shelf),
            ])
    }

    @Test func `versions, items and guidelines are entities; a revision and a withdrawal say of what`() async throws {
        let shelf = try await Shelf.filled()
        let document = try Self.document(shelf)
        let types = records(document, "entity").compactMap { $0.members["prov:type"]?["$"]?.string }
        #expect(types.count { $0 == "tm:Item" } == 7 && types.count { $0 == "prov:Plan" } == 1)
        #expect(types.count { $0 == "tm:LabelVersion" } == 14)
        let revisions = records(document, "wasDerivedFrom").filter { $0.members["prov:type"]?["$"] == "prov:Revision" }
        #expect(revisions.count == 1)
        #expect(try revisions[0].members["prov:usedEntity"]?.string == entry("a/l.2", shelf))
        let invalidated = records(document, "wasInvalidatedBy")
        #expect(
            try invalidated.map { $0.members["prov:entity"]?.string } == [entry("ab/gone", shelf)])
        let reviews = records(document, "activity").filter { $0.members["prov:type"]?["$"] == "tm:Reviewing" }
        #expect(reviews.count == 1 && reviews[0].members["tm:outcome"] == "rejected")
        #expect(Self.danglingNames(in: document).isEmpty)
        let text = try shelf.text(PROVExport())
        #expect(!text.contains("Lovelace") && !text.contains("nobody shall read this") && !text.contains("secret reason"))
    }

    @Test func `a guideline that was withdrawn is invalidated, by whom and from when`() async throws {
        var shelf = try await Shelf.filled()
        try await shelf.withdrawGuideline()
        let document = try Self.document(shelf)
        let plan = try entry("guideline", shelf)
        let ended = try #require(records(document, "wasInvalidatedBy").first { $0.members["prov:entity"]?.string == plan })
        let activity = try #require(ended.members["prov:activity"]?.string)
        let done = try #require(document["activity"]?[activity])
        #expect(done["prov:type"]?["$"] == "tm:Withdrawing" && done["tm:reason"] == "misprinted")
        #expect(done["tm:effective"]?["$"] == "2026-02-01T00:00:00Z")
        let association = records(document, "wasAssociatedWith").first { $0.members["prov:activity"]?.string == activity }
        #expect(association?.members["prov:agent"] == "ledger:agent/operator/root")
        #expect(Self.danglingNames(in: document).isEmpty)
    }

    @Test func `what follows a withdrawal derives from the version that was withdrawn`() async throws {
        var shelf = try await Shelf.filled()
        try await shelf.reviveWithdrawn()
        let document = try Self.document(shelf)
        let (gone, revived) = (try entry("ab/gone", shelf), try entry("revived", shelf))
        let revision = records(document, "wasDerivedFrom").first {
            $0.members["prov:generatedEntity"]?.string == revived && $0.members["prov:type"]?["$"] == "prov:Revision"
        }
        #expect(revision?.members["prov:usedEntity"]?.string == gone)
        #expect(Self.danglingNames(in: document).isEmpty)
    }

    @Test func `of some splits only the items of these are told`() async throws {
        let shelf = try await Shelf.filled()
        let text = Gathered()
        try shelf.world.store.read { reader in
            var export = PROVExport()
            try export.export(DatasetView(reader, dataset: "d", splits: ["test"])) { text.text += $0 }
        }
        let document = try JSONValue(parsing: text.text)
        let subjects = records(document, "entity").compactMap { $0.members["tm:subject"]?.string }
        #expect(Set(subjects) == ["guideline:g", "item:d/a", "label:d/a/l-1", "label:d/a/l", "label:d/a/l.2"])
        #expect(records(document, "agent").map(\.name).contains("ledger:agent/model/guess") == false)
        #expect(Self.danglingNames(in: document).isEmpty)
    }

    @Test func `an earlier size has no later record`() async throws {
        let shelf = try await Shelf.filled()
        let text = try shelf.text(PROVExport(), at: try shelf.size(after: "guideline"))
        let document = try JSONValue(parsing: text)
        #expect(document["activity"] == nil && records(document, "entity").count == 1)
        #expect(records(document, "agent").map(\.name) == ["ledger:agent/operator/root"])
    }

    @Test func `only names of PROV-JSON, and those of ours that are written down, are used`() async throws {
        let shelf = try await Shelf.filled()
        let document = try Self.document(shelf)
        // W3C, The PROV-JSON Serialization, 24 April 2013, sections 3.1 to 3.3.
        let allowed: [String: Set<String>] = [
            "entity": ["prov:type"], "activity": ["prov:type", "prov:endTime"], "agent": ["prov:type"],
            "wasGeneratedBy": ["prov:entity", "prov:activity", "prov:time"], "used": ["prov:activity", "prov:entity"],
            "wasAttributedTo": ["prov:entity", "prov:agent"],
            "wasAssociatedWith": ["prov:activity", "prov:agent", "prov:plan"],
            "wasDerivedFrom": ["prov:generatedEntity", "prov:usedEntity", "prov:activity", "prov:type"],
            "wasInvalidatedBy": ["prov:entity", "prov:activity", "prov:time"],
        ]
        let documented = try ExportsDocument.names(beginning: "tm:")
        for kind in document.object?.members.map(\.name) ?? [] where kind != "prefix" {
            let known = try #require(allowed[kind], "\(kind) is no record of PROV-JSON")
            for (_, members) in records(document, kind) {
                for member in members.object?.members ?? [] {
                    #expect(known.contains(member.name) || documented.contains(member.name), "\(kind): \(member.name)")
                    if member.name == "prov:type", let type = member.value["$"]?.string, type.hasPrefix("tm:") {
                        #expect(documented.contains(type), "\(type)")
                    }
                }
            }
        }
    }

    /// Names that relations use and no record defines.
    private static func danglingNames(in document: JSONValue) -> Set<String> {
        var defined: Set<String> = []
        var named: Set<String> = []
        for section in document.object?.members ?? [] where section.name != "prefix" {
            for record in section.value.object?.members ?? [] {
                defined.insert(record.name)
                for member in record.value.object?.members ?? [] {
                    let isName = ["entity", "activity", "agent", "plan", "usedEntity", "generatedEntity"]
                        .contains { member.name == "prov:" + $0 }
                    if isName, let name = member.value.string { named.insert(name) }
                }
            }
        }
        return named.subtracting(defined)
    }
}
