import Primitives

/// The protected header: exactly `alg`, `kid` and `typ`, in any order (protocol.md §2).
enum TokenHeader {
    /// The second one is accepted because common libraries write only that.
    private static let algorithms = ["Ed25519", "EdDSA"]

    /// Reads the JSON of a header and gives the key it names.
    static func parse(_ json: UnsafeRawBufferPointer, type: TokenType) throws(TokenError) -> KeyThumbprint {
        if let keyID = keyID(inOwnSpelling: json, type: type) { return keyID }
        let result: Result<KeyThumbprint, TokenError>
        do throws(JSONError) {
            result = try JSONNode.read(json) { (node) throws(JSONError) in
                var reader = try JSONObjectReader(node)
                let isOurAlgorithm = try reader.required("alg") { (node) throws(JSONError) in
                    try node.withString { text in algorithms.contains { text.elementsEqual($0.utf8) } }
                }
                let keyID = try reader.required("kid") { (node) throws(JSONError) in
                    try node.withString { KeyThumbprint(utf8: $0) }
                }
                let isOurType = try reader.required("typ") { (node) throws(JSONError) in
                    try node.withString { $0.elementsEqual(type.rawValue.utf8) }
                }
                try reader.finish()
                guard isOurAlgorithm else {
                    return .failure(TokenError(.algorithm, "\"alg\" must be \"Ed25519\" (or \"EdDSA\")"))
                }
                guard isOurType else { return .failure(TokenError(.type, "\"typ\" must be \"\(type.rawValue)\"")) }
                guard let keyID else {
                    return .failure(TokenError(.keyID, "\"kid\" must be the key's thumbprint: 43 characters of base64url"))
                }
                return .success(keyID)
            }
        } catch {
            throw tokenError(error)
        }
        return try result.get()
    }

    /// The header's text, `alg` being the name that RFC 9864 gives.
    static func format(keyID: KeyThumbprint, type: TokenType) -> String {
        beforeKeyID + keyID.description + afterKeyID(type)
    }

    private static let beforeKeyID = #"{"alg":"Ed25519","kid":""#
    private static func afterKeyID(_ type: TokenType) -> String { #"","typ":"\#(type.rawValue)"}"# }

    private static let start = Array(beforeKeyID.utf8)
    private static let eventEnd = Array(afterKeyID(.event).utf8)

    /// The key of an event's header that is spelled as `format` does, which most are: there is nothing to be parsed.
    private static func keyID(inOwnSpelling json: UnsafeRawBufferPointer, type: TokenType) -> KeyThumbprint? {
        let end = start.count + KeyThumbprint.textCount
        guard type == .event, json.count == end + eventEnd.count,
            isSame(json[..<start.count], start), isSame(json[end...], eventEnd)
        else { return nil }
        return KeyThumbprint(utf8: UnsafeRawBufferPointer(rebasing: json[start.count..<end]))
    }

    private static func isSame(_ part: Slice<UnsafeRawBufferPointer>, _ text: [UInt8]) -> Bool {
        text.withUnsafeBytes { UnsafeRawBufferPointer(rebasing: part).isSame(as: $0) }
    }

    private static func tokenError(_ error: JSONError) -> TokenError {
        switch error.code {
        case .missingMember, .unknownMember: TokenError(.headerMember, "the header has exactly alg, kid and typ: \(error)")
        case .wrongType where !error.path.isEmpty: TokenError(.headerMember, "the header's members are strings: \(error)")
        default: TokenError(.headerJSON, "the header is not an object of strict JSON: \(error)")
        }
    }
}
