import Foundation
import Primitives
import Yams

/// Reads the members of a mapping file's object: each once, and at the end refuses those that nobody asked for.
struct MappingReader {
    let file: String
    /// From the root to this object, for messages.
    let path: String
    private let members: [(name: String, node: Node)]
    private let line: Int?
    private var taken: Set<String> = []

    /// - Throws: `badMapping` if `node` is no object.
    init(_ node: Node, file: String, path: String) throws(ImportError) {
        self.file = file
        self.path = path
        line = node.mark?.line
        guard let mapping = node.mapping else {
            throw ImportError(.badMapping, ImportPlace(file: file, line: line), "\(path) must be an object with named members")
        }
        var members: [(name: String, node: Node)] = []
        for (key, value) in mapping {
            guard let name = key.scalar?.string else {
                throw ImportError(.badMapping, ImportPlace(file: file, line: key.mark?.line), "\(path) has a key that is no text")
            }
            members.append((name, value))
        }
        self.members = members
    }

    func fail(_ message: String, at node: Node? = nil) -> ImportError {
        ImportError(.badMapping, ImportPlace(file: file, line: node?.mark?.line ?? line), message)
    }

    private func name(_ member: String) -> String { path.isEmpty ? member : path + "." + member }

    var names: [String] { members.map(\.name) }

    mutating func node(_ member: String) -> Node? {
        taken.insert(member)
        return members.first { $0.name == member }?.node
    }

    mutating func optionalText(_ member: String) throws(ImportError) -> String? {
        guard let node = node(member) else { return nil }
        guard let text = node.scalar?.string else { throw fail("\(name(member)) must be a text", at: node) }
        return text
    }

    mutating func text(_ member: String) throws(ImportError) -> String {
        guard let text = try optionalText(member) else { throw fail("\(name(member)) is missing") }
        return text
    }

    /// A text as an id: in NFC and well-formed.
    mutating func identifier(_ member: String) throws(ImportError) -> String {
        try identifier(try text(member), member)
    }

    func identifier(_ text: String, _ member: String) throws(ImportError) -> String {
        do throws(ImportRemark) {
            return try ForeignIdentifier.read(text, name(member), at: ImportPlace(file: file, line: line))
        } catch { throw ImportError(.badMapping, error.place, error.sentence) }
    }

    mutating func optionalIdentifier(_ member: String) throws(ImportError) -> String? {
        guard let text = try optionalText(member) else { return nil }
        return try identifier(text, member)
    }

    mutating func optionalTemplate(_ member: String) throws(ImportError) -> Template? {
        guard let node = node(member) else { return nil }
        return try template(node, member)
    }

    mutating func template(_ member: String) throws(ImportError) -> Template {
        guard let template = try optionalTemplate(member) else { throw fail("\(name(member)) is missing") }
        return template
    }

    func template(_ node: Node, _ member: String) throws(ImportError) -> Template {
        guard let text = node.scalar?.string else { throw fail("\(name(member)) must be a text", at: node) }
        do throws(Template.SyntaxError) { return try Template(text) } catch {
            throw fail("\(name(member)): \(error.message)", at: node)
        }
    }

    mutating func optionalInteger(_ member: String) throws(ImportError) -> Int64? {
        guard let text = try optionalText(member) else { return nil }
        guard let value = Int64(text), value.magnitude < 1 << 53 else { throw fail("\(name(member)) must be a whole number") }
        return value
    }

    mutating func flag(_ member: String) throws(ImportError) -> Bool {
        switch try optionalText(member) {
        case nil, "false": false
        case "true": true
        default: throw fail("\(name(member)) must be true or false")
        }
    }

    /// One of the raw values of `T`.
    mutating func choice<T: RawRepresentable & CaseIterable>(
        _ member: String, of type: T.Type
    ) throws(ImportError) -> T? where T.RawValue == String {
        guard let text = try optionalText(member) else { return nil }
        guard let value = T(rawValue: text) else {
            throw fail("\(name(member)) must be one of \(T.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        return value
    }

    mutating func optionalObject(_ member: String) throws(ImportError) -> MappingReader? {
        guard let node = node(member) else { return nil }
        return try MappingReader(node, file: file, path: name(member))
    }

    mutating func object(_ member: String) throws(ImportError) -> MappingReader {
        guard let object = try optionalObject(member) else { throw fail("\(name(member)) is missing") }
        return object
    }

    /// The elements of a list; empty if it is not there.
    mutating func list(_ member: String) throws(ImportError) -> [Node] {
        guard let node = node(member) else { return [] }
        guard let sequence = node.sequence else { throw fail("\(name(member)) must be a list", at: node) }
        return Array(sequence)
    }

    /// The elements of a list of objects.
    mutating func objects(_ member: String) throws(ImportError) -> [MappingReader] {
        var result: [MappingReader] = []
        for (place, node) in try list(member).enumerated() {
            result.append(try MappingReader(node, file: file, path: "\(name(member))[\(place)]"))
        }
        return result
    }

    /// A member whose keys the file's author chooses, each with a text.
    mutating func optionalTable(_ member: String) throws(ImportError) -> [String: String]? {
        guard var reader = try optionalObject(member) else { return nil }
        var table: [String: String] = [:]
        for name in reader.names { table[name] = try reader.text(name) }
        return table
    }

    /// - Throws: `badMapping` for a member that was not asked for.
    func finish() throws(ImportError) {
        guard let (unknown, node) = members.first(where: { !taken.contains($0.name) }) else { return }
        let known = taken.sorted().joined(separator: ", ")
        throw fail("\(path.isEmpty ? "the mapping" : path) has no member \"\(unknown)\"; it may have \(known)", at: node)
    }
}
