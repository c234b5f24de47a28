import LedgerTesting
import Primitives
import Testing

@testable import Provenance

@Suite("Subjects")
struct SubjectTests {
    @Test(
        "are written as the protocol encodes them",
        arguments: [
            ("a", "dataset:a"), ("A.z_0~-", "dataset:A.z_0~-"), ("a/b", "dataset:a%2Fb"), ("a b", "dataset:a%20b"),
            ("%", "dataset:%25"), ("é", "dataset:%C3%A9"), ("日", "dataset:%E6%97%A5"), ("🩻", "dataset:%F0%9F%A9%BB"),
            ("שלום", "dataset:%D7%A9%D7%9C%D7%95%D7%9D"), ("...", "dataset:..."), ("a:b", "dataset:a%3Ab"),
            ("a+b", "dataset:a%2Bb"), ("\u{0}", "dataset:%00"), ("\u{202E}x", "dataset:%E2%80%AEx"),
        ])
    func encodes(_ id: String, _ text: String) {
        #expect(Subject.dataset(id).description == text)
        #expect(Subject(parsing: text) == .dataset(id))
        #expect(Subject(parsing: text)?.segments == [id])
    }

    @Test(
        "have one spelling",
        arguments: [
            "", "dataset", "dataset:", "dataset:a/b", "dataset:/", "dataset:.", "dataset:..", "dataset:%2E", "dataset:%61",
            "dataset:%c3%a9", "dataset:%C3", "dataset:%", "dataset:%2", "dataset:%GG", "dataset:é", "dataset:a b", "dataset:a+b",
            "dataset:e%CC%81", "Dataset:a", "set:a", "ledger:a", "ledger", "seal:x", "label:d/i", "label:d//l", "label:d/i/l/",
            "label:d/i/l/x", "item:d/..", "dataset:%ED%A0%80", "dataset:%C0%AF", ":a",
        ])
    func refuses(_ text: String) { #expect(Subject(parsing: text) == nil) }

    @Test("are read byte by byte, as actors and competences are: an accent upon a mark leaves it what it is")
    func readsBytes() {
        #expect(Subject(parsing: "dataset:\u{301}a") == nil)
        #expect(Actor(parsing: "annotator:a") == Actor(.annotator, "a"))
        #expect(Actor(parsing: "annotator:\u{301}a") == nil)
        #expect(Competence("a/\u{301}b") != nil)
        #expect(Competence("a//\u{301}b") == nil)
        #expect(Competence("\u{600}/") == nil)
    }

    @Test("are at most 512 bytes")
    func isBounded() {
        #expect(Subject(parsing: "dataset:" + String(repeating: "a", count: 504)) != nil)
        #expect(Subject(parsing: "dataset:" + String(repeating: "a", count: 505)) == nil)
    }

    @Test("without a path are those of the ledger and its seals")
    func withoutPath() {
        #expect(Subject(parsing: "ledger:") == .ledger)
        #expect(Subject(parsing: "seal:") == .seal)
        #expect(Subject.ledger.segments == [])
    }

    @Test("come back from their text, and nothing else does", arguments: [1, 2, 3, 4] as [UInt64])
    func roundTrips(_ seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<500 {
            let kind = try #require(Subject.Kind.allCases.randomElement(using: &random))
            let ids = (0..<kind.segmentCount).map { _ in Self.id(using: &random) }
            let subject = Subject(kind, ids)
            #expect(subject.description.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F })
            guard subject.description.utf8.count <= Subject.maximumByteCount else { continue }
            #expect(Subject(parsing: subject.description) == subject, "seed \(seed)")
            #expect(subject.segments == ids, "seed \(seed)")

            var bytes = Array(subject.description.utf8)
            if let at = bytes.indices.randomElement(using: &random) {
                bytes[at] = UInt8.random(in: 0x20..<0x7F, using: &random)
            }
            let damaged = String(decoding: bytes, as: UTF8.self)
            if let parsed = Subject(parsing: damaged) {
                #expect(Subject(parsed.kind, parsed.segments).description == damaged, "seed \(seed)")
            }
        }
    }

    /// A well-formed id of characters that are awkward in one way or another.
    private static func id(using random: inout SeededGenerator) -> String {
        let alphabet = Array("aZ09.-_~/%:+ \"\\\u{0}\u{7F}éßłñ日本語🩻👩🏽‍⚕️שלום\u{202E}ﬁ\u{1D15E}".unicodeScalars)
        while true {
            var id = ""
            for _ in 0..<Int.random(in: 1...12, using: &random) {
                id.unicodeScalars.append(alphabet[Int.random(in: alphabet.indices, using: &random)])
            }
            if Identifier.isWellFormed(id) { return id }
        }
    }
}

@Suite("Ids in data")
struct HostileIDTests {
    private static func item(_ id: String) throws -> Event {
        let subject = Subject.item("d", id).description
        return try Payload(type: "touchmark.item.registered", source: .op, data: World.item(id), subject: subject).decode()
    }

    @Test(
        "may be anything in NFC",
        arguments: [
            "a/b", "../x", "a\\b", "%2F", "שלום", "\u{202E}gpj.exe", "🩻", "👩🏽‍⚕️", " ", "é", "-", "…", "a\u{0}b", "*", "\u{200B}",
            String(repeating: "x", count: 490),
        ])
    func accepts(_ id: String) throws {
        let event = try Self.item(id)
        #expect(event.subject.segments == ["d", id])
        #expect(event.subject.description.utf8.allSatisfy { $0 < 0x80 })
    }

    @Test("are not empty, not a dot or two, and not decomposed", arguments: ["", ".", "..", "e\u{301}", "\u{212B}", "\u{1D15E}"])
    func refuses(_ id: String) {
        let error = #expect(throws: JSONError.self) { try Self.item(id) }
        #expect(error?.code == .invalidValue)
        #expect(error?.path == ["data", "item"])
    }

    @Test(
        "make no subject longer than 512 bytes",
        arguments: [String(repeating: "x", count: 600), String(repeating: "🩻", count: 50), String(repeating: "/", count: 200)])
    func refusesLong(_ id: String) {
        let error = #expect(throws: JSONError.self) { try Self.item(id) }
        #expect(error?.code == .tooLarge)
    }

    @Test("of event ids are lower-case UUIDs, which sort as they were made")
    func eventIDs() throws {
        let id = EventID.version7(at: World.day(3), random: (0xFFFF_FFFF, 0xFFFF_FFFF_FFFF_FFFF))
        #expect(EventID(id.description) == id)
        let bytes = Array(id.description.utf8)
        #expect(bytes[14] == UInt8(ascii: "7"))
        #expect(bytes[19] == UInt8(ascii: "b"))
        #expect(EventID(id.description.uppercased()) == nil)
        #expect(id < EventID.version7(at: World.day(4), random: (0, 0)))
    }
}
