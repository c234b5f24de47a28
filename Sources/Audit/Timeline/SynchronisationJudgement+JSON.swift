package import Primitives
import Provenance

extension RelationClaim {
    var json: JSONValue {
        [
            "from": .string(from), "to": .string(to), "relation": .string(relation.rawValue), "toleranceUs": .whole(tolerance),
        ]
    }
}

extension SynchronisationJudgement {
    /// As Docs/Certificates.md lists the members.
    package func json(from: String, to: String) -> JSONValue {
        [
            "state": .string(state.rawValue), "reason": .string(reason.rawValue), "end": .text(end?.rawValue),
            "sentence": .string(phrase(from: from, to: to).plain), "asserted": .string(asserted.rawValue),
            "toleranceUs": .whole(tolerance), "actual": .text(measured?.relation.rawValue),
            "possible": .or(measured.map { .list($0.possible) { .string($0.rawValue) } }),
            "shift": .or(measured?.shift?.json), "excess": .or(measured?.excess?.json),
            "distances": .or(measured?.distances.json),
        ]
    }
}

extension EndDistances {
    fileprivate var json: JSONValue {
        [
            "startToStart": startToStart.json, "startToEnd": startToEnd.json, "endToStart": endToStart.json,
            "endToEnd": endToEnd.json,
        ]
    }
}

extension Rational {
    fileprivate var json: JSONValue { TimelinePosition(exact: self).json }
}
