import Primitives
import Testing

@testable import Provenance

@Suite("Every type of the vocabulary")
struct VocabularyTests {
    @Test("has an example here, and no type beyond the vocabulary is known")
    func isComplete() {
        #expect(Set(VocabularyExample.all.map(\.type)) == Set(EventBody.types))
        #expect(EventBody.types.count == 48)
    }

    @Test("is decoded with all its optional members and with none", arguments: VocabularyExample.all)
    func decodes(_ example: VocabularyExample) throws {
        let full = try example.payload(example.full).decode()
        #expect(full.type == example.type)
        #expect(full.source == example.source)
        #expect(full.time == World.day(0))
        #expect(full.sealed == [])
        let minimal = try example.payload(example.required).decode()
        #expect((full.body == minimal.body) == (example.optional == [:]))
        #expect(full.allowedSigners.contains(example.source.kind))
    }

    @Test("touches the subjects of its row", arguments: VocabularyExample.all)
    func touches(_ example: VocabularyExample) throws {
        let subjects = try example.payload(example.full).decode().subjects.map(\.description)
        #expect(subjects.first == example.subjects.first)
        #expect(subjects.last == "work:\(example.source.kind.rawValue)/\(example.source.id)")
        #expect(Set(subjects.dropLast()) == Set(example.subjects))
        #expect(subjects.count == example.subjects.count + 1)
    }

    @Test("is refused without a required member, at any depth, and the refusal names it", arguments: VocabularyExample.all)
    func refusesMissing(_ example: VocabularyExample) throws {
        for (path, data) in example.required.withoutOneMember() {
            let error = #expect(throws: JSONError.self, "without \(path)") { try example.payload(data).decode() }
            let name = try #require(path.last)
            #expect(
                error?.path.contains(name) == true || error?.message.contains(name) == true,
                "\(path): \(error?.description ?? "")")
        }
    }

    @Test("is refused with an unknown member, at any depth, and the refusal names it", arguments: VocabularyExample.all)
    func refusesUnknown(_ example: VocabularyExample) throws {
        for (path, data) in example.required.withAnotherMember("surprise") where !path.contains("value") {
            let error = #expect(throws: JSONError.self, "at \(path)") { try example.payload(data).decode() }
            #expect(error?.code == .unknownMember)
            #expect(error?.path.last == "surprise")
        }
    }

    /// Members whose shape the vocabulary leaves open.
    private static let open: Set = [
        "register", "jurisdiction", "level", "statusChecked", "intendedUse", "setting", "assumptions", "controller", "period",
        "group", "splits", "findings", "measures", "groups", "trace",
    ]

    @Test("is refused with a member of another JSON type", arguments: VocabularyExample.all)
    func refusesWrongTypes(_ example: VocabularyExample) throws {
        for member in example.full.object?.members ?? []
        where !Self.open.contains(member.name) || (member.name == "group" && example.type.hasSuffix("enrolled")) {
            for wrong in [JSONValue.null, .bool(false)] {
                let error = #expect(throws: JSONError.self, "\(member.name) = \(wrong)") {
                    try example.payload(example.full.with(member.name, wrong)).decode()
                }
                #expect(error?.path.contains(member.name) == true, "\(error?.description ?? "")")
            }
        }
    }

    @Test("is refused under a subject that does not follow from it", arguments: VocabularyExample.all)
    func refusesOtherSubject(_ example: VocabularyExample) throws {
        for wrong in ["dataset:other", "", example.subjects[0] + "/x"] {
            let payload = try Payload(type: example.type, source: example.source, data: example.full, subject: wrong)
            let error = #expect(throws: JSONError.self) { try payload.decode() }
            #expect(error?.path == ["subject"])
        }
    }
}

extension JSONValue {
    /// This value with one member taken out, for every member at any depth.
    func withoutOneMember() -> [(path: [String], value: JSONValue)] {
        everywhere { object in object.members.map { ([$0.name], JSONValue.object(object).with($0.name, nil)) } }
    }

    /// This value with one more member, for every object at any depth.
    func withAnotherMember(_ name: String) -> [(path: [String], value: JSONValue)] {
        everywhere { object in [([], JSONValue.object(object).with(name, 1))] }
    }

    private func everywhere(
        _ change: (JSONObject) -> [([String], JSONValue)]
    ) -> [(path: [String], value: JSONValue)] {
        switch self {
        case .object(let object):
            change(object)
                + object.members.flatMap { member in
                    member.value.everywhere(change).map { ([member.name] + $0.path, with(member.name, $0.value)) }
                }
        case .array(let elements):
            elements.indices.flatMap { place in
                elements[place].everywhere(change).map { changed in
                    var copy = elements
                    copy[place] = changed.value
                    return ([String(place)] + changed.path, .array(copy))
                }
            }
        default: []
        }
    }
}
