import Testing

@testable import Audit

@Suite("Commands to paste")
struct ShellCommandTests {
    @Test(
        "A name is one word to a shell, whatever it holds",
        arguments: [
            ("cats-2.1_a", "cats-2.1_a"), ("x; rm -rf ~", "'x; rm -rf ~'"), ("it's", #"'it'\''s'"#), ("$(id)", "'$(id)'"),
            ("`id`", "'`id`'"), ("", "''"), ("a\nb", "'a\nb'"), ("étage", "'étage'"), ("*", "'*'"),
        ])
    func quoting(name: String, word: String) {
        #expect(ShellCommand("touchmark", "report", name).description == "touchmark report \(word)")
    }
}
