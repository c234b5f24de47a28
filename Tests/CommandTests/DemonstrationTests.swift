import Foundation
import Testing

/// What `make demo` runs once everything is built.
@Suite(.enabled(if: BuiltProducts.areHere, BuiltProducts.why))
struct DemonstrationTests {
    @Test("the demonstration comes out as announced, and the forgery is found")
    func comesOut() throws {
        let shell = try Shell()
        let run = try shell.run("\"$TOUCHMARK_SOURCE/Fixtures/demo.sh\" demo")
        #expect(run.status == 0, "\(run.output)")
        #expect(run.output.contains("error bad-signature"))
        try shell.remove()
    }

    @Test("the demonstration fails where the verifier lets the forgery pass")
    func canFail() throws {
        let shell = try Shell()
        let run = try shell.run(
            """
            mkdir lenient
            cat > lenient/touchmark-verify <<END
            #!/bin/bash
            case \\$1 in forged*) set -- "loose-bolt.touchmark" "\\${@:2}" ;; esac
            exec "$(command -v touchmark-verify)" "\\$@"
            END
            chmod +x lenient/touchmark-verify
            PATH="$PWD/lenient:$PATH" "$TOUCHMARK_SOURCE/Fixtures/demo.sh" demo
            """)
        #expect(run.status == 1)
        #expect(run.output.contains("The demonstration failed: the forged evidence ended with status 0"))
        try shell.remove()
    }
}
