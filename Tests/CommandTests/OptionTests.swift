import Foundation
import Primitives
import Provenance
import Testing

/// How times and thumbprints are given.
@Suite(.enabled(if: BuiltProducts.areHere, BuiltProducts.why))
struct OptionTests {
    private let ledger: TestLedger
    private var tool: BuiltTool { ledger.tool }

    init() throws {
        ledger = try TestLedger()
        try touchmark("authority recognise board --name Board --competence c --new-key board.jwk --ledger L")
    }

    @discardableResult
    private func touchmark(_ command: String) throws -> BuiltTool.Outcome {
        try tool.run("touchmark", command.split(separator: " ").map(String.init))
    }

    private func issue(_ until: String) throws -> BuiltTool.Outcome {
        try touchmark(
            "credential issue c-\(UUID().uuidString) --signer board.jwk --annotator a1 --competence c --from now --until \(until) "
                + "--ledger L")
    }

    /// The two moments that `credential issue` says.
    private func validity(_ until: String) throws -> (from: Timestamp, until: Timestamp) {
        let run = try issue(until)
        let words = run.errors.split(whereSeparator: { $0 == " " || $0 == "\n" }).map { String($0) }
        let times = words.compactMap { Timestamp($0) ?? Timestamp(String($0.dropLast())) }
        try #require(run.status == 0 && times.count == 2, "\(run.errors)")
        return (times[0], times[1])
    }

    @Test("a month and a year are the calendar's, other units what they are")
    func offsets() throws {
        let (from, until) = try validity("+400y")
        // 400 years have the same number of days wherever they begin: to the moment, but for the two being read one after the other.
        let second: Int64 = 1_000_000
        #expect((until.microseconds - from.microseconds) / (60 * second) == 146_097 * 24 * 60)
        #expect(try validity("+4800mo").until.description.prefix(4) == until.description.prefix(4))
        for (text, minutes) in [("+90min", 90 as Int64), ("+2w", 14 * 24 * 60), ("+36h", 36 * 60), ("+3d", 3 * 24 * 60)] {
            let (from, until) = try validity(text)
            #expect((until.microseconds - from.microseconds) / (60 * second) == minutes, "\(text)")
        }
    }

    @Test(
        "m alone is refused with its remedy, and what is no time with the forms that there are",
        arguments: ["+6m", "+1q", "soon"])
    func refused(_ text: String) throws {
        let run = try issue(text)
        #expect(run.status == 64, "\(run.errors)")
        #expect(run.errors.contains(text == "+6m" ? "write min or mo" : "an offset such as"), "\(run.errors)")
    }

    @Test(
        "what begins with a hyphen may be a thumbprint or a time",
        arguments: [
            "key retire --kid -U3X_vRkYQe5pYyCEuyLsIqFYLkmuvBdx8GDTgFdOi0 --reason lost",
            "key retire --kid 3U3X_vRkYQe5pYyCEuyLsIqFYLkmuvBdx8GDTgFdOi0 --reason compromised --effective -2d",
            "annotator revoke-key annotator:a1 --kid -U3X_vRkYQe5pYyCEuyLsIqFYLkmuvBdx8GDTgFdOi0 --reason lost",
        ])
    func hyphens(_ command: String) throws {
        let run = try touchmark(command + " --ledger L")
        #expect(run.status == 1, "it is nobody's key, and no wrong usage: \(run.errors)")
    }
}
