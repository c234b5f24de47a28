import Evidence
import Primitives
import Provenance
import Signatures
import Testing

@Suite("A bundle that was written")
struct RoundTripTests {
    static let scopes: [EvidenceScope] = [
        .label(.label("d", "i", "a")), .label(.label("d", "i", "s")), .label(.label("d", "j", "r")), .item(.item("d", "i")),
        .dataset(.dataset("d")), .annotator(Subject(.annotator, ["ann"])), .annotator(Subject(.model, ["net"])), .ledger,
    ]

    @Test("verifies, and says nothing worse than that completeness was not evaluated", arguments: scopes)
    func verifies(_ scope: EvidenceScope) async throws {
        let ledger = try TestLedger.ward()
        let report = try await ledger.verify(ledger.export(scope))
        #expect(report.complaints == [])
        #expect(report.result == .verified)
        #expect(report.scope == scope)
        #expect(report.codes.contains("completeness-not-evaluated") == (report.completeness == .notEvaluated))
        #expect(report.counts.entries == report.counts.signatures)
        #expect(report.counts.entries > 0)
    }

    @Test("is incomplete without the waiver, unless every entry is in it", arguments: scopes)
    func unsealed(_ scope: EvidenceScope) async throws {
        let ledger = try TestLedger.ward()
        let report = try await ledger.verify(ledger.export(scope), unsealedOK: false)
        let isWhole = report.counts.entries == Int(ledger.size.value)
        #expect(report.result == (isWhole ? .verified : .incomplete))
        #expect(report.complaints == (isWhole ? [] : ["unsealed"]))
        #expect(report.completeness == (isWhole ? .wholeLedger : .notEvaluated))
        #expect(scope != .ledger || isWhole)
    }

    @Test("of a label names its verdict and its signers")
    func label() async throws {
        let ledger = try TestLedger.ward()
        let subject = Subject.label("d", "i", "r")
        let report = try await ledger.verify(ledger.export(.label(subject)))
        let label = try #require(report.labels[of: subject])
        #expect(Array(report.labels) == [label])
        #expect(label.verdict == .uncertified)
        #expect(label.signers == [.ann, .bob])
        #expect(label.isDisputed)
    }

    @Test("says that a dispute stands which only a stolen key settled, and that such a key withdrew a label")
    func stolenAnnotatorKey() async throws {
        var ledger = try TestLedger.ward()
        let carl = Actor(.annotator, "carl")
        try ledger.enrol(carl)
        let on = try ledger.register("k")
        let mine = try ledger.assert("w", on: on, item: "k", by: carl)
        let theirs = try ledger.assert("r", on: on, item: "k", by: .ann)
        for (actor, outcome) in [(Actor.bob, "rejected"), (carl, "accepted")] {
            try ledger.say(
                "review.recorded", by: actor,
                TestLedger.address("r", item: "k", name: "finding").merging([
                    "reviews": theirs.json, "outcome": .string(outcome),
                ]))
        }
        try ledger.say(
            "label.withdrawn", by: carl,
            TestLedger.address("w", item: "k", name: "finding").merging(["revises": mine.json, "reason": "gone"]))
        let item = EvidenceScope.item(.item("d", "k"))
        let before = try await ledger.verify(ledger.export(item))
        #expect(before.labels.map(\.isDisputed) == [false])
        #expect(before.complaints == [])
        try ledger.say(
            "annotator.key-revoked", by: .op,
            [
                "kind": "annotator", "id": "carl", "kid": .string(ledger.key(of: carl).publicKey.thumbprint.description),
                "reason": "compromised", "effective": .string(TestLedger.day(0).description),
            ])
        let after = try await ledger.verify(ledger.export(item))
        #expect(after.labels.map(\.isDisputed) == [true])
        #expect(after.complaints == ["withdrawal-adverse"])
        #expect(after.result == .verified)
    }

    @Test("of an item has all its labels, and the withdrawn one has no verdict")
    func item() async throws {
        let ledger = try TestLedger.ward()
        let report = try await ledger.verify(ledger.export(.item(.item("d", "i"))))
        let verdicts = report.labels.map { "\($0.subject) \($0.verdict.rawValue)" }
        #expect(
            verdicts == [
                "label:d/i/a certified", "label:d/i/b uncertified", "label:d/i/s certified", "label:d/i/r uncertified",
            ])
        #expect(report.counts.claims == 4)
    }

    @Test("of a dataset and of the whole ledger derive the same verdicts")
    func sameVerdicts() async throws {
        let ledger = try TestLedger.ward()
        let dataset = try await ledger.verify(ledger.export(.dataset(.dataset("d"))))
        let whole = try await ledger.verify(ledger.export(.ledger))
        #expect(Array(dataset.labels) == Array(whole.labels))
        #expect(whole.labels.count == 8)
    }

    @Test("shows the disclosures, and the verifier counts them")
    func disclosures() async throws {
        let ledger = try TestLedger.ward()
        let report = try await ledger.verify(ledger.export(.ledger))
        #expect(report.counts.disclosures == ledger.disclosures.values.reduce(0) { $0 + $1.count })
        #expect(report.counts.disclosures > 10)
        #expect(report.counts.withheld == 0)
        #expect(!report.text.contains("not shown:"))
    }

    @Test("tells what was known then from what is known now")
    func revoked() async throws {
        var ledger = try TestLedger.ward()
        try ledger.revoke("c1", of: .ann)
        let subject = Subject.label("d", "i", "a")
        let report = try await ledger.verify(ledger.export(.label(subject)))
        let label = try #require(report.labels[of: subject])
        #expect(report.result == .verified)
        #expect(label.verdict == .certified)
        #expect(label.verdictNow == .revoked)
        #expect(label.statement == "certified then, revoked now, on the operator's word for the authority")
    }

    @Test("proves each entry by tiles, or by a path where the log is long", arguments: [0, 300])
    func proofs(_ padding: Int) async throws {
        var ledger = try TestLedger.ward()
        for number in 0..<padding {
            try ledger.say(
                "dataset.defined", by: .op,
                ["dataset": .string("other\(number)"), "title": "t", "purpose": "p", "licence": "l"])
        }
        let scope = EvidenceScope.label(.label("d", "i", "a"))
        let text = try await ledger.text(scope)
        #expect(text.places("tile").isEmpty == (padding > 0))
        #expect(try (text.value(text.first("entry"))["inclusion"] == nil) == (padding == 0))
        #expect(try await ledger.verify(text.bytes).result == .verified)
    }

    @Test("tells by whom, when and why a guideline was withdrawn")
    func withdrawnGuideline() async throws {
        var ledger = try TestLedger.clinic()
        let guideline = try ledger.publish("g")
        try ledger.say(
            "guideline.withdrawn", by: .op,
            ["guideline": "g", "of": guideline.json, "datasets": ["d"], "reason": "misprinted"])
        let report = try await ledger.verify(ledger.export(.ledger))
        let finding = try #require(report.findings.first { $0.code == .guidelineWithdrawn })
        #expect(finding.sentence.contains("withdrawn by operator:op on 2030-01-01T"))
        #expect(finding.sentence.hasSuffix(": “misprinted”. Labels that cite \(guideline.id) followed it."))
    }

    @Test("is not made of what the ledger does not hold")
    func nothingThere() async throws {
        let ledger = try TestLedger.ward()
        await #expect(throws: ExportError.self) { try await ledger.export(.label(.label("d", "i", "none"))) }
    }

    @Test("is not made of a store that is damaged")
    func damagedStore() async throws {
        var ledger = try TestLedger.ward()
        ledger.setDisclosures(["bm9uZQ"], at: 9)
        let damaged = ledger
        await #expect(throws: ExportError.self) { try await damaged.export(.ledger) }
    }

    @Test("survives other log keys, if each signed a checkpoint over the entry that adds the next", arguments: [1, 2])
    func rotatedLogKey(times: Int) async throws {
        var ledger = try TestLedger.ward()
        let keys = [ledger.log] + (1...times).map { LogSigner(origin: ledger.origin, key: TestLedger.key("log \($0)")) }
        for next in keys.dropFirst() {
            try ledger.say("ledger.key-added", by: .op, ["role": "log", "vkey": .string(next.vkey.text)])
            ledger.keepCheckpoint()
            ledger.log = next
            try ledger.publish("under \(next.vkey.publicKey.thumbprint)")
        }
        let text = try await ledger.text(.label(.label("d", "i", "a")))
        for key in keys { #expect(try await ledger.verify(text.bytes, key: key.vkey).complaints == []) }

        for (cut, place) in text.places("checkpoint").dropFirst().enumerated() {
            var alone = text
            let proof = try #require(text.places("consistency").first { $0 > place })
            alone.lines.remove(at: proof)
            alone.lines.remove(at: place)
            for (number, key) in keys.enumerated() {
                let complaints = try await ledger.verify(alone.bytes, key: key.vkey).complaints
                #expect(complaints == (number <= cut ? ["log-key-unanchored"] : []), "without handover \(cut), by key \(number)")
            }
        }
    }

    @Test("is not believed on a log key that the one before it never vouched for, whatever else that one signed")
    func unvouchedLogKey() async throws {
        var ledger = try TestLedger.ward()
        let honest = ledger.log
        ledger.keepCheckpoint()
        let thief = LogSigner(origin: ledger.origin, key: TestLedger.key("thief's log"))
        try ledger.say("ledger.key-added", by: .op, ["role": "log", "vkey": .string(thief.vkey.text)])
        ledger.log = thief
        for scope in [EvidenceScope.ledger, .label(.label("d", "i", "a"))] {
            let report = try await ledger.verify(ledger.export(scope), key: honest.vkey)
            #expect(report.result == .failed && report.complaints == ["log-key-unanchored"])
        }
    }

    @Test("says on whose word an authority is one")
    func authorities() async throws {
        let ledger = try TestLedger.ward()
        let subject = Subject.label("d", "i", "a")
        let bytes = try await ledger.export(.label(subject))
        let board = ledger.key(of: .board).publicKey.thumbprint

        let trusted = try await ledger.verify(bytes, authorities: ["board": board])
        #expect(trusted.labels[of: subject]?.statement == "certified")
        #expect(trusted.complaints == [])

        let other = try await ledger.verify(bytes, authorities: ["board": ledger.key(of: .bob).publicKey.thumbprint])
        #expect(other.labels[of: subject]?.statement == "certified, on the operator's word for the authority")
        #expect(other.complaints == ["authority-differs"])
        #expect(other.result == .incomplete)
    }

    @Test("does not trust an authority's credential by a key that the operator added for it")
    func operatorsKey() async throws {
        var ledger = try TestLedger.clinic()
        let board = ledger.key(of: .board)
        let forged = TestLedger.key("forged")
        try ledger.say(
            "authority.key-added", by: .op, ledger.introduction(.board, forged).merging(["authority": "board", "reason": "new"]))
        try ledger.issue("c2", to: .bob, key: forged)
        let own = TestLedger.key("own")
        try ledger.say(
            "authority.key-added", by: .board, ledger.introduction(.board, own).merging(["authority": "board", "reason": "new"]))
        let carl = Actor(.annotator, "carl")
        try ledger.enrol(carl)
        try ledger.issue("c3", to: carl, key: own)
        let on = try ledger.register("i")
        try ledger.assert("b", on: on, item: "i", by: .bob)
        try ledger.assert("c", on: on, item: "i", by: carl)
        let report = try await ledger.verify(
            ledger.export(.ledger), authorities: ["board": board.publicKey.thumbprint])
        #expect(report.complaints == [])
        #expect(report.labels.map(\.verdict) == [.certified, .certified])
        #expect(report.labels.map(\.isAuthorityTrusted) == [false, true])

        let later = try await ledger.verify(ledger.export(.ledger), authorities: ["board": own.publicKey.thumbprint])
        #expect(later.complaints == [], "the key that the authority was recognised with brought it in")
        #expect(later.labels.map(\.isAuthorityTrusted) == [false, true])
        let added = try await ledger.verify(ledger.export(.ledger), authorities: ["board": forged.publicKey.thumbprint])
        #expect(added.complaints == ["authority-differs"])
    }

    @Test("does not trust a credential that the authority's known key signed in other hands, as far as that is known")
    func stolenAuthorityKey() async throws {
        var ledger = try TestLedger.clinic()
        let stolen = ledger.key(of: .board).publicKey.thumbprint
        let on = try ledger.register("i")
        try ledger.assert("a", on: on, item: "i", by: .ann)
        let authorities = ["board": stolen]
        let before = try await ledger.verify(ledger.export(.ledger), authorities: authorities)
        #expect(before.labels.map(\.isAuthorityTrusted) == [true])

        try ledger.say(
            "authority.key-revoked", by: .op,
            [
                "authority": "board", "kid": .string(stolen.description), "reason": "compromised",
                "effective": .string(TestLedger.day(0).description),
            ])
        let after = try await ledger.verify(ledger.export(.ledger), authorities: authorities)
        #expect(after.labels.map(\.verdict) == [.certified])
        #expect(after.labels.map(\.verdictNow) == [.authorityUnrecognised])
        #expect(after.labels.map(\.isAuthorityTrusted) == [false])
    }

    @Test("warns of an event whose signer may have sealed two values of one member")
    func ambiguousSeal() async throws {
        var ledger = try TestLedger.clinic()
        let on = try ledger.register("i")
        let texts = ["no tumour", "malignant tumour"].map { Disclosure.make(name: "text", value: .string($0)) }
        let value: JSONValue = ["kind": "text", "_sd": .array(texts.map { .string($0.digest) })]
        try ledger.assert("a", on: on, item: "i", by: .ann, adding: ["value": value])
        let report = try await ledger.verify(ledger.export(.item(.item("d", "i"))))
        #expect(report.complaints == ["seal-ambiguous"])
        #expect(report.result == .verified)
    }

    @Test("has a report that can be read by machines and by people")
    func rendering() async throws {
        let ledger = try TestLedger.ward()
        let report = try await ledger.verify(ledger.export(.item(.item("d", "i"))))
        let json = try JSONValue(parsing: report.json)
        #expect(json["result"] == "verified")
        #expect(json["labels"]?.array?.count == 4)
        #expect(json["labels"]?.array?.first?["signers"] == ["annotator:ann"])
        #expect(json["labels"]?.array?.first?["verdictNow"] == "certified")
        #expect(json["findings"]?.array?.contains { $0["code"] == "completeness-not-evaluated" } == true)
        #expect(report.text.hasPrefix("verified: item item:d/i\n"))
        #expect(report.text.contains("completeness not evaluated"))
        #expect(report.text.contains("label:d/i/a  certified, on the operator's word for the authority  by annotator:ann"))
    }

    @Test("counts a claimed time that is far from the clock, and erased values, as notices")
    func notices() async throws {
        var ledger = try TestLedger.clinic()
        let on = try ledger.register("i")
        ledger.claimedTimeOffset = 3_600_000_000
        let label = try ledger.assert("a", on: on, item: "i", by: .ann)
        ledger.claimedTimeOffset = 0
        let digest = try Disclosure(parsing: try #require(ledger.disclosures[EntryIndex(ledger.size.value - 1)]?.first)).digest
        try ledger.say(
            "disclosure.erased", by: .op,
            [
                "event": label.json, "subjects": ["label:d/i/a", "question:d/i/finding", "labels:d/i", "dataset:d"],
                "digests": [.string(digest)], "legalBasis": "Art. 17",
            ])
        ledger.setDisclosures([], at: Int(ledger.size.value) - 2)
        for scope in [EvidenceScope.label(.label("d", "i", "a")), .ledger] {
            let report = try await ledger.verify(ledger.export(scope))
            #expect(report.result == .verified)
            #expect(report.codes.isSuperset(of: ["clock-tolerance", "disclosure-erased"]))
            #expect(report.counts.withheld == 1)
            #expect(report.text.contains("not shown: 1 sealed value, erased ones and decoys counted as such"))
        }
    }
}
