public import Primitives
public import Signatures

/// What a presented credential says, in the terms of this vocabulary, whatever its format calls them.
public struct PresentedClaims: Hashable, Sendable {
    public let id: String?
    public let issuer: String?
    public let subject: String?
    /// The key that it is bound to, if it is one that can be read.
    public let holderKey: KeyThumbprint?
    /// Competences that it states as such, in a member `competence`.
    public let competences: [Competence]
    /// What it certifies in words of its own: the type of an SD-JWT VC, the name of an achievement.
    public let certifies: String?
    /// `nbf` or `validFrom`, whichever is later; without them, when it was issued.
    public let validFrom: Timestamp?
    /// `exp` or `validUntil`, whichever is earlier.
    public let validUntil: Timestamp?
    /// True if it names where its status can be looked up.
    public let namesStatus: Bool

    /// Reads a token as a credential of `format`.
    ///
    /// - Throws: `JSONError` if it is none, or says two things of one matter.
    public init(_ token: CheckedPresentedToken, as format: CredentialPresented.Format) throws(JSONError) {
        switch format {
        case .sdJWTVC: try self.init(sdJWTVC: token)
        case .vcJWT: try self.init(verifiableCredential: token, of: ["VerifiableCredential"])
        case .openBadge:
            try self.init(verifiableCredential: token, of: ["OpenBadgeCredential", "AchievementCredential"])
        }
    }

    /// draft-ietf-oauth-sd-jwt-vc §2.2.
    private init(sdJWTVC token: CheckedPresentedToken) throws(JSONError) {
        guard token.isSelective, let type = token.type?.lowercased(), ["dc+sd-jwt", "vc+sd-jwt"].contains(type) else {
            throw JSONError(.invalidValue, "an SD-JWT VC has typ dc+sd-jwt and ends with \"~\"", path: ["typ"])
        }
        for name in ["iss", "nbf", "exp", "cnf", "vct", "vct#integrity", "status"] where token.hiddenClaims.contains(name) {
            throw JSONError(.invalidValue, "may not stand behind a digest in an SD-JWT VC", path: [name])
        }
        let claims = ClaimReader(token.claims)
        guard let vct = try claims.text("vct") else { throw JSONError(.missingMember, "missing", path: ["vct"]) }
        certifies = vct
        id = try claims.text("jti")
        issuer = try claims.text("iss")
        subject = try claims.text("sub")
        holderKey =
            HolderKey.thumbprint(confirmation: token.claims["cnf"]) ?? subject.flatMap(HolderKey.thumbprint(did:))
        competences = try claims.competences()
        let (notBefore, issued) = (try claims.numericDate("nbf"), try claims.numericDate("iat"))
        validFrom = notBefore ?? issued
        validUntil = try claims.numericDate("exp")
        namesStatus = token.claims["status"] != nil
    }

    /// A W3C Verifiable Credential: of version 1.1 in the claim `vc`, of version 2.0 and Open Badges 3.0 as the payload itself.
    private init(verifiableCredential token: CheckedPresentedToken, of types: Set<String>) throws(JSONError) {
        let kinds = [nil, "jwt", "vc+jwt", "vc+ld+jwt", "application/vc+jwt"]
        guard !token.isSelective, kinds.contains(token.type?.lowercased()) else {
            throw JSONError(.invalidValue, "a credential in JWT form has typ JWT or vc+jwt, and no disclosures", path: ["typ"])
        }
        let jwt = ClaimReader(token.claims)
        let credential = try jwt.object("vc").map(ClaimReader.init) ?? jwt
        guard !types.isDisjoint(with: try credential.texts("type")) else {
            let wanted = types.sorted().joined(separator: " or ")
            throw JSONError(.invalidValue, "\(wanted) is expected among the types", path: ["type"])
        }
        let of = try credential.onlyObject("credentialSubject").map(ClaimReader.init)
        let achievement = try of?.onlyObject("achievement").map(ClaimReader.init)
        id = try ClaimReader.same(jwt.text("jti"), credential.text("id"), "jti")
        issuer = try ClaimReader.same(jwt.text("iss"), credential.idOrText("issuer"), "iss")
        subject = try ClaimReader.same(jwt.text("sub"), of?.text("id"), "sub")
        holderKey =
            HolderKey.thumbprint(confirmation: token.claims["cnf"]) ?? subject.flatMap(HolderKey.thumbprint(did:))
        let (own, achieved) = (try of?.competences(), try achievement?.competences())
        competences = (own ?? []) + (achieved ?? [])
        let others = try credential.texts("type").filter { $0 != "VerifiableCredential" }.joined(separator: ", ")
        let (name, place) = (try achievement?.text("name"), try achievement?.text("id"))
        certifies = name ?? place ?? (others.isEmpty ? nil : others)
        let begins = [
            try jwt.numericDate("nbf"), try credential.dateTime("validFrom"), try credential.dateTime("issuanceDate"),
        ]
        let ends = [
            try jwt.numericDate("exp"), try credential.dateTime("validUntil"), try credential.dateTime("expirationDate"),
        ]
        let issued = try jwt.numericDate("iat")
        validFrom = begins.compactMap(\.self).max() ?? issued
        validUntil = ends.compactMap(\.self).min()
        namesStatus = credential.members["credentialStatus"] != nil
    }
}

extension CredentialPresented.Format {
    /// What a token seems to be, from its form and the types that it claims.
    public init(claimedBy token: UncheckedPresentedToken) {
        if token.isSelective {
            self = .sdJWTVC
        } else {
            let isBadge = token.claimedTypes.contains { ["OpenBadgeCredential", "AchievementCredential"].contains($0) }
            self = isBadge ? .openBadge : .vcJWT
        }
    }
}

/// Reads claims that may be absent and, where they are there, must be of their type.
private struct ClaimReader {
    let members: JSONObject

    init(_ members: JSONObject) { self.members = members }

    /// One of two places in which a format writes the same thing.
    static func same(_ a: String?, _ b: String?, _ name: String) throws(JSONError) -> String? {
        if let a, let b, !a.isSpelled(as: b) {
            throw JSONError(.invalidValue, "the claim and the credential say two different things", path: [name])
        }
        return a ?? b
    }

    func text(_ name: String) throws(JSONError) -> String? {
        guard let value = members[name] else { return nil }
        guard let text = value.string else { throw JSONError(.wrongType, "a string is expected", path: [name]) }
        return text
    }

    /// A text, or the `id` of an object.
    func idOrText(_ name: String) throws(JSONError) -> String? {
        if case .object(let object)? = members[name] { return try ClaimReader(object).text("id") }
        return try text(name)
    }

    /// A text, or several.
    func texts(_ name: String) throws(JSONError) -> [String] {
        guard case .array(let elements)? = members[name] else { return try text(name).map { [$0] } ?? [] }
        let texts = elements.compactMap(\.string)
        guard texts.count == elements.count else { throw JSONError(.wrongType, "strings are expected", path: [name]) }
        return texts
    }

    func object(_ name: String) throws(JSONError) -> JSONObject? {
        guard let value = members[name] else { return nil }
        guard case .object(let object) = value else { throw JSONError(.wrongType, "an object is expected", path: [name]) }
        return object
    }

    /// An object, or an array of just one.
    func onlyObject(_ name: String) throws(JSONError) -> JSONObject? {
        guard case .array(let elements)? = members[name] else { return try object(name) }
        guard elements.count == 1, case .object(let object) = elements[0] else {
            throw JSONError(.invalidValue, "one object is expected; which of several is meant cannot be told", path: [name])
        }
        return object
    }

    func numericDate(_ name: String) throws(JSONError) -> Timestamp? {
        guard let value = members[name] else { return nil }
        guard let time = Timestamp(numericDate: value) else {
            throw JSONError(.invalidValue, "seconds since the epoch are expected", path: [name])
        }
        return time
    }

    func dateTime(_ name: String) throws(JSONError) -> Timestamp? {
        guard let text = try text(name) else { return nil }
        guard let time = Timestamp(dateTime: text) else {
            throw JSONError(.invalidValue, "a time with its zone is expected", path: [name])
        }
        return time
    }

    func competences() throws(JSONError) -> [Competence] {
        var competences: [Competence] = []
        for text in try texts("competence") {
            guard let competence = Competence(text) else {
                throw JSONError(.invalidValue, "a competence is a path such as medicine/radiology", path: ["competence"])
            }
            competences.append(competence)
        }
        return competences
    }
}
