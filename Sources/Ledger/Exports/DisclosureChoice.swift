import Primitives
package import Provenance

/// Which sealed values an export shows, by the names of their members.
package struct DisclosureChoice: Hashable, Sendable {
    private enum Rule: Hashable, Sendable {
        case all
        case only(Set<String>)
        case without(Set<String>)
    }

    private let rule: Rule
    /// What was sealed of their entries alone is shown; `nil` for all of the ledger.
    private var datasets: Set<String>?

    private init(_ rule: Rule) { self.rule = rule }

    package static let all = DisclosureChoice(.all)
    package static let none = DisclosureChoice(.only([]))

    /// - Parameters:
    ///   - disclosed: if any are named, these alone are shown.
    ///   - withheld: these are not shown; `all` withholds everything.
    /// - Throws: `LedgerError.invalid`, if both are given, or a name is of nothing that can be sealed.
    package init(disclosing disclosed: [String], withholding withheld: [String]) throws {
        guard disclosed.isEmpty || withheld.isEmpty else {
            throw LedgerError(.invalid, "Name what to disclose or what to withhold, not both: what is not disclosed is withheld.")
        }
        let everything = "all"
        for name in disclosed + withheld where name != everything && !Sealing.names.contains(name) {
            let names = Sealing.names.sorted().joined(separator: ", ")
            throw LedgerError(.invalid, "Nothing that can be sealed is called \(name). There are: \(names); and all.")
        }
        if disclosed.contains(everything) || disclosed.isEmpty && withheld.isEmpty {
            rule = .all
        } else if withheld.contains(everything) {
            rule = .only([])
        } else {
            rule = disclosed.isEmpty ? .without(Set(withheld)) : .only(Set(disclosed))
        }
    }

    package var isNone: Bool { rule == .only([]) || datasets?.isEmpty == true }

    /// The same, but of nothing that is of none of these datasets, as people, keys and authorities are; `nil` for all.
    package func narrowed(to others: Set<String>?) -> DisclosureChoice {
        guard let others else { return self }
        var choice = self
        choice.datasets = datasets?.intersection(others) ?? others
        return choice
    }

    /// Of an entry's disclosures those that are shown.
    func shown(of index: EntryIndex, in reader: any LedgerReader) throws -> [String] {
        guard !isNone else { return [] }
        let disclosures = try reader.disclosures(of: index)
        if let datasets, !disclosures.isEmpty, try !reader.event(at: index).event.touches(anyOf: datasets) { return [] }
        return try named(disclosures)
    }

    private func named(_ disclosures: [StoredDisclosure]) throws -> [String] {
        switch rule {
        case .all: disclosures.map(\.encoded)
        case .only(let names) where names.isEmpty: []
        case .only(let names): try disclosures.filter { names.contains(try $0.name) }.map(\.encoded)
        case .without(let names): try disclosures.filter { !names.contains(try $0.name) }.map(\.encoded)
        }
    }
}

extension Event {
    /// Whether it is of one of these datasets, as what touches its `dataset:` is. People, keys and authorities are of none.
    package func touches(anyOf datasets: Set<String>) -> Bool {
        subjects.contains { $0.kind == .dataset && datasets.contains($0.segments[0]) }
    }
}
