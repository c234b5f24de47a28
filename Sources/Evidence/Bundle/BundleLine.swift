import MerkleLog
import Primitives
import Provenance

/// A line of a bundle, of the shape of its kind (protocol.md §6). Nothing that it says is checked.
enum BundleLine: Sendable {
    case bundle(BundleHeader)
    case checkpoint(note: String)
    case consistency(ConsistencyProof)
    /// What an entry holds is read by `EntryLine`.
    case entry(EntryIndex)
    case tile(Tile)
    case history(HistoryLine)
    case time(TimeLine)
    case claim(ClaimLine)
    case end(EndLine)
    case unknown

    /// Where lines stand that are not in every place; `nil` for kinds that this version does not know.
    var stage: BundleStage? {
        switch self {
        case .bundle: .bundle
        case .checkpoint, .consistency: .checkpoints
        case .entry: .entries
        case .tile: .tiles
        case .history: .histories
        case .time: .times
        case .claim: .claims
        case .end: .end
        case .unknown: nil
        }
    }

    init(_ bytes: UnsafeRawBufferPointer) throws(JSONError) {
        self = try JSONNode.read(bytes) { (node) throws(JSONError) in
            var reader = try JSONObjectReader(node)
            return try BundleLine(kind: try reader.string("kind"), node, &reader)
        }
    }

    private init(kind: String, _ node: JSONNode, _ reader: inout JSONObjectReader) throws(JSONError) {
        switch kind {
        case "bundle": self = .bundle(try BundleHeader(&reader))
        case "checkpoint": self = .checkpoint(note: try reader.string("note"))
        case "consistency":
            self = .consistency(
                ConsistencyProof(
                    from: TreeSize(try reader.count("from")), to: TreeSize(try reader.count("to")),
                    hashes: try reader.digests("hashes") ?? []))
        case "entry": self = .entry(try EntryLine.read(node) { $0.index })
        case "tile": self = .tile(try Self.tile(&reader))
        case "history": self = .history(try HistoryLine(&reader))
        case "time": self = .time(try TimeLine(&reader))
        case "claim": self = .claim(try ClaimLine(&reader))
        case "end": self = .end(try EndLine(&reader))
        default: self = .unknown
        }
    }

    private static func tile(_ reader: inout JSONObjectReader) throws(JSONError) -> Tile {
        guard let level = UInt8(exactly: try reader.count("level")) else {
            throw JSONError(.invalidValue, "a tile's level is 0 to 7", path: ["level"])
        }
        let coordinate = TileCoordinate(level: level, number: try reader.count("number"))
        let bytes = try reader.required("hashes", [UInt8].init(base64Node:))
        guard let tile = Tile(coordinate, bytes: bytes) else {
            throw JSONError(.invalidValue, "1 to 256 hashes of 32 bytes are expected", path: ["hashes"])
        }
        return tile
    }
}

/// The order of the lines.
enum BundleStage: Int, Comparable, Sendable {
    case start, bundle, checkpoints, entries, tiles, histories, times, claims, end

    static func < (a: BundleStage, b: BundleStage) -> Bool { a.rawValue < b.rawValue }
}

/// What the bundle says about itself.
struct BundleHeader: Sendable {
    let version: UInt64
    let ledger: String
    let scope: EvidenceScope

    static let version: UInt64 = 1

    init(_ reader: inout JSONObjectReader) throws(JSONError) {
        version = try reader.count("version")
        ledger = try reader.string("ledger")
        scope = try reader.required("scope") { (node) throws(JSONError) in
            var scope = try JSONObjectReader(node)
            let kind = try scope.string("kind")
            guard let value = EvidenceScope(kind: kind, subject: try scope.subject("subject")) else {
                throw JSONError(.invalidValue, "no scope of this version has such a kind and subject", path: ["kind"])
            }
            return value
        }
        // Nothing follows from when and with what it was made.
        _ = try reader.integer("created")
        _ = try reader.string("generator")
    }
}

/// A part of a history: runs of indices, as they came.
struct HistoryLine: Sendable {
    let subject: Subject
    let part: UInt64
    let runs: [(first: UInt64, count: UInt64)]
    let proof: HistoryProof?

    init(_ reader: inout JSONObjectReader) throws(JSONError) {
        subject = try reader.subject("subject")
        part = try reader.count("part")
        runs = try reader.required("indices") { (node) throws(JSONError) in
            try node.elements { (run) throws(JSONError) in
                let numbers = try run.elements(UInt64.init(countNode:))
                guard numbers.count == 2 else { throw JSONError(.invalidValue, "[first, count] is expected") }
                return (first: numbers[0], count: numbers[1])
            }
        }
        proof = try reader.optional("proof", HistoryProof.init(node:))
    }
}

/// What a seal's tree has of a history, as it came.
struct HistoryProof: Sendable {
    /// The entry that is the seal.
    let seal: EntryIndex
    let proof: PrefixProof

    init(node: JSONNode) throws(JSONError) {
        var reader = try JSONObjectReader(node)
        seal = EntryIndex(try reader.count("seal"))
        let siblings = try reader.required("siblings") { (node) throws(JSONError) in try node.digests() }
        guard siblings.count <= PrefixProof.maximumSiblings else {
            throw JSONError(.invalidValue, "at most 256 siblings", path: ["siblings"])
        }
        let leaf = try reader.required("leaf") { (node) throws(JSONError) -> PrefixLeaf? in
            guard node.kind != .null else { return nil }
            var leaf = try JSONObjectReader(node)
            let key = try leaf.required("key", Digest.init(base64Node:))
            let count = try leaf.count("count")
            let head = try leaf.required("head", Digest.init(base64Node:))
            guard let history = HistoryHead(count: count, digest: head) else {
                throw JSONError(.invalidValue, "a leaf counts at least one entry", path: ["count"])
            }
            return PrefixLeaf(key: key, history: history)
        }
        proof = PrefixProof(siblings: siblings, leaf: leaf)
    }

    /// As it stands in a bundle.
    static func json(_ proof: PrefixProof, seal: EntryIndex) -> JSONValue {
        let leaf: JSONValue =
            proof.leaf.map {
                [
                    "key": .string($0.key.base64), "count": .integer(Int64(clamping: $0.history.count)),
                    "head": .string($0.history.digest.base64),
                ]
            } ?? .null
        return [
            "seal": .integer(Int64(clamping: seal.value)), "siblings": .array(proof.siblings.map { .string($0.base64) }),
            "leaf": leaf,
        ]
    }
}

/// What the exporter says of a label.
struct ClaimLine: Sendable {
    let subject: Subject
    let verdict: String
    let verdictNow: String

    init(_ reader: inout JSONObjectReader) throws(JSONError) {
        subject = try reader.subject("subject")
        verdict = try reader.string("verdict")
        verdictNow = try reader.string("verdictNow")
    }
}

/// An RFC 3161 token over the checkpoint of a size, as it came.
struct TimeLine: Sendable {
    let size: TreeSize
    let token: [UInt8]

    init(size: TreeSize, token: [UInt8]) {
        self.size = size
        self.token = token
    }

    init(_ reader: inout JSONObjectReader) throws(JSONError) {
        size = TreeSize(try reader.count("size"))
        token = try reader.required("token", [UInt8].init(base64Node:))
    }
}

struct EndLine: Sendable {
    let lines: UInt64
    let digest: Digest

    init(_ reader: inout JSONObjectReader) throws(JSONError) {
        lines = try reader.count("lines")
        digest = try reader.required("sha256", Digest.init(base64Node:))
    }
}
