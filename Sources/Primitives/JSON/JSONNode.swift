import CSimdjson

/// The limits of protocol.md §1.
public enum JSONLimits {
    /// Arrays and objects within each other; the root is depth 1.
    public static let depth: UInt32 = 16
}

/// A value inside a parsed document. It points into the parser's memory and is valid only within the closure that it was
/// given to.
public struct JSONNode {
    let cell: UnsafePointer<tm_json_cell>

    /// Parses `bytes` as one JSON value, strictly, and gives its root to `body`.
    ///
    /// - Throws: `JSONError` for anything that protocol.md §1 refuses; whatever `body` throws.
    public static func read<R>(
        _ bytes: UnsafeRawBufferPointer, _ body: (JSONNode) throws(JSONError) -> R
    ) throws(JSONError) -> R {
        guard let parser = tm_json_acquire() else { throw JSONError(.tooLarge, "out of memory") }
        defer { tm_json_release(parser) }
        var cells: UnsafePointer<tm_json_cell>?
        var count = 0
        let start = bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
        let status = tm_json_parse(parser, start, bytes.count, JSONLimits.depth, &cells, &count)
        guard status == Int32(TM_JSON_OK.rawValue), let root = cells else {
            let isDuplicate = status == Int32(TM_JSON_DUPLICATE.rawValue)
            throw Self.error(status, duplicate: isDuplicate ? cells.map { JSONNode(cell: $0).text } : nil)
        }
        return try body(JSONNode(cell: root))
    }

    /// `read`, of an array of bytes.
    public static func read<R>(_ bytes: [UInt8], _ body: (JSONNode) throws(JSONError) -> R) throws(JSONError) -> R {
        try bytes.withUnsafeBufferPointer { (buffer) throws(JSONError) in
            try read(UnsafeRawBufferPointer(buffer), body)
        }
    }

    private static func error(_ status: Int32, duplicate: String?) -> JSONError {
        switch UInt32(status) {
        case TM_JSON_ENCODING.rawValue: JSONError(.encoding, "the text is not UTF-8")
        case TM_JSON_BYTE_ORDER_MARK.rawValue:
            JSONError(.byteOrderMark, "the text begins with a byte order mark; leave it out")
        case TM_JSON_DUPLICATE.rawValue:
            JSONError(
                .duplicateMember, "the member \(VisibleText.quoted(duplicate ?? "?")) stands twice in one object")
        case TM_JSON_SURROGATE.rawValue: JSONError(.surrogate, "a string holds half of a surrogate pair")
        case TM_JSON_DEPTH.rawValue:
            JSONError(.depth, "arrays and objects are nested deeper than \(JSONLimits.depth)")
        case TM_JSON_NUMBER_RANGE.rawValue:
            JSONError(.numberRange, "a number is outside ±(2^53 − 1) or beyond what binary64 holds")
        case TM_JSON_MEMORY.rawValue: JSONError(.tooLarge, "the text is too large")
        default: JSONError(.syntax, "the text is not JSON")
        }
    }

    public enum Kind: Sendable {
        case null, bool, integer, number, string, array, object
    }

    public var kind: Kind {
        switch cell.pointee.kind {
        case TM_JSON_NULL.rawValue: .null
        case TM_JSON_FALSE.rawValue, TM_JSON_TRUE.rawValue: .bool
        case TM_JSON_INTEGER.rawValue: .integer
        case TM_JSON_NUMBER.rawValue: .number
        case TM_JSON_STRING.rawValue: .string
        case TM_JSON_ARRAY.rawValue: .array
        default: .object
        }
    }

    /// The number of cells this value takes.
    private var span: Int {
        cell.pointee.kind >= TM_JSON_ARRAY.rawValue ? Int(cell.pointee.span) : 1
    }

    /// Where the member of an object with this name stands, and its value. `nil` for any other kind of value.
    func member(_ name: StaticString) -> (place: Int, value: JSONNode)? {
        guard cell.pointee.kind == TM_JSON_OBJECT.rawValue else { return nil }
        var at = cell + 1
        for place in 0..<Int(cell.pointee.count) {
            let value = JSONNode(cell: at + 1)
            if JSONNode(cell: at).isText(name) { return (place, value) }
            at += 1 + value.span
        }
        return nil
    }

    /// Whether a node known to be a string holds exactly these bytes.
    private func isText(_ name: StaticString) -> Bool {
        guard Int(cell.pointee.count) == name.utf8CodeUnitCount, let text = cell.pointee.string else { return false }
        let wanted = UnsafeRawPointer(name.utf8Start)
        let held = UnsafeRawPointer(text)
        for place in 0..<name.utf8CodeUnitCount
        where held.load(fromByteOffset: place, as: UInt8.self) != wanted.load(fromByteOffset: place, as: UInt8.self) {
            return false
        }
        return true
    }

    /// The UTF-8 of a string node; empty for any other.
    @usableFromInline var utf8: UnsafeRawBufferPointer {
        guard kind == .string else { return UnsafeRawBufferPointer(start: nil, count: 0) }
        return UnsafeRawBufferPointer(start: cell.pointee.string, count: Int(cell.pointee.count))
    }

    /// The text of a node known to be a string. The parser has checked that it is UTF-8.
    var text: String { String(decoding: utf8, as: UTF8.self) }

    public func string() throws(JSONError) -> String {
        guard kind == .string else { throw JSONError(.wrongType, "a string is expected") }
        return text
    }

    /// The bytes of a string, valid within `body` only.
    @inlinable
    public func withString<R>(_ body: (UnsafeRawBufferPointer) -> R) throws(JSONError) -> R {
        guard kind == .string else { throw JSONError(.wrongType, "a string is expected") }
        return body(utf8)
    }

    /// A whole number, also when it is written `1.0` or `1e3`: the same value is the same number to every reader.
    public func integer() throws(JSONError) -> Int64 {
        switch kind {
        case .integer: return cell.pointee.integer
        case .number:
            if case .integer(let value) = try JSONValue.whole(or: cell.pointee.number) { return value }
        default: break
        }
        throw JSONError(.wrongType, "a whole number is expected")
    }

    /// Any number.
    public func number() throws(JSONError) -> Double {
        switch kind {
        case .integer: return Double(cell.pointee.integer)
        case .number: return cell.pointee.number
        default: throw JSONError(.wrongType, "a number is expected")
        }
    }

    public func bool() throws(JSONError) -> Bool {
        guard kind == .bool else { throw JSONError(.wrongType, "true or false is expected") }
        return cell.pointee.kind == TM_JSON_TRUE.rawValue
    }

    /// The number of elements or members; 0 for a scalar.
    public var count: Int {
        switch kind {
        case .array, .object: Int(cell.pointee.count)
        default: 0
        }
    }

    /// Calls `body` for each element of an array, in order.
    public func forEachElement(_ body: (Int, JSONNode) throws(JSONError) -> Void) throws(JSONError) {
        guard kind == .array else { throw JSONError(.wrongType, "an array is expected") }
        var at = cell + 1
        for place in 0..<count {
            let node = JSONNode(cell: at)
            do throws(JSONError) { try body(place, node) } catch { throw error.inside(String(place)) }
            at += node.span
        }
    }

    /// The elements of an array, each read by `read`.
    @inlinable
    public func elements<T>(_ read: (JSONNode) throws(JSONError) -> T) throws(JSONError) -> [T] {
        var result: [T] = []
        result.reserveCapacity(count)
        try forEachElement { (_, node) throws(JSONError) in result.append(try read(node)) }
        return result
    }

    /// Calls `body` with the place, name and value of each member of an object until it returns false.
    func forEachMember<E: Error>(_ body: (Int, JSONNode, JSONNode) throws(E) -> Bool) throws(E) {
        guard kind == .object else { return }
        var at = cell + 1
        for place in 0..<count {
            let value = JSONNode(cell: at + 1)
            guard try body(place, JSONNode(cell: at), value) else { return }
            at += 1 + value.span
        }
    }

    /// The value as a tree of its own, free of the parser's memory.
    public func value() throws(JSONError) -> JSONValue {
        switch kind {
        case .null: return .null
        case .bool: return .bool(try bool())
        case .integer: return .integer(cell.pointee.integer)
        case .number: return try JSONValue.whole(or: cell.pointee.number)
        case .string: return .string(text)
        case .array: return .array(try elements { (node) throws(JSONError) in try node.value() })
        case .object:
            var members: [JSONObject.Member] = []
            members.reserveCapacity(count)
            try forEachMember { (_, name, value) throws(JSONError) in
                do throws(JSONError) { members.append(.init(name: name.text, value: try value.value())) } catch {
                    throw error.inside(name.text)
                }
                return true
            }
            return .object(JSONObject(members))
        }
    }
}
