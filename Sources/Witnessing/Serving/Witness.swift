package import Ledger
package import Primitives
package import Signatures

/// A witness of logs (C2SP tlog-witness): it cosigns what extends all that it cosigned before, and remembers it first.
package final class Witness: Sendable {
    private let rules: WitnessRules
    /// By the bytes of the origin: Swift's strings are equal across Unicode forms.
    private let desks: [[UInt8]: LogDesk]
    package let vkey: VerifierKey
    /// Each log that it serves, and up to which size it had cosigned it when it began.
    package let remembered: [(origin: String, size: TreeSize)]
    private let threads: WorkerThreads

    /// - Parameters:
    ///   - logs: keys of the logs that it serves: for each the present one, and after it those before, for what is remembered.
    ///   - threads: where the disk is waited for.
    /// - Throws: `WitnessFailure` if what it remembers of one of them cannot be relied on.
    package init(
        key: PrivateKey, directory: WitnessDirectory, logs: [VerifierKey], clock: any LedgerClock = SystemClock(),
        threads: WorkerThreads = .witnessing
    ) throws(WitnessFailure) {
        self.threads = threads
        rules = WitnessRules(logs: logs)
        vkey = directory.vkey
        let signer = CosignatureSigner(name: directory.vkey.name, key: key)
        var desks: [[UInt8]: LogDesk] = [:]
        var remembered: [(String, TreeSize)] = []
        for origin in rules.origins where desks[Array(origin.utf8)] == nil {
            let known = try directory.last(of: origin, keys: logs.filter { $0.name.isSpelled(as: origin) })
            desks[Array(origin.utf8)] = LogDesk(known, signer: signer, directory: directory, clock: clock)
            remembered.append((origin, known.size))
        }
        try directory.checkList()
        self.desks = desks
        self.remembered = remembered
    }

    /// - Throws: `WitnessFailure` if what was to be cosigned could not be remembered: then nothing was cosigned.
    package func answer(_ body: [UInt8]) async throws -> WitnessReply {
        guard let request = AddCheckpoint(parsing: body) else { return WitnessRefusal.malformed.reply }
        switch rules.signed(request) {
        case .failure(let refusal): return refusal.reply
        case .success(let checkpoint):
            guard let desk = desks[Array(checkpoint.checkpoint.origin.utf8)] else { return WitnessRefusal.unknownLog.reply }
            // It waits for the disk. An actor works on the threads that its caller's task prefers.
            return try await threads.run { try await desk.answer(request, checkpoint) }
        }
    }
}

/// One log's requests, one after the other: looking at what is remembered and remembering more is one step.
private actor LogDesk {
    private var known: WitnessedTree
    private let signer: CosignatureSigner
    private let directory: WitnessDirectory
    private let clock: any LedgerClock

    init(_ known: WitnessedTree, signer: CosignatureSigner, directory: WitnessDirectory, clock: any LedgerClock) {
        self.known = known
        self.signer = signer
        self.directory = directory
        self.clock = clock
    }

    func answer(_ request: AddCheckpoint, _ signed: VerifiedCheckpoint) throws(WitnessFailure) -> WitnessReply {
        let checkpoint = signed.checkpoint
        if let refusal = WitnessRules.judge(checkpoint, after: known, old: request.old, proof: request.proof) {
            return refusal.reply
        }
        let now = clock.now()
        guard now.microseconds >= 0 else { throw WitnessFailure("The clock is before 1970. Set it.") }
        let line = signer.line(over: signed, at: now)
        // What the log signed, and nothing else of what was sent: other lines are anybody's.
        try directory.keep(signed.noteByLog, of: checkpoint.origin)
        known = WitnessedTree(size: checkpoint.size, root: checkpoint.root)
        return WitnessReply(status: 200, body: line)
    }
}
