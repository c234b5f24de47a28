/// The auditors that a reader relies on: who replay a log and its seals, and cosign what they have replayed.
///
/// A file of their vkeys, one a line; lines that are empty or begin with `#` are passed over. An auditor's cosignature has the
/// bytes of a witness's and says more, so being on this list is what makes a key an auditor's.
public struct AuditorList: Hashable, Sendable {
    /// At least one, each once.
    public let keys: [VerifierKey]

    /// Reads a list strictly.
    ///
    /// - Throws: `PolicyError`, with the line.
    public init(parsing bytes: [UInt8]) throws(PolicyError) {
        guard bytes.count <= WitnessPolicy.greatestByteCount else {
            throw PolicyError(.tooLarge, line: 1, "a list of auditors has at most \(WitnessPolicy.greatestByteCount) bytes")
        }
        var lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        guard lines.removeLast().isEmpty else {
            throw PolicyError(.cutShort, line: lines.count + 1, "the last line is not ended: the file may be cut short")
        }
        var keys: [VerifierKey] = []
        for (place, line) in lines.enumerated() where !line.isEmpty && line.first != UInt8(ascii: "#") {
            keys.append(try Self.key(line, number: place + 1, after: keys))
        }
        guard !keys.isEmpty else { throw PolicyError(.fields, line: max(1, lines.count), "no auditor's vkey is here") }
        self.keys = keys
    }

    /// Whether an auditor's key has another office too: that of a witness, or of the log itself. Its cosignatures would be taken
    /// for more than they say.
    public func shares(keysWith policy: WitnessPolicy?, log: VerifierKey) -> Bool {
        let others = Set((policy?.witnesses.map(\.key.publicKey) ?? []) + [log.publicKey])
        return keys.contains { others.contains($0.publicKey) }
    }

    private static func key(
        _ line: ArraySlice<UInt8>, number: Int, after known: [VerifierKey]
    ) throws(PolicyError) -> VerifierKey {
        guard let text = String(validating: line, as: UTF8.self) else {
            throw PolicyError(.character, line: number, "the line is no UTF-8")
        }
        let key: VerifierKey
        do throws(NoteError) { key = try VerifierKey(parsing: text) } catch {
            throw PolicyError(.key, line: number, error.message)
        }
        guard key.algorithm == .cosignature else {
            throw PolicyError(.key, line: number, "an auditor's key is of type 4; this is a log's")
        }
        guard !known.contains(where: { $0.publicKey == key.publicKey }) else {
            throw PolicyError(.repeated, line: number, "the same key stands on an earlier line")
        }
        guard known.count < WitnessPolicy.greatestCount else {
            throw PolicyError(.tooLarge, line: number, "a list has at most \(WitnessPolicy.greatestCount) auditors")
        }
        return key
    }
}
