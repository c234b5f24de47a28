import Intake
import Primitives
import Provenance

/// What reconciling printed: a line for each event that the ledger lacked, and how many of which there were.
struct ReconcilingSummary {
    private let isJSON: Bool
    private var appended = 0
    private var present = 0
    private var progress = ProgressBar("reconciling", total: nil)
    private var refused = 0
    private var ignored = 0
    private var problems = 0

    init(isJSON: Bool) { self.isJSON = isJSON }

    mutating func add(_ report: IntakeReport) {
        for place in report.appended {
            if isJSON {
                Output.json(
                    [
                        "index": .integer(Int64(place.index.value)), "type": .string(place.type),
                        "subject": .string(place.subject.description),
                    ])
            } else {
                Output.line("\(place.index)  \(place.type)  \(place.subject)")
            }
        }
        for refused in report.refused { Output.note("refused: \(refused.what): \(refused.refusal)") }
        for ignored in report.ignored { Output.note("left as it is: \(ignored.what): \(ignored.sentence)") }
        for problem in report.problems { Output.note("not imported: \(problem)") }
        for note in report.notes { Output.note("note: \(note)") }
        appended += report.appended.count
        present += report.present.count
        refused += report.refused.count
        ignored += report.ignored.count
        problems += report.problems.count
        progress.update(UInt64(appended + present))
    }

    /// - Throws: status 1 if something that the export says is not in the ledger.
    func finish() throws {
        progress.finish()
        if isJSON {
            Output.json([
                "appended": .integer(Int64(appended)), "present": .integer(Int64(present)), "refused": .integer(Int64(refused)),
                "ignored": .integer(Int64(ignored)), "problems": .integer(Int64(problems)),
            ])
        } else {
            Output.line(
                "\(appended) events appended, \(present) were there, \(ignored) left as they are, \(refused) refused, "
                    + "\(problems) records not imported")
        }
        if refused + problems > 0 { throw ExitStatus.failed }
    }
}
