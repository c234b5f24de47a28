import MerkleLog
import Primitives
import Provenance
import Signatures

/// An entry after everything was looked at that concerns it alone: its hash, its signature, its shape, its disclosures.
struct ExaminedEntry: Sendable {
    let index: EntryIndex
    let leaf: Digest
    var content: Content
    let disclosures: Result<[Disclosure], DisclosureProblem>
    /// `nil` where the line has none.
    let inclusion: [Digest]?
    /// Where it can be read again.
    var place = BundlePlace(offset: 0, count: 0)
    /// Whether inclusion proof or tile lead to the root; `nil` where there is neither.
    var proof: EntryProof?

    // Boxed: it is handed from thread to thread, and an event has a dozen references to count.
    indirect enum Content: Sendable {
        /// The signature holds under the key that the token names.
        case signed(Timestamp, SignedEvent)
        /// The key was not known when it was looked at.
        case keyUnknown(Timestamp, UncheckedToken)
        case badSignature
        case tooLarge
        /// No `<recorded> <JWS>` of the right shape.
        case malformed(String)
        /// Signed, but not what the vocabulary allows.
        case notAnEvent(String)
        /// Signed, and of a type that this version does not know.
        case unknownType(Timestamp)
    }
}

/// Where a line stands in a bundle.
struct BundlePlace: Sendable {
    let offset: UInt64
    let count: UInt32
}

enum EntryProof: Sendable {
    case verified
    case inclusionFailed(ProofFailure)
    case tileFailed
}

struct DisclosureProblem: Error, Sendable {
    let sentence: String
}

extension ExaminedEntry {
    /// Examines the bytes of an entry.
    init(
        index: EntryIndex, bytes: UnsafeRawBufferPointer, disclosures: [String], inclusion: [Digest]?, keys: KeyRegister
    ) {
        self.index = index
        self.inclusion = inclusion
        leaf = .leaf(bytes)
        self.disclosures = Self.parse(disclosures)
        content = Self.content(index, bytes, keys)
    }

    private static func content(_ index: EntryIndex, _ bytes: UnsafeRawBufferPointer, _ keys: KeyRegister) -> Content {
        guard bytes.count <= BundleLimits.entryByteCount else { return .tooLarge }
        guard let parts = EntryParts(bytes) else {
            return .malformed("An entry is decimal microseconds, up to the year 9999, a space and a JWS.")
        }
        let (recorded, jws) = (parts.recorded, parts.jws)
        let token: UncheckedToken
        do throws(TokenError) { token = try UncheckedToken(parsing: jws) } catch { return .malformed("The JWS: \(error).") }
        guard token.jws.count == jws.count else { return .malformed("Something follows the JWS.") }
        if let known = keys[token.keyID] { return content(recorded, token, known.key) }
        // Entry 0 brings the key that it is signed with; the rules ask whether it is the operator's.
        guard index.value == 0, let opening = try? Event(payload: token.payload),
            let own = opening.introducedOpeningKey
        else { return .keyUnknown(recorded, token) }
        return content(recorded, token, own)
    }

    private static func content(_ recorded: Timestamp, _ token: UncheckedToken, _ key: PublicKey) -> Content {
        guard case .valid(let signed) = token.check(with: key) else { return .badSignature }
        do throws(JSONError) {
            return .signed(recorded, try SignedEvent(signed))
        } catch {
            guard error.code == .invalidValue, error.path == ["type"] else { return .notAnEvent("The event: \(error).") }
            return .unknownType(recorded)
        }
    }

    /// Looks again, with a key that came in since.
    mutating func resolve(with keys: KeyRegister) {
        guard case .keyUnknown(let recorded, let token) = content, let known = keys[token.keyID] else { return }
        content = Self.content(recorded, token, known.key)
    }

    private static func parse(_ texts: [String]) -> Result<[Disclosure], DisclosureProblem> {
        guard !texts.isEmpty else { return .success([]) }
        guard texts.count <= BundleLimits.disclosureCount,
            texts.reduce(0, { $0 + $1.utf8.count }) <= BundleLimits.disclosureByteCount
        else { return .failure(DisclosureProblem(sentence: "There are more than 64 disclosures, or more than 1 MiB of them.")) }
        var result: [Disclosure] = []
        for text in texts {
            do throws(TokenError) { result.append(try Disclosure(parsing: text)) } catch {
                return .failure(DisclosureProblem(sentence: "A disclosure: \(error)."))
            }
        }
        return .success(result)
    }
}

extension Event {
    /// The operator's key that `ledger.opened` names.
    fileprivate var introducedOpeningKey: PublicKey? {
        guard case .ledgerOpened(let data) = body else { return nil }
        return data.operatorKey
    }
}
