import Provenance

/// Which sealed values an export shows, by the names of their members.
package struct DisclosureChoice: Hashable, Sendable {
    private enum Rule: Hashable, Sendable {
        case all
        case only(Set<String>)
        case without(Set<String>)
    }

    private let rule: Rule

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

    package var isNone: Bool { rule == .only([]) }

    /// Of some disclosures those that are shown.
    func shown(_ disclosures: [StoredDisclosure]) throws -> [String] {
        switch rule {
        case .all: disclosures.map(\.encoded)
        case .only(let names) where names.isEmpty: []
        case .only(let names): try disclosures.filter { names.contains(try $0.name) }.map(\.encoded)
        case .without(let names): try disclosures.filter { !names.contains(try $0.name) }.map(\.encoded)
        }
    }
}
