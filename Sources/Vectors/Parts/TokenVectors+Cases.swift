import Primitives
import Provenance
import Signatures

extension TokenVector {
    private typealias Parts = TokenParts

    static var all: [TokenVector] { sound + brokenTokens + brokenEvents + brokenData + brokenDisclosures }

    private static var sound: [TokenVector] {
        [
            TokenVector("sound", Parts.token(), nil),
            TokenVector("sound with its disclosure", Parts.showing([Parts.disclosure]), nil),
            TokenVector("sound with an empty list of disclosures", Parts.showing([]), nil),
            TokenVector("alg EdDSA", Parts.token(header: "alg", "EdDSA"), nil),
            TokenVector("spaced and reordered payload", Parts.token(text: { " " + $0.replacing(",", with: " ,\n") }), nil),
            TokenVector(
                "a name that is escaped", Parts.token(text: { $0.replacing("\"ledger\"", with: "\"l\\u0065dger\"") }), nil),
            TokenVector("six digits of a second", Parts.token(with: "time", "2030-01-01T00:00:00.123456Z"), nil),
            TokenVector("a leap day", Parts.token(with: "time", "2028-02-29T23:59:59Z"), nil),
            TokenVector("a decoy digest", decoy, nil),
        ]
    }

    private static var decoy: [UInt8] {
        let digests = [VectorSeeds.digest(of: Parts.disclosure), Digest.zero.base64URL].sorted()
        return Parts.showing([Parts.disclosure], of: Parts.token(data: "_sd", .array(digests.map { .string($0) })))
    }

    private static var brokenTokens: [TokenVector] {
        let good = Parts.token()
        let text = String(decoding: good, as: UTF8.self)
        let segments = text.split(separator: ".").map(String.init)
        let stranger = TokenSigner.sign(payload: .object(Parts.payload), with: VectorSeeds.key("stranger"))
        func altered(_ change: (inout [String]) -> Void) -> [UInt8] {
            var segments = segments
            change(&segments)
            return Array(segments.joined(separator: ".").utf8)
        }
        return [
            TokenVector("nothing", [], .token),
            TokenVector("two segments", Array(segments.prefix(2).joined(separator: ".").utf8), .token),
            TokenVector("four segments", good + Array(".AAAA".utf8), .token),
            TokenVector("a newline behind it", good + [UInt8(ascii: "\n")], .token),
            TokenVector("a space before it", [UInt8(ascii: " ")] + good, .token),
            TokenVector("padded base64", altered { $0[2] += "==" }, .token),
            TokenVector("standard base64", Array((segments[0] + "." + segments[1] + "." + standard(segments[2])).utf8), .token),
            TokenVector("trailing bits that are not zero", altered { $0[2] = $0[2].withTrailingBits }, .token),
            TokenVector("a signature of 63 bytes", altered { $0[2] = String($0[2].dropLast(2)) }, .token),
            TokenVector("a signature with S and L added", altered { $0[2] = addingOrder(to: $0[2]) }, .signature),
            TokenVector("a changed signature", altered { $0[2] = $0[2].turning(10) }, .signature),
            TokenVector("a changed payload", altered { $0[1] = $0[1].turning(200) }, .signature),
            TokenVector("signed by another key under this kid", forged(stranger), .signature),
            TokenVector("alg none", Parts.token(header: "alg", "none"), .token),
            TokenVector("alg ES256", Parts.token(header: "alg", "ES256"), .token),
            TokenVector("no alg", Parts.token(header: "alg", nil), .token),
            TokenVector("no kid", Parts.token(header: "kid", nil), .token),
            TokenVector("a kid that is no thumbprint", Parts.token(header: "kid", "me"), .token),
            TokenVector("no typ", Parts.token(header: "typ", nil), .token),
            TokenVector("the typ of a key proof", Parts.token(header: "typ", "touchmark-key-proof+jwt"), .token),
            TokenVector("typ in upper case", Parts.token(header: "typ", "TOUCHMARK-EVENT+SD-JWT"), .token),
            TokenVector("an unknown header member", Parts.token(header: "crit", ["b64"]), .token),
            TokenVector("a header member twice", twice, .token),
            TokenVector("a JWS of 65,001 bytes", long, .token),
        ]
    }

    private static var twice: [UInt8] {
        let text = JSONValue.object(Parts.header).canonicalText
        return Parts.jws(
            header: Array((text.dropLast() + #","alg":"Ed25519"}"#).utf8), payload: JSONValue.object(Parts.payload).canonicalBytes
        )
    }

    private static var long: [UInt8] {
        // The signature has 86 characters and two dots stand between; four characters hold three bytes.
        let head = Base64.encodeURL(JSONValue.object(Parts.header).canonicalBytes)
        var count = (65_001 - head.count - 88) / 4 * 3
        while head.count + (count * 8 + 5) / 6 + 88 < 65_001 { count += 1 }
        return Parts.jws(header: JSONValue.object(Parts.header).canonicalBytes, payload: [UInt8](repeating: 0x20, count: count))
    }

    private static func standard(_ segment: String) -> String {
        // With a character that the two alphabets spell apart.
        "+/" + segment.dropFirst(2)
    }

    /// This header and payload with another key's signature.
    private static func forged(_ stranger: [UInt8]) -> [UInt8] {
        let theirs = String(decoding: stranger, as: UTF8.self).split(separator: ".")
        let ours = String(decoding: TokenParts.token(), as: UTF8.self).split(separator: ".")
        return Array("\(ours[0]).\(ours[1]).\(theirs[2])".utf8)
    }

    /// S + L signs the same in a library that does not look.
    private static func addingOrder(to signature: String) -> String {
        guard var bytes = Base64.decodeURL(signature),
            let order = Hex.decode("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010".utf8)
        else { return signature }
        var carry = 0
        for place in 0..<32 {
            let sum = Int(bytes[32 + place]) + Int(order[place]) + carry
            bytes[32 + place] = UInt8(sum & 0xFF)
            carry = sum >> 8
        }
        return Base64.encodeURL(bytes)
    }

    private static var brokenEvents: [TokenVector] {
        let members = ["specversion", "id", "source", "type", "subject", "time", "ledger", "data"]
        let values: [(String, String, JSONValue)] = [
            ("specversion 1.1", "specversion", "1.1"), ("specversion as a number", "specversion", 1),
            ("an id in upper case", "id", "01940000-0000-7000-8000-0000000000AA"),
            ("an id without hyphens", "id", "019400000000700080000000000000aa"),
            ("a source of an unknown kind", "source", "witness:ann"), ("a source without an id", "source", "annotator:"),
            ("a source with a lower-case escape", "source", "annotator:a%c3%a9"),
            ("a source with a needless escape", "source", "annotator:%61nn"),
            ("another subject", "subject", "label:d/film%201/m"),
            ("a subject that is not encoded", "subject", "label:d/film 1/l"),
            ("a date alone", "time", "2030-01-01"), ("an offset for Z", "time", "2030-01-01T00:00:00+00:00"),
            ("a lower-case z", "time", "2030-01-01T00:00:00z"), ("second 60", "time", "2030-06-30T23:59:60Z"),
            ("31 February", "time", "2030-02-31T00:00:00Z"), ("29 February of a common year", "time", "2030-02-29T00:00:00Z"),
            ("seven digits of a second", "time", "2030-01-01T00:00:00.1234567Z"),
            ("a dot without digits", "time", "2030-01-01T00:00:00.Z"),
            ("null for the ledger", "ledger", .null), ("data as a list", "data", []),
            ("an unknown member", "datacontenttype", "x"),
            ("another _sd_alg", "_sd_alg", "sha-512"),
        ]
        return members.map { TokenVector("without \($0)", Parts.token(with: $0, nil), .event) }
            + values.map { TokenVector($0.0, Parts.token(with: $0.1, $0.2), .event) } + [
                TokenVector("_sd without _sd_alg", Parts.token(with: "_sd_alg", nil), .event),
                TokenVector("_sd_alg without _sd", Parts.token(data: "_sd", nil), .event),
                TokenVector("a duplicate member", Parts.token(text: { #"{"id":"x","# + $0.dropFirst() }), .event),
                TokenVector(
                    "a duplicate member that is escaped", Parts.token(text: { #"{"\u0069d":"x","# + $0.dropFirst() }), .event),
                TokenVector("a lone surrogate", Parts.token(text: { $0.replacing("free air", with: "free \\ud83d") }), .event),
                TokenVector(
                    "depth 17", Parts.token(text: { $0.replacing("\"segments\":[]", with: "\"segments\":" + nested(15)) }), .event
                ),
                TokenVector(
                    "bytes that are no UTF-8",
                    Parts.jws(header: JSONValue.object(Parts.header).canonicalBytes, payload: [0x7B, 0x22, 0xFF, 0x22, 0x7D]),
                    .event),
                TokenVector("a payload that is no object", Parts.token(text: { _ in "[]" }), .event),
                TokenVector("two values", Parts.token(text: { $0 + " 1" }), .event),
            ]
    }

    private static func nested(_ depth: Int) -> String {
        String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }

    private static var brokenData: [TokenVector] {
        let reference: JSONValue = ["id": "01940000-0000-7000-8000-000000000001", "digest": .string(Digest.zero.hex)]
        let values: [(String, String, JSONValue?)] = [
            ("data without a required member", "name", nil), ("data with an unknown member", "weather", "fine"),
            ("null for a required member", "name", .null), ("a name that is empty", "name", ""),
            ("a question that is not NFC", "name", "cafe\u{301}"), ("a reference without its prefix", "on", reference),
            ("a reference without a digest", "on", ["id": "01940000-0000-7000-8000-000000000001"]),
            ("a reference with a further member", "on", .object((data["on"]?.object ?? [:]).adding(["index": 1]))),
            ("a value without a kind", "value", ["choice": "x"]),
            ("a segment that ends before it starts", "segments", [["track": "t", "start": 2, "end": 1]]),
            ("a confidence that is a text", "confidence", "high"),
            ("a digest twice in _sd", "_sd", .array(Array(repeating: data["_sd"]?.array?[0] ?? "", count: 2))),
            ("a short digest in _sd", "_sd", ["AAAA"]), ("an _sd that is a text", "_sd", "AAAA"),
        ]
        return values.map { TokenVector($0.0, Parts.token(data: $0.1, $0.2), .event) }
            + [
                TokenVector("an item id that is not NFC", item("cafe\u{301}", "label:d/cafe%CC%81/l"), .event),
                TokenVector("an item id of one dot", item(".", "label:d/./l"), .event),
                TokenVector("an item id of two dots", item("..", "label:d/../l"), .event),
                TokenVector("an item id that is empty", item("", "label:d//l"), .event),
                TokenVector(
                    "a subject of 513 bytes",
                    item(String(repeating: "a", count: 503), "label:d/\(String(repeating: "a", count: 503))/l"), .event),
                TokenVector(
                    "_sd deeper than data.value",
                    Parts.token(data: "on", .object((data["on"]?.object ?? [:]).adding(["_sd": data["_sd"] ?? .null]))), .event),
            ]
    }

    private static let data = TokenParts.data

    private static func item(_ id: String, _ subject: String) -> [UInt8] {
        var payload = Parts.payload
        payload["data"] = .object(data.adding(["item": .string(id)]))
        payload["subject"] = .string(subject)
        return Parts.token(payload: payload)
    }

    private static var brokenDisclosures: [TokenVector] {
        func raw(_ text: String) -> String { Base64.encodeURL(Array(text.utf8)) }
        let salt = "AAECAwQFBgcICQoLDA0ODw"
        let stray = VectorSeeds.disclosure("rationale", "Another.", salt: "stray")
        let cases: [(String, [String], Step)] = [
            ("a disclosure that belongs nowhere", [stray], .disclosure),
            ("a disclosure twice", [Parts.disclosure, Parts.disclosure], .token),
            ("a disclosure of two parts", [raw("[\"\(salt)\",\"rationale\"]")], .token),
            ("a disclosure of four parts", [raw("[\"\(salt)\",\"rationale\",1,2]")], .token),
            ("a disclosure that is no JSON", [raw("hello")], .token),
            ("a disclosure with a short salt", [raw("[\"AAAA\",\"rationale\",\"x\"]")], .token),
            ("a disclosure named _sd", [raw("[\"\(salt)\",\"_sd\",\"x\"]")], .token),
            ("a disclosure with three dots inside", [raw("[\"\(salt)\",\"rationale\",{\"...\":1}]")], .token),
            ("a disclosure in padded base64", [Parts.disclosure + "="], .token),
            ("an empty disclosure", [""], .token), ("65 disclosures", Array(repeating: stray, count: 65), .token),
        ]
        let other = VectorSeeds.disclosure("weather", "fine", salt: "weather")
        let clear = VectorSeeds.disclosure("name", "finding", salt: "clear")
        func sealed(_ disclosure: String) -> [UInt8] {
            Parts.showing([disclosure], of: Parts.token(data: "_sd", [.string(VectorSeeds.digest(of: disclosure))]))
        }
        return cases.map { TokenVector($0.0, Parts.showing($0.1), $0.2) } + [
            TokenVector("something behind the last tilde", Parts.showing([Parts.disclosure]) + Array("AAAA".utf8), .token),
            TokenVector("a member that cannot be sealed", sealed(other), .disclosure),
            TokenVector("a member that stands there in clear", sealed(clear), .disclosure),
        ]
    }
}

extension String {
    /// A base64url text whose last character has bits that belong to no byte, with one of them set.
    fileprivate var withTrailingBits: String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
        guard let last, let place = alphabet.firstIndex(of: last) else { return self }
        return dropLast() + String(alphabet[place | 1])
    }
}
