import LedgerTesting
import Primitives
import Signatures
import Testing

@testable import Provenance

@Suite("Credentials presented with a token")
struct PresentationTests {
    private let vectors: PresentedTokens
    private let world = World()
    private static let holder = Actor(.annotator, "ann")

    init() throws {
        vectors = try PresentedTokens()
        try world.open()
        try world.addOfficer(.desk)
        world.use(PresentedTokens.holder, for: Self.holder)
        try world.say(
            "touchmark.annotator.enrolled", by: .op,
            World.introduction(PresentedTokens.holder, of: Self.holder)
                .merging(["kind": "annotator", "id": "ann", "custody": "holder"]))
        try world.enrol(Actor(.annotator, "b-2"))
    }

    private func recognise(_ register: JSONValue?) throws {
        var data = World.recognition(.board, ["medicine"])
        if let register { data = data.merging(["register": register]) }
        try world.say("touchmark.authority.recognised", by: .op, data)
    }

    /// What is found of a token, by matter, where the event says what it says unless `changes` say otherwise.
    private func findings(
        _ name: String, _ format: String, algorithm: String, changes: JSONObject = [:], register: JSONValue? = nil,
        token: PresentationCheck.Token? = nil
    ) throws -> [PresentationFinding.Matter: PresentationFinding] {
        try recognise(register ?? ["jwks": vectors.jwks, "issuer": "https://board.example"])
        let text = try vectors.token(name)
        let data: JSONValue = [
            "authority": .string(Actor.board.id), "credential": "c-1", "annotator": "ann",
            "kid": .string(PresentedTokens.holder.publicKey.thumbprint.description), "competence": "medicine/radiology/chest",
            "validFrom": "2026-01-01T00:00:00Z", "validUntil": "2036-01-01T00:00:00Z", "format": .string(format),
            "tokenDigest": .string(Digest(hashing: text).contentDigest), "algorithm": .string(algorithm),
            "statusChecked": ["on": "2030-01-01", "result": "valid"], "checkedBy": "desk",
        ]
        let entry = try world.say("touchmark.credential.presented", by: .desk, data.merging(.object(changes)))
        guard case .credentialPresented(let presented) = entry.event.body else { return [:] }
        let check = PresentationCheck(presented, at: entry.index, recorded: entry.recorded)
        let found = try #require(
            try check.findings(token: token ?? .here(text), in: world, knownBelow: EntryIndex(world.size.value)))
        #expect(found.map(\.matter) == PresentationFinding.Matter.allCases)
        return Dictionary(uniqueKeysWithValues: found.map { ($0.matter, $0) })
    }

    static let good = [
        ("sd-jwt-vc-es256", "sd-jwt-vc", "ES256"), ("sd-jwt-vc-eddsa", "sd-jwt-vc", "EdDSA"),
        ("sd-jwt-vc-rs256", "sd-jwt-vc", "RS256"), ("sd-jwt-vc-nested", "sd-jwt-vc", "ES256"),
        ("vc-jwt-rs256", "vc-jwt", "RS256"), ("vc-jwt-es256", "vc-jwt", "ES256"), ("vc-jwt-eddsa", "vc-jwt", "EdDSA"),
    ]

    @Test("all that the token says is checked; the status is the presenter's word", arguments: good)
    func agrees(name: String, format: String, algorithm: String) throws {
        let found = try findings(name, format, algorithm: algorithm)
        for matter in PresentationFinding.Matter.allCases where matter != .status {
            #expect(found[matter]?.basis == .checked, "\(matter): \(found[matter]?.sentence ?? "")")
        }
        #expect(found[.status]?.basis == .presenter)
        #expect(found[.status]?.quoted == #"{"on":"2030-01-01","result":"valid"}"#)
    }

    @Test(
        "that nobody looked a status up is no word of the presenter's, and her text is quoted as it is",
        arguments: [(JSONValue.bool(false), String?.none), ("valid today", "valid today")])
    func status(said: JSONValue, quoted: String?) throws {
        let (name, format, algorithm) = Self.good[0]
        let found = try findings(name, format, algorithm: algorithm, changes: ["statusChecked": said])[.status]
        #expect(found?.quoted == quoted)
        #expect(found?.sentence.hasSuffix("nobody looked its status up") == (quoted == nil), "\(found?.sentence ?? "")")
    }

    @Test(
        "a badge states no competence: that it amounts to one is the presenter's word",
        arguments: [("open-badge-rs256", "RS256"), ("open-badge-ed25519", "Ed25519")])
    func badge(name: String, algorithm: String) throws {
        let found = try findings(name, "open-badge", algorithm: algorithm)
        #expect(found[.competence]?.basis == .presenter)
        #expect(found[.competence]?.quoted == "Chest radiographs, level 2")
        for matter in [.token, .signature, .format, .issuer, .holder, .validity] as [PresentationFinding.Matter] {
            #expect(found[matter]?.basis == .checked, "\(matter): \(found[matter]?.sentence ?? "")")
        }
    }

    @Test("the sentence on the signature names the key and the entry that states it")
    func signature() throws {
        let found = try findings("sd-jwt-vc-es256", "sd-jwt-vc", algorithm: "ES256")
        let kid = try IssuerKeySet(jwks: vectors.jwks).keys[1].thumbprint
        let recognised = try #require(world.entries.last { $0.event.type == "touchmark.authority.recognised" }).index
        #expect(
            found[.signature]?.sentence
                == "the ES256 signature holds under the key \(kid), the authority's by entry \(recognised)")
    }

    typealias Contradiction = (
        name: String, format: String, algorithm: String, changes: JSONObject, matter: PresentationFinding.Matter
    )
    static let contradictions: [Contradiction] = [
        ("sd-jwt-vc-es256", "sd-jwt-vc", "ES256", ["tokenDigest": .string(Digest.zero.contentDigest)], .token),
        ("key-binding", "sd-jwt-vc", "ES256", [:], .token),
        ("other-key", "vc-jwt", "ES256", [:], .signature),
        ("none", "vc-jwt", "none", [:], .signature),
        ("sd-jwt-vc-es256", "sd-jwt-vc", "ES384", [:], .format),
        ("sd-jwt-vc-es256", "vc-jwt", "ES256", [:], .format),
        ("vc-jwt-es256", "open-badge", "ES256", [:], .format),
        ("sd-jwt-vc-hidden-exp", "sd-jwt-vc", "ES256", [:], .format),
        ("sd-jwt-other-type", "sd-jwt-vc", "ES256", [:], .format),
        ("sd-jwt-vc-other-issuer", "sd-jwt-vc", "ES256", [:], .issuer),
        ("open-badge-other-subject", "open-badge", "ES256", [:], .holder),
        ("sd-jwt-vc-es256", "sd-jwt-vc", "ES256", ["annotator": "b-2"], .holder),
        ("sd-jwt-vc-other-competence", "sd-jwt-vc", "ES256", [:], .competence),
        ("sd-jwt-vc-es256", "sd-jwt-vc", "ES256", ["competence": "medicine"], .competence),
        ("sd-jwt-vc-es256", "sd-jwt-vc", "ES256", ["competence": "medicine/radiologyx"], .competence),
        ("sd-jwt-vc-es256", "sd-jwt-vc", "ES256", ["validFrom": "2025-12-31T23:59:59.999999Z"], .validity),
        ("vc-jwt-es256", "vc-jwt", "ES256", ["validUntil": "2036-01-01T00:00:00.123457Z"], .validity),
        ("sd-jwt-vc-expired", "sd-jwt-vc", "ES256", [:], .validity),
    ]

    @Test("what the token contradicts is found as just that", arguments: contradictions)
    func contradicted(_ row: Contradiction) throws {
        var changes = row.changes
        if changes["annotator"] == "b-2" {
            changes["kid"] = .string(world.key(of: Actor(.annotator, "b-2")).publicKey.thumbprint.description)
        }
        let found = try findings(row.name, row.format, algorithm: row.algorithm, changes: changes)
        let loud = found.values.filter { $0.basis == .contradicted }.map(\.matter)
        #expect(loud == [row.matter], "\(found[row.matter]?.sentence ?? "")")
        // What comes after a token or a signature that fails is not looked at.
        if row.matter == .token || row.matter == .signature { #expect(found[.competence]?.basis == .presenter) }
    }

    @Test("a token that is not here leaves everything to the presenter's word")
    func withheld() throws {
        let found = try findings("sd-jwt-vc-es256", "sd-jwt-vc", algorithm: "ES256", token: .notHere("erased"))
        #expect(found.values.allSatisfy { $0.basis == .presenter })
        #expect(found[.token]?.sentence.contains("erased") == true)
    }

    @Test("a token that says nothing of a matter leaves it to the presenter's word")
    func silent() throws {
        let found = try findings("sd-jwt-vc-unbound", "sd-jwt-vc", algorithm: "ES256")
        for matter in [.holder, .competence, .validity, .status] as [PresentationFinding.Matter] {
            #expect(found[matter]?.basis == .presenter)
        }
        #expect(found[.holder]?.quoted == "user_42")
        #expect(found[.competence]?.quoted == "radiologist")
    }

    @Test("without a stated name the issuer is the operator's word; without keys no signature holds")
    func register() throws {
        let found = try findings("sd-jwt-vc-es256", "sd-jwt-vc", algorithm: "ES256", register: ["jwks": vectors.jwks])
        #expect(found[.issuer]?.basis == .operator)
        #expect(found[.issuer]?.quoted == "https://board.example")
    }

    @Test("a register that states no keys, or cannot be read, checks nothing", arguments: ["words", "no keys", "broken"])
    func unreadable(kind: String) throws {
        let register: JSONValue =
            switch kind {
            case "words": "Companies House 123"
            case "no keys": ["name": "Companies House"]
            default: ["jwks": ["keys": "none"]]
            }
        let found = try findings("sd-jwt-vc-es256", "sd-jwt-vc", algorithm: "ES256", register: register)
        #expect(found[.signature]?.basis == (kind == "broken" ? .notEvaluable : .contradicted))
        #expect(found[.competence]?.basis == .presenter)
    }

    @Test("a token that cannot be checked here is not called contradicted", arguments: ["ES384", "large"])
    func notEvaluable(kind: String) throws {
        try recognise(nil)
        let text = Self.token(by: World.key("somebody"), algorithm: "ES384") + (kind == "large" ? "~" : "")
        let padding = kind == "large" ? String(repeating: "a", count: 262_144) + "~" : ""
        let check = PresentationCheck(
            try present(text + padding, algorithm: "ES384"), at: EntryIndex(world.size.value), recorded: world.clock)
        let found = try #require(
            try check.findings(token: .here(text + padding), in: world, knownBelow: EntryIndex(world.size.value)))
        let loud = found.filter { $0.basis == .notEvaluable }.map(\.matter)
        #expect(loud == [kind == "large" ? .token : .signature])
        #expect(found.allSatisfy { $0.basis != .contradicted })
    }

    /// As an outside program signs it.
    private static func token(by key: PrivateKey, algorithm: String) -> String {
        let payload: JSONObject = [
            "iss": "x", "type": "VerifiableCredential", "nbf": 1_767_225_600, "exp": 2_082_758_400,
            "credentialSubject": ["id": "ann", "competence": "medicine"],
        ]
        let header = #"{"alg":"\#(algorithm)"}"#
        let signed = Base64.encodeURL(Array(header.utf8)) + "." + Base64.encodeURL(JSONValue.object(payload).canonicalBytes)
        return signed + "." + Base64.encodeURL(key.sign(Array(signed.utf8)))
    }

    /// The credential of that token, as the registrar presents it.
    private func present(_ token: String, algorithm: String) throws -> CredentialPresented {
        let data: JSONValue = [
            "authority": .string(Actor.board.id), "credential": "c-1", "annotator": "ann",
            "kid": .string(PresentedTokens.holder.publicKey.thumbprint.description), "competence": "medicine/radiology",
            "validFrom": "2026-01-01T00:00:00Z", "validUntil": "2036-01-01T00:00:00Z", "format": "vc-jwt",
            "tokenDigest": .string(Digest(hashing: token).contentDigest), "algorithm": .string(algorithm),
            "statusChecked": false, "checkedBy": "desk",
        ]
        let entry = try world.say("touchmark.credential.presented", by: .desk, data)
        guard case .credentialPresented(let presented) = entry.event.body else { throw NotPresented() }
        return presented
    }

    private struct NotPresented: Error {}

    @Test(
        "a key of the authority that was compromised when the credential was presented, or that such a key brought in, does not vouch",
        arguments: [false, true])
    func compromised(isDescendant: Bool) throws {
        try recognise(nil)
        let first = world.key(of: .board)
        var key = first
        if isDescendant {
            key = World.key("board's second")
            try world.say(
                "touchmark.authority.key-added", by: .board,
                World.introduction(key, of: .board).merging(["authority": .string(Actor.board.id), "reason": "yearly"]))
        }
        let text = Self.token(by: key, algorithm: "EdDSA")
        let (index, recorded) = (EntryIndex(world.size.value), world.clock)
        let check = PresentationCheck(try present(text, algorithm: "EdDSA"), at: index, recorded: recorded)
        func found() throws -> [PresentationFinding] {
            try #require(try check.findings(token: .here(text), in: world, knownBelow: EntryIndex(world.size.value)))
        }
        #expect(try found().allSatisfy { $0.basis != .contradicted })
        #expect(try found().first { $0.matter == .holder }?.basis == .checked)
        let before = EntryIndex(world.size.value)
        try world.say(
            "touchmark.authority.key-revoked", by: .op,
            [
                "authority": .string(Actor.board.id), "kid": .string(first.publicKey.thumbprint.description),
                "reason": "compromised", "effective": .string(World.day(0).description),
            ])
        #expect(try found().first { $0.matter == .signature }?.basis == .contradicted)
        let then = try #require(try check.findings(token: .here(text), in: world, knownBelow: before))
        #expect(then.allSatisfy { $0.basis != .contradicted })
    }
}
