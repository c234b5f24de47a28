import Foundation
import Primitives
import Provenance
import Signatures
import Testing

/// A token that is to be refused, and the rule that refuses it.
struct RefusedEvent: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let rule: String
    let token: @Sendable (TestLedger) throws -> [UInt8]

    private init(_ name: String, _ rule: String, _ token: @escaping @Sendable (TestLedger) throws -> [UInt8]) {
        (testDescription, self.rule, self.token) = (name, rule, token)
    }

    static let all = shapes + signatures + rules

    private static let shapes = [
        RefusedEvent("duplicate members", "vocabulary") { ledger in
            try resigned(ledger) { $0.replacing("\"dataset\":", with: "\"dataset\":\"e\",\"dataset\":", maxReplacements: 1) }
        },
        RefusedEvent("duplicate members, one escaped", "vocabulary") { ledger in
            try resigned(ledger) {
                $0.replacing("\"dataset\":", with: "\"d\\u0061taset\":\"e\",\"dataset\":", maxReplacements: 1)
            }
        },
        RefusedEvent("17 levels", "vocabulary") { ledger in
            // The root is level 1, data level 2.
            let deep = String(repeating: "[", count: 15) + String(repeating: "]", count: 15)
            return try resigned(ledger) { $0.replacing("\"tracks\":", with: "\"group\":\(deep),\"tracks\":") }
        },
        RefusedEvent("a hundred thousand levels", "too-large") { ledger in
            let deep = String(repeating: "[", count: 100_000)
            return try resigned(ledger) { $0.replacing("\"tracks\":", with: "\"group\":\(deep),\"tracks\":") }
        },
        RefusedEvent("20,000 levels", "vocabulary") { ledger in
            let deep = String(repeating: "[", count: 20_000) + String(repeating: "]", count: 20_000)
            return try resigned(ledger) { $0.replacing("\"tracks\":", with: "\"group\":\(deep),\"tracks\":") }
        },
        RefusedEvent("70 KB", "too-large") { ledger in
            try resigned(ledger) {
                $0.replacing("\"tracks\":", with: "\"group\":\"\(String(repeating: "g", count: 70_000))\",\"tracks\":")
            }
        },
        RefusedEvent("invalid UTF-8 in the payload", "vocabulary") { ledger in
            let payload = try payload(ledger.newItem())
            return TokenSigner.sign(payload: payload.map { $0 == UInt8(ascii: "p") ? 0xFF : $0 }, with: ledger.operatorKey)
        },
        RefusedEvent("invalid UTF-8 in the token", "token") { _ in [0xFF, 0xFE, 0x2E, 0xC0, 0x2E, 0x80] },
        RefusedEvent("zero bytes", "token") { _ in [UInt8](repeating: 0, count: 200) },
        RefusedEvent("a lone surrogate", "vocabulary") { ledger in
            try resigned(ledger) { $0.replacing("\"tracks\":", with: "\"group\":\"\\ud800\",\"tracks\":") }
        },
        RefusedEvent("an unknown member", "vocabulary") { ledger in
            try resigned(ledger) { $0.replacing("\"tracks\":", with: "\"colour\":\"red\",\"tracks\":") }
        },
        RefusedEvent("an unknown type", "vocabulary") { ledger in
            try resigned(ledger) { $0.replacing("touchmark.item.registered", with: "touchmark.item.painted") }
        },
        RefusedEvent("another subject than that of its data", "vocabulary") { ledger in
            try resigned(ledger) { $0.replacing("\"subject\":\"item:d/", with: "\"subject\":\"item:e/") }
        },
        RefusedEvent("a number beyond binary64", "vocabulary") { ledger in
            try resigned(ledger) { $0.replacing("\"tracks\":", with: "\"group\":1e999,\"tracks\":") }
        },
        RefusedEvent("no token at all", "token") { _ in Array("hello".utf8) },
        RefusedEvent("only dots", "token") { _ in Array("..".utf8) },
        RefusedEvent("only a tilde", "token") { _ in Array("~".utf8) },
        RefusedEvent("a disclosure that matches no digest", "disclosure") { ledger in
            try ledger.newItem().token
                + Array("~\(Base64.encodeURL(Array(#"["c2FsdHNhbHRzYWx0c2FsdA","transcript","x"]"#.utf8)))~".utf8)
        },
        RefusedEvent("65 disclosures", "token") { ledger in
            let disclosures = (0..<65).map { number in
                Base64.encodeURL(Array(#"["c2FsdHNhbHRzYWx0c2FsdA","transcript","\#(number)"]"#.utf8)) + "~"
            }
            return try ledger.newItem().token + Array("~\(disclosures.joined())".utf8)
        },
    ]

    private static let signatures = [
        RefusedEvent("a wrong signature", "signature") { ledger in
            var token = try ledger.newItem().token
            let place = token.count - 20
            token[place] = token[place] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
            return token
        },
        RefusedEvent("the payload of another event under this signature", "signature") { ledger in
            let (one, two) = (try ledger.newItem().jws, try ledger.newItem().jws)
            let (a, b) = (one.split(separator: UInt8(ascii: ".")), two.split(separator: UInt8(ascii: ".")))
            return Array([a[0], b[1], a[2]].joined(separator: [UInt8(ascii: ".")]))
        },
        RefusedEvent("an unknown key", "unknown-signer") { _ in
            try TestLedger.sign(TestLedger.root, ItemRegistered.type, TestLedger.item("u"), PrivateKey()).token
        },
        RefusedEvent("a revoked key", "key-ended") { ledger in
            try TestLedger.sign(TestLedger.ended, SessionRecorded.type, session(TestLedger.ended), ledger.endedKey).token
        },
        RefusedEvent("a revoked key's review of somebody else's label", "key-ended") { ledger in
            let data: JSONObject = [
                "dataset": "d", "item": "i", "label": "l", "name": "question", "reviews": ledger.label.json,
                "outcome": "rejected",
            ]
            return try TestLedger.sign(TestLedger.ended, ReviewRecorded.type, data, ledger.endedKey).token
        },
        RefusedEvent("a revoked key's revision of somebody else's label", "key-ended") { ledger in
            var data = TestLedger.label("i", "l", on: ledger.registration, choice: "no")
            data["revises"] = ledger.label.json
            return try TestLedger.sign(TestLedger.ended, LabelRevised.type, data, ledger.endedKey).token
        },
        RefusedEvent("the key of another id", "unknown-signer") { ledger in
            try TestLedger.sign(TestLedger.second, SessionRecorded.type, session(TestLedger.second), ledger.firstKey).token
        },
        RefusedEvent("an annotator's key as the operator's", "unknown-signer") { ledger in
            try TestLedger.sign(TestLedger.root, ItemRegistered.type, TestLedger.item("v"), ledger.firstKey).token
        },
    ]

    private static let rules = [
        RefusedEvent("another ledger's event", "another-ledger") { ledger in
            try TestLedger.sign(
                TestLedger.root, ItemRegistered.type, TestLedger.item("w"), ledger.operatorKey, ledger: "other.example/l"
            ).token
        },
        RefusedEvent("a reused id with other bytes", "id-taken") { ledger in
            try TestLedger.sign(
                TestLedger.root, ItemRegistered.type, TestLedger.item("x"), ledger.operatorKey, id: ledger.registration.id
            ).token
        },
        RefusedEvent("a stale revises", "head-moved") { ledger in
            var data = TestLedger.label("i", "l", on: ledger.registration, choice: "no")
            data["revises"] = ledger.registration.json
            return try TestLedger.sign(TestLedger.second, LabelRevised.type, data, ledger.secondKey).token
        },
        RefusedEvent("a second assertion of a label", "label-exists") { ledger in
            let data = TestLedger.label("i", "l", on: ledger.registration, choice: "no")
            return try TestLedger.sign(TestLedger.second, LabelAsserted.type, data, ledger.secondKey).token
        },
        RefusedEvent("a label on an item that nobody registered", "unknown-item") { ledger in
            let data = TestLedger.label("nowhere", "l", on: ledger.registration)
            return try TestLedger.sign(TestLedger.second, LabelAsserted.type, data, ledger.secondKey).token
        },
        RefusedEvent("a second ledger.opened", "already-opened") { ledger in
            let root = TestLedger.root
            let data: JSONObject = [
                "vkey": .string(try ledger.vkey.text),
                "operator": [
                    "id": .string(root.id), "jwk": ledger.operatorKey.publicKey.jwk, "name": "me",
                    "proof": .string(
                        KeyProof.make(for: ledger.operatorKey, ledger: TestLedger.origin, source: root.description)),
                ],
                "policy": ["enforcement": "record", "clockToleranceSeconds": 300],
            ]
            return try TestLedger.sign(root, LedgerOpened.type, data, ledger.operatorKey).token
        },
        RefusedEvent("a key that somebody has already", "key-taken") { ledger in
            let data = TestLedger.enrolment(of: Actor(.annotator, "thief"), ledger.firstKey)
            return try TestLedger.sign(TestLedger.root, AnnotatorEnrolled.type, data, ledger.operatorKey).token
        },
        RefusedEvent("a key that its holder did not prove", "key-unproven") { ledger in
            let (victim, thief) = (PrivateKey(), PrivateKey())
            var data = TestLedger.enrolment(of: Actor(.annotator, "victim"), victim)
            data["proof"] = .string(KeyProof.make(for: thief, ledger: TestLedger.origin, source: "annotator:victim"))
            return try TestLedger.sign(TestLedger.root, AnnotatorEnrolled.type, data, ledger.operatorKey).token
        },
        RefusedEvent("a log key of whoever has the operator's", "no-handover") { ledger in
            let vkey = LogSigner(origin: TestLedger.origin, key: PrivateKey()).vkey.text
            let data: JSONObject = ["role": "log", "vkey": .string(vkey)]
            return try TestLedger.sign(TestLedger.root, LedgerKeyAdded.type, data, ledger.operatorKey).token
        },
        RefusedEvent("an annotator who enrols somebody", "signer-kind") { ledger in
            let data = TestLedger.enrolment(of: Actor(.annotator, "friend"), PrivateKey())
            return try TestLedger.sign(TestLedger.first, AnnotatorEnrolled.type, data, ledger.firstKey).token
        },
    ]

    private static func session(_ annotator: Actor) -> JSONObject {
        [
            "session": .string(UUID().uuidString), "annotator": .string(annotator.id), "started": "2026-01-01T00:00:00Z",
            "ended": "2026-01-01T01:00:00Z", "activeMs": 1000, "tool": ["name": "tool", "version": "1"],
        ]
    }

    private static func payload(_ signed: SignedDraft) throws -> [UInt8] {
        let part = String(decoding: signed.jws.split(separator: UInt8(ascii: "."))[1], as: UTF8.self)
        return Base64.decodeURL(part) ?? []
    }

    /// A new item whose payload was changed before it was signed, as a program with other habits could have written it.
    private static func resigned(_ ledger: TestLedger, _ change: (String) -> String) throws -> [UInt8] {
        let original = String(decoding: try payload(ledger.newItem()), as: UTF8.self)
        let changed = change(original)
        guard changed != original else { throw TestLedger.Failure(description: "nothing was changed in \(original)") }
        return TokenSigner.sign(payload: Array(changed.utf8), with: ledger.operatorKey)
    }
}
