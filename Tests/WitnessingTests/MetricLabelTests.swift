import Testing

@testable import Witnessing

@Suite("Labels of figures")
struct MetricLabelTests {
    @Test(
        "A name ends no value, whatever accents stand upon its quotes",
        arguments: [
            ("w.example", "w.example"), ("a\"b\\", "a\\\"b\\\\"), ("a\"\u{301}b", "a\\\"\u{301}b"),
            ("a\u{600}\"", "a\u{600}\\\""),
            ("a\nb", "a\\nb"),
        ])
    func escaping(_ name: String, _ value: String) {
        #expect(Array(MetricLabel.escaped(name).utf8) == Array(value.utf8))
    }
}
