import Primitives
import Provenance
import Testing

@Suite("An entry taken apart")
struct EntryPartsTests {
    private static func parts(_ text: String) -> (recorded: Int64, jws: String)? {
        Array(text.utf8).withUnsafeBytes { bytes in
            EntryParts(bytes).map { ($0.recorded.microseconds, String(decoding: $0.jws, as: UTF8.self)) }
        }
    }

    @Test(
        "is its time and what stands behind the space",
        arguments: [(0, "a.b.c"), (1_767_225_600_000_000, "a b"), (7, ""), (253_402_300_799_999_999, "a")])
    func apart(_ recorded: Int64, _ jws: String) {
        let parts = Self.parts("\(recorded) \(jws)")
        #expect(parts?.recorded == recorded)
        #expect(parts?.jws == jws)
    }

    @Test("is none where its time is past the year 9999", arguments: ["253402300800000000 a", "999999999999999999 a"])
    func unwritable(_ text: String) { #expect(Self.parts(text) == nil) }

    @Test(
        "has one spelling of its time",
        arguments: [
            "", " a", "7", "07 a", "+7 a", "-7 a", "7.0 a", "7\ta", "٧ a", "1234567890123456789 a", "99999999999999999999 a",
        ])
    func spellings(_ text: String) {
        #expect(Self.parts(text) == nil)
    }
}
