import Ledger
import Primitives
import Provenance

/// A decision that rests on what is traced.
struct RestingDecision {
    let entry: EntryIndex
    let data: DecisionTraced
    /// True if a model that rests on it decided; else the decision names a label.
    let isByModel: Bool
}

/// A label as it stood before an entry.
struct LabelStanding {
    /// What gave it its value.
    let head: LabelVersion
    /// The reviews that accept that value, since any that did not.
    let acceptances: [EntryIndex]
}

extension LedgerReader {
    /// `nil` if the label was not there, or withdrawn.
    func standing(of influence: DecisionTraced.Influence, before entry: EntryIndex) throws -> LabelStanding? {
        let versions = try versions(dataset: influence.dataset, item: influence.item, label: influence.label)
            .prefix { $0.index < entry }
        guard let place = versions.lastIndex(where: { !$0.kind.isReview }), versions[place].kind != .withdrawn else { return nil }
        let acceptances = versions[(place + 1)...].reversed().prefix { $0.kind == .reviewAccepted }
        return LabelStanding(head: versions[place], acceptances: acceptances.map(\.index))
    }
}

extension TraceWriter {
    /// Decisions by one of the models, or of which an influence rests on what is traced, in the order of the log.
    func decisions(
        by models: [ModelName],
        orNaming isTraced: (DecisionTraced.Influence, _ before: EntryIndex, any LedgerReader) throws -> Bool
    ) throws -> [RestingDecision] {
        let known = Set(models)
        return try store.read { reader in
            try lineage.decisions.values.sorted { $0.entry < $1.entry }.compactMap { entry, data in
                let isByModel = known.contains(ModelName(data.model))
                guard try isByModel || data.influences.contains(where: { try isTraced($0, entry, reader) }) else { return nil }
                return RestingDecision(entry: entry, data: data, isByModel: isByModel)
            }
        }
    }

    /// Decisions by one of the models, or of which an influence stood on a value that a release holds.
    func decisions(by models: [ModelName], restingOn release: DatasetReleased) throws -> [RestingDecision] {
        let leftOut = try sources.of(release).leftOut
        return try decisions(by: models) { influence, decision, reader in
            guard influence.dataset == release.dataset, !leftOut.contains(influence.item),
                let standing = try reader.standing(of: influence, before: decision)
            else { return false }
            return try reader.standing(of: influence, before: EntryIndex(release.size))?.head.index == standing.head.index
        }
    }

    /// Decisions by one of the models, or of which an influence stood on one of these values, or of these acceptances of models'.
    func decisions(by models: [ModelName], restingOn values: [GivenValue], _ accepted: [GivenValue]) throws -> [RestingDecision] {
        let labels = Set((values + accepted).map(\.label))
        let (given, reviews) = (Set(values.map(\.index)), Set(accepted.map(\.index)))
        return try decisions(by: models) { influence, decision, reader in
            guard labels.contains(.label(influence.dataset, influence.item, influence.label)),
                let standing = try reader.standing(of: influence, before: decision)
            else { return false }
            return given.contains(standing.head.index) || !reviews.isDisjoint(with: standing.acceptances)
        }
    }
}
