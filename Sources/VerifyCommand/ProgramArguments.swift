import ArgumentParser

/// What the program was called with.
package enum ProgramArguments {
    /// - Throws: wrong usage (exit status 64) where an argument is not UTF-8: it would be read as another name than the one given.
    package static func read() throws -> [String] {
        try (1..<max(1, Int(CommandLine.argc))).map { place in
            guard let bytes = CommandLine.unsafeArgv[place], let text = String(validatingCString: bytes) else {
                throw ValidationError(
                    "Argument \(place) is not UTF-8. Give the file or directory a name that is, or a link with one.")
            }
            return text
        }
    }
}
