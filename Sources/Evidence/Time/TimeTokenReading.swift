import Primitives
import Signatures
import TrustedTime

/// Checks the time tokens of a bundle against the roots given.
struct TimeTokenReading {
    private(set) var anchors: [TimeAnchor] = []
    private(set) var findings: [Finding] = []

    /// - Parameter roots: `nil` if none were given: then nothing is looked at.
    init(_ tokens: [TimeLine], over checkpoints: CheckpointTrust.Outcome, roots: TimeRoots?) async {
        guard !tokens.isEmpty else { return }
        guard let roots else {
            let count = tokens.count
            findings = [
                Finding(
                    .timeNotEvaluated,
                    "\(count) time \(count == 1 ? "token was" : "tokens were") not evaluated: no roots were given (--tsa-roots).")
            ]
            return
        }
        let all = (checkpoints.checkpoint.map { [$0] } ?? []) + checkpoints.earlier
        let texts = Dictionary(all.map { ($0.checkpoint.size, $0.checkpoint.text) }, uniquingKeysWith: { first, _ in first })
        for token in tokens {
            guard let text = texts[token.size] else {
                add(.timeTokenCheckpoint, token, "No checkpoint of that size is here that the log signed.")
                continue
            }
            await take(token, over: Array(text.utf8), roots)
        }
    }

    private mutating func take(_ token: TimeLine, over text: [UInt8], _ roots: TimeRoots) async {
        do throws(TimeTokenFailure) {
            switch await (try UncheckedTimeToken(der: token.token)).check(over: text, roots: roots) {
            case .verified(let verified): anchors.append(TimeAnchor(verified, size: token.size))
            case .failed(let failure): add(FindingCode(failure.reason), token, failure.sentence)
            }
        } catch { add(FindingCode(error.reason), token, error.sentence) }
    }

    private mutating func add(_ code: FindingCode, _ token: TimeLine, _ sentence: String) {
        findings.append(Finding(code, "A time token for size \(token.size) proves nothing. \(sentence)"))
    }
}

extension TimeAnchor {
    init(_ token: VerifiedTimeToken, size: TreeSize) {
        self.init(
            kind: .token, size: size, time: token.time,
            earliest: token.time.moved(by: -(token.accuracy ?? 0)), latest: token.latest, name: token.authority,
            policy: token.policy)
    }

    /// A cosignature has whole seconds, and says nothing of how good its clock is.
    init(_ cosignature: CheckpointCosignature) {
        self.init(
            kind: .cosignature, size: cosignature.size, time: cosignature.time, earliest: cosignature.time,
            latest: cosignature.time.moved(by: 1_000_000), name: cosignature.name, policy: nil)
    }
}

extension Timestamp {
    fileprivate func moved(by distance: Int64) -> Timestamp {
        let (sum, overflow) = microseconds.addingReportingOverflow(distance)
        return overflow ? self : Timestamp(microseconds: sum)
    }
}

extension FindingCode {
    init(_ reason: TimeTokenFailure.Reason) {
        self =
            switch reason {
            case .malformed: .timeTokenMalformed
            case .imprint, .nonce: .timeTokenImprint
            case .algorithm: .timeTokenAlgorithm
            case .signature: .timeTokenSignature
            case .signer: .timeTokenSigner
            case .untrusted: .timeTokenUntrusted
            }
    }
}
