/// Whose access tokens count beside the ledger's own, and what they grant: OpenID Connect, with JSON Web Tokens (RFC 9068).
package struct OpenIDSettings: Hashable, Sendable {
    /// What one value of the role claim grants.
    package struct RoleGrant: Hashable, Sendable {
        package let role: Role
        /// `nil` for the whole ledger.
        package let datasets: Set<String>?

        package init(role: Role, datasets: Set<String>?) {
            self.role = role
            self.datasets = datasets
        }
    }

    /// The claim `iss`, to the letter.
    package var issuer: String
    /// What the claim `aud` has to hold.
    package var audience: String
    /// A file with the issuer's public keys (RFC 7517 §5).
    package var keyFile: String
    /// The claim that holds roles; a path such as `realm_access.roles` if no claim has that name.
    package var roleClaim: String
    package var roles: [String: RoleGrant]

    package init(
        issuer: String, audience: String, keyFile: String, roleClaim: String = "roles", roles: [String: RoleGrant]
    ) {
        self.issuer = issuer
        self.audience = audience
        self.keyFile = keyFile
        self.roleClaim = roleClaim
        self.roles = roles
    }

    /// What the bearer of several values may do: the role that grants most counts, for the datasets of all values that give
    /// that role. Roles are not added up: whoever is a regulator of one dataset does not read another one as its reader.
    func strongest(of values: [String]) -> RoleGrant? {
        let granted = values.compactMap { roles[$0] }
        guard let role = Self.order.first(where: { role in granted.contains { $0.role == role } }) else { return nil }
        let datasets = granted.filter { $0.role == role }.map(\.datasets)
        return RoleGrant(role: role, datasets: datasets.contains(nil) ? nil : Set(datasets.compactMap(\.self).joined()))
    }

    /// The roles that can be granted here, the one that grants most first. A connector delivers with a token of the ledger's own.
    package static let order: [Role] = [.operator, .auditor, .regulator, .reader]
}
