package import Primitives

/// What became of one batch, for whoever watches the ledger at work.
package struct SequencedBatch: Sendable {
    /// The tree that it led to; `nil` if nothing was written.
    package let size: TreeSize?
    /// Events that were taken up together, refused ones too.
    package let eventCount: Int
    /// How long the oldest of its jobs had waited.
    package let waited: Duration
    /// From being taken up to being durable.
    package let took: Duration
}

/// Hears of each batch before its callers do, on the writer's own thread: what it does here, everybody waits for.
package protocol SequencerObserver: Sendable {
    func sequenced(_ batch: SequencedBatch)
}
