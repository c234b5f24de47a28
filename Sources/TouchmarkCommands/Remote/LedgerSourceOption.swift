import ArgumentParser

/// Where a command reads: a directory, as `LedgerOption` says it, or with `--url` a service.
struct LedgerSourceOption: ParsableArguments {
    @OptionGroup var ledger: LedgerOption
    @Option(help: "Ask the service at this address, https://labels.example.org; $TOUCHMARK_TOKEN opens what it shows.")
    var url: String?

    func validate() throws {
        guard url == nil || ledger.path == nil else { throw ValidationError("Give --ledger or --url, not both.") }
    }

    /// `nil` without `--url`. What a service shows is its word: a bundle or a receipt is what proves it.
    func service() throws -> ServedLedger? { try url.map { try ServedLedger($0) } }

    func open() throws -> LedgerDirectory { try ledger.open() }
}
