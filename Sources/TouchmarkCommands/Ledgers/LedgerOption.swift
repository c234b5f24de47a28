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
}
