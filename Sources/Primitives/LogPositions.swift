/// The place of an entry in the log, from 0.
public struct EntryIndex: Hashable, Sendable, Comparable, CustomStringConvertible {
    public let value: UInt64

    @inlinable public init(_ value: UInt64) { self.value = value }

    public static func < (a: EntryIndex, b: EntryIndex) -> Bool { a.value < b.value }
    public var description: String { String(value) }
    public var next: EntryIndex { EntryIndex(value + 1) }
}

/// How many entries a tree holds: it covers the indices [0, size).
public struct TreeSize: Hashable, Sendable, Comparable, CustomStringConvertible {
    public let value: UInt64

    @inlinable public init(_ value: UInt64) { self.value = value }

    public static let empty = TreeSize(0)
    public static func < (a: TreeSize, b: TreeSize) -> Bool { a.value < b.value }
    public var description: String { String(value) }

    public func contains(_ index: EntryIndex) -> Bool { index.value < value }
    /// The index that the next entry would get.
    public var nextIndex: EntryIndex { EntryIndex(value) }
}
