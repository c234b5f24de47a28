import ArgumentParser
import Foundation
import Primitives
import VerifierPage

struct VerifierCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verifier", abstract: "Write the offline verifier as one HTML file, for a browser without network.",
        discussion: """
            Whoever opens the file, from a USB stick too, checks evidence bundles in the browser with the ledger's key: the same \
            checks as touchmark-verify, by another program. Its size and SHA-256 go to standard error, so that they can be published.

            Example: touchmark verifier --html > verifier.html
            """)

    @Flag(help: "As an HTML page; the only form there is, and so the one without it.") var html = false
    @Option(help: "Write to this new file; without it to standard output.") var out: String?

    func run() async throws {
        let text: String
        do { text = try VerifierDocument(version: TouchmarkCommand.version).html } catch {
            throw CommandFailure("The page cannot be put together: \(error) That is a mistake in this program; please report it.")
        }
        if let out {
            try NewFile(out).writing("writing, bytes") { write in try write(text) }
        } else {
            Output.write(text, to: .standardOutput)
        }
        Output.note("\(out ?? "verifier"): \(text.utf8.count) bytes, SHA-256 \(Digest(hashing: text).hex)")
    }
}
