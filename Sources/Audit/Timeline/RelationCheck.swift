package import Ledger
package import Primitives
package import Provenance

/// What a label says of two other labels of its item, and whether that holds in time.
package struct CheckedRelation: Hashable, Sendable {
    /// The entry that says so.
    package let index: EntryIndex
    package let dataset: String
    package let item: String
    /// The relation's own label.
    package let label: String
    /// Labels of the item.
    package let from: String
    package let to: String
    package let relation: RelationAsserted.Relation
    /// `nil` for a relation that is not about time.
    package let judgement: SynchronisationJudgement?

    /// Whether it holds, with the labels' names; `nil` for a relation that is not about time.
    package var sentence: Phrase? { judgement?.phrase(from: from, to: to) }
}

/// Checks the relations of a dataset item by item.
package enum RelationCheck {
    /// - Parameters:
    ///   - size: What is known: the entries below it.
    ///   - relations: Entries that state a relation, `relation.asserted` or a revision of one, below `size`. They need no
    ///     order; one named twice is checked once.
    /// - Returns: One for each, in the order of the log.
    /// - Throws: `LedgerError.invalid` for an entry that states no relation or is not below `size`; `StoreError`.
    package static func check(
        reader: any LedgerReader, size: TreeSize, relations: [EntryIndex]
    ) throws -> [CheckedRelation] {
        var byItem: [Subject: [Statement]] = [:]
        for index in Set(relations) {
            let statement = try Statement(index, reader, size)
            byItem[statement.address.itemSubject, default: []].append(statement)
        }
        let histories = try LedgerHistories(reader)
        var checked: [CheckedRelation] = []
        checked.reserveCapacity(relations.count)
        for (item, statements) in byItem {
            let tracks = try tracks(of: item, reader, size, histories)
            checked += try check(statements, of: item, on: tracks, reader, size)
        }
        return checked.sorted { $0.index < $1.index }
    }

    private struct Statement {
        let index: EntryIndex
        let address: LabelAddress
        let claim: RelationClaim

        init(_ index: EntryIndex, _ reader: any LedgerReader, _ size: TreeSize) throws {
            let entry = size.contains(index) ? try reader.event(at: index) : nil
            guard let body = entry?.event.body, let address = body.labelAddress, let claim = RelationClaim(body) else {
                throw LedgerError(.invalid, "Entry \(index) states no relation among the first \(size) entries.")
            }
            self.index = index
            self.address = address
            self.claim = claim
        }
    }

    private static func tracks(
        of item: Subject, _ reader: any LedgerReader, _ size: TreeSize, _ histories: LedgerHistories
    ) throws -> [PlacedTrack] {
        var timeline = ItemTimeline()
        try reader.forEachEvent(of: item, below: size) { timeline.apply($0, of: item) }
        guard let tracks = try ClockRule.tracks(on: timeline, at: size, in: histories) else {
            throw StoreError(.corrupt, "The histories that the clocks of \(item) rest on are not whole. Run touchmark rebuild.")
        }
        return tracks
    }

    /// Reads each entry of the item's labels once and keeps of them what the relations' ends need.
    private static func check(
        _ statements: [Statement], of item: Subject, on tracks: [PlacedTrack], _ reader: any LedgerReader, _ size: TreeSize
    ) throws -> [CheckedRelation] {
        let ids = item.segments
        var placements: [Subject: LabelPlacement] = [:]
        for statement in statements where AllenRelation(statement.claim.relation) != nil {
            for end in [statement.claim.from, statement.claim.to] { placements[.label(ids[0], ids[1], end)] = LabelPlacement() }
        }
        if !placements.isEmpty {
            try reader.forEachEvent(of: .labels(ids[0], ids[1]), below: size) { entry in
                placements[entry.event.subject]?.apply(entry, of: entry.event.subject)
            }
        }
        return statements.map { statement in
            let claim = statement.claim
            return CheckedRelation(
                index: statement.index, dataset: ids[0], item: ids[1], label: statement.address.label, from: claim.from,
                to: claim.to, relation: claim.relation,
                judgement: claim.judgement(on: tracks) { placements[.label(ids[0], ids[1], $0)] ?? LabelPlacement() })
        }
    }
}

extension RelationClaim {
    /// Whether it holds; `nil` for a relation that is not about time.
    func judgement(
        on tracks: [PlacedTrack], placement: (_ label: String) throws -> LabelPlacement
    ) rethrows -> SynchronisationJudgement? {
        guard let asserted = AllenRelation(relation) else { return nil }
        return Synchronisation.judge(
            asserted, from: try placement(from), to: try placement(to), on: tracks, tolerance: tolerance ?? 0)
    }
}

extension LedgerReader {
    /// One at a time: none is kept.
    fileprivate func forEachEvent(of subject: Subject, below size: TreeSize, _ body: (LoggedEvent) -> Void) throws {
        for index in try history(of: subject, below: size) { body(try event(at: index)) }
    }
}
