import Dispatch
package import Primitives
package import Provenance
import Synchronization

/// Entries of the log in order, decoded on all cores while the caller works on the ones before.
package struct EntryStream<Element: Sendable> {
    private static var chunkSize: Int { 8192 }

    private let store: any LedgerStore
    /// What is read at a time.
    private let chunks: [[Range<EntryIndex>]]
    private let decode: @Sendable (StoredEntry) throws -> Element

    /// What `decode` makes of the entries in `range`, all of which have to be there.
    package init(
        store: any LedgerStore, range: Range<EntryIndex>, decode: @escaping @Sendable (StoredEntry) throws -> Element
    ) {
        self.store = store
        self.decode = decode
        let end = range.upperBound.value
        chunks = stride(from: range.lowerBound.value, to: end, by: UInt64.Stride(Self.chunkSize)).map { start in
            [EntryIndex(start)..<EntryIndex(min(start + UInt64(Self.chunkSize), end))]
        }
    }

    fileprivate init(
        store: any LedgerStore, indices: [EntryIndex], decode: @escaping @Sendable (StoredEntry) throws -> Element
    ) {
        self.store = store
        self.decode = decode
        chunks = stride(from: 0, to: indices.count, by: Self.chunkSize).map { start in
            Self.ranges(indices[start..<min(start + Self.chunkSize, indices.count)])
        }
    }

    private static func ranges(_ indices: ArraySlice<EntryIndex>) -> [Range<EntryIndex>] {
        var ranges: [Range<EntryIndex>] = []
        for index in indices {
            if let last = ranges.last, last.upperBound == index {
                ranges[ranges.count - 1] = last.lowerBound..<index.next
            } else {
                ranges.append(index..<index.next)
            }
        }
        return ranges
    }

    /// Calls `body` with one run of entries after the other.
    ///
    /// - Throws: `StoreError`, and what `body` throws.
    package func forEachRun(_ body: ([Element]) throws -> Void) throws {
        guard let first = chunks.first else { return }
        // A serial queue has a thread of its own: who waits for a run may hold the last of those that others share.
        let queue = DispatchQueue(label: "touchmark.reading-ahead", qos: .utility)
        var ahead = DecodedRun(store, first, decode, on: queue)
        for next in chunks.dropFirst() {
            let ready = try ahead.wait()
            ahead = DecodedRun(store, next, decode, on: queue)
            try body(ready)
        }
        try body(try ahead.wait())
    }
}

extension LedgerStore {
    /// Every event below `size`.
    package func events(below size: TreeSize) -> EntryStream<LoggedEvent> {
        EntryStream(store: self, range: EntryIndex(0)..<size.nextIndex) { try $0.logged() }
    }

    /// The events at `indices`, which rise.
    package func events(at indices: [EntryIndex]) -> EntryStream<LoggedEvent> {
        EntryStream(store: self, indices: indices) { try $0.logged() }
    }
}

/// A run of entries that is being decoded.
private final class DecodedRun<Element: Sendable>: Sendable {
    private let result = Mutex<Result<[Element], any Error>?>(nil)
    private let done = DispatchSemaphore(value: 0)

    init(
        _ store: any LedgerStore, _ ranges: [Range<EntryIndex>], _ decode: @escaping @Sendable (StoredEntry) throws -> Element,
        on queue: DispatchQueue
    ) {
        queue.async {
            let decoded = Result { try Self.decode(store, ranges, decode) }
            self.result.withLock { $0 = decoded }
            self.done.signal()
        }
    }

    func wait() throws -> [Element] {
        done.wait()
        return try result.withLock { try $0?.get() ?? [] }
    }

    private static func decode(
        _ store: any LedgerStore, _ ranges: [Range<EntryIndex>], _ decode: @Sendable (StoredEntry) throws -> Element
    ) throws -> [Element] {
        let stored = try store.read { reader in try ranges.flatMap { try reader.entries(in: $0) } }
        let partSize = 512
        let parts = (stored.count + partSize - 1) / partSize
        let decoded = Mutex<[Int: Result<[Element], any Error>]>([:])
        DispatchQueue.concurrentPerform(iterations: parts) { part in
            let own = stored[part * partSize..<min((part + 1) * partSize, stored.count)]
            let result = Result { try own.map(decode) }
            decoded.withLock { $0[part] = result }
        }
        return try (0..<parts).flatMap { part in try decoded.withLock { $0[part] }?.get() ?? [] }
    }
}
