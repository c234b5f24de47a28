import Foundation

/// What a document shows of a session at a terminal: its `console` blocks, in order.
///
/// A line that begins with `$ ` is a command; a command that ends in a backslash goes on in the next line. The lines after it,
/// up to the next command, are what it prints on standard output and standard error.
struct Transcript {
    struct Step: Equatable {
        /// The command's line in the document, from 1.
        let line: Int
        var command: String
        var expected: [String] = []
    }

    private(set) var steps: [Step] = []

    init(markdown: String) {
        var isInside = false
        var goesOn = false
        let lines = markdown.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        for (number, line) in zip(1..., lines) {
            if line.hasPrefix("```") {
                isInside = line == "```console"
                goesOn = false
            } else if isInside {
                read(line, number, &goesOn)
            }
        }
    }

    private mutating func read(_ line: String, _ number: Int, _ goesOn: inout Bool) {
        if goesOn {
            steps[steps.count - 1].command += "\n" + line
        } else if line.hasPrefix("$ ") {
            steps.append(Step(line: number, command: String(line.dropFirst(2))))
        } else if !steps.isEmpty {
            steps[steps.count - 1].expected.append(line)
            return
        }
        goesOn = line.hasSuffix("\\")
    }

    /// All commands as one script, so that a variable or a change of directory lasts as it does at a terminal. After each
    /// command it prints a line of `marker`, the number of the step and the exit status.
    func script(marker: String) -> String {
        zip(0..., steps).map { number, step in
            "\(step.command)\nstatus=$?; printf '\\n%s %d %d\\n' '\(marker)' \(number) $status; (exit $status)"
        }.joined(separator: "\n")
    }

    /// What each step printed, and its exit status; `nil` for steps that were not reached.
    func outcomes(of output: String, marker: String) -> [(lines: [String], status: Int32)?] {
        var outcomes = [(lines: [String], status: Int32)?](repeating: nil, count: steps.count)
        var printed: [String] = []
        for line in output.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
            let words = line.split(separator: " ")
            guard words.count == 3, words[0] == marker, let number = Int(words[1]), outcomes.indices.contains(number) else {
                printed.append(line)
                continue
            }
            outcomes[number] = (printed, Int32(words[2]) ?? -1)
            printed = []
        }
        return outcomes
    }
}
