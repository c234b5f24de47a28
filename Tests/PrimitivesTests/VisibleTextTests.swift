import Primitives
import Testing

@Suite("Text of unknown origin")
struct VisibleTextTests {
    @Test("Lines are parted by line feeds, also behind a carriage return, and show their controls")
    func lines() {
        #expect(VisibleText.lines("a\r\nb\u{1B}[2J\n") == ["a⟨U+000D⟩", "b⟨U+001B⟩[2J", ""])
    }
}
