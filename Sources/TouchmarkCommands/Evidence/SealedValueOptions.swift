import ArgumentParser
import Ledger
import Primitives

/// `--disclose` and `--withhold`: which sealed values leave the ledger.
struct SealedValueOptions: ParsableArguments {
    @Option(help: "Names of sealed members to show, with commas between; all others are withheld.") var disclose: String?
    @Option(help: "Names of sealed members to withhold, with commas between, or all.") var withhold: String?

    /// - Throws: `CommandFailure` of wrong usage for a name of nothing that can be sealed.
    func choice() throws -> DisclosureChoice {
        do {
            return try DisclosureChoice(disclosing: Self.names(disclose), withholding: Self.names(withhold))
        } catch let error as LedgerError {
            throw CommandFailure("\(error)", ExitStatus.usage)
        }
    }

    static func check(_ names: [String]) throws {
        do { _ = try DisclosureChoice(disclosing: names, withholding: []) } catch let error as LedgerError {
            throw CommandFailure("\(error)", ExitStatus.usage)
        }
    }

    /// - Throws: `CommandFailure` of wrong usage for a list without names: taken for none given, it would disclose everything.
    static func names(_ list: String?) throws -> [String] {
        guard let list else { return [] }
        let names = list.split(separator: ",").map { $0.trimmed }.filter { !$0.isEmpty }
        guard !names.isEmpty else {
            throw CommandFailure("A list of sealed members names none. Name them, with commas between, or all.", ExitStatus.usage)
        }
        return names
    }
}
