package import Primitives

/// Why a store could not do what it was asked.
package struct StoreError: Error, Sendable, CustomStringConvertible {
    package enum Code: String, Sendable {
        /// The disk is full; nothing was written.
        case full
        /// Another process has the ledger.
        case busy
        /// What is there is damaged.
        case corrupt
        /// It does not begin where the log ends.
        case conflict
        /// There is something already.
        case exists
        /// There is nothing.
        case missing
        /// What is there is no ledger of this program, or one of a newer version of it.
        case foreign
        /// Reading or writing failed otherwise; nothing was written.
        case io
        /// Writing failed, and what was to be written may be found after a crash. Until that is ruled out nothing more is written.
        case uncertain
    }

    package let code: Code
    /// What happened and what to do about it; safe to show.
    package let description: String
    package let cause: (any Error)?

    package init(_ code: Code, _ description: String, cause: (any Error)? = nil) {
        self.code = code
        self.description = description
        self.cause = cause
    }
}

extension StoreError {
    /// The log has no entry where one has to be.
    package static func gap(at index: EntryIndex) -> StoreError {
        StoreError(.corrupt, "Entry \(index) is missing from the store. Run touchmark check.")
    }

    /// What the rules read to judge an entry is not all there.
    package static func notWhole(_ index: EntryIndex) -> StoreError {
        StoreError(.corrupt, "The histories that entry \(index) rests on are not whole. Run touchmark rebuild.")
    }

    /// Cosignatures were given of a checkpoint that does not exist.
    package static func noCheckpoint(_ size: TreeSize) -> StoreError {
        StoreError(.missing, "There is no checkpoint of size \(size) to keep anything of.")
    }

    /// Disclosures were given for an entry that does not exist.
    package static func noEntry(_ index: EntryIndex) -> StoreError {
        StoreError(.missing, "There is no entry \(index) to keep disclosures of.")
    }
}
