import Primitives
import Provenance

extension SynchronisationJudgement {
    /// "violated: clank starts 512345 µs after scratch ends; …", with the ids of the labels.
    func phrase(from: String, to: String) -> Phrase {
        guard let measured else {
            let subject = end.map { "\(id: $0 == .from ? from : to): " as Phrase } ?? ""
            return "\(word): \(subject)\(words: reason.sentence)"
        }
        var parts: [Phrase] = [measured.phrase(from: from, to: to)]
        if measured.relation != asserted {
            parts.append(
                "which is \(id: from) \(words: measured.relation.words) \(id: to), not \(id: from) \(words: asserted.words) \(id: to)"
            )
        }
        parts.append(because(measured))
        if tolerance > 0 { parts.append("ends that should be at one time may be \(tolerance) µs apart") }
        return "\(word): \(parts.joined(separator: "; "))"
    }

    /// With what must not be overlooked marked.
    var word: Phrase { state == .holds ? "\(words: state.rawValue)" : "\(warning: state.rawValue)" }

    private func because(_ measured: Measured) -> Phrase {
        let shift = measured.shift.map { "±\(TimelinePosition(exact: $0).microseconds) µs" as Phrase } ?? "any"
        switch reason {
        case .everyShift, .withinUncertainty:
            return "\(words: reason.sentence) (\(shift) against each other)"
        case .noShift:
            let excess = measured.excess.map { "; \(TimelinePosition(exact: $0).microseconds) µs more would be needed" as Phrase }
            return "\(words: reason.sentence) (\(shift) against each other\(excess ?? ""))"
        default: return "\(words: reason.sentence)"
        }
    }
}

extension SynchronisationJudgement.Measured {
    /// How the two lie as the tracks' clocks are stated, in microseconds.
    fileprivate func phrase(from: String, to: String) -> Phrase {
        switch relation {
        case .before: "\(id: to) starts \(distances.endToStart.size) after \(id: from) ends"
        case .after: "\(id: from) starts \(distances.startToEnd.size) after \(id: to) ends"
        case .meets: "\(id: to) starts when \(id: from) ends"
        case .metBy: "\(id: from) starts when \(id: to) ends"
        default:
            """
            \(id: from) starts \(Self.side(distances.startToStart, id: to)) and ends \
            \(Self.side(distances.endToEnd, id: to))
            """
        }
    }

    private static func side(_ distance: Rational, id: String) -> Phrase {
        if distance == .zero { return "with \(id: id)" }
        return "\(distance.size) \(distance > .zero ? "before" : "after") \(id: id)"
    }
}

extension Rational {
    /// "512345 µs", "about 33367 µs".
    fileprivate var size: Phrase {
        let microseconds = rounded.magnitude
        return isWhole ? "\(microseconds) µs" : "about \(microseconds) µs"
    }
}

extension AllenRelation {
    /// "finished by".
    var words: String { String(rawValue.map { $0 == "-" ? " " : $0 }) }
}

extension RelationAsserted.Relation {
    /// "refers to".
    var words: String { String(rawValue.map { $0 == "-" ? " " : $0 }) }
}

extension RelationClaim {
    var phrase: Phrase { "\(id: from) \(words: relation.words) \(id: to)" }
}
