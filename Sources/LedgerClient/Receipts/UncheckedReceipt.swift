import MerkleLog
public import Primitives
import Provenance
public import Signatures

/// A receipt as a server sent it (protocol.md §3). What it claims has not been looked at.
public struct UncheckedReceipt: Hashable, Sendable {
    let index: EntryIndex
    let id: EventID
    let recorded: Timestamp
    let leaf: Digest
    let checkpoint: UncheckedCheckpoint
    let inclusion: [Digest]

    /// A tree of 2^64 entries has no longer proof.
    private static let longestProof = 64

    /// Reads `{"index","id","recorded","leaf","checkpoint","inclusion":[…]}`. Further members are passed over.
    public init(_ node: JSONNode) throws(JSONError) {
        var reader = try JSONObjectReader(node)
        index = EntryIndex(try reader.required("index", UInt64.init(countNode:)))
        recorded = Timestamp(microseconds: Int64(try reader.required("recorded", UInt64.init(countNode:))))
        id = try reader.required("id") { (node) throws(JSONError) in
            guard let id = EventID(try node.string()) else { throw JSONError(.invalidValue, "a UUID in lower case is expected") }
            return id
        }
        leaf = try reader.required("leaf", Digest.init(base64Node:))
        checkpoint = try reader.required("checkpoint") { (node) throws(JSONError) in
            let note = try node.string()
            do throws(NoteError) { return try UncheckedCheckpoint(parsing: note) } catch {
                throw JSONError(.invalidValue, error.description)
            }
        }
        inclusion = try reader.required("inclusion") { (node) throws(JSONError) in
            guard node.count <= Self.longestProof else { throw JSONError(.tooLarge, "no tree is as high") }
            return try node.elements(Digest.init(base64Node:))
        }
    }

    /// Looks whether this proves that the event of `token` is in the log whose key is `key`.
    ///
    /// - Parameter token: as it was sent, with or without disclosures.
    public func check(token: [UInt8], key: VerifierKey) -> ReceiptCheck {
        var checkpoints = CheckpointChecker(keys: [key])
        return check(token: token, &checkpoints)
    }

    func check(token: [UInt8], _ checkpoints: inout CheckpointChecker) -> ReceiptCheck {
        let jws = token.prefix { $0 != UInt8(ascii: "~") }
        guard Self.eventID(of: token) == id else { return .unproved(.otherEvent) }
        guard Digest.leaf(Array("\(recorded.microseconds) ".utf8) + jws) == leaf else { return .unproved(.otherLeaf) }
        switch checkpoints.check(checkpoint) {
        case .invalid(let failure): return .unproved(.checkpoint(failure))
        case .valid(let verified):
            let proof = InclusionProof(index: index, size: verified.checkpoint.size, hashes: inclusion)
            guard case .verified = proof.check(leaf: leaf, root: verified.checkpoint.root) else { return .unproved(.notIncluded) }
            return .proved(
                ProvedReceipt(index: index, id: id, recorded: recorded, leaf: leaf, checkpoint: verified, inclusion: inclusion))
        }
    }

    /// `nil` where the token is none, or its payload has no id: no receipt is of such an event.
    private static func eventID(of token: [UInt8]) -> EventID? {
        guard let token = try? UncheckedToken(parsing: token), let payload = try? JSONValue(parsing: token.payload) else {
            return nil
        }
        return payload["id"]?.string.flatMap { EventID($0) }
    }
}

/// Whether a receipt proves a token.
public enum ReceiptCheck: Hashable, Sendable {
    case proved(ProvedReceipt)
    case unproved(ReceiptFailure)
}

/// Why a receipt proves nothing. Either the server is not the ledger whose key was given, or it says what is not so.
public enum ReceiptFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// It names another event than the one that was sent.
    case otherEvent
    /// Its leaf is not the hash of `recorded` and the event.
    case otherLeaf
    /// The checkpoint is not signed by the key, nor by an earlier one that was given.
    case checkpoint(NoteFailure)
    /// The checkpoint's tree does not hold the leaf at this index, as far as the receipt shows.
    case notIncluded

    public var description: String {
        let reason =
            switch self {
            case .otherEvent: "it is of another event"
            case .otherLeaf: "its leaf is not the hash of this event"
            case .checkpoint(.notSigned):
                "its checkpoint has no signature by a key that is given. If the log had another key when it took this event, give that "
                    + "vkey too"
            case .checkpoint(let failure): "its checkpoint does not count: \(failure)"
            case .notIncluded: "its hashes do not lead to the checkpoint's root"
            }
        return "The receipt proves nothing: \(reason). Compare the ledger's key with what its operator publishes."
    }
}

/// Checks checkpoints under the keys that a log has had. The receipts of a batch mostly share one: it is checked once.
struct CheckpointChecker {
    private let keys: [VerifierKey]
    private var last: (unchecked: UncheckedCheckpoint, check: CheckpointCheck)?

    init(keys: [VerifierKey]) { self.keys = keys }

    mutating func check(_ checkpoint: UncheckedCheckpoint) -> CheckpointCheck {
        if let last, last.unchecked == checkpoint { return last.check }
        let check = checkUnderEach(checkpoint)
        last = (checkpoint, check)
        return check
    }

    /// - Returns: of several failures one that says more than that a key has not signed.
    private func checkUnderEach(_ checkpoint: UncheckedCheckpoint) -> CheckpointCheck {
        var failed = CheckpointCheck.invalid(.notSigned)
        for key in keys {
            let check = checkpoint.check(with: key)
            if case .valid = check { return check }
            if failed == .invalid(.notSigned) { failed = check }
        }
        return failed
    }
}
