/// Reads the members of one object by name and, at the end, refuses those that nobody asked for.
public struct JSONObjectReader {
    private let node: JSONNode
    /// One bit a member, in document order; members past the 64th are only ever unknown ones.
    private var taken: UInt64 = 0

    /// - Throws: `wrongType` if `node` is not an object.
    public init(_ node: JSONNode) throws(JSONError) {
        guard node.kind == .object else { throw JSONError(.wrongType, "an object is expected") }
        self.node = node
    }

    /// The member's value, or `nil` if there is none of that name.
    public mutating func optional(_ name: StaticString) -> JSONNode? {
        guard let (place, value) = node.member(name) else { return nil }
        if place < 64 { taken |= 1 << UInt64(place) }
        return value
    }

    /// The value of a member that must be there.
    public mutating func required(_ name: StaticString) throws(JSONError) -> JSONNode {
        guard let value = optional(name) else { throw JSONError(.missingMember, "missing", path: ["\(name)"]) }
        return value
    }

    // Inlinable, so that reading with a closure costs its caller no call through generic code.

    /// Reads a member that must be there with `read`; an error says which member it was.
    @inlinable
    public mutating func required<T>(
        _ name: StaticString, _ read: (JSONNode) throws(JSONError) -> T
    ) throws(JSONError) -> T {
        let value = try required(name)
        do throws(JSONError) { return try read(value) } catch { throw error.inside("\(name)") }
    }

    /// Reads a member that may be there with `read`. `null` is a value like any other, and mostly of the wrong type.
    @inlinable
    public mutating func optional<T>(
        _ name: StaticString, _ read: (JSONNode) throws(JSONError) -> T
    ) throws(JSONError) -> T? {
        guard let value = optional(name) else { return nil }
        do throws(JSONError) { return try read(value) } catch { throw error.inside("\(name)") }
    }

    public mutating func string(_ name: StaticString) throws(JSONError) -> String {
        try required(name) { (node) throws(JSONError) in try node.string() }
    }

    public mutating func integer(_ name: StaticString) throws(JSONError) -> Int64 {
        try required(name) { (node) throws(JSONError) in try node.integer() }
    }

    public mutating func optionalString(_ name: StaticString) throws(JSONError) -> String? {
        try optional(name) { (node) throws(JSONError) in try node.string() }
    }

    public mutating func optionalInteger(_ name: StaticString) throws(JSONError) -> Int64? {
        try optional(name) { (node) throws(JSONError) in try node.integer() }
    }

    /// Refuses an object with members that were not asked for.
    public func finish() throws(JSONError) {
        // All bits taken is the common case and needs no look at names.
        if node.count < 64, taken.nonzeroBitCount == node.count { return }
        try node.forEachMember { (place, key, _) throws(JSONError) in
            guard place < 64, taken & (1 << UInt64(place)) != 0 else {
                throw JSONError(.unknownMember, "unknown member; it is not part of this object's vocabulary", path: [key.text])
            }
            return true
        }
    }
}
