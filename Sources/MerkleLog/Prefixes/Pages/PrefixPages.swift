import Primitives

/// Where the pages of a prefix tree are kept: leaves in buckets, buckets in directories, directories in one crown.
///
/// A page is found by the span that the page above names; so each level is a table from `start` to bytes.
package protocol PrefixPages {
    func bytes(_ level: PrefixLevel, at start: UInt64) throws -> [UInt8]?
}

/// As `PrefixPages`, for whoever changes them.
package protocol WritablePrefixPages: PrefixPages {
    mutating func write(_ bytes: [UInt8], _ level: PrefixLevel, at start: UInt64) throws
}

package enum PrefixLevel: Int, Hashable, Sendable {
    case bucket, directory, crown
}

extension PrefixPages {
    /// The directories of the whole tree; `nil` if nothing was ever written.
    func crown() throws -> PrefixDirectory? {
        try bytes(.crown, at: 0).map { try PrefixDirectory(span: .whole, bytes: $0) }
    }

    /// Root and number of leaves, as the topmost page says.
    package func summary() throws -> PrefixSummary { try crown()?.summary ?? .empty }

    func directory(_ entry: PrefixDirectory.Entry) throws -> PrefixDirectory {
        guard let bytes = try bytes(.directory, at: entry.span.start) else { throw DamagedPrefixPage() }
        return try PrefixDirectory(span: entry.span, bytes: bytes).checked(against: entry)
    }

    func bucket(_ entry: PrefixDirectory.Entry) throws -> PrefixBucket {
        // A bucket without leaves need not be there.
        guard let bytes = try bytes(.bucket, at: entry.span.start) else {
            guard entry.summary.count == 0 else { throw DamagedPrefixPage() }
            return PrefixBucket(span: entry.span, elements: [])
        }
        return try PrefixBucket(span: entry.span, bytes: bytes).checked(against: entry)
    }

    /// Reads every page.
    ///
    /// - Throws: `DamagedPrefixPage` if one is not what the page above says of it.
    package func checkAll() throws {
        for entry in try crown()?.elements ?? [] {
            for bucket in try directory(entry).elements { _ = try self.bucket(bucket) }
        }
    }
}

extension PrefixPage {
    /// A seal is made of what stands here: a bit that turned over on the disk must not be signed.
    fileprivate func checked(against entry: PrefixDirectory.Entry) throws(DamagedPrefixPage) -> Self {
        guard summary == entry.summary else { throw DamagedPrefixPage() }
        return self
    }
}

/// Pages in memory.
package struct MemoryPrefixPages: WritablePrefixPages, Sendable {
    private var pages: [PrefixLevel: [UInt64: [UInt8]]] = [:]

    package init() {}

    package func bytes(_ level: PrefixLevel, at start: UInt64) -> [UInt8]? { pages[level]?[start] }
    package mutating func write(_ bytes: [UInt8], _ level: PrefixLevel, at start: UInt64) {
        pages[level, default: [:]][start] = bytes
    }
}
