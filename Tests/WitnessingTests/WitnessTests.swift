import Foundation
import Ledger
import LedgerTesting
import MerkleLog
import Primitives
import Signatures
import Testing
import Witnessing

@Suite("A witness (C2SP tlog-witness)")
final class WitnessTests {
    private let key = PrivateKey()
    private let directory: TemporaryDirectory
    private var path: String { directory.path("witness") }
    private var log = Log()
    private let vkey: VerifierKey

    init() throws {
        directory = try TemporaryDirectory()
        vkey = CosignatureSigner(name: "witness.example", key: key).vkey
        try WitnessDirectory.create(path, for: vkey)
    }

    private func witness(_ logs: [VerifierKey]? = nil) throws -> Witness {
        try Witness(
            key: key, directory: try WitnessDirectory(path, key: key.publicKey), logs: logs ?? [log.signer.vkey],
            clock: FixedClock())
    }

    private func body(_ old: TreeSize, _ proof: [Digest], _ note: String) -> [UInt8] {
        AddCheckpoint(old: old, proof: proof, checkpoint: note).body
    }

    private func ask(_ witness: Witness, after old: TreeSize, of log: Log) async throws -> WitnessReply {
        try await witness.answer(body(old, try log.proof(from: old), log.note))
    }

    @Test("cosigns a log as it grows, with its line alone, and again if asked again")
    func grows() async throws {
        let witness = try witness()
        var old = TreeSize.empty
        for count in [1, 1, 6, 248, 1, 300, 0] {
            log.grow(by: count)
            let reply = try await ask(witness, after: old, of: log)
            #expect(reply.status == 200)
            let checkpoint = try #require(log.checkpoint)
            #expect(checkpoint.cosignatureLines(in: reply.body, by: vkey) == [reply.body])
            old = log.size
        }
    }

    @Test("every mutation of a request is refused with the status that the specification gives, and changes nothing")
    func mutations() async throws {
        let witness = try witness()
        log.grow(by: 5)
        #expect(try await ask(witness, after: .empty, of: log).status == 200)
        let old = log
        log.grow(by: 8)
        let proof = try log.proof(from: old.size)
        let stranger = LogSigner(origin: log.signer.origin, key: PrivateKey())
        let unknown = Log("ledger.example/other")
        var fork = Log()
        fork.grow(by: 5, "fork")
        var forked = fork
        forked.grow(by: 8)
        let cases: [(String, Int, [UInt8])] = [
            ("no request", 400, Array("old 5\n".utf8)),
            ("no checkpoint", 400, body(old.size, proof, "note\n")),
            ("a log that it does not know", 404, body(.empty, [], unknown.note)),
            (
                "a key that is not the log's", 403,
                body(old.size, proof, stranger.sign(Checkpoint(origin: stranger.origin, size: log.size, root: log.root)))
            ),
            ("a signature that does not hold", 403, body(old.size, proof, log.note.replacing("\n13\n", with: "\n14\n"))),
            ("an old size above the checkpoint's", 400, body(TreeSize(14), [], log.note)),
            ("an old size that is not the last", 409, body(TreeSize(4), try log.proof(from: TreeSize(4)), log.note)),
            ("none, as if it had never cosigned", 409, body(.empty, [], log.note)),
            (
                "going back", 400,
                body(
                    old.size, [],
                    {
                        var small = Log()
                        small.grow(by: 3)
                        return small.note
                    }())
            ),
            ("the same size with another root", 409, body(old.size, [], fork.note)),
            ("a history that was forked", 422, body(old.size, try forked.proof(from: old.size), forked.note)),
            ("no proof", 422, body(old.size, [], log.note)),
            ("a proof cut short", 422, body(old.size, proof.dropLast(), log.note)),
            ("a hash too many", 422, body(old.size, proof + [.zero], log.note)),
            ("a wrong hash", 422, body(old.size, [.zero] + proof.dropFirst(), log.note)),
        ]
        for (name, status, body) in cases {
            let reply = try await witness.answer(body)
            #expect(reply.status == status, "\(name): \(reply)")
            #expect(!reply.body.contains("—"), "\(name)")
            if status == 409 { #expect(reply.type == "text/x.tlog.size" && reply.body == "5\n", "\(name)") }
        }
        #expect(try await ask(witness, after: old.size, of: log).status == 200, "nothing of that changed what it remembers")
    }

    @Test("remembers over a restart, and the second history of a log finds it remembering")
    func restart() async throws {
        log.grow(by: 7)
        #expect(try await ask(try witness(), after: .empty, of: log).status == 200)
        var fork = log
        log.grow(by: 1)
        fork.grow(by: 2, "fork")
        #expect(try await ask(try witness(), after: TreeSize(7), of: log).status == 200)
        let again = try witness()
        #expect(
            try await ask(again, after: TreeSize(7), of: fork) == WitnessReply(status: 409, type: "text/x.tlog.size", body: "8\n")
        )
        #expect(try await ask(again, after: TreeSize(8), of: fork).status == 422)
    }

    @Test("a log with a new key is cosigned under that alone, and a fork by the old one is refused, whatever it extends")
    func handover() async throws {
        log.grow(by: 4)
        #expect(try await ask(try witness(), after: .empty, of: log).status == 200)
        let new = LogSigner(origin: log.signer.origin, key: PrivateKey())
        let again = try witness([new.vkey, log.signer.vkey])
        var fork = log
        fork.grow(by: 2, "fork")
        let refused = try await ask(again, after: log.size, of: fork)
        #expect(refused.status == 403 && refused.body.contains("not by its present one"), "\(refused)")
        let old = log.size
        log.grow(by: 1)
        let proof = try log.proof(from: old)
        let handover = log.signer.sign(Checkpoint(origin: new.origin, size: log.size, root: log.root), with: new)
        #expect(try await again.answer(body(old, proof, handover)).status == 200, "signed by both")
        let further = log.size
        log.grow(by: 1)
        let note = new.sign(Checkpoint(origin: new.origin, size: log.size, root: log.root))
        #expect(try await again.answer(body(further, try log.proof(from: further), note)).status == 200)
    }

    @Test("until it is given a log's new key, it cosigns what the old one signed too")
    func handoverUnderOldKey() async throws {
        let witness = try witness()
        log.grow(by: 1)
        let new = LogSigner(origin: log.signer.origin, key: PrivateKey())
        let checkpoint = Checkpoint(origin: new.origin, size: log.size, root: log.root)
        #expect(try await witness.answer(body(.empty, [], new.sign(checkpoint))).body.contains("not signed by a key"))
        #expect(try await witness.answer(body(.empty, [], log.signer.sign(checkpoint, with: new))).status == 200)
    }

    @Test("of many requests at once for one log, those that are cosigned make one history")
    func concurrent() async throws {
        let witness = try witness()
        log.grow(by: 3)
        #expect(try await ask(witness, after: .empty, of: log).status == 200)
        let bodies = try (0..<16).map { number in
            var fork = log
            fork.grow(by: 1 + number % 4, "fork \(number)")
            return body(log.size, try fork.proof(from: log.size), fork.note)
        }
        let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
            for body in bodies { group.addTask { try await witness.answer(body).status } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(statuses.count { $0 == 200 } == 1)
        #expect(statuses.count { $0 == 409 } == 15)
    }

    @Test("while its disk stands still and every log waits for it, everybody else goes on; then all are cosigned")
    func slowDisk() async throws {
        let disk = StoppedDisk()
        let logs = (0..<ProcessInfo.processInfo.activeProcessorCount + 2).map { number in
            var log = Log("ledger.example/\(number)")
            log.grow(by: 1)
            return log
        }
        let witness = try Witness(
            key: key, directory: try WitnessDirectory(path, key: key.publicKey), logs: logs.map(\.signer.vkey),
            clock: StoppedClock(disk), threads: disk.threads)
        disk.stop()
        try await withThrowingTaskGroup(of: Int.self) { group in
            for log in logs {
                let body = body(.empty, [], log.note)
                group.addTask { try await witness.answer(body).status }
            }
            #expect(await disk.letsOthersGoOn())
            disk.goOn()
            for try await status in group { #expect(status == 200) }
        }
    }

    @Test("without its directory, with another's, or with one that is damaged, it does not begin")
    func memory() async throws {
        #expect(throws: WitnessFailure.self) { try WitnessDirectory(path + "-lost", key: key.publicKey) }
        #expect(throws: WitnessFailure.self) { try WitnessDirectory(path, key: PrivateKey().publicKey) }
        #expect(throws: WitnessFailure.self, "it begins once") { try WitnessDirectory.create(path, for: vkey) }
        let held = try WitnessDirectory(path, key: key.publicKey)
        #expect(throws: WitnessFailure.self, "one process at a time") { try WitnessDirectory(path, key: key.publicKey) }
        withExtendedLifetime(held) {}
    }

    private func note(of log: Log) -> String { path + "/\(Digest(hashing: log.signer.origin).hex).note" }

    @Test("a log whose note is gone is not taken for a new one, also when it is not given, nor where the list is gone too")
    func lostNote() async throws {
        let other = Log("ledger.example/other")
        log.grow(by: 7)
        do {
            let witness = try witness([log.signer.vkey, other.signer.vkey])
            #expect(witness.remembered.map { $0.size } == [.empty, .empty])
            #expect(try await ask(witness, after: .empty, of: log).status == 200)
        }
        #expect(try witness([other.signer.vkey, log.signer.vkey]).remembered.map { $0.size } == [.empty, TreeSize(7)])
        let kept = try Data(contentsOf: URL(fileURLWithPath: note(of: log)))
        try FileManager.default.removeItem(atPath: note(of: log))
        for logs in [[log.signer.vkey], [other.signer.vkey]] {
            let error = #expect(throws: WitnessFailure.self) { try witness(logs) }
            #expect(error?.description.contains("This witness has cosigned \(log.signer.origin)") == true)
        }
        try FileManager.default.removeItem(atPath: path + "/logs")
        #expect(throws: WitnessFailure.self, "neither list nor notes") { try witness() }
        try Data().write(to: URL(fileURLWithPath: path + "/logs"))
        // Killed after the note and before the list.
        try kept.write(to: URL(fileURLWithPath: note(of: log)))
        #expect(try witness().remembered.map { $0.size } == [TreeSize(7)])
        try FileManager.default.removeItem(atPath: note(of: log))
        #expect(throws: WitnessFailure.self, "it was listed") { try witness() }
    }

    @Test("a directory of a version that kept notes and no list goes on, and has a list then")
    func withoutList() async throws {
        log.grow(by: 7)
        _ = try await ask(try witness(), after: .empty, of: log)
        try FileManager.default.removeItem(atPath: path + "/logs")
        var fork = Log()
        fork.grow(by: 8, "fork")
        let again = try witness()
        #expect(try await ask(again, after: .empty, of: fork).status == 409)
        #expect(try String(contentsOfFile: path + "/logs", encoding: .utf8) == "\(log.signer.origin)\n")
        log.grow(by: 1)
        #expect(try await ask(again, after: TreeSize(7), of: log).status == 200)
    }

    @Test("a file that was damaged or is another log's is not taken for the last that was cosigned")
    func damaged() async throws {
        log.grow(by: 7)
        _ = try await ask(try witness(), after: .empty, of: log)
        let file = path + "/\(Digest(hashing: log.signer.origin).hex).note"
        let good = try String(contentsOfFile: file, encoding: .utf8)
        #expect(good == log.note)
        for bad in ["", String(good.dropLast()), good.replacing("\n7\n", with: "\n6\n")] {
            try Data(bad.utf8).write(to: URL(fileURLWithPath: file))
            #expect(throws: WitnessFailure.self) { try witness() }
        }
        // What a crash leaves beside it is no memory.
        try Data(good.utf8).write(to: URL(fileURLWithPath: file))
        try Data("half".utf8).write(to: URL(fileURLWithPath: file + ".new"))
        let again = try witness()
        log.grow(by: 1)
        #expect(try await ask(again, after: TreeSize(7), of: log).status == 200)
    }

    @Test("what it cannot remember it does not cosign")
    func unwritable() async throws {
        let witness = try witness()
        log.grow(by: 2)
        try FileManager.default.removeItem(atPath: path)
        await #expect(throws: WitnessFailure.self) { try await self.ask(witness, after: .empty, of: self.log) }
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        #expect(try await ask(witness, after: .empty, of: log).status == 200, "and goes on once it can")
    }

    @Test("other logs' checkpoints may have extension lines, and are cosigned with them")
    func extensions() async throws {
        let signer = log.signer
        log.grow(by: 2)
        let key = PrivateKey(seed: Digest(hashing: signer.origin).bytes) ?? PrivateKey()
        let text = Checkpoint(origin: signer.origin, size: log.size, root: log.root).text + "extension\n"
        let id = (0..<4).map { UInt8(truncatingIfNeeded: signer.vkey.keyID >> (24 - 8 * UInt32($0))) }
        let note = text + "\n— \(signer.origin) " + Base64.encode(id + key.sign(Array(text.utf8))) + "\n"
        let reply = try await witness().answer(body(.empty, [], note))
        #expect(reply.status == 200)
        let unchecked = try UncheckedCheckpoint(parsing: note, allowsExtensions: true)
        guard case .valid(let checkpoint) = unchecked.check(with: signer.vkey) else { throw Unexpected() }
        #expect(checkpoint.cosignatureLines(in: reply.body, by: vkey) == [reply.body])
    }

    private struct Unexpected: Error {}

    @Test("random histories of requests are answered as a witness that keeps every tree would", arguments: 0..<12)
    func reference(seed: UInt64) async throws {
        var random = SeededGenerator(seed: seed)
        let witness = try witness()
        // The reference remembers all leaves and compares them.
        var remembered: [Digest] = []
        var branches = [log, log]
        for _ in 0..<60 {
            let branch = Int.random(in: 0...1, using: &random)
            branches[branch].grow(
                by: Int.random(in: 0...3, using: &random), branch == 0 || Bool.random(using: &random) ? "leaf" : "fork")
            let shown = branches[branch]
            let old =
                Bool.random(using: &random)
                ? TreeSize(UInt64(remembered.count)) : TreeSize(UInt64.random(in: 0...shown.size.value + 1, using: &random))
            let proof = old <= shown.size ? try shown.proof(from: old) : []
            let reply = try await witness.answer(body(old, proof, shown.note))
            let expected: Int
            if old > shown.size {
                expected = 400
            } else if old.value != UInt64(remembered.count) {
                expected = 409
            } else if shown.leaves.starts(with: remembered) {
                expected = 200
            } else {
                expected = shown.leaves.count == remembered.count ? 409 : 422
            }
            #expect(reply.status == expected, "seed \(seed)")
            if reply.status == 200 { remembered = shown.leaves }
        }
    }
}
