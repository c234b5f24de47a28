import Provenance

/// Folds of the histories that were asked for lately. Bounded, and labels apart from the rest: each of them is asked for once or
/// twice, and would push out the items and people that are asked for all the time.
///
/// Copies of a cache share their folds: who goes on with one copy lets go of the others.
struct FoldCache {
    private var labels: Generations
    private var others: Generations

    init(generationSize: Int) {
        labels = Generations(size: generationSize)
        others = Generations(size: generationSize)
    }

    mutating func fold<Fold: HistoryFold>(_ type: Fold.Type, of subject: Subject) -> Fold? {
        (find(subject) as? TypedFold<Fold>)?.fold
    }

    mutating func keep(_ fold: some HistoryFold, of subject: Subject) {
        let fold = TypedFold(fold)
        if subject.kind == .label { labels.keep(fold, of: subject) } else { others.keep(fold, of: subject) }
    }

    /// Brings a fold that is here up to date; does nothing where there is none.
    mutating func apply(_ entry: LoggedEvent, to subject: Subject) { find(subject)?.apply(entry, of: subject) }

    mutating func removeAll() {
        labels.removeAll()
        others.removeAll()
    }

    private mutating func find(_ subject: Subject) -> KeptFold? {
        subject.kind == .label ? labels.find(subject) : others.find(subject)
    }
}

/// What was asked for lately: of two generations, the older one is dropped when the younger is full.
private struct Generations {
    private var young: [Subject: KeptFold] = [:]
    private var old: [Subject: KeptFold] = [:]
    private let size: Int

    init(size: Int) { self.size = size }

    mutating func find(_ subject: Subject) -> KeptFold? {
        if let fold = young[subject] { return fold }
        guard let fold = old[subject] else { return nil }
        keep(fold, of: subject)
        return fold
    }

    mutating func keep(_ fold: KeptFold, of subject: Subject) {
        if young.count >= size {
            old = young
            young = [:]
            young.reserveCapacity(size)
        }
        young[subject] = fold
    }

    mutating func removeAll() {
        young.removeAll()
        old.removeAll()
    }
}

/// A fold in its place in memory, so that it grows there: held as a value, it would be copied for every entry.
private class KeptFold {
    func apply(_ entry: LoggedEvent, of subject: Subject) {}
}

private final class TypedFold<Fold: HistoryFold>: KeptFold {
    private(set) var fold: Fold

    init(_ fold: Fold) { self.fold = fold }

    override func apply(_ entry: LoggedEvent, of subject: Subject) { fold.apply(entry, of: subject) }
}
