public import MerkleLog
public import Primitives
public import Provenance
public import Signatures

/// A receipt of inclusion as SCITT's relying parties read it (RFC 9942, RFC9162_SHA256; RFC 9943): COSE_Sign1 over the root that
/// the proof leads to, which is not in it. Its one spelling is deterministic CBOR (protocol.md §3).
public struct COSEReceipt: Hashable, Sendable {
    /// Labels of RFC 9942 §8.
    private enum Label {
        static let proofs: Int64 = 396
        static let inclusion: Int64 = -1
    }
    private static let tag: UInt64 = 18
    /// RFC 9942 wants a hash at least; a tree has no more levels than an index has bits.
    private static let pathLength: ClosedRange<UInt64> = 1...64

    public let inclusion: InclusionProof
    public let signedRoot: SignedRoot

    /// `nil` for a tree of one entry: its path is empty, and the format does not allow that.
    public init?(_ inclusion: InclusionProof, _ signedRoot: SignedRoot) {
        guard Self.pathLength.contains(UInt64(inclusion.hashes.count)) else { return nil }
        self.inclusion = inclusion
        self.signedRoot = signedRoot
    }

    /// What a receipt's `sub` says of an event.
    public static func subject(of event: EventID) -> String { "urn:uuid:\(event)" }

    /// - Throws: `CBORError` unless the bytes are those of `bytes`.
    public init(parsing bytes: [UInt8]) throws(CBORError) {
        var reader = CBORReader(bytes)
        try reader.tag(Self.tag)
        _ = try reader.array(4...4)
        let header = try reader.byteString()
        try reader.map(1)
        try reader.expect(Label.proofs, "vdp")
        try reader.map(1)
        try reader.expect(Label.inclusion, "inclusion proofs")
        _ = try reader.array(1...1)
        inclusion = try Self.proof(parsing: try reader.byteString())
        try reader.null()
        signedRoot = try SignedRoot(parsing: header, signature: try reader.byteString())
        try reader.end()
    }

    private static func proof(parsing bytes: [UInt8]) throws(CBORError) -> InclusionProof {
        var reader = CBORReader(bytes)
        _ = try reader.array(3...3)
        let size = TreeSize(try reader.unsigned())
        let index = EntryIndex(try reader.unsigned())
        var hashes: [Digest] = []
        for _ in 0..<(try reader.array(pathLength)) {
            guard let hash = Digest(bytes: try reader.byteString()) else { throw CBORError.hashLength }
            hashes.append(hash)
        }
        try reader.end()
        return InclusionProof(index: index, size: size, hashes: hashes)
    }

    public var bytes: [UInt8] {
        var proof = DeterministicCBOR()
        proof.array(3)
        proof.unsigned(inclusion.size.value)
        proof.unsigned(inclusion.index.value)
        proof.array(inclusion.hashes.count)
        for hash in inclusion.hashes { proof.byteString(hash.bytes) }
        var writer = DeterministicCBOR()
        writer.tag(Self.tag)
        writer.array(4)
        writer.byteString(signedRoot.protectedHeader)
        writer.map(1)
        writer.integer(Label.proofs)
        writer.map(1)
        writer.integer(Label.inclusion)
        writer.array(1)
        writer.byteString(proof.bytes)
        writer.null()
        writer.byteString(signedRoot.signature)
        return writer.bytes
    }

    /// Whether the log that `key` names has this entry. Not where: size and index are not signed, and the same path leads to
    /// the same root under some other numbers too.
    ///
    /// - Parameters:
    ///   - leaf: of the entry's bytes, `<recorded> <JWS>`.
    ///   - event: the id in the entry's event. The signature alone would hold with the path of any other entry.
    public func check(leaf: Digest, event: EventID, with key: VerifierKey) -> COSEReceiptCheck {
        guard signedRoot.subject.isSpelled(as: Self.subject(of: event)) else { return .invalid(.otherEvent) }
        return switch inclusion.impliedRoot(leaf: leaf) {
        case .failure(let failure): .invalid(.inclusion(failure))
        case .success(let root): signedRoot.isValid(for: root, by: key) ? .valid : .invalid(.notSigned)
        }
    }
}

/// Whether a receipt proves an entry.
public enum COSEReceiptCheck: Hashable, Sendable {
    case valid
    case invalid(Failure)

    public enum Failure: Hashable, Sendable {
        case inclusion(ProofFailure)
        /// It says that it is about another event.
        case otherEvent
        /// Not by this log under this key, or not over the root that the proof leads to from this entry: it cannot be told which.
        case notSigned
    }
}
