import Primitives

/// Puts what an SD-JWT discloses into the places of its digests (RFC 9901 §7.1, steps 3 to 5).
struct DisclosedClaims {
    private let disclosures: [String: PresentedDisclosure]
    private var seen: Set<String> = []
    private var used: Set<String> = []

    /// Objects and arrays within each other, those of disclosures counted from the root.
    static let maximumDepth = 32

    /// The claims of a payload whose signature holds, with all that is disclosed and without `_sd`, `...` and `_sd_alg`.
    ///
    /// - Returns: also the names at the top that stood behind digests.
    static func resolve(
        _ payload: JSONObject, _ disclosures: [PresentedDisclosure]
    ) throws(PresentedTokenFailure) -> (claims: JSONObject, hidden: Set<String>) {
        guard payload["_sd_alg"].map({ $0 == "sha-256" }) ?? true else { throw .digestAlgorithm }
        var open = payload
        open["_sd_alg"] = nil
        var claims = DisclosedClaims(disclosures)
        guard case .object(let resolved) = try claims.resolve(.object(open), depth: 1) else { throw .misplacedDigest }
        guard claims.used.count == disclosures.count else { throw .foreignDisclosure }
        let hidden = resolved.members.map(\.name).filter { open[$0] == nil }
        return (resolved, Set(hidden))
    }

    private init(_ disclosures: [PresentedDisclosure]) {
        self.disclosures = Dictionary(disclosures.map { ($0.digest, $0) }) { first, _ in first }
    }

    private mutating func resolve(_ value: JSONValue, depth: Int) throws(PresentedTokenFailure) -> JSONValue {
        switch value {
        case .object(let object): return .object(try resolve(object, depth: depth))
        case .array(let elements): return .array(try resolve(elements, depth: depth))
        default: return value
        }
    }

    private mutating func resolve(_ object: JSONObject, depth: Int) throws(PresentedTokenFailure) -> JSONObject {
        guard depth <= Self.maximumDepth else { throw .tooDeep }
        var members: [JSONObject.Member] = []
        for member in object.members where member.name != "_sd" {
            guard member.name != "..." else { throw .misplacedDigest }
            members.append(.init(name: member.name, value: try resolve(member.value, depth: depth + 1)))
        }
        guard let digests = object["_sd"] else { return JSONObject(members) }
        guard case .array(let elements) = digests else { throw .misplacedDigest }
        for element in elements {
            guard let disclosure = try disclosure(of: element) else { continue }
            guard let name = disclosure.name else { throw .misplacedDigest }
            guard !members.contains(where: { $0.name.isSpelled(as: name) }) else { throw .repeatedClaim }
            members.append(.init(name: name, value: try resolve(disclosure.value, depth: depth + 1)))
        }
        return JSONObject(members)
    }

    private mutating func resolve(_ elements: [JSONValue], depth: Int) throws(PresentedTokenFailure) -> [JSONValue] {
        guard depth <= Self.maximumDepth else { throw .tooDeep }
        var result: [JSONValue] = []
        for element in elements {
            guard let digest = element["..."], element.object?.members.count == 1 else {
                result.append(try resolve(element, depth: depth + 1))
                continue
            }
            guard let disclosure = try disclosure(of: digest) else { continue }
            guard disclosure.name == nil else { throw .misplacedDigest }
            result.append(try resolve(disclosure.value, depth: depth + 1))
        }
        return result
    }

    /// `nil` for a decoy and for what its holder keeps back.
    private mutating func disclosure(of digest: JSONValue) throws(PresentedTokenFailure) -> PresentedDisclosure? {
        guard case .string(let digest) = digest else { throw .misplacedDigest }
        guard seen.insert(digest).inserted else { throw .repeatedDigest }
        guard let disclosure = disclosures[digest] else { return nil }
        used.insert(digest)
        return disclosure
    }
}
