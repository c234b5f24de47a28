public import Primitives
import Signatures

/// Looks at what `credential.presented` says beside the token that it speaks of and the keys that were known as the
/// authority's when it was recorded. It decides nothing about verdicts: it says what was checked and what rests on whose word.
public struct PresentationCheck {
    /// The token as far as whoever asks may see it.
    public enum Token: Hashable, Sendable {
        case here(String)
        /// Why not, in words of our own: sealed and not shown, erased, never handed in.
        case notHere(String)
    }

    let presented: CredentialPresented
    let index: EntryIndex
    private let recorded: Timestamp

    /// - Parameters:
    ///   - index: where the event stands or would stand; what is known of others is what was known below it.
    ///   - recorded: when it was or would be recorded.
    public init(_ presented: CredentialPresented, at index: EntryIndex, recorded: Timestamp) {
        self.presented = presented
        self.index = index
        self.recorded = recorded
    }

    /// One finding a matter, in their order.
    ///
    /// - Parameter limit: compromises of the authority's keys are known below it.
    /// - Returns: `nil` if a history that this rests on is not here whole.
    public func findings(
        token: Token, in histories: some Histories, knownBelow limit: EntryIndex
    ) throws -> [PresentationFinding]? {
        guard let authority = try histories.authority(presented.authority) else { return nil }
        switch read(token) {
        case .stopped(let finding): return unchecked(after: [finding], namesStatus: nil)
        case .token(let token):
            let here = PresentationFinding(.token, .checked, "the token is here, and its digest is the one that the event names")
            switch signature(of: token, authority, knownBelow: limit) {
            case .stopped(let finding): return unchecked(after: [here, finding], namesStatus: nil)
            case .token(let checked, let finding, let issuer):
                return try findings(of: checked, [here, finding], issuer: issuer, named: token.algorithm, in: histories)
            }
        }
    }

    private enum Reading {
        case token(UncheckedPresentedToken)
        case stopped(PresentationFinding)
    }

    private func read(_ token: Token) -> Reading {
        switch token {
        case .notHere(let reason):
            return .stopped(
                PresentationFinding(.token, .presenter, "the token is not here (\(reason)); nothing was checked with it"))
        case .here(let text):
            guard Digest(hashing: text) == presented.tokenDigest else {
                return .stopped(
                    PresentationFinding(
                        .token, .contradicted, "the token that is here is another than the one whose digest the event names"))
            }
            do throws(TokenError) {
                return .token(try UncheckedPresentedToken(parsing: Array(text.utf8)))
            } catch {
                return .stopped(unreadable(error))
            }
        }
    }

    private func unreadable(_ error: TokenError) -> PresentationFinding {
        switch error.code {
        case .tooLarge, .tooManyDisclosures:
            PresentationFinding(.token, .notEvaluable, "the token is larger than what is read here: \(error.code.rawValue)")
        default: PresentationFinding(.token, .contradicted, "the token cannot be read: \(error.code.rawValue)")
        }
    }

    private enum Signed {
        case token(CheckedPresentedToken, PresentationFinding, issuer: AuthorityHistory.StatedIssuer?)
        case stopped(PresentationFinding)
    }

    private func signature(
        of token: UncheckedPresentedToken, _ authority: AuthorityHistory, knownBelow limit: EntryIndex
    ) -> Signed {
        func stopped(_ basis: PresentationFinding.Basis, _ reason: String) -> Signed {
            .stopped(PresentationFinding(.signature, basis, reason))
        }
        let known: AuthorityHistory.IssuingKeys
        do throws(JSONError) {
            known = try authority.issuingKeys(knownBelow: index)
        } catch {
            return stopped(
                .notEvaluable,
                "the keys that the operator states for the authority cannot be read, so no signature can be checked")
        }
        switch token.check(with: known.keys.map(\.key)) {
        case .invalid(let failure):
            return stopped(failure.isInability ? .notEvaluable : .contradicted, failure.description)
        case .valid(let checked):
            let kid = checked.key.thumbprint
            if let why = authority.compromise(of: kid, at: recorded, knownBelow: limit) {
                let entries = why.map { "entry \($0)" }.joined(separator: " and ")
                return stopped(
                    .contradicted, "signed by the key \(kid), which is compromised or was brought in by a key that is: \(entries)"
                )
            }
            let place = known.keys.first { $0.key == checked.key }.map { ", the authority's by entry \($0.index)" } ?? ""
            let finding = PresentationFinding(
                .signature, .checked, "the \(checked.algorithm.rawValue) signature holds under the key \(kid)\(place)")
            return .token(checked, finding, issuer: known.issuer)
        }
    }

    /// What remains to be said where the token does not speak for itself.
    private func unchecked(after findings: [PresentationFinding], namesStatus: Bool?) -> [PresentationFinding] {
        let said = Set(findings.map(\.matter))
        let rest = PresentationFinding.Matter.allCases.filter { !said.contains($0) && $0 != .status }
        return findings + rest.map { PresentationFinding($0, .presenter, "not checked with the token") }
            + [status(namesStatus: namesStatus)]
    }

    private func findings(
        of token: CheckedPresentedToken, _ before: [PresentationFinding], issuer: AuthorityHistory.StatedIssuer?,
        named algorithm: String, in histories: some Histories
    ) throws -> [PresentationFinding]? {
        let claims: PresentedClaims
        do throws(JSONError) {
            claims = try PresentedClaims(token, as: presented.format)
        } catch {
            let finding = PresentationFinding(
                .format, .contradicted, "the token is no credential of the format \(presented.format.rawValue): \(error.message)")
            return unchecked(after: before + [finding], namesStatus: nil)
        }
        guard let holder = try holder(claims, in: histories) else { return nil }
        return before + [
            format(algorithm), self.issuer(claims, issuer), holder, competence(claims), validity(claims),
            status(namesStatus: claims.namesStatus),
        ]
    }
}

// What the token says, beside what the event says.
extension PresentationCheck {
    private func format(_ algorithm: String) -> PresentationFinding {
        guard presented.algorithm.isSpelled(as: algorithm) else {
            return PresentationFinding(
                .format, .contradicted, "the event names another algorithm than the token, which is signed by \(algorithm)",
                quoting: presented.algorithm)
        }
        return PresentationFinding(.format, .checked, "the token is of the format \(presented.format.rawValue), by \(algorithm)")
    }

    private func issuer(_ claims: PresentedClaims, _ stated: AuthorityHistory.StatedIssuer?) -> PresentationFinding {
        guard let stated else {
            return PresentationFinding(
                .issuer, .operator, "the operator recognised the key; what name the authority uses in tokens is not stated",
                quoting: claims.issuer)
        }
        guard let issuer = claims.issuer else {
            return PresentationFinding(.issuer, .operator, "the token names no issuer; the operator recognised the key")
        }
        return issuer.isSpelled(as: stated.name)
            ? PresentationFinding(
                .issuer, .checked, "the token's issuer is the one that entry \(stated.index) states for the authority",
                quoting: issuer)
            : PresentationFinding(
                .issuer, .contradicted, "the token's issuer is not the one that entry \(stated.index) states for the authority",
                quoting: issuer)
    }

    private func competence(_ claims: PresentedClaims) -> PresentationFinding {
        let competence = presented.terms.competence
        guard !claims.competences.isEmpty else {
            return PresentationFinding(
                .competence, .presenter,
                "the token states no competence; whether what it certifies amounts to the one named was not checked",
                quoting: claims.certifies)
        }
        let stated = claims.competences.map(\.description).joined(separator: ", ")
        return claims.competences.contains { $0.covers(competence) }
            ? PresentationFinding(.competence, .checked, "the token states it, or one that covers it", quoting: stated)
            : PresentationFinding(.competence, .contradicted, "the token states another competence", quoting: stated)
    }

    private func validity(_ claims: PresentedClaims) -> PresentationFinding {
        let terms = presented.terms
        if let from = claims.validFrom, terms.validFrom < from {
            return PresentationFinding(
                .validity, .contradicted, "the event's validity begins \(terms.validFrom), before the token's, \(from)")
        }
        if let until = claims.validUntil, terms.validUntil > until {
            return PresentationFinding(
                .validity, .contradicted, "the event's validity ends \(terms.validUntil), after the token's, \(until)")
        }
        switch (claims.validFrom, claims.validUntil) {
        case (let from?, let until?):
            let late = until <= recorded ? "; it had expired when it was presented" : ""
            return PresentationFinding(.validity, .checked, "the token is valid from \(from) to \(until)\(late)")
        case (let from?, nil):
            return PresentationFinding(
                .validity, .presenter, "the token is valid from \(from) and states no end; the end named was not checked")
        case (nil, let until?):
            return PresentationFinding(
                .validity, .presenter,
                "the token is valid to \(until) and states no beginning; the beginning named was not checked")
        case (nil, nil): return PresentationFinding(.validity, .presenter, "the token states no validity")
        }
    }

    /// Never checked: it would need a network, and a list as it stood then.
    private func status(namesStatus: Bool?) -> PresentationFinding {
        let known =
            namesStatus == false
            ? "the token names no status list" : "whether the issuer has revoked the token cannot be checked here"
        // What touchmark credential present writes where it is told of no status: nobody's word.
        guard presented.statusChecked != false else {
            return PresentationFinding(.status, .presenter, known + "; nobody looked its status up")
        }
        let said = presented.statusChecked.string ?? presented.statusChecked.canonicalText
        return PresentationFinding(
            .status, .presenter, "\(known); the presenter says of its status\(namesStatus == true ? " list" : "")", quoting: said)
    }
}
