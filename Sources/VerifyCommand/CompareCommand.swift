package import ArgumentParser
import Evidence
import Primitives
import Signatures

/// `touchmark compare` and `touchmark-verify compare`: whether two pieces of evidence are of one history of a log.
package struct CompareCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "compare", abstract: "Hold two bundles against each other: one log, or a split view.",
        discussion: """
            Each file is a bundle, or a checkpoint as the log publishes it. Only what is proved under the log's signature counts;
            whether a bundle verifies otherwise is not asked: touchmark-verify says that.

            Exit status: 0 both extend one log, 1 a split view, 2 it cannot be told from these two, 3 a file cannot be read or is
            not signed by the key, 64 wrong usage, 74 the answer cannot be written. The notes that prove a split view are printed,
            for whoever has to see them.

            Example: touchmark compare mine.touchmark yours.touchmark --key @log.vkey
            """)

    @Argument(help: "A bundle or a checkpoint.") var first: String
    @Argument(help: "Another one.") var second: String
    @Option(help: "The log's vkey, or @FILE that holds it; once for each key that it has had.") var key: [String]
    @Flag(help: "Print JSON.") var json = false

    package init() {}

    package func validate() throws {
        guard !key.isEmpty else { throw ValidationError("Give the log's vkey with --key.") }
    }

    package func run() async throws {
        let comparison: HistoryComparison
        do {
            let comparer = HistoryComparer(keys: try key.map(VerifierInput.key))
            comparison = try comparer.compare(try Self.evidence(first), try Self.evidence(second))
        } catch let error
            where error is VerifyFailure || error is UnreadableBundle || error is NoteError
        {
            VerifierOutput.note("Nothing was compared: \(error)")
            throw ExitCode(3)
        }
        if json {
            VerifierOutput.result(VisibleText.escapingControls(inJSON: comparison.json.canonicalText) + "\n")
        } else {
            VisibleText.lines(comparison.text).forEach(VerifierOutput.line)
        }
        switch comparison {
        case .oneLog: return
        case .splitView: throw ExitCode(1)
        case .undecided: throw ExitCode(2)
        case .unfounded: throw ExitCode(3)
        }
    }

    /// A bundle's first line is JSON; a checkpoint's first line is an origin.
    private static func evidence(_ path: String) throws -> HistoryComparer.Evidence {
        let file = try BundleFile(path)
        guard try file.bytes(at: 0, count: 1) != Array("{".utf8), file.size <= VerifierInput.greatestNote else {
            return .bundle(file)
        }
        return .checkpoint(try VerifierInput.text(path))
    }
}

extension HistoryComparison {
    fileprivate var text: String {
        switch self {
        case .oneLog(let from, let to): "one log: the tree of size \(to) begins with that of size \(from)"
        case .undecided(let from, let to): "cannot be told from these two: no consistency proof between \(from) and \(to)"
        case .splitView(let split):
            "split view: the operator signed two histories. \(split.sentence)\n\n\(split.first)\n\(split.second)"
        case .unfounded(let evidence): "nothing was compared: \(evidence.sentence)"
        }
    }

    fileprivate var json: JSONValue {
        switch self {
        case .oneLog(let from, let to): ["comparison": "one-log", "from": .number(from), "to": .number(to)]
        case .undecided(let from, let to): ["comparison": "undecided", "from": .number(from), "to": .number(to)]
        case .splitView(let split):
            [
                "comparison": "split-view", "sentence": .string(split.sentence),
                "notes": [.string(split.first), .string(split.second)],
            ]
        case .unfounded(let evidence): ["comparison": "unfounded", "sentence": .string(evidence.sentence)]
        }
    }
}

extension JSONValue {
    fileprivate static func number(_ size: TreeSize) -> JSONValue { .integer(Int64(clamping: size.value)) }
}

extension SplitView {
    /// What differs, and what it takes to show it to others.
    fileprivate var sentence: String {
        switch ground {
        case .rootsDiffer(let size): "Both checkpoints are of size \(size), with different roots; the two notes prove it."
        case .prefixesDiffer(let size):
            "The first \(size) entries of the two histories differ; the two notes and both files prove it."
        case .entriesDiffer(let index): "Entry \(index) is another one in each; the two notes and both files prove it."
        }
    }
}
