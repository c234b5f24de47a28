import Connectors
import Primitives
import Testing

@testable import Intake

@Suite("One id, two people")
struct ImportedPeopleTests {
    private typealias Result = (said: [String], summary: ImportSession.Summary)

    private func people(_ rows: String, into studio: Studio) async throws -> Result {
        let yaml = """
            dataset: clips
            origin: collected
            item: {id: "{item}", tracks: [{id: text, modality: text, mediaType: text/plain, content: "It rains."}]}
            annotator: {id: "{who}", name: "{name?}", email: "{mail?}"}
            label: {name: mood, id: "{item}-{mood}", value: {kind: choice, choice: "{mood}"}}
            """
        let mapping = try TableMapping(yaml: yaml, file: "map.yaml")
        let bytes = Array(("item,who,name,mail,mood\n" + rows).utf8)
        return try await studio.importing { secret in
            try TableImporter(mapping: mapping, table: ByteSource(bytes: bytes, name: "table.csv"), secret: secret)
        }
    }

    @Test("an id that is known with another address is nobody's: her labels are left out, those of the one who is known are not")
    func otherAddressOfPerson() async throws {
        let studio = try await Studio()
        _ = try await people("1,41,,ada@hospital.org,sad\n", into: studio)
        let run = try await people(
            "2,41,,ada@hospital.org,sad\n3,41,,mallory@clinic.org,sad\n4,41,,ada@hospital.org,sad\n5,41,,,sad\n", into: studio)
        #expect(run.summary.problems == 1 && run.summary.refused == 0)
        let sentence = try #require(run.said.first { $0.hasPrefix("not imported: table.csv:3: ") })
        #expect(
            sentence.contains("--connector") && !sentence.contains("mallory") && !sentence.contains("hospital"), "\(sentence)")
        #expect(try studio.current().map(\.item).sorted() == ["1", "2", "4", "5"])
        #expect(try Set(studio.records().map(\.source)).count == 1)
    }

    @Test("an id that is known by another name is noted once")
    func otherNameOfPerson() async throws {
        let studio = try await Studio()
        let run = try await people("1,1,Ada,,sad\n2,1,Mallory,,sad\n3,1,Ada,,sad\n4,1,Mallory,,sad\n", into: studio)
        #expect(run.said.count == 1 && run.said.first?.hasPrefix("note: annotator:p-") == true, "\(run.said)")
        #expect(try studio.current().count == 4)
    }

    @Test("two servers' users of one number are not taken for one person in reconciling")
    func twoServers() async throws {
        let studio = try await Studio()
        func given(_ emails: [Int64: String]) -> [UInt8] {
            Payload.export(
                Dictionary(
                    uniqueKeysWithValues: emails.map { number, email in
                        var annotation = Payload.annotation(number, by: 41).object ?? [:]
                        annotation["completed_by"] = ["id": 41, "email": .string(email)]
                        return (number, [.object(annotation)])
                    }))
        }
        #expect(try await studio.reconcile(given([1: "ada@hospital.org"])).problems.isEmpty)
        let other = try await studio.reconcile(given([1: "ada@hospital.org", 2: "mallory@clinic.org"]))
        #expect(other.problems.map(\.code) == [.conflictingAnnotator])
        #expect(try studio.current().map(\.label) == ["u1.r.mood"])
    }
}
