import Primitives

/// A bundle as its lines, to be spoilt.
struct BundleText: Sendable {
    /// All but the end, without newlines.
    var lines: [String]
    /// Written instead of the true end line.
    var end: String?
    var hasEnd = true

    init(_ bytes: [UInt8]) {
        lines = bytes.split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) }
        lines.removeLast()
    }

    init(lines: [String]) { self.lines = lines }

    /// With an end line that counts and hashes what is there.
    var bytes: [UInt8] {
        let body = lines.flatMap { Array($0.utf8) + [UInt8(ascii: "\n")] }
        guard hasEnd else { return body }
        return body + Array(((end ?? Self.end(of: lines.count, Digest(hashing: body))) + "\n").utf8)
    }

    static func end(of count: Int, _ digest: Digest) -> String {
        JSONValue.object(["kind": "end", "lines": .integer(Int64(count)), "sha256": .string(digest.base64)]).canonicalText
    }

    func value(_ place: Int) throws -> JSONValue { try JSONValue(parsing: lines[place]) }

    func places(_ kind: String) throws -> [Int] {
        try lines.indices.filter { try value($0)["kind"]?.string == kind }
    }

    func first(_ kind: String) throws -> Int { try place(of: kind, at: 0) }

    func place(of kind: String, at number: Int) throws -> Int {
        let places = try places(kind)
        guard places.indices.contains(number) else { throw VectorError("the bundle has no \(kind) number \(number)") }
        return places[number]
    }

    func entry(_ index: Int64) throws -> Int {
        guard let place = try places("entry").first(where: { try value($0)["index"]?.integer == index }) else {
            throw VectorError("the bundle has no entry \(index)")
        }
        return place
    }

    func history(_ subject: String) throws -> Int {
        guard let place = try places("history").first(where: { try value($0)["subject"]?.string == subject }) else {
            throw VectorError("the bundle has no history of \(subject)")
        }
        return place
    }

    /// Changes a member of a line; `nil` takes it away.
    mutating func set(_ place: Int, _ name: String, _ value: JSONValue?) throws {
        var object = try self.value(place).object ?? [:]
        object[name] = value
        lines[place] = JSONValue.object(object).canonicalText
    }

    /// Changes a member of a history's proof.
    mutating func set(_ place: Int, proof name: String, _ value: JSONValue?) throws {
        guard var proof = try self.value(place)["proof"]?.object else { throw VectorError("line \(place) has no proof") }
        proof[name] = value
        try set(place, "proof", .object(proof))
    }

    /// The index of an entry's line in other characters: the same number, with `ending` behind its digits.
    mutating func spellIndex(_ place: Int, ending: String) throws {
        let head = #"{"kind":"entry","index":"#
        let rest = lines[place].dropFirst(head.count)
        guard lines[place].hasPrefix(head), let comma = rest.firstIndex(of: ",") else {
            throw VectorError("line \(place) does not begin as an entry is written")
        }
        lines[place] = head + rest[..<comma] + ending + rest[comma...]
    }

    /// The text of an entry, changed.
    mutating func change(entry index: Int64, _ change: (String) -> String) throws {
        let place = try entry(index)
        try set(place, "entry", .string(change(try value(place)["entry"]?.string ?? "")))
    }

    /// The checkpoint's note, changed.
    mutating func change(note change: (String) -> String) throws {
        let place = try first("checkpoint")
        try set(place, "note", .string(change(try value(place)["note"]?.string ?? "")))
    }

    /// The note of the further checkpoint, which is that of the seal's size.
    mutating func changeSealed(_ change: (String) throws -> String) throws {
        guard let place = try places("checkpoint").dropFirst().first else { throw VectorError("no further checkpoint") }
        try set(place, "note", .string(try change(try value(place)["note"]?.string ?? "")))
    }
}

extension String {
    /// With another character at `place` of a text in base64 or base64url.
    func turning(_ place: Int) -> String {
        var bytes = Array(utf8)
        bytes[place] = bytes[place] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
        return String(decoding: bytes, as: UTF8.self)
    }

    /// With one of its lines replaced.
    func replacing(line number: Int, by text: String) -> String {
        var lines = split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        lines[number] = text
        return lines.joined(separator: "\n")
    }
}
