import Evidence
import MerkleLog
import Primitives
import Provenance
import Signatures
import Synchronization
import Testing

@Suite("A bundle of a sealed ledger")
struct SealedBundleTests {
    @Test("is complete as sealed by the operator, without a waiver", arguments: RoundTripTests.scopes)
    func complete(_ scope: EvidenceScope) async throws {
        let ledger = try TestLedger.sealedWard()
        let report = try await ledger.verify(ledger.export(scope), unsealedOK: false)
        #expect(report.complaints == [])
        #expect(report.result == .verified)
        let isWhole = report.counts.entries == Int(ledger.size.value)
        guard !isWhole else { return #expect(report.completeness == .wholeLedger) }
        guard case .sealed(let seal, let auditors) = report.completeness else { return #expect(Bool(false), "\(report.text)") }
        #expect(auditors.isEmpty)
        #expect(seal.index.value + 1 == ledger.size.value && seal.size.value + 1 == ledger.size.value)
        #expect(report.text.contains("complete as sealed by the operator"))
    }

    @Test("rests on a seal also where the ledger went on to newer ones while it was planned; where none stays, none is made")
    func outrun() async throws {
        let ledger = try TestLedger.sealedWard()
        for scope in RoundTripTests.scopes {
            #expect(try await OutrunLedger(ledger, times: 3).export(scope) == ledger.export(scope))
        }
        let scope = EvidenceScope.label(.label("d", "i", "a"))
        let error = await #expect(throws: ExportError.self) { try await OutrunLedger(ledger, times: .max).export(scope) }
        #expect(error?.code == .outrun)
        // It needs no seal.
        #expect(try await OutrunLedger(ledger, times: .max).export(.ledger) == ledger.export(.ledger))
    }

    @Test("rests on its seal also where an entry that is passed over stands first", arguments: ["", ".0"])
    func passedOver(_ ending: String) async throws {
        let ledger = try TestLedger.sealedWard()
        var text = try await ledger.text(.label(.label("d", "i", "a")))
        text.lines.insert(#"{"kind":"entry","index":1000000\#(ending),"entry":"","disclosures":[]}"#, at: text.first("entry"))
        let report = try await ledger.verify(text.bytes, unsealedOK: false)
        #expect(report.complaints == ["index-range"])
    }

    /// Every entry of every history, left out in turn: from the history, and from the bundle where nothing else holds it.
    @Test(
        "from which one entry was left out is refused",
        arguments: [EvidenceScope.label(.label("d", "i", "r")), .item(.item("d", "i"))])
    func leftOut(_ scope: EvidenceScope) async throws {
        let ledger = try TestLedger.sealedWard()
        let text = try await ledger.text(scope)
        var count = 0
        for place in text.places("history") {
            let value = try text.value(place)
            let indices = try Self.indices(value)
            for hidden in indices {
                var cut = text
                let rest = indices.filter { $0 != hidden }
                try cut.set(place, "indices", .array(rest.map { [.integer($0), 1] }))
                let others = try cut.places("history").filter { $0 != place }.contains {
                    try Self.indices(cut.value($0)).contains(hidden)
                }
                if !others { cut.lines.remove(at: try cut.entry(hidden)) }
                let report = try await ledger.verify(cut.bytes)
                #expect(report.result == .failed, "entry \(hidden) of \(value["subject"]?.string ?? "")")
                #expect(
                    !report.codes.isDisjoint(with: [
                        "history-incomplete", "history-entry-unlisted", "opening-missing", "seal-missing",
                    ]))
                count += 1
            }
        }
        #expect(count > 15)
    }

    private static func indices(_ history: JSONValue) throws -> [Int64] {
        try (history["indices"]?.array ?? []).flatMap { run -> [Int64] in
            let numbers = run.array?.compactMap(\.integer) ?? []
            let (first, length) = (try #require(numbers.first), try #require(numbers.last))
            return Array(first..<first + length)
        }
    }

    @Test("in which a label was withdrawn later does not hide it: what came after the seal is said not to be covered")
    func later() async throws {
        var ledger = try TestLedger.sealedWard()
        try ledger.publish("later")
        let report = try await ledger.verify(ledger.export(.label(.label("d", "i", "a"))), unsealedOK: false)
        #expect(report.result == .verified)
        #expect(report.codes.contains("past-seal"))
    }

    @Test("says how much of the log the seal does not cover, however little of it is there")
    func pastSeal() async throws {
        var ledger = try TestLedger.sealedWard()
        let text = try await ledger.text(.label(.label("d", "i", "a")))
        #expect(try await !ledger.verify(text.bytes, unsealedOK: false).codes.contains("past-seal"))
        for number in 0..<3 { try ledger.register("later-\(number)") }
        let report = try await ledger.verify(ledger.export(.label(.label("d", "i", "a"))), unsealedOK: false)
        #expect(report.result == .verified)
        #expect(report.findings.contains { $0.code == .pastSeal && $0.sentence.contains("has 3 entries") })
    }

    @Test("says of which labels the entries here that the seal does not cover change the verdict")
    func verdictPastSeal() async throws {
        var ledger = try TestLedger.sealedWard()
        let text = try await ledger.text(.label(.label("d", "i", "a")))
        #expect(try await ledger.verify(text.bytes, unsealedOK: false).labels.map(\.verdictNow) == [.certified])
        try ledger.revoke("c1", of: .ann)
        let report = try await ledger.verify(ledger.export(.label(.label("d", "i", "a"))), unsealedOK: false)
        #expect(report.result == .incomplete)
        #expect(report.complaints == ["verdict-past-seal"])
        #expect(report.labels.map(\.verdictNow) == [.certified], "as known at the seal")
        #expect(report.findings.contains { $0.code == .verdictPastSeal && $0.sentence.contains("does not cover, revoked.") })
    }

    @Test(
        "is incomplete where an officer withdrew the label behind the seal, or a review disputed it: what answers that can be left out",
        arguments: ["withdrawn", "disputed"])
    func actsPastSeal(_ act: String) async throws {
        var ledger = try TestLedger.clinic()
        let on = try ledger.register("i")
        let head = try ledger.assert("a", on: on, item: "i", by: .ann)
        try ledger.addService()
        try ledger.seal()
        let address = TestLedger.address("a", item: "i", name: "finding")
        if act == "withdrawn" {
            let withdrawal = try ledger.say(
                "label.withdrawn", by: .op, address.merging(["revises": head.json, "reason": "asked"]))
            try ledger.revise("a", on: on, item: "i", by: .ann, of: withdrawal)
        } else {
            for outcome in ["rejected", "accepted"] {
                let review = address.merging(["reviews": head.json, "outcome": .string(outcome), "comment": "See there."])
                try ledger.say("review.recorded", by: .bob, review)
            }
        }
        let text = try await ledger.text(.label(.label("d", "i", "a")))
        let whole = try await ledger.verify(text.bytes, unsealedOK: false)
        #expect(whole.result == .incomplete && whole.complaints == ["verdict-past-seal"])

        let cut = try Self.cut(text, Int64(ledger.size.value) - 1)
        let report = try await ledger.verify(cut.bytes, unsealedOK: false)
        #expect(report.result == .incomplete)
        #expect(report.complaints == ["verdict-past-seal"])
        let place = "\(act) by entry \(ledger.size.value - 2)"
        #expect(report.findings.contains { $0.code == .verdictPastSeal && $0.sentence.contains(place) }, "\(report.text)")
    }

    /// Without this entry, its places in histories, and claims.
    private static func cut(_ text: BundleText, _ index: Int64) throws -> BundleText {
        var cut = text
        cut.lines.remove(at: try cut.entry(index))
        for place in cut.places("history") {
            let rest = try indices(cut.value(place)).filter { $0 != index }
            try cut.set(place, "indices", .array(rest.map { [.integer($0), 1] }))
        }
        cut.lines.removeAll { $0.hasPrefix(#"{"kind":"claim""#) }
        return cut
    }

    @Test("of which completeness does not rest on the seal says what is known at its checkpoint, whatever proof somebody adds")
    func addedProof() async throws {
        var ledger = try TestLedger.sealedWard()
        try ledger.revoke("c1", of: .ann)
        let part = try await ledger.text(.label(.label("d", "i", "a")))
        var whole = try await ledger.text(.ledger)
        let plain = try await ledger.verify(whole.bytes)
        #expect(!plain.labels.map(\.verdictNow).contains(.certified))
        whole.lines.insert(part.lines[try part.history("ledger:")], at: whole.first("claim"))
        let report = try await ledger.verify(whole.bytes)
        #expect(report.result == .verified && report.complaints == [])
        #expect(Array(report.labels) == Array(plain.labels))
        #expect(!report.codes.contains("past-seal"), "every entry is here")

        var waived = part
        for place in waived.places("history").dropFirst() { try waived.set(place, "proof", nil) }
        waived.lines.removeAll { $0.hasPrefix(#"{"kind":"claim""#) }
        let known = try await ledger.verify(waived.bytes)
        #expect(known.result == .verified && known.codes.contains("completeness-not-evaluated"))
        #expect(known.labels.map(\.verdictNow) == [.revoked])
    }

    @Test("proves a history by its own proof or by one of a history that covers it")
    func coveringProof() async throws {
        let ledger = try TestLedger.sealedWard()
        let dataset = EvidenceScope.dataset(.dataset("d"))
        var text = try await ledger.text(dataset)
        let own = try await ledger.text(.label(.label("d", "i", "a")))
        var history = try own.value(own.history("label:d/i/a")).object ?? [:]
        history["proof"] = nil
        text.lines.insert(JSONValue.object(history).canonicalText, at: try #require(text.places("history").last) + 1)
        #expect(try await ledger.verify(text.bytes, unsealedOK: false).result == .verified)
    }

    @Test("gives no verdict on a label outside its scope, whose history nothing proves")
    func otherLabel() async throws {
        let ledger = try TestLedger.sealedWard()
        let scope = EvidenceScope.label(.label("d", "i", "a"))
        let added = try await ledger.text(.label(.label("d", "j", "a")))
        for unsealedOK in [false, true] {
            var text = try await ledger.text(scope)
            // Its entries, its history without a proof, and a claim on it.
            let known = Set(try text.places("entry").compactMap { try text.value($0)["index"]?.integer })
            for place in added.places("entry") {
                let index = try #require(added.value(place)["index"]?.integer)
                guard !known.contains(index) else { continue }
                let before = try text.places("entry").first { try text.value($0)["index"]?.integer ?? 0 > index }
                text.lines.insert(added.lines[place], at: try #require(before))
            }
            var history = try added.value(added.history("label:d/j/a")).object ?? [:]
            history["proof"] = nil
            text.lines.insert(JSONValue.object(history).canonicalText, at: text.first("history"))
            let claim = try #require(added.places("claim").last)
            text.lines.insert(added.lines[claim], at: try #require(text.places("claim").last) + 1)
            let report = try await ledger.verify(text.bytes, unsealedOK: unsealedOK)
            #expect(report.labels.map(\.subject) == [.label("d", "i", "a")])
            #expect(report.complaints == ["claim-not-derivable"], "\(report.text)")
            #expect(report.result == .incomplete)
        }
    }

    @Test("whose operator sealed a tree that leaves an entry out is not even written, and not verified")
    func lyingSeal() async throws {
        var ledger = try TestLedger.ward()
        try ledger.addService()
        let honest = try await ledger.text(.label(.label("d", "i", "a")))
        let label = try #require(honest.places("entry").last)
        let hidden = Int(try #require(try honest.value(label)["index"]?.integer))
        try ledger.seal(hiding: [hidden])
        await #expect(throws: ExportError.self) { try await ledger.export(.label(.label("d", "i", "a"))) }
    }

    @Test("of the whole ledger shows a false seal: nobody need take the operator's word", arguments: ["index", "root"])
    func falseSeal(_ what: String) async throws {
        var ledger = try TestLedger.sealedWard()
        try ledger.publish("later")
        if what == "index" { try ledger.seal(hiding: [4]) } else { try ledger.seal(root: .zero) }
        try ledger.publish("last")
        try ledger.seal()
        let report = try await ledger.verify(ledger.export(.ledger))
        #expect(report.result == .failed)
        #expect(report.complaints == [what == "index" ? "seal-false" : "seal-differs"])
        #expect(report.findings.first?.index?.value == ledger.size.value - 3)
    }

    @Test("whose seal is of another tree is refused")
    func otherRoot() async throws {
        var ledger = try TestLedger.ward()
        try ledger.addService()
        try ledger.seal(root: .zero)
        let report = try await ledger.verify(ledger.export(.label(.label("d", "i", "a"))))
        #expect(report.result == .failed)
        #expect(report.complaints == ["seal-differs"])
    }

    @Test("of the whole ledger may hold histories too, and then their proofs are held against the seal as well")
    func proofsBesideAll() async throws {
        let ledger = try TestLedger.sealedWard()
        let history = try await ledger.text(.label(.label("d", "i", "a")))
        var all = try await ledger.text(.ledger)
        let place = history.first("history")
        all.lines.insert(history.lines[place], at: all.first("claim"))
        #expect(try await ledger.verify(all.bytes).result == .verified)
        var proof = try #require(try history.value(place)["proof"]?.object)
        proof["leaf"] = .null
        try all.set(all.first("history"), "proof", .object(proof))
        let report = try await ledger.verify(all.bytes)
        #expect(report.result == .failed && report.complaints == ["history-proof-failed"])
    }

    typealias Change = @Sendable (inout BundleText, TestLedger) throws -> Void

    static let changes: [(String, FindingCode, Change)] = [
        (
            "a proof of another history", .historyProofFailed,
            { text, _ in
                let places = text.places("history")
                try text.set(places[0], "proof", try text.value(places[1])["proof"])
            }
        ),
        (
            "absence where there is a history", .historyProofFailed,
            { text, _ in
                var proof = try #require(try text.value(text.first("history"))["proof"]?.object)
                proof["leaf"] = .null
                try text.set(text.first("history"), "proof", .object(proof))
            }
        ),
        (
            "proofs that name two seals", .sealDiffers,
            { text, _ in
                let last = try #require(text.places("history").last)
                var proof = try #require(try text.value(last)["proof"]?.object)
                proof["seal"] = 5
                try text.set(last, "proof", .object(proof))
            }
        ),
        (
            "proofs whose seal is not here", .sealMissing,
            { text, ledger in
                text.lines.remove(at: try text.entry(Int64(ledger.size.value) - 1))
            }
        ),
        (
            "a seal that is another event", .sealMissing,
            { text, _ in
                for place in text.places("history") {
                    var proof = try #require(try text.value(place)["proof"]?.object)
                    proof["seal"] = 0
                    try text.set(place, "proof", .object(proof))
                }
            }
        ),
        (
            "a flipped sibling", .historyProofFailed,
            { text, _ in
                var proof = try #require(try text.value(text.first("history"))["proof"]?.object)
                var siblings = try #require(proof["siblings"]?.array)
                siblings[0] = .string(Digest(hashing: "other").base64)
                proof["siblings"] = .array(siblings)
                try text.set(text.first("history"), "proof", .object(proof))
            }
        ),
    ]

    @Test("is refused with", arguments: changes.map(\.0))
    func changed(_ name: String) async throws {
        let (_, code, change) = try #require(Self.changes.first { $0.0 == name })
        let ledger = try TestLedger.sealedWard()
        var text = try await ledger.text(.label(.label("d", "i", "a")))
        try change(&text, ledger)
        let report = try await ledger.verify(text.bytes)
        #expect(report.result == .failed)
        #expect(report.complaints.contains(code.rawValue), "\(report.complaints)")
        #expect(report.completeness == .notEvaluated)
    }

    @Test(
        "without the proof of one history, or without the seal's checkpoint, is incomplete", arguments: ["proof", "checkpoint"])
    func missing(_ what: String) async throws {
        let ledger = try TestLedger.sealedWard()
        var text = try await ledger.text(.label(.label("d", "i", "a")))
        if what == "proof" {
            try text.set(try text.history("policy:d"), "proof", nil)
        } else {
            text.lines.removeAll { $0.hasPrefix(#"{"kind":"consistency""#) }
            text.lines.remove(at: text.places("checkpoint")[1])
        }
        let report = try await ledger.verify(text.bytes, unsealedOK: false)
        #expect(report.result == .incomplete)
        #expect(report.complaints == [what == "proof" ? "unsealed" : "seal-unanchored"])
    }
}

/// A ledger whose tree has gone on to another seal the first times that it is asked for proofs.
private final class OutrunLedger: EvidenceSource {
    private let ledger: TestLedger
    private let left: Mutex<Int>

    init(_ ledger: TestLedger, times: Int) {
        self.ledger = ledger
        left = Mutex(times)
    }

    var checkpoint: String { ledger.checkpoint }
    var earlierCheckpoints: [String] { ledger.earlierCheckpoints }
    func entry(at index: EntryIndex) throws -> [UInt8] { try ledger.entry(at: index) }
    func disclosures(at index: EntryIndex) -> [String] { ledger.disclosures(at: index) }
    func history(of subject: Subject, below size: TreeSize) -> [EntryIndex] { ledger.history(of: subject, below: size) }
    var seal: BundleSeal? { ledger.seal }
    func tile(_ coordinate: TileCoordinate) -> [Digest]? { ledger.tile(coordinate) }

    func proofs(of subjects: [Subject], at seal: BundleSeal) -> [PrefixProof]? {
        let isOutrun = left.withLock { left in
            defer { left -= left > 0 ? 1 : 0 }
            return left > 0
        }
        return isOutrun ? nil : ledger.proofs(of: subjects, at: seal)
    }

    func export(_ scope: EvidenceScope) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        try await BundleWriter(self, scope: scope, generator: "tests", created: ledger.clock).write { bytes += $0 }
        return bytes
    }
}
