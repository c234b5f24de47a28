extension WitnessPolicy {
    /// No more bytes are read.
    public static let greatestByteCount = 256 << 10
    /// Of logs, of witnesses and of groups, each.
    static let greatestCount = 1024

    /// Reads a policy strictly.
    ///
    /// - Throws: `PolicyError`, with the line.
    public init(parsing bytes: [UInt8]) throws(PolicyError) {
        guard bytes.count <= Self.greatestByteCount else {
            throw PolicyError(.tooLarge, line: 1, "a policy has at most \(Self.greatestByteCount) bytes")
        }
        var lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        // A name that is cut short may be another name: a policy that was not read whole must not hold.
        guard lines.removeLast().isEmpty else {
            throw PolicyError(.cutShort, line: lines.count + 1, "the last line is not ended: the file may be cut short")
        }
        var reader = PolicyReader()
        for (place, line) in lines.enumerated() { try reader.read(line, number: place + 1) }
        self = try reader.policy(lineCount: lines.count)
    }
}

/// A policy as far as it has been read.
private struct PolicyReader {
    private var logs: [WitnessPolicy.Log] = []
    private var witnesses: [WitnessPolicy.Witness] = []
    private var components: [WitnessPolicy.Component] = []
    private var members: Set<Int> = []
    private var quorum: Int??
    /// By the bytes of their names: two that look alike are two (C2SP tlog-policy, "Character set").
    private var places: [[UInt8]: Int] = [:]
    private var number = 0

    private static let none = Array("none".utf8)

    mutating func read(_ line: ArraySlice<UInt8>, number: Int) throws(PolicyError) {
        self.number = number
        guard line.allSatisfy({ $0 == 0x09 || ($0 >= 0x20 && $0 != 0x7F) }) else {
            throw failure(.character, "a policy has no control characters but tab and newline")
        }
        let fields = line.split { $0 == 0x20 || $0 == 0x09 }.map(Array.init)
        guard let keyword = fields.first, keyword.first != UInt8(ascii: "#") else { return }
        switch String(decoding: keyword, as: UTF8.self) {
        case "log": try readLog(fields)
        case "witness": try readWitness(fields)
        case "group": try readGroup(fields)
        case "quorum": try readQuorum(fields)
        default: throw failure(.keyword, "a line begins with log, witness, group, quorum or #")
        }
    }

    func policy(lineCount: Int) throws(PolicyError) -> WitnessPolicy {
        guard let quorum else { throw PolicyError(.quorum, line: max(1, lineCount), "no line says what the quorum is") }
        return WitnessPolicy(logs: logs, witnesses: witnesses, components: components, quorum: quorum)
    }

    private mutating func readLog(_ fields: [[UInt8]]) throws(PolicyError) {
        guard (2...3).contains(fields.count) else { throw failure(.fields, "a log is: log <vkey> [<url>]") }
        let key = try key(fields[1], .log)
        guard !logs.contains(where: { $0.key.publicKey == key.publicKey }) else {
            throw failure(.repeated, "the same log key stands on an earlier line")
        }
        try checkRoom(logs.count)
        logs.append(.init(key: key, url: fields.count > 2 ? try url(fields[2]) : nil))
    }

    private mutating func readWitness(_ fields: [[UInt8]]) throws(PolicyError) {
        guard (3...4).contains(fields.count) else { throw failure(.fields, "a witness is: witness <name> <vkey> [<url>]") }
        let key = try key(fields[2], .cosignature)
        guard !witnesses.contains(where: { $0.key.publicKey == key.publicKey }) else {
            throw failure(.repeated, "the same witness key stands on an earlier line")
        }
        try checkRoom(witnesses.count)
        try define(fields[1], .witness(witnesses.count))
        let name = String(decoding: fields[1], as: UTF8.self)
        witnesses.append(.init(name: name, key: key, url: fields.count > 3 ? try url(fields[3]) : nil))
    }

    private mutating func readGroup(_ fields: [[UInt8]]) throws(PolicyError) {
        guard fields.count >= 4 else { throw failure(.fields, "a group is: group <name> all|any|<k> <name>...") }
        var places: [Int] = []
        for name in fields[3...] {
            let place = try place(of: name)
            guard members.insert(place).inserted else {
                throw failure(.repeated, "a member is in this group or another one already: each may count once only")
            }
            places.append(place)
        }
        try checkRoom(components.count - witnesses.count)
        try define(fields[1], .group(threshold: try threshold(fields[2], of: places.count), members: places))
    }

    private mutating func readQuorum(_ fields: [[UInt8]]) throws(PolicyError) {
        guard fields.count == 2 else { throw failure(.fields, "a quorum is: quorum <name>, or quorum none") }
        guard quorum == nil else { throw failure(.quorum, "an earlier line says what the quorum is") }
        let isNone = fields[1] == Self.none
        quorum = .some(isNone ? nil : try place(of: fields[1]))
    }

    private func threshold(_ field: [UInt8], of count: Int) throws(PolicyError) -> Int {
        switch String(decoding: field, as: UTF8.self) {
        case "all": return count
        case "any": return 1
        case let text:
            // Not `Int(text)` alone: it reads "+1" and "01".
            guard let value = Int(text), String(value) == text, (1...count).contains(value) else {
                throw failure(.threshold, "a threshold is all, any, or a number from 1 to that of the members")
            }
            return value
        }
    }

    private mutating func define(_ name: [UInt8], _ component: WitnessPolicy.Component) throws(PolicyError) {
        guard name != Self.none else { throw failure(.name, "none is predefined: choose another name") }
        guard places.updateValue(components.count, forKey: name) == nil else {
            throw failure(.repeated, "the name is defined on an earlier line")
        }
        components.append(component)
    }

    private func place(of name: [UInt8]) throws(PolicyError) -> Int {
        guard let place = places[name] else { throw failure(.name, "a name is not defined on an earlier line") }
        return place
    }

    private func key(_ field: [UInt8], _ algorithm: VerifierKey.Algorithm) throws(PolicyError) -> VerifierKey {
        guard let text = String(validating: field, as: UTF8.self) else {
            throw failure(.key, "the verifier key is no UTF-8")
        }
        let key: VerifierKey
        do throws(NoteError) { key = try VerifierKey(parsing: text) } catch { throw failure(.key, error.message) }
        guard key.algorithm == algorithm else {
            throw failure(.key, algorithm == .log ? "a log's key is of type 1" : "a witness's key is of type 4")
        }
        return key
    }

    private func url(_ field: [UInt8]) throws(PolicyError) -> String {
        guard let text = String(validating: field, as: UTF8.self) else { throw failure(.character, "the URL is no UTF-8") }
        return text
    }

    private func checkRoom(_ count: Int) throws(PolicyError) {
        guard count < WitnessPolicy.greatestCount else {
            throw failure(.tooLarge, "a policy has at most \(WitnessPolicy.greatestCount) logs, witnesses and groups, each")
        }
    }

    private func failure(_ code: PolicyError.Code, _ sentence: String) -> PolicyError {
        PolicyError(code, line: number, sentence)
    }
}
