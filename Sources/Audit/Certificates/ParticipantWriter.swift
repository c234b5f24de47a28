import Ledger
import Primitives
import Provenance
import Signatures

/// Tells who stands behind a label, and who vouches for them.
struct ParticipantWriter {
    let known: KnownEntries

    /// In the order in which they first signed.
    func participants(in entries: [LoggedEvent]) throws -> [Participant] {
        var order: [Actor] = []
        var roles: [Actor: [String]] = [:]
        for entry in entries {
            let role = EntryCitation(entry).words
            if roles[entry.source] == nil { order.append(entry.source) }
            if roles[entry.source]?.contains(role) != true { roles[entry.source, default: []].append(role) }
        }
        return try order.map { try participant($0, roles[$0] ?? []) }
    }

    func authorities(of participants: [Participant]) throws -> [CertifiedAuthority] {
        var seen: Set<String> = []
        let ids = participants.flatMap(\.credentials).map(\.issue.authority).filter { seen.insert($0).inserted }
        return try ids.map { id in
            let history = try known.fold(AuthorityHistory.self, of: .authority(id))
            return CertifiedAuthority(id: id, recognition: history.recognition, withdrawals: history.withdrawals)
        }
    }

    private func participant(_ actor: Actor, _ roles: [String]) throws -> Participant {
        guard actor.kind.isEnrolled else { return try officer(actor, roles) }
        let standing = try known.fold(StandingHistory.self, of: actor.standingSubject)
        return Participant(
            actor: actor, roles: roles, enrolment: try enrolment(of: actor),
            keys: standing.keys.values.sorted { $0.index < $1.index }, suspensions: standing.suspensions,
            credentials: try standing.credentials.compactMap(credential))
    }

    private func officer(_ actor: Actor, _ roles: [String]) throws -> Participant {
        let keys = try known.fold(LedgerHistory.self, of: .ledger).officerKeys.values.filter { $0.actor == actor }.map(\.key)
        return Participant(
            actor: actor, roles: roles, enrolment: nil, keys: keys.sorted { $0.index < $1.index }, suspensions: [],
            credentials: [])
    }

    private func enrolment(of actor: Actor) throws -> Participant.Enrolment? {
        for entry in try known.entries(of: actor.standingSubject) {
            guard case .annotatorEnrolled(let data) = entry.event.body else { continue }
            let parts = try known.sealedParts(of: entry)
            let members = [("name", data.name), ("contact", data.contact), ("employer", data.employer), ("group", data.group)]
            return Participant.Enrolment(
                index: entry.index, custody: data.custody, model: data.model,
                personal: members.compactMap { member, text in
                    parts.text(text, named: member).map { .init(member: member, text: $0) }
                })
        }
        return nil
    }

    private func credential(_ subject: Subject) throws -> CertifiedCredential? {
        let history = try known.fold(CredentialHistory.self, of: subject)
        guard let issue = history.issue else { return nil }
        let authority = try known.fold(AuthorityHistory.self, of: .authority(issue.authority))
        return CertifiedCredential(
            subject: subject, issue: issue, presentation: try presentation(issue.index),
            suspensions: history.suspensions(issuedBy: authority, knownBelow: known.size.nextIndex),
            revocations: history.revocations)
    }

    private func presentation(_ index: EntryIndex) throws -> CertifiedCredential.Presentation? {
        let entry = try known.reader.event(at: index)
        guard case .credentialPresented(let data) = entry.event.body else { return nil }
        let token = try known.sealedParts(of: entry).text(data.token, named: "token")
        return .init(
            format: data.format, algorithm: data.algorithm, checkedBy: data.checkedBy, statusChecked: data.statusChecked,
            presentedBy: entry.source, tokenDigest: data.tokenDigest, token: token,
            findings: try findings(on: data, of: entry, token: token))
    }

    private func findings(
        on data: CredentialPresented, of entry: LoggedEvent, token: SealableText?
    ) throws -> [PresentationFinding] {
        let here: PresentationCheck.Token =
            switch token {
            case .clear(let text)?, .disclosed(let text)?: .here(text)
            case let hidden?: .notHere("\(hidden.state), its digest is in the log")
            case nil: .notHere("it was not handed in, its digest is in the log")
            }
        let check = PresentationCheck(data, at: entry.index, recorded: entry.recorded)
        guard
            let findings = try check.findings(
                token: here, in: known.histories, knownBelow: EntryIndex(known.size.value))
        else {
            throw StoreError.notWhole(entry.index)
        }
        return findings
    }
}
