import Dispatch
import Primitives
import Provenance
import Synchronization

/// The log's entries in order, decoded on all cores while the caller works on the ones before.
struct EntryStream {
    private static let chunkSize: UInt64 = 8192

    let store: any LedgerStore
    let size: TreeSize

    /// Calls `body` with one run of entries after the other.
    func forEachRun(_ body: ([LoggedEvent]) throws -> Void) throws {
        let starts = Array(stride(from: 0, to: size.value, by: UInt64.Stride(Self.chunkSize)))
        guard let first = starts.first else { return }
        var ahead = DecodedRun(store, run(from: first))
        for next in starts.dropFirst() {
            let ready = try ahead.wait()
            ahead = DecodedRun(store, run(from: next))
            try body(ready)
        }
        try body(try ahead.wait())
    }

    private func run(from start: UInt64) -> Range<EntryIndex> {
        EntryIndex(start)..<EntryIndex(min(start + Self.chunkSize, size.value))
    }
}

/// A run of entries that is being decoded.
private final class DecodedRun: Sendable {
    private let result = Mutex<Result<[LoggedEvent], any Error>?>(nil)
    private let done = DispatchSemaphore(value: 0)

    init(_ store: any LedgerStore, _ range: Range<EntryIndex>) {
        DispatchQueue.global().async {
            let decoded = Result { try Self.decode(store, range) }
            self.result.withLock { $0 = decoded }
            self.done.signal()
        }
    }

    func wait() throws -> [LoggedEvent] {
        done.wait()
        return try result.withLock { try $0?.get() ?? [] }
    }

    private static func decode(_ store: any LedgerStore, _ range: Range<EntryIndex>) throws -> [LoggedEvent] {
        var entries: [StoredEntry] = []
        try store.read { reader in
            try reader.forEachEntry(in: range) { entry in
                entries.append(entry)
                return true
            }
        }
        let stored = entries
        let partSize = 512
        let parts = (stored.count + partSize - 1) / partSize
        let decoded = Mutex<[Int: Result<[LoggedEvent], any Error>]>([:])
        DispatchQueue.concurrentPerform(iterations: parts) { part in
            let own = stored[part * partSize..<min((part + 1) * partSize, stored.count)]
            let result = Result { try own.map { try $0.logged() } }
            decoded.withLock { $0[part] = result }
        }
        return try (0..<parts).flatMap { part in try decoded.withLock { $0[part] }?.get() ?? [] }
    }
}
