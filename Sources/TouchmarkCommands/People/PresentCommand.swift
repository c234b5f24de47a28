import ArgumentParser
import Audit
import Ledger
import Primitives
import Provenance
import Signatures

extension CredentialCommand {
    struct Present: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Bring in a credential that was issued elsewhere: an SD-JWT VC, a W3C credential or an Open Badge.",
            discussion: """
                The token is checked under the keys that the ledger knows as the authority's, and the event says what the token
                says. What it does not say is given here, and is the word of whoever signs: a registrar answers for it; a
                holder's own presentation certifies nothing. The token is sealed. Whether its issuer has revoked it is not
                looked up: --status records what somebody found.

                With --url the authority's keys are still read from a directory with the ledger, or a copy of it (--ledger).

                Example: touchmark credential present badge.jwt --signer desk.jwk --authority clinic-board --annotator p-1 \\
                    --competence medicine/radiology
                """)

        @OptionGroup var options: StatementOptions
        @Argument(help: "A file with the token on its only line; - is standard input.") var token: String
        @Option(help: "The authority that issued it, by its id here.") var authority: String
        @Option(help: "The annotator's id.") var annotator: String
        @Option(help: "sd-jwt-vc, vc-jwt or open-badge; what the token seems to be if left out.")
        var format: CredentialPresented.Format?
        @Option(help: "The credential's id here; the token's own, or made from its digest, if left out.") var credential: String?
        @Option(parsing: .unconditional, help: "The thumbprint of the annotator's key; her enrolment key if left out.")
        var kid: String?
        @Option(help: "A slash path; needed if the token states none, or several.") var competence: String?
        @Option(
            parsing: .unconditional, help: "Needed if the token does not say from when it is valid.",
            transform: Moment.init(parsing:))
        var from: Moment?
        @Option(
            parsing: .unconditional, help: "Needed if the token does not say until when it is valid.",
            transform: Moment.init(parsing:))
        var until: Moment?
        @Option(help: "What was found when its status was looked up, and when; recorded as your word.") var status: String?
        @Option(help: "Who or what looked at the token.") var checkedBy = "touchmark \(TouchmarkCommand.version)"

        func run() async throws {
            let token = try PresentedFile(token)
            let format = format ?? CredentialPresented.Format(claimedBy: token.unchecked)
            var found: (presenter: Actor, findings: [PresentationFinding])?
            try await options.state(
                { signer, ledger in
                    guard CredentialPresented.signers.contains(signer.kind) else {
                        throw CommandFailure(
                            "A registrar or the annotator presents a credential; give such a key with --signer (touchmark key add)."
                        )
                    }
                    let claims = try claims(of: token, as: format, in: options.openForReading(ledger))
                    let kid = try await ledger.key(kid, of: annotator)
                    return (CredentialPresented.type, try data(token, format, claims, kid))
                },
                reviewing: { event, ledger in
                    found = (event.source, try Self.review(event, token, in: options.openForReading(ledger)))
                })
            guard let found, !options.json.isOn else { return }
            for finding in found.findings { Output.line(finding.phrase(presentedBy: found.presenter).visible) }
        }

        /// What the token says, once its signature holds and today is within its validity.
        private func claims(
            of token: PresentedFile, as format: CredentialPresented.Format, in store: any LedgerStore
        ) throws -> PresentedClaims {
            let history = try store.read { reader in
                try LedgerHistories(reader).fold(AuthorityHistory.self, of: .authority(authority))
            }
            guard let history, history.recognition != nil else {
                throw CommandFailure("authority:\(authority) is not recognised in this ledger; recognise it first, with --jwks.")
            }
            let keys: [IssuerKey]
            let claims: PresentedClaims
            do throws(JSONError) {
                keys = try history.issuingKeys(knownBelow: EntryIndex(.max)).keys.map(\.key)
            } catch {
                throw CommandFailure("The keys stated for authority:\(authority) cannot be read: \(error).")
            }
            switch token.unchecked.check(with: keys) {
            case .invalid(let failure): throw CommandFailure("The token does not count: \(failure). Nothing was recorded.")
            case .valid(let checked):
                do throws(JSONError) {
                    claims = try PresentedClaims(checked, as: format)
                } catch {
                    throw CommandFailure("The token is no credential of the format \(format.rawValue): \(error).")
                }
            }
            let now = SystemClock().now()
            if let until = claims.validUntil, until <= now { throw CommandFailure("The token expired at \(until).") }
            if let from = claims.validFrom, now < from { throw CommandFailure("The token is not valid before \(from).") }
            return claims
        }

        private func data(
            _ token: PresentedFile, _ format: CredentialPresented.Format, _ claims: PresentedClaims, _ kid: String
        ) throws -> JSONObject {
            guard let competence = competence ?? (claims.competences.count == 1 ? claims.competences[0].description : nil) else {
                throw CommandFailure("The token does not state one competence; give it with --competence, on your word.")
            }
            guard let from = from?.timestamp ?? claims.validFrom, let until = until?.timestamp ?? claims.validUntil else {
                throw CommandFailure("The token does not say how long it is valid; give --from or --until, on your word.")
            }
            return [
                "authority": .string(authority), "credential": .string(id(claims, token)), "annotator": .string(annotator),
                "kid": .string(kid), "competence": .string(competence),
                "validFrom": .string(from.description), "validUntil": .string(until.description),
                "format": .string(format.rawValue), "tokenDigest": .string(token.unchecked.digest.contentDigest),
                "algorithm": .string(token.unchecked.algorithm), "checkedBy": .string(checkedBy),
                "statusChecked": status.map { .string($0) } ?? false, "token": .string(token.text),
            ]
        }

        private func id(_ claims: PresentedClaims, _ token: PresentedFile) -> String {
            if let credential { return credential }
            if let id = claims.id, Identifier.isWellFormed(id) { return id }
            return "token-" + token.unchecked.digest.hex.prefix(16)
        }

        /// What is found of the event as it will stand in the log.
        ///
        /// - Throws: `CommandFailure` if its token contradicts it.
        private static func review(
            _ event: Event, _ token: PresentedFile, in store: any LedgerStore
        ) throws -> [PresentationFinding] {
            guard case .credentialPresented(let presented) = event.body else { return [] }
            let findings = try store.read { reader in
                let next = EntryIndex(try reader.size().value)
                return try PresentationCheck(presented, at: next, recorded: SystemClock().now())
                    .findings(token: .here(token.text), in: LedgerHistories(reader), knownBelow: next)
            }
            let contradictions = (findings ?? []).filter { $0.basis == .contradicted }
            guard contradictions.isEmpty else {
                let reasons = contradictions.map { $0.phrase(presentedBy: event.source).visible }.joined(separator: "; ")
                throw CommandFailure("The token does not bear out what would be said: \(reasons). Nothing was recorded.")
            }
            return findings ?? []
        }
    }
}

/// A token as it lies in a file, on one line.
private struct PresentedFile {
    let text: String
    let unchecked: UncheckedPresentedToken

    init(_ path: String) throws {
        var lines = try LineReader(path)
        guard let line = try lines.next(), try lines.next() == nil else {
            throw CommandFailure("\(path) does not hold just one line with a token.", ExitStatus.unreadable)
        }
        do throws(TokenError) {
            unchecked = try UncheckedPresentedToken(parsing: line.bytes)
        } catch {
            throw CommandFailure("\(path) is no token that could be read: \(error).", ExitStatus.unreadable)
        }
        // It was read as base64url, dots and tildes.
        text = String(decoding: line.bytes, as: UTF8.self)
    }
}
