import Foundation
import Ledger
import LedgerTesting
import Primitives
import Synchronization

/// A disk that can be stopped: whoever comes then waits until it goes on. It does so by itself in the end: where those who wait
/// have all threads, nobody is left to tell it. In a busy run of tests anybody may have to wait for a minute.
final class StoppedDisk: Sendable {
    private static let longest = Duration.seconds(300)
    /// Other tests go on with theirs.
    let threads = WorkerThreads("stopped disk", threads: 2)
    private let state = Mutex((goesOn: ContinuousClock.now, isWaitedFor: false))

    func stop() { state.withLock { $0.goesOn = .now + Self.longest } }
    func goOn() { state.withLock { $0.goesOn = .now } }
    var isStopped: Bool { state.withLock { $0.goesOn > .now } }

    /// Holds the thread.
    func wait() {
        while isStopped {
            state.withLock { $0.isWaitedFor = true }
            usleep(1000)
        }
    }

    /// False if somebody who has nothing to do with it was not answered while it stood still, with all waiting for it who will.
    func letsOthersGoOn() async -> Bool {
        while isStopped, !state.withLock({ $0.isWaitedFor }) { try? await Task.sleep(for: .milliseconds(1)) }
        try? await Task.sleep(for: .milliseconds(100))
        await Task.detached {}.value
        return isStopped
    }
}

/// A clock that stands with the disk: a witness looks at it in the step in which it writes.
struct StoppedClock: LedgerClock {
    let disk: StoppedDisk
    private let time = FixedClock()

    init(_ disk: StoppedDisk) { self.disk = disk }

    func now() -> Timestamp {
        disk.wait()
        return time.now()
    }
}

/// A store on a disk that can be stopped. What is kept beside the log waits for it, and so do reads from a certain one on.
final class StoppedStore: LedgerStore {
    private let store: any LedgerStore
    private let disk: StoppedDisk
    private let firstRead: Int
    private let reads = Mutex(0)

    /// - Parameter firstRead: counted from 1.
    init(_ store: any LedgerStore, _ disk: StoppedDisk, from firstRead: Int) {
        self.store = store
        self.disk = disk
        self.firstRead = firstRead
    }

    func read<Result>(_ body: (any LedgerReader) throws -> Result) throws -> Result {
        let count = reads.withLock { reads in
            reads += 1
            return reads
        }
        if count >= firstRead { disk.wait() }
        return try store.read(body)
    }

    func keep(cosignatures: [String], at size: TreeSize) throws {
        disk.wait()
        try store.keep(cosignatures: cosignatures, at: size)
    }

    func keep(timeTokens: [[UInt8]], at size: TreeSize) throws {
        disk.wait()
        try store.keep(timeTokens: timeTokens, at: size)
    }

    func append(_ batch: Batch) throws { try store.append(batch) }
    func keep(_ disclosures: [EntryIndex: KeptDisclosures]) throws { try store.keep(disclosures) }
    func rebuild(_ refill: (_ write: (DerivedRows) throws -> Void) throws -> Void) throws { try store.rebuild(refill) }
    var sealIndex: any SealIndex { store.sealIndex }
    func derivedDigest() throws -> Digest { try store.derivedDigest() }
    func integrityFindings() throws -> [String] { try store.integrityFindings() }
    func backup(to path: String) throws { try store.backup(to: path) }
}
