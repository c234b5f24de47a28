package import Ledger
import MerkleLog
package import Primitives
package import Provenance
import Signatures

extension BirthCertificate {
    /// Makes the certificate of a label from what a ledger holds.
    ///
    /// - Parameters:
    ///   - label: A subject `label:<d>/<i>/<l>`.
    ///   - size: What is to be known: the entries below it. All there are if `nil`.
    ///   - showsDisclosures: True if whoever asks may see what was sealed.
    ///   - withholdsPeople: True if that is so of the label's dataset alone, and people are of none.
    /// - Throws: `LedgerError.invalid` for another subject or a size past the log's, `.missing` if there is no such label
    ///   below the size; `StoreError`.
    package static func make(
        of label: Subject, at size: TreeSize? = nil, from reader: any LedgerReader, showsDisclosures: Bool,
        withholdsPeople: Bool = false
    ) throws -> BirthCertificate {
        let whole = try reader.size()
        let size = size ?? whole
        guard label.kind == .label else {
            throw LedgerError(.invalid, "A certificate is of a label: give a subject such as label:dataset/item/label.")
        }
        guard size <= whole else {
            throw LedgerError(.invalid, "The log has \(whole) entries; a certificate as of \(size) cannot be made yet.")
        }
        let known = try KnownEntries(
            reader, below: size, showsDisclosures: showsDisclosures,
            onlyOf: withholdsPeople ? .dataset(label.segments[0]) : nil)
        return try CertificateWriter(known: known, label: label).certificate()
    }
}

/// Puts a certificate together from the entries below a size.
struct CertificateWriter {
    let known: KnownEntries
    let label: Subject
    let verdicts: VerdictWriter

    init(known: KnownEntries, label: Subject) {
        self.known = known
        self.label = label
        verdicts = VerdictWriter(known: known)
    }

    func certificate() throws -> BirthCertificate {
        let entries = try known.entries(of: label)
        let own = entries.filter { $0.event.subject == label && $0.event.body.labelAddress != nil }
        let history = try known.fold(LabelHistory.self, of: label)
        guard let head = history.head, let headEntry = own.last(where: { $0.reference == head.reference }),
            let address = headEntry.event.body.labelAddress
        else { throw LedgerError(.missing, "There is no \(label) among the first \(known.size) entries of this ledger.") }

        let tracks = try tracks(of: address.itemSubject)
        let steps = try StepWriter(known: known, verdicts: verdicts, tracks: tracks).steps(own)
        let headStep = steps.last { $0.isHead }
        let relations = try relations(entries, tracks)
        let elsewhere = try adjudicationsElsewhere(entries)
        let people = try ParticipantWriter(known: known).participants(in: try signers(own, entries, steps))
        return BirthCertificate(
            ledger: try ledgerState(), label: label, question: address.questionSubject, name: address.name,
            value: history.current == nil ? nil : headStep?.value,
            isDisputed: try DisputeRule.isDisputed(history, at: known.size, in: known.histories),
            dataset: try dataset(address.dataset), item: try item(address, tracks),
            segments: steps.last { $0.segments != nil }?.segments,
            requirement: try requirement(of: address, at: head.attribution.index),
            processRequirement: try requirement(of: address, at: known.size.nextIndex),
            verdict: history.current == nil ? nil : headStep?.verdict, steps: steps, relations: relations,
            relatedLabels: try relatedLabels(relations, address, tracks),
            adjudicationsElsewhere: elsewhere, participants: people,
            authorities: try ParticipantWriter(known: known).authorities(of: people),
            process: try Process.findings(on: known.entries(of: address.questionSubject), at: known.size, in: known.histories),
            proof: try proof(of: head.attribution.index), showsDisclosures: known.showsDisclosures,
            withholdsPeople: known.shownDataset != nil)
    }

    /// Everybody who signed what the certificate tells, with the entries that they signed.
    private func signers(
        _ own: [LoggedEvent], _ entries: [LoggedEvent], _ steps: [CertificateStep]
    ) throws -> [LoggedEvent] {
        let others = entries.filter { entry in
            switch entry.event.body {
            case .relationAsserted, .adjudicationDecided: entry.event.subject != label
            default: false
            }
        }
        let accepted = try steps.compactMap { $0.accepted?.entry.index }.map(known.reader.event(at:))
        var seen: Set<EntryIndex> = []
        return (own + others + accepted).filter { seen.insert($0.index).inserted }.sorted { $0.index < $1.index }
    }

    /// From the policy's history, which is short: that of a dataset holds every label.
    private func dataset(_ id: String) throws -> CertifiedDataset? {
        for entry in try known.entries(of: .policy(id)) {
            guard case .datasetDefined(let data) = entry.event.body else { continue }
            return CertifiedDataset(
                index: entry.index, dataset: data.dataset, title: data.title, purpose: data.purpose, licence: data.licence)
        }
        return nil
    }

    private func requirement(of address: LabelAddress, at index: EntryIndex) throws -> CertifiedRequirement? {
        let policy = try known.fold(PolicyHistory.self, of: .policy(address.dataset))
        return RequirementRule.row(for: address.name, at: index, in: policy).map {
            CertifiedRequirement(index: $0.setBy, row: $0.row)
        }
    }

    private func tracks(of item: Subject) throws -> [PlacedTrack] {
        let timeline = try known.fold(ItemTimeline.self, of: item)
        guard let tracks = try ClockRule.tracks(on: timeline, at: known.size, in: known.histories) else {
            throw StoreError(.corrupt, "The histories that the clocks of \(item) rest on are not whole. Run touchmark rebuild.")
        }
        return tracks
    }

    private func item(_ address: LabelAddress, _ tracks: [PlacedTrack]) throws -> CertifiedItem {
        let entries = try known.entries(of: address.itemSubject)
        guard let entry = entries.first, case .itemRegistered(let data) = entry.event.body else {
            throw StoreError(.corrupt, "\(address.itemSubject) has labels and no registration. Run touchmark check.")
        }
        return CertifiedItem(
            subject: address.itemSubject, registration: EntryCitation(entry), registeredBy: entry.source,
            recorded: entry.recorded, origin: data.origin,
            tracks: try tracks.map { CertifiedTrack(placed: $0, verdict: try verdicts.verdict(onClockOf: $0)) },
            quarantine: Quarantine(after: entries))
    }
}

// What other labels' events say of this one.
extension CertificateWriter {
    private func relations(_ entries: [LoggedEvent], _ tracks: [PlacedTrack]) throws -> [CertifiedRelation] {
        try entries.compactMap { entry in
            guard case .relationAsserted(let data) = entry.event.body, let statement = Attribution(entry) else { return nil }
            let address = data.address
            let claim = try known.fold(RelationHistory.self, of: address.labelSubject).claim
            return CertifiedRelation(
                entry: EntryCitation(entry), actor: entry.source, recorded: entry.recorded, label: address.labelSubject,
                from: .label(address.dataset, address.item, data.from), to: .label(address.dataset, address.item, data.to),
                relation: data.relation, toleranceUs: data.tolerance, verdict: try verdicts.verdict(on: statement),
                rationale: try known.sealedParts(of: entry).text(data.rationale, named: "rationale"),
                state: try state(of: address.labelSubject, since: entry.reference), claim: claim,
                judgement: try claim?.judgement(on: tracks) { end in
                    try known.fold(LabelPlacement.self, of: .label(address.dataset, address.item, end))
                })
        }
    }

    private func relatedLabels(
        _ relations: [CertifiedRelation], _ address: LabelAddress, _ tracks: [PlacedTrack]
    ) throws -> [PlacedLabel] {
        var seen: Set<String> = [address.label]
        let ids = relations.flatMap { relation in
            [relation.from.segments[2], relation.to.segments[2]] + (relation.claim.map { [$0.from, $0.to] } ?? [])
        }
        return try ids.filter { seen.insert($0).inserted }.compactMap { id in
            let placement = try known.fold(LabelPlacement.self, of: .label(address.dataset, address.item, id))
            return PlacedLabel(id, placement, on: tracks)
        }
    }

    private func state(of relation: Subject, since reference: EventReference) throws -> CertifiedRelation.State {
        let head = try known.fold(LabelHistory.self, of: relation).head
        if head?.reference == reference { return .current }
        return head?.kind == .withdrawn ? .withdrawn : .changed
    }

    private func adjudicationsElsewhere(_ entries: [LoggedEvent]) throws -> [AdjudicationElsewhere] {
        try entries.compactMap { entry in
            guard case .adjudicationDecided(let data) = entry.event.body, entry.event.subject != label,
                let statement = Attribution(entry)
            else { return nil }
            return AdjudicationElsewhere(
                entry: EntryCitation(entry), actor: entry.source, recorded: entry.recorded, label: data.address.labelSubject,
                rule: data.rule, value: try known.sealedParts(of: entry).value(data.value),
                verdict: try verdicts.verdict(on: statement))
        }
    }
}

// The ledger's part.
extension CertificateWriter {
    /// The oldest checkpoint that holds all that is known here.
    private func checkpoint() throws -> StatedCheckpoint {
        let stored = try known.reader.checkpoint(holding: EntryIndex(known.size.value - 1))
        do {
            return StatedCheckpoint(note: stored.note, statement: try UncheckedCheckpoint(parsing: stored.note).claimed)
        } catch {
            throw StoreError(.corrupt, "The checkpoint of size \(stored.size) cannot be read. Run touchmark check.", cause: error)
        }
    }

    private func ledgerState() throws -> LedgerState {
        let checkpoint = try checkpoint()
        let last = try known.reader.entry(at: EntryIndex(known.size.value - 1))
        return LedgerState(
            origin: checkpoint.statement.origin, size: known.size, lastRecorded: last.recorded, checkpoint: checkpoint)
    }

    /// - Throws: `StoreError.corrupt` rather than give a proof that does not hold.
    private func proof(of index: EntryIndex) throws -> HeadProof {
        let reader = known.reader
        let leaf = try reader.entry(at: index).leaf
        let statement = try checkpoint().statement
        var builder = ProofBuilder(size: statement.size) { try reader.tile($0)?.hashes }
        let inclusion = try builder.inclusionProof(of: index)
        guard inclusion.check(leaf: leaf, root: statement.root) == .verified else {
            throw StoreError(.corrupt, "Entry \(index) does not lead to the checkpoint's root. Run touchmark check.")
        }
        return HeadProof(leaf: leaf, inclusion: inclusion)
    }
}
