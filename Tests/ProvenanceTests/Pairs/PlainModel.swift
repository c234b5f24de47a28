@testable import Provenance

/// The vocabulary's rules once more, for scenes and nothing else: a list of days, read from top to bottom. It shares no code
/// with the rules but the names of the verdicts.
struct PlainModel {
    let scene: Scene

    var verdicts: (then: Verdict, now: Verdict) {
        (verdict(knowing: scene.steps.filter { $0.day < Scene.labelDay }), verdict(knowing: scene.steps))
    }

    /// Steps that the ledger does not take: credentials of an authority that nobody recognised by then, or that was withdrawn.
    var refused: [Step] {
        scene.steps.filter { step in
            switch step.fact {
            case .issued(let paper):
                !isRecognised(paper.authority, on: step.day)
                    || paper.authority == "board"
                        && scene.steps.contains { other in
                            if case .withdrawn(let from) = other.fact {
                                return other.day < step.day && (from ?? other.day) <= step.day
                            }
                            return false
                        }
            case .presented(let paper, _): !isRecognised(paper.authority, on: step.day)
            default: false
            }
        }
    }

    private func isRecognised(_ authority: String, on day: Int) -> Bool {
        scene.steps.contains { if case .recognised(authority, _) = $0.fact { $0.day < day } else { false } }
    }

    /// Steps before the label: what entitles counts only among these.
    private var before: [Step] { scene.steps.filter { $0.day < Scene.labelDay } }

    private func verdict(knowing known: [Step]) -> Verdict {
        if let adverse = key(known) { return adverse }
        if isSuspended { return .suspended }
        guard scene.author.isPerson else { return .machine }
        var asked: String?
        for step in before { if case .required(let competence) = step.fact { asked = competence } }
        guard let asked else { return .notRequired }
        var best: (reached: Int, verdict: Verdict)?
        for step in before where !refused.contains(step) {
            guard let outcome = outcome(step, asked, known) else { continue }
            if outcome.reached >= best?.reached ?? 0 { best = outcome }
        }
        guard let best else { return .uncertified }
        return best.verdict == .certified && scene.author == .personInCustody ? .certifiedByCustodian : best.verdict
    }

    private func key(_ known: [Step]) -> Verdict? {
        let rotation = before.first { $0.fact == .rotated }?.day
        let signsWithSecond = rotation != nil && !scene.signsWithOldKey
        var verdict: Verdict?
        for step in known {
            guard case .keyEnded(let reason, let from) = step.fact else { continue }
            let effective = from ?? step.day
            if let rotation, signsWithSecond {
                // The second key is touched only if a thief may have made the rotation.
                if reason == .compromised, effective <= rotation { return .keyCompromised }
            } else if effective <= Scene.labelDay {
                if reason == .compromised { return .keyCompromised }
                verdict = .keyRevoked
            }
        }
        return verdict
    }

    private var isSuspended: Bool {
        var by: Set<Officer> = []
        for step in before {
            if case .suspended(let officer) = step.fact { by.insert(officer) }
            if case .reinstated(let officer) = step.fact { by.remove(officer) }
        }
        return !by.isEmpty
    }

    private func outcome(_ step: Step, _ asked: String, _ known: [Step]) -> (reached: Int, verdict: Verdict)? {
        let paper: Paper
        var isByHolder = false
        var signingKey: Int?
        switch step.fact {
        case .issued(let issued): (paper, signingKey) = (issued, issued.isByBoardsSecondKey ? 2 : 1)
        case .presented(let presented, let byHolder): (paper, isByHolder) = (presented, byHolder)
        default: return nil
        }
        if !covers(paper.competence, asked) { return (0, .outOfScope) }
        let isForIt = scene.steps.contains {
            if case .recognised(paper.authority, let competence) = $0.fact { covers(competence, asked) } else { false }
        }
        if !isForIt || isByHolder || paper.authority == "board" && isWithdrawn(known) { return (1, .authorityUnrecognised) }
        if let signingKey, paper.authority == "board", isStolen(signingKey, on: step.day, known) {
            return (1, .authorityUnrecognised)
        }
        if paper.isBoundToAnother { return (2, .keyMismatch) }
        if Scene.labelDay < paper.from { return (3, .notYetValid) }
        if Scene.labelDay >= paper.until { return (3, .expired) }
        if isSuspended(paper, known) { return (4, .suspended) }
        if isRevoked(paper, known) { return (5, .revoked) }
        return (6, .certified)
    }

    private func covers(_ held: String, _ asked: String) -> Bool {
        let (held, asked) = (held.split(separator: "/"), asked.split(separator: "/"))
        return held.count <= asked.count && Array(asked[..<held.count]) == held
    }

    private func isWithdrawn(_ known: [Step]) -> Bool {
        known.contains { if case .withdrawn(let from) = $0.fact { (from ?? $0.day) <= Scene.labelDay } else { false } }
    }

    /// True if what the board's key signed on that day may be a thief's.
    private func isStolen(_ key: Int, on day: Int, _ known: [Step]) -> Bool {
        let addition = scene.steps.first { $0.fact == .boardAddsKey }?.day ?? 0
        return known.contains { step in
            guard case .boardKeyCompromised(let from) = step.fact else { return false }
            return from <= (key == 1 ? day : addition)
        }
    }

    private func isSuspended(_ paper: Paper, _ known: [Step]) -> Bool {
        guard known.contains(where: { $0.fact == .paperSuspended(paper.id) && $0.day <= Scene.labelDay }) else { return false }
        guard let end = before.first(where: { $0.fact == .paperReinstated(paper.id) }) else { return true }
        return isStolen(1, on: end.day, known)
    }

    private func isRevoked(_ paper: Paper, _ known: [Step]) -> Bool {
        known.contains {
            if case .paperRevoked(paper.id, let from) = $0.fact { (from ?? $0.day) <= Scene.labelDay } else { false }
        }
    }
}
