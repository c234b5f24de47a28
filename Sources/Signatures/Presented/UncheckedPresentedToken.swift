public import Primitives

/// A credential as it was handed in: an SD-JWT without key binding (RFC 9901), or a compact JWT (RFC 7519). Its signature has
/// not been looked at.
public struct UncheckedPresentedToken: Sendable {
    /// SHA-256 of the token as it came.
    public let digest: Digest
    /// True for an SD-JWT, false for a plain JWT.
    public let isSelective: Bool
    private let header: PresentedTokenHeader
    private let payload: JSONObject
    private let signature: [UInt8]
    private let signed: [UInt8]
    private let disclosures: [PresentedDisclosure]

    public enum Limits {
        /// The whole token.
        public static let byteCount = 262_144
        public static let disclosureCount = 256
    }

    /// `alg` of the header, whatever it says.
    public var algorithm: String { header.algorithm }
    /// `typ` of the header.
    public var type: String? { header.type }
    /// `type` of the credential in it, as it claims.
    public var claimedTypes: [String] {
        let types = payload["vc"]?["type"] ?? payload["type"]
        return types?.array?.compactMap(\.string) ?? types?.string.map { [$0] } ?? []
    }

    /// Reads `<JWS>`, or `<JWS>~` followed by disclosures, each ended by `~`.
    ///
    /// - Throws: `TokenError` if it cannot be read; what it says may still be refused by the check.
    public init(parsing bytes: [UInt8]) throws(TokenError) {
        guard bytes.count <= Limits.byteCount else {
            throw TokenError(.tooLarge, "the token is \(bytes.count) bytes; at most \(Limits.byteCount)")
        }
        let parts = bytes.split(separator: UInt8(ascii: "~"), omittingEmptySubsequences: false)
        isSelective = parts.count > 1
        if isSelective, parts.last?.isEmpty == false {
            throw TokenError(
                .keyBinding,
                "something follows the last \"~\"; hand the SD-JWT in without key binding, which is for one recipient once")
        }
        let jws = parts[0].split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard jws.count == 3 else { throw TokenError(.shape, "a token is header.payload.signature; there are not two dots") }
        header = try PresentedTokenHeader(parsing: try Self.part("header", jws[0]))
        payload = try Self.payload(try Self.part("payload", jws[1]))
        signature = try Self.part("signature", jws[2])
        signed = Array(jws[0]) + [UInt8(ascii: ".")] + Array(jws[1])
        disclosures = try Self.disclosures(Array(parts.dropFirst().dropLast()))
        digest = Digest(hashing: bytes)
    }

    private static func part(_ name: String, _ text: ArraySlice<UInt8>) throws(TokenError) -> [UInt8] {
        guard let bytes = text.withUnsafeBytes({ Base64.decodeURL($0) }) else {
            throw TokenError(.base64, "the \(name) is not base64url without padding, in its one spelling")
        }
        return bytes
    }

    private static func payload(_ bytes: [UInt8]) throws(TokenError) -> JSONObject {
        do throws(JSONError) {
            guard case .object(let object) = try JSONValue(parsing: bytes) else {
                throw JSONError(.wrongType, "an object is expected")
            }
            return object
        } catch {
            throw TokenError(.payloadJSON, "the payload is not an object of strict JSON: \(error)")
        }
    }

    private static func disclosures(_ texts: [ArraySlice<UInt8>]) throws(TokenError) -> [PresentedDisclosure] {
        guard texts.count <= Limits.disclosureCount else {
            throw TokenError(.tooManyDisclosures, "there are more than \(Limits.disclosureCount) disclosures")
        }
        var seen: Set<String> = []
        var result: [PresentedDisclosure] = []
        for text in texts {
            let disclosure = try PresentedDisclosure(parsing: String(decoding: text, as: UTF8.self))
            guard seen.insert(disclosure.digest).inserted else {
                throw TokenError(.duplicateDisclosure, "the same disclosure is there twice")
            }
            result.append(disclosure)
        }
        return result
    }
}

extension UncheckedPresentedToken {
    /// Looks whether one of an authority's keys signed the token, and whether its disclosures are its own. Neither the clock
    /// nor what the token says of anybody is looked at.
    ///
    /// - Parameter keys: all that are known as the authority's. Of them, only those that the token's `kid` names are tried,
    ///   by the name in their JWK or by thumbprint; a key without a name may be meant by any. The type of the key fixes the
    ///   algorithm.
    public func check(with keys: [IssuerKey]) -> PresentedTokenCheck {
        do throws(PresentedTokenFailure) {
            guard let algorithm = PresentedAlgorithm(rawValue: algorithm) else {
                throw PresentedAlgorithm.namesNoSignature(algorithm) ? .algorithm : .unsupportedAlgorithm
            }
            guard !header.isCritical else { throw .criticalHeader }
            let key = try signer(among: try candidates(keys, algorithm), algorithm)
            let (claims, hidden) =
                isSelective ? try DisclosedClaims.resolve(payload, disclosures) : (payload, Set<String>())
            return .valid(
                CheckedPresentedToken(self, claims: claims, hiddenClaims: hidden, algorithm: algorithm, key: key))
        } catch {
            return .invalid(error)
        }
    }

    private func candidates(
        _ keys: [IssuerKey], _ algorithm: PresentedAlgorithm
    ) throws(PresentedTokenFailure) -> [IssuerKey] {
        guard !keys.isEmpty else { throw .noKey }
        var candidates = keys
        if let name = header.keyName {
            let named = keys.filter { $0.name?.isSpelled(as: name) == true || $0.thumbprint.description == name }
            candidates = named.isEmpty ? keys.filter { $0.name == nil && $0.allows(algorithm) } : named
            guard !candidates.isEmpty else { throw .unknownKey }
        }
        guard let embedded = header.embeddedKey else { return candidates }
        guard case .key(let thumbprint) = embedded, candidates.contains(where: { $0.thumbprint == thumbprint }) else {
            throw .foreignKey
        }
        return candidates.filter { $0.thumbprint == thumbprint }
    }

    private func signer(
        among candidates: [IssuerKey], _ algorithm: PresentedAlgorithm
    ) throws(PresentedTokenFailure) -> IssuerKey {
        let fitting = candidates.filter { $0.allows(algorithm) }
        guard !fitting.isEmpty else { throw .algorithmOfOtherKey }
        guard let key = fitting.first(where: { $0.isValid(signature: signature, for: signed) }) else { throw .badSignature }
        return key
    }
}
