import Provenance
import Signatures

/// Checks tokens on all cores, before anything is locked: shape, signature under the key that `kid` names, vocabulary,
/// disclosures.
struct TokenChecker {
    let directory: KeyDirectory
    /// Tokens a task takes at once: enough that handing out work costs nothing against 40 µs a signature.
    static let chunkSize = 32

    enum Verdict: Sendable {
        case candidate(Candidate)
        case refused(Refusal)
        /// Its key is not known; it may come earlier in the same request.
        case unknownKey(UncheckedToken)
    }

    /// The verdicts on `tokens`, in their order. A key that an earlier token introduces serves the later ones.
    func check(_ tokens: [[UInt8]]) async throws -> [Verdict] {
        var verdicts: [Verdict] = []
        verdicts.reserveCapacity(tokens.count)
        let chunks = stride(from: 0, to: tokens.count, by: Self.chunkSize).map {
            tokens[$0..<min($0 + Self.chunkSize, tokens.count)]
        }
        if chunks.count <= 1 {
            verdicts = try chunks.first.map { try $0.map(check) } ?? []
        } else {
            verdicts = try await withThrowingTaskGroup(of: (Int, [Verdict]).self) { group in
                for (place, chunk) in chunks.enumerated() {
                    group.addTask(executorPreference: WorkerThreads.checking) { (place, try chunk.map(check)) }
                }
                var parts = [[Verdict]](repeating: [], count: chunks.count)
                for try await (place, part) in group { parts[place] = part }
                return parts.flatMap { $0 }
            }
        }
        Self.resolve(&verdicts)
        return verdicts
    }

    /// As `check`, for a ledger without entries: `ledger.opened` brings the key that it is signed with. Whether it may is for
    /// the admission rules to say.
    func checkOpening(_ tokens: [[UInt8]]) async throws -> [Verdict] {
        var verdicts = try await check(tokens)
        guard case .unknownKey(let token) = verdicts.first, let event = try? Event(payload: token.payload),
            case .ledgerOpened(let data) = event.body
        else { return verdicts }
        Self.resolve(&verdicts, opening: data.operatorKey)
        return verdicts
    }

    private func check(_ bytes: [UInt8]) throws -> Verdict {
        let token: UncheckedToken
        do { token = try UncheckedToken(parsing: bytes) } catch { return .refused(.token(error)) }
        guard let key = try directory.key(token.keyID) else { return .unknownKey(token) }
        return Self.check(token, with: key)
    }

    private static func check(_ token: UncheckedToken, with key: PublicKey) -> Verdict {
        switch token.check(with: key) {
        case .invalid(let failure): .refused(.badSignature(failure))
        case .valid(let signed):
            switch Candidate.make(signed) {
            case .success(let candidate): .candidate(candidate)
            case .failure(let refused): .refused(refused.refusal)
            }
        }
    }

    /// Checks tokens with unknown keys again, with the keys that earlier tokens of the request introduce.
    ///
    /// - Parameter opening: the key that the first event of an empty ledger is signed with, by its own account.
    private static func resolve(_ verdicts: inout [Verdict], opening: PublicKey? = nil) {
        guard verdicts.contains(where: \.isUnknownKey) else { return }
        var introduced: [KeyThumbprint: PublicKey] = [:]
        if let opening { introduced[opening.thumbprint] = opening }
        for place in verdicts.indices {
            if case .unknownKey(let token) = verdicts[place], let key = introduced[token.keyID] {
                verdicts[place] = check(token, with: key)
            }
            if case .candidate(let candidate) = verdicts[place], let key = candidate.signed.event.body.introducedKey?.key {
                introduced[key.thumbprint] = key
            }
        }
    }
}
