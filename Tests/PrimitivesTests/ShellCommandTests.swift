import Primitives
import Testing

@Suite("Commands to paste")
struct ShellCommandTests {
    @Test(
        "A name is one word to a shell, whatever it holds",
        arguments: [
            ("cats-2.1_a", "cats-2.1_a"), ("x; rm -rf ~", "'x; rm -rf ~'"), ("it's", #"'it'\''s'"#), ("$(id)", "'$(id)'"),
            ("`id`", "'`id`'"), ("", "''"), ("a\nb", "'a\nb'"), ("étage", "'étage'"), ("*", "'*'"),
            // What makes one Character of a quote and its neighbour.
            ("x'\u{301}; id", "'x'\\''\u{301}; id'"), ("x\u{600}'; id", "'x\u{600}'\\''; id'"), ("'\r\n'", "''\\''\r\n'\\'''"),
        ])
    func quoting(name: String, word: String) {
        let command = ShellCommand("touchmark", "report", .operand(name))
        #expect(Array(command.description.utf8) == Array("touchmark report \(word)".utf8))
    }

    @Test("What begins with a hyphen is no option: a value is joined to its option, an operand stands behind two hyphens")
    func hyphens() {
        func command(_ name: String, _ value: String) -> String {
            ShellCommand("touchmark", "dataset", "show", .operand(name), .option("--release", value)).description
        }
        #expect(command("cats", "1.0") == "touchmark dataset show cats --release 1.0")
        #expect(command("-x", "1.0") == "touchmark dataset show --release 1.0 -- -x")
        #expect(command("cats", "-1 b") == "touchmark dataset show cats '--release=-1 b'")
    }
}
