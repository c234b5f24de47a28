/// Which logs and witnesses are known, and which witnesses together are enough (C2SP tlog-policy).
///
///     log <vkey> [<url>]
///     witness <name> <vkey> [<url>]
///     group <name> all|any|<k> <name>...
///     quorum <name>|none
public struct WitnessPolicy: Hashable, Sendable {
    public struct Log: Hashable, Sendable {
        /// Its name is the log's origin.
        public let key: VerifierKey
        public let url: String?
    }

    public struct Witness: Hashable, Sendable {
        /// What this policy calls it; the cosignatures themselves bear the name of `key`.
        public let name: String
        public let key: VerifierKey
        /// Where it is asked: its submission prefix (C2SP tlog-witness), as it was written.
        public let url: String?
    }

    /// What can be a member or the quorum, by its place in `components`. Members stand before their group.
    enum Component: Hashable, Sendable {
        case witness(Int)
        case group(threshold: Int, members: [Int])
    }

    public let logs: [Log]
    public let witnesses: [Witness]
    let components: [Component]
    /// `nil` where no cosignature is required.
    let quorum: Int?

    /// Whether these keys' cosignatures over one checkpoint are enough. Keys of no witness of this policy do not count.
    public func isMet(by keys: some Sequence<VerifierKey>) -> Bool {
        guard let quorum else { return true }
        let keys = Set(keys)
        var isWitnessed: [Bool] = []
        for component in components {
            switch component {
            case .witness(let place): isWitnessed.append(keys.contains(witnesses[place].key))
            case .group(let threshold, let members): isWitnessed.append(members.count { isWitnessed[$0] } >= threshold)
            }
        }
        return isWitnessed[quorum]
    }

    /// Whether checkpoints of this log are meant: the policy names no log, or this one.
    public func covers(_ log: VerifierKey) -> Bool { logs.isEmpty || logs.contains { $0.key == log } }

    /// The witness whose key this is.
    public func witness(_ key: VerifierKey) -> Witness? { witnesses.first { $0.key == key } }
}

/// Why a text is no witness policy.
public struct PolicyError: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Code: String, Sendable {
        /// More bytes, witnesses, logs or groups than are read.
        case tooLarge
        /// A byte that such a file does not hold.
        case character
        /// The last line has no newline.
        case cutShort
        case keyword, fields
        /// A vkey that is none, or of the wrong type.
        case key
        /// A key or a name that is there already.
        case repeated
        /// A name that is predefined, or not defined before.
        case name
        case threshold
        /// No line, or a second one, says what the quorum is.
        case quorum
    }

    public let code: Code
    /// From 1.
    public let line: Int
    public let sentence: String

    init(_ code: Code, line: Int, _ sentence: String) {
        self.code = code
        self.line = line
        self.sentence = sentence
    }

    /// Names no key and nothing else of what the line holds.
    public var description: String { "line \(line): \(sentence)" }
}
