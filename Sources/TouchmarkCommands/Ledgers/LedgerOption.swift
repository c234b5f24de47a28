import ArgumentParser
import Foundation

/// `--ledger DIR`, else `$TOUCHMARK_LEDGER`, else `./ledger`.
struct LedgerOption: ParsableArguments {
    @Option(name: .customLong("ledger"), help: "The ledger's directory (else $TOUCHMARK_LEDGER, else ./ledger).")
    var path: String?

    var chosenPath: String { path ?? ProcessInfo.processInfo.environment["TOUCHMARK_LEDGER"] ?? "./ledger" }

    func open() throws -> LedgerDirectory { try LedgerDirectory(chosenPath) }
}

/// `--json`.
struct JSONOption: ParsableArguments {
    @Flag(name: .customLong("json"), help: "Print JSON: one object, or one a line for lists.")
    var isOn = false

    /// The form that is asked for: by `--json`, or by `--format`.
    ///
    /// - Throws: if the two name different ones.
    func form<Form: Equatable>(
        _ json: Form, orChosen chosen: Form?, else usual: @autoclosure () throws -> Form
    ) throws -> Form {
        guard isOn else { return try chosen ?? usual() }
        guard chosen == nil || chosen == json else { throw ValidationError("Give --json or another --format, not both.") }
        return json
    }
}
