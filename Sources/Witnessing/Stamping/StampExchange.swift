package import Ledger
package import Primitives
import Signatures
package import TrustedTime

/// Has a ledger's checkpoints stamped, and takes in only tokens that hold.
package struct StampExchange: Sendable {
    private let store: any LedgerStore
    /// `nil` where none were given: then whether anybody vouches for an authority is not looked at.
    private let roots: TimeRoots?

    /// Checkpoints among which the one that a token is over is looked for.
    private static let searchLimit = 10_000

    package init(store: any LedgerStore, roots: TimeRoots?) {
        self.store = store
        self.roots = roots
    }

    /// What of the newest checkpoint is stamped; `nil` for an empty ledger.
    package func newest() throws -> (size: TreeSize, text: [UInt8])? {
        try store.read { try $0.checkpoint() }.map { ($0.size, try Self.text(of: $0)) }
    }

    /// Asks an authority for a token over these bytes.
    ///
    /// - Throws: only if a request cannot be made.
    package func ask(
        _ authority: TimeAuthority, over text: [UInt8], by transport: any TimeStampTransport, within limit: Duration
    ) async throws -> Result<UncheckedTimeToken, StampFailure> {
        // So that an old answer is not taken for a new one.
        var random = SystemRandomNumberGenerator()
        let nonce = (0..<8).map { _ in UInt8.random(in: 1...255, using: &random) }
        let request = try TimeStampRequest(over: text, nonce: nonce).encoded()
        let answer: TimeStampAnswer
        do { answer = try await transport.stamp(request, at: authority.url, within: limit) } catch is CancellationError {
            throw CancellationError()
        } catch {
            return .failure(StampFailure(.unreachable, "It could not be reached, or did not answer in time: \(error)"))
        }
        guard answer.status == 200 else {
            let reason: StampFailure.Reason = answer.status == 429 || answer.status >= 500 ? .unreachable : .refused
            return .failure(StampFailure(reason, "It answered with status \(answer.status)."))
        }
        return await token(in: answer.body, over: text, nonce: nonce)
    }

    /// The token in an answer that was carried here, and the checkpoint that it is over, among the newest 10,000.
    ///
    /// - Throws: what the store throws.
    package func take(_ answer: [UInt8]) async throws -> Result<(token: UncheckedTimeToken, size: TreeSize), StampFailure> {
        let claimed: UncheckedTimeToken
        switch Self.reply(answer) {
        case .success(let token): claimed = token
        case .failure(let failure): return .failure(failure)
        }
        let found = try store.read { reader -> (size: TreeSize, text: [UInt8])? in
            var checkpoint = try reader.checkpoint()
            for _ in 0..<Self.searchLimit {
                guard let next = checkpoint else { return nil }
                let text = try Self.text(of: next)
                if claimed.claims(text) { return (next.size, text) }
                checkpoint = next.size.value > 1 ? try reader.checkpoint(atMost: TreeSize(next.size.value - 1)) : nil
            }
            return nil
        }
        guard let found else {
            return .failure(
                StampFailure(.unusable, "It is over none of this ledger's newest \(Self.searchLimit) checkpoints."))
        }
        return await token(in: answer, over: found.text, nonce: nil).map { ($0, found.size) }
    }

    private func token(
        in answer: [UInt8], over text: [UInt8], nonce: [UInt8]?
    ) async -> Result<UncheckedTimeToken, StampFailure> {
        guard case .success(let token) = Self.reply(answer) else { return Self.reply(answer) }
        if let flaw = token.flaw(over: text, nonce: nonce) { return .failure(StampFailure(.unusable, flaw.sentence)) }
        guard let roots, case .failed(let failure) = await token.check(over: text, nonce: nonce, roots: roots) else {
            return .success(token)
        }
        return .failure(StampFailure(.untrusted, failure.sentence))
    }

    private static func reply(_ answer: [UInt8]) -> Result<UncheckedTimeToken, StampFailure> {
        do throws(TimeTokenFailure) {
            switch try TimeStampReply(der: answer) {
            case .granted(let token): return .success(token)
            case .refused(let status, let text):
                return .failure(
                    StampFailure(.refused, "It refused, with status \(status): \(text.isEmpty ? "no reason" : text)."))
            }
        } catch { return .failure(StampFailure(.unusable, error.sentence)) }
    }

    /// The bytes that are stamped (protocol.md §3).
    private static func text(of checkpoint: StoredCheckpoint) throws -> [UInt8] {
        Array(try UncheckedCheckpoint(parsing: checkpoint.note).note.text.utf8)
    }
}
