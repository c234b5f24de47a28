import Provenance

/// Folds of the histories that were asked for lately. Bounded: of two generations, the older one is dropped when the younger
/// is full.
///
/// Copies of a cache share their folds: who goes on with one copy lets go of the others.
struct FoldCache {
    private var young: [Subject: KeptFold] = [:]
    private var old: [Subject: KeptFold] = [:]
    private let generationSize: Int

    init(generationSize: Int) { self.generationSize = generationSize }

    mutating func fold<Fold: HistoryFold>(_ type: Fold.Type, of subject: Subject) -> Fold? {
        (find(subject) as? TypedFold<Fold>)?.fold
    }

    mutating func keep(_ fold: some HistoryFold, of subject: Subject) { keep(TypedFold(fold), of: subject) }

    /// Brings a fold that is here up to date; does nothing where there is none.
    mutating func apply(_ entry: LoggedEvent, to subject: Subject) { find(subject)?.apply(entry, of: subject) }

    mutating func removeAll() {
        young.removeAll()
        old.removeAll()
    }

    private mutating func find(_ subject: Subject) -> KeptFold? {
        if let fold = young[subject] { return fold }
        guard let fold = old[subject] else { return nil }
        keep(fold, of: subject)
        return fold
    }

    private mutating func keep(_ fold: KeptFold, of subject: Subject) {
        if young.count >= generationSize {
            old = young
            young = [:]
            young.reserveCapacity(generationSize)
        }
        young[subject] = fold
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
