/// What kind of caller a token makes of its bearer.
package enum Role: String, Hashable, Sendable, CaseIterable {
    /// Runs the ledger: reads all.
    case `operator`
    /// Reads all.
    case auditor
    /// Reads what the grant names, until it expires.
    case regulator
    /// Delivers to its own webhook and reads nothing.
    case connector
    /// Reads named datasets, without disclosures.
    case reader
}

/// What the bearer of a checked token may do.
package struct Grant: Hashable, Sendable {
    /// The token's id: safe in a log line, no secret and no name.
    package let id: String
    package let role: Role
    /// The datasets that may be read; `nil` for all.
    package let datasets: Set<String>?
    /// For the role connector: its webhook's name.
    package let connector: String?

    package init(id: String, role: Role, datasets: Set<String>? = nil, connector: String? = nil) {
        self.id = id
        self.role = role
        self.datasets = datasets
        self.connector = connector
    }

    /// True if every entry may be read.
    package var readsAll: Bool {
        switch role {
        case .operator, .auditor: true
        case .regulator: datasets == nil
        case .connector, .reader: false
        }
    }

    package func reads(dataset: String) -> Bool {
        guard role != .connector else { return false }
        return readsAll || datasets?.contains(dataset) ?? false
    }

    /// Of which datasets what was sealed is shown; `nil` for all of the ledger, people among it.
    package var disclosedDatasets: Set<String>? {
        readsAll ? nil : showsDisclosures ? datasets ?? [] : []
    }

    /// True if nothing that was sealed is shown to `other` and not to this one.
    package func discloses(asMuchAs other: Grant) -> Bool {
        guard let own = disclosedDatasets else { return true }
        return other.disclosedDatasets?.isSubset(of: own) ?? false
    }

    /// True if what was sealed is shown, of all that may be read.
    package var showsDisclosures: Bool {
        switch role {
        case .operator, .auditor, .regulator: true
        case .connector, .reader: false
        }
    }
}

/// Who may call a route.
package enum RouteAccess: Hashable, Sendable {
    /// Anybody: the signature is the authority, or what is answered proves itself and holds no content.
    case anybody
    /// Any reader; the route narrows the answer to what the grant names.
    case reader
    /// Who may read the whole ledger.
    case wholeLedger
    /// The connector that the path names, by a token that names it, or by the header or the nothing that its settings ask for.
    case connector

    /// The roles that get past the door.
    package var roles: Set<Role> {
        switch self {
        case .anybody: Set(Role.allCases)
        case .reader: [.operator, .auditor, .regulator, .reader]
        case .wholeLedger: [.operator, .auditor, .regulator]
        case .connector: [.connector]
        }
    }

    package func admits(_ grant: Grant) -> Bool {
        switch self {
        case .wholeLedger: grant.readsAll
        case .anybody, .reader, .connector: roles.contains(grant.role)
        }
    }
}
