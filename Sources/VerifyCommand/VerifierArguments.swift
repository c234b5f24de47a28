import ArgumentParser

/// What is refused of a verifier's command line though the parser takes it.
package enum VerifierArguments {
    private static let commands = ["verify", "compare", "help"]
    /// Of which the parser believes the last.
    private static let single = ["--authorities", "--witnesses", "--auditors", "--tsa-roots", "--max-age"]

    /// What is wrong; `nil` if nothing is.
    ///
    /// The name of a bundle is its sender's: one that begins like a question for help (`-h.touchmark`) would be answered with status 0,
    /// which a script takes for a verdict. And of an option that stands twice only one would count.
    package static func problem(in arguments: [String]) -> String? {
        let options = arguments.prefix { $0 != "--" }
        let others = options.filter { !isQuestion($0) && !commands.contains($0) }
        if let question = options.first(where: isQuestion), !others.isEmpty || options.count < arguments.count {
            return "\(question) asks for help or the version, beside other arguments. If it is a file's name, write ./\(question)"
        }
        let once = options.contains("compare") ? single : single + ["--key"]
        let twice = once.first { name in options.filter { $0 == name || $0.hasPrefix(name + "=") }.count > 1 }
        return twice.map { "\($0) is given more than once. Give it once: nobody could tell which of them counts." }
    }

    private static func isQuestion(_ argument: String) -> Bool {
        argument.hasPrefix("-h") || argument.hasPrefix("--help") || argument.hasPrefix("--version")
            || argument.hasPrefix("--generate-completion-script") || argument.hasPrefix("--experimental-dump-help")
    }

    /// - Throws: wrong usage (exit status 64).
    package static func check(_ arguments: [String]) throws {
        if let problem = problem(in: arguments) { throw ValidationError(problem) }
    }
}
