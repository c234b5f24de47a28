/// One thing about a presented credential: whether it was checked, and if not, on whose word it rests.
public struct PresentationFinding: Hashable, Sendable {
    /// What was looked at.
    public enum Matter: String, Hashable, Sendable, CaseIterable {
        case token, signature, format, issuer, holder, competence, validity, status
    }

    /// What the matter rests on.
    public enum Basis: String, Hashable, Sendable, CaseIterable {
        /// Compared here with the token, whose signature holds.
        case checked
        /// The word of the ledger's operator, who recognised the authority.
        case `operator`
        /// The word of whoever presented the credential.
        case presenter
        /// The token is not what the event says, or its signature fails.
        case contradicted
        /// It cannot be checked here; nothing is known against it, and it rests on the word of whoever presented it.
        case notEvaluable = "not-evaluable"
    }

    public let matter: Matter
    public let basis: Basis
    /// Our own words, with nothing in them that others wrote.
    public let sentence: String
    /// What the sentence speaks of, as others wrote it; cut off after 200 characters.
    public let quoted: String?

    static let longestQuote = 200

    init(_ matter: Matter, _ basis: Basis, _ sentence: String, quoting quoted: String? = nil) {
        self.matter = matter
        self.basis = basis
        self.sentence = sentence
        self.quoted = quoted.map { $0.count > Self.longestQuote ? $0.prefix(Self.longestQuote) + "…" : $0 }
    }
}
