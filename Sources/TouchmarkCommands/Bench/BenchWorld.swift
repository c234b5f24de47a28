import Dispatch
import Foundation
import Intake
import Ledger
import LedgerSQLite
import Primitives
import Provenance
import Signatures
import Synchronization

/// A ledger for measuring: certified annotators, one dataset, and tokens of about 1 KB that are signed beforehand.
///
/// Of each item four: its registration and three labels by three people. Labels follow their item at a distance and in shuffled
/// order, as a queue of annotators gives them.
final class BenchWorld {
    static let annotatorCount = 200
    static let labelsPerItem = 3
    private static let blockSize = 250
    /// Blocks between an item and its labels: more than the appender has under way at once.
    private static let distance = 24

    let directory: LedgerDirectory
    private let operatorKey: PrivateKey
    private var annotators: [(actor: Actor, key: PrivateKey)] = []
    /// Ids are made of it: they rise as those of events that are signed one after the other do.
    private var now: Timestamp { SystemClock().now() }

    init() async throws {
        let path = NSTemporaryDirectory() + "touchmark-bench-\(getpid())"
        directory = try await LedgerDirectory.create(
            path,
            Opening(origin: "bench.example/ledger", operatorName: "bench", enforcement: .record, clockToleranceSeconds: 86_400))
        operatorKey = try KeyFile.read(directory.key("operator"))
        try await addPeople()
    }

    func remove() { try? FileManager.default.removeItem(atPath: directory.path) }

    private func addPeople() async throws {
        let ledger = try directory.openForWriting()
        let root = Actor(.operator, "root")
        let boardKey = PrivateKey()
        let board = Actor(.authority, "board")
        var recognised: JSONObject = ["authority": "board", "name": "Board", "competences": ["bench"]]
        recognised.introduce(boardKey, as: board, in: directory.origin)
        var tokens = [try token(root, AuthorityRecognised.type, recognised, operatorKey)]
        tokens.append(
            try token(
                root, DatasetDefined.type,
                ["dataset": "bench", "title": "bench", "purpose": "measuring", "licence": "none"], operatorKey))
        tokens.append(
            try token(
                root, RequirementSet.type,
                ["dataset": "bench", "requirements": [["labels": ["*"], "competence": "bench/labels"]]], operatorKey))
        for number in 0..<Self.annotatorCount {
            let actor = Actor(.annotator, "p-\(number)")
            let key = PrivateKey()
            annotators.append((actor, key))
            var enrolled: JSONObject = ["kind": "annotator", "id": .string(actor.id), "custody": "holder"]
            enrolled.introduce(key, as: actor, in: directory.origin)
            tokens.append(try token(root, AnnotatorEnrolled.type, enrolled, operatorKey))
            let issued: JSONObject = [
                "credential": .string("c-\(number)"), "annotator": .string(actor.id),
                "kid": .string(key.publicKey.thumbprint.description), "competence": "bench/labels",
                "validFrom": "2020-01-01T00:00:00Z", "validUntil": "2099-01-01T00:00:00Z",
            ]
            tokens.append(try token(board, CredentialIssued.type, issued, boardKey))
        }
        for case .refused(let refusal) in try await ledger.append(tokens) { throw CommandFailure("\(refusal)") }
        ledger.finish()
    }

    /// Releases the dataset as it is, and has a model learn from the release.
    func trainModel(_ ledger: Ledger) async throws {
        let root = Actor(.operator, "root")
        let size = try ledger.store.read { try $0.size() }
        let digest = JSONValue.string(Digest(hashing: "bench").contentDigest)
        let released: JSONObject = [
            "dataset": "bench", "version": "1", "size": .integer(Int64(size.value)), "items": 0, "labels": 0, "digest": digest,
            "splits": [:],
        ]
        let trained: JSONObject = [
            "model": "bench", "version": "1", "releases": [["dataset": "bench", "version": "1"]], "method": "supervised",
            "digest": digest,
        ]
        let tokens = [
            try token(root, DatasetReleased.type, released, operatorKey),
            try token(root, ModelTrained.type, trained, operatorKey),
        ]
        for case .refused(let refusal) in try await ledger.append(tokens) { throw CommandFailure("\(refusal)") }
    }

    /// Labels of one person, each of an item of its own and with a sealed reason; the items before them.
    func signReasons(_ count: Int) throws -> (person: Actor, tokens: [[UInt8]]) {
        let person = annotators[0]
        let root = Actor(.operator, "root")
        let signer = EventSigner(ledger: directory.origin)
        let tokens = try (0..<count).flatMap { number in
            let item = "reasoned-\(number)"
            let registered = try sign(
                EventDraft(source: root, type: ItemRegistered.type, data: Self.item(item)), with: operatorKey)
            let label: JSONObject = [
                "dataset": "bench", "item": .string(item), "label": "l", "name": "entailment", "on": registered.reference.json,
                "value": ["kind": "choice", "choice": "yes"], "segments": [],
                "rationale": .string("Because of \(number), and for no other reason."),
            ]
            let draft = EventDraft(source: person.actor, type: LabelAsserted.type, data: label)
            return [registered.token, try signer.sign(draft, id: .random(at: now), at: now, with: person.key).token]
        }
        return (person.actor, tokens)
    }

    /// Appends an erasure's events, by the operator.
    func erase(_ plan: ErasurePlan, in ledger: Ledger) async throws {
        let erasure = SignedErasure(
            legalBasis: "bench", orderedBy: nil, signer: Actor(.operator, "root"), key: operatorKey, origin: directory.origin)
        try await erasure.run(plan, in: ledger) { _ in }
    }

    private func token(_ source: Actor, _ type: String, _ data: JSONObject, _ key: PrivateKey) throws -> [UInt8] {
        try sign(EventDraft(source: source, type: type, data: data), with: key).token
    }

    private func sign(_ draft: EventDraft, with key: PrivateKey) throws -> SignedDraft {
        try EventSigner(ledger: directory.origin, keepsClear: true).sign(draft, id: .random(at: now), at: now, with: key)
    }

    /// Signs `count` events on all cores into a file of tokens, one a line, and returns its path.
    func signTokens(_ count: Int) throws -> String {
        let path = directory.path + "/tokens.txt"
        guard FileManager.default.createFile(atPath: path, contents: nil), let file = FileHandle(forWritingAtPath: path) else {
            throw CommandFailure("\(path) cannot be written.")
        }
        var progress = ProgressBar("signing", total: UInt64(count))
        var waiting: [[[UInt8]]] = []
        var left = count
        var block = 0
        while left > 0 {
            let (registrations, labels) = try signBlock(block)
            waiting.append(labels)
            let due = waiting.count > Self.distance ? waiting.removeFirst() : []
            let lines = (registrations + due).shuffled().prefix(left)
            try file.write(contentsOf: Data(lines.joined(separator: [UInt8(ascii: "\n")])))
            try file.write(contentsOf: Data([UInt8(ascii: "\n")]))
            left -= lines.count
            block += 1
            progress.update(UInt64(count - left))
        }
        progress.finish()
        return path
    }

    private func signBlock(_ block: Int) throws -> (registrations: [[UInt8]], labels: [[UInt8]]) {
        let parts = Mutex<[Int: Result<([UInt8], [[UInt8]]), any Error>]>([:])
        // Each iteration reads what does not change and keeps its result under the lock.
        nonisolated(unsafe) let world = self
        DispatchQueue.concurrentPerform(iterations: Self.blockSize) { number in
            let result = Result { try world.signItem(block * Self.blockSize + number) }
            parts.withLock { $0[number] = result }
        }
        let signed = try (0..<Self.blockSize).compactMap { number in try parts.withLock { $0[number] }?.get() }
        return (signed.map(\.0), signed.flatMap(\.1))
    }

    private static func item(_ item: String) -> JSONObject {
        let track: JSONValue = [
            "id": "text", "modality": "text", "digest": .string(Digest(hashing: item).contentDigest), "mediaType": "text/plain",
        ]
        return [
            "dataset": "bench", "item": .string(item), "tracks": [track], "origin": ["kind": "collected"],
            "group": .string(String(repeating: "g", count: 180)),
        ]
    }

    private func signItem(_ number: Int) throws -> ([UInt8], [[UInt8]]) {
        let item = "item-\(number)"
        let registration = try sign(
            EventDraft(source: Actor(.operator, "root"), type: ItemRegistered.type, data: Self.item(item)), with: operatorKey)
        let labels = try (0..<Self.labelsPerItem).map { place in
            let person = annotators[(number * Self.labelsPerItem + place) % Self.annotatorCount]
            let label: JSONObject = [
                "dataset": "bench", "item": .string(item), "label": .string("l\(place)"), "name": "entailment",
                "on": registration.reference.json, "value": ["kind": "choice", "choice": .string(place == 0 ? "yes" : "no")],
                "segments": [["track": "text", "region": ["kind": "characters", "start": 3, "end": 17]]],
                "durationMs": 5230, "tool": ["name": "bench", "version": "1"],
            ]
            return try sign(EventDraft(source: person.actor, type: LabelAsserted.type, data: label), with: person.key).token
        }
        return (registration.token, labels)
    }
}
