package import Ledger
package import Primitives
import Synchronization

/// A store that fails when it is told to, or has lost its vault, and is otherwise the one it wraps.
package final class FaultStore: LedgerStore {
    package enum Moment: Sendable {
        /// Nothing is written.
        case beforeWriting
        /// Everything is written, and the caller does not hear of it: as when power fails between commit and answer.
        case afterWriting
    }

    package struct Fault: Sendable {
        /// Which append fails, from 1, counted from when the fault was set.
        package let append: Int
        package let code: StoreError.Code
        package let moment: Moment

        package init(onAppend append: Int, _ code: StoreError.Code, _ moment: Moment) {
            self.append = append
            self.code = code
            self.moment = moment
        }
    }

    private let store: any LedgerStore
    private let state: Mutex<(fault: Fault?, appends: Int, keeps: Int)>
    private let lacks = Mutex<(keys: Bool, fault: StoreError.Code?, gap: EntryIndex?)>((false, nil, nil))
    private let unsettled = Mutex(0)

    package init(_ store: any LedgerStore, _ fault: Fault? = nil) {
        self.store = store
        state = Mutex((fault, 0, 0))
    }

    /// Replaces the fault, and counts anew; `nil` mends the store.
    package func set(_ fault: Fault?) { state.withLock { $0 = (fault, 0, 0) } }

    /// Takes away the keys of disclosures that are kept, or gives them back.
    package func lockDisclosures(_ isLocked: Bool) { lacks.withLock { $0.keys = isLocked } }

    /// Takes an entry away that others follow, or gives it back.
    package func loseEntry(at index: EntryIndex?) { lacks.withLock { $0.gap = index } }

    /// Lets histories not be read and cosignatures not be kept; `nil` mends that.
    package func failBesideAppending(_ code: StoreError.Code?) { lacks.withLock { $0.fault = code } }

    /// How often it was to write since the fault was set: batches, and disclosures alone.
    package var writes: Int { state.withLock { $0.appends + $0.keeps } }

    /// As if the keys of so many erased disclosures could not be destroyed when they were to be.
    package func leaveErasures(_ count: Int) { unsettled.withLock { $0 = count } }

    package func unsettledErasures() throws -> Int { try store.unsettledErasures() + unsettled.withLock { $0 } }

    package func settleErasures() {
        leaveErasures(0)
        store.settleErasures()
    }

    package func append(_ batch: Batch) throws {
        let fault = state.withLock { state in
            state.appends += 1
            return state.fault.flatMap { $0.append == state.appends ? $0 : nil }
        }
        guard let fault else { return try store.append(batch) }
        if fault.moment == .afterWriting { try store.append(batch) }
        throw StoreError(fault.code, "This fault was asked for.")
    }

    package func read<Result>(_ body: (any LedgerReader) throws -> Result) throws -> Result {
        let lacks = lacks.withLock { $0 }
        guard lacks != (false, nil, nil) else { return try store.read(body) }
        return try store.read { try body(FaultReader(reader: $0, isLocked: lacks.keys, fault: lacks.fault, gap: lacks.gap)) }
    }
    package func readBeforeWriting<Result>(_ body: (any LedgerReader) throws -> Result) throws -> Result {
        try store.readBeforeWriting(body)
    }
    package func keep(_ disclosures: [EntryIndex: KeptDisclosures]) throws {
        state.withLock { $0.keeps += 1 }
        try store.keep(disclosures)
    }
    package func keep(timeTokens: [[UInt8]], at size: TreeSize) throws {
        try store.keep(timeTokens: timeTokens, at: size)
    }

    package func keep(cosignatures: [String], at size: TreeSize) throws {
        if let fault = lacks.withLock({ $0.fault }) { throw StoreError(fault, "This fault was asked for.") }
        try store.keep(cosignatures: cosignatures, at: size)
    }
    package func rebuild(_ refill: (_ write: (DerivedRows) throws -> Void) throws -> Void) throws {
        try store.rebuild(refill)
    }
    package var sealIndex: any SealIndex { store.sealIndex }
    package func derivedDigest() throws -> Digest { try store.derivedDigest() }
    package func integrityFindings() throws -> [String] { try store.integrityFindings() }
    package func backup(to path: String) throws { try store.backup(to: path) }
}

extension LedgerStore {
    package func keep(_ disclosures: KeptDisclosures, of index: EntryIndex) throws { try keep([index: disclosures]) }
}
