package import Primitives
import Provenance

extension LedgerStore {
    /// `derivedDigest`, or `nil` where a derived row is damaged beyond reading: a rebuild makes it anew.
    package func readableDerivedDigest() throws -> Digest? {
        do { return try derivedDigest() } catch let error as StoreError where error.code == .corrupt { return nil }
    }
}

/// Makes everything that follows from the entries anew: histories, ids, keys, projections.
package enum Rebuild {
    /// Reads the entries of `source` and writes what follows from them into `target`, which may be the same store.
    ///
    /// - Parameter progress: called with the number of entries done.
    /// - Throws: `StoreError`; then `target` is as before.
    package static func run(
        from source: any LedgerStore, into target: any LedgerStore, progress: (UInt64) -> Void
    ) throws {
        let size = try source.read { try $0.size() }
        try target.rebuild { write in
            var folds = EntitlementFolds()
            var done: UInt64 = 0
            try source.events(below: size).forEachRun { run in
                var projector = Projector()
                for entry in run {
                    try projector.add(entry, in: folds)
                    folds.apply(entry)
                }
                try write(projector.rows)
                done += UInt64(run.count)
                progress(done)
            }
        }
    }
}
