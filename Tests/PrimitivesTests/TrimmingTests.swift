import Primitives
import Testing

@Suite("Trimming")
struct TrimmingTests {
    @Test(
        "White space goes at both ends and stays between",
        arguments: [("", ""), (" \r\n\t", ""), ("a", "a"), (" a  b \r\n", "a  b"), ("\u{2003}ä\u{2028}", "ä")])
    func whiteSpace(text: String, trimmed: String) { #expect(text.trimmed == trimmed) }

    @Test("Of characters of a kind no others go")
    func kind() { #expect(" \ta b ".trimming { $0 == " " } == "\ta b") }
}
