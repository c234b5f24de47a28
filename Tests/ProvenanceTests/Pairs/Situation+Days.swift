@testable import Provenance

extension Situation {
    /// What it adds to the history, by days, as the page of verdicts has it.
    var days: String {
        let steps = steps.map { "\($0.day): \($0.fact.words)" }
        return (steps + (signsWithOldKey ? ["100: signed by the first key"] : [])).joined(separator: "; ")
    }
}

extension Fact {
    fileprivate var words: String {
        switch self {
        case .recognised(let authority, let competence): "\(authority) recognised for \(competence)"
        case .withdrawn(let from): "board withdrawn" + Self.effective(from)
        case .boardAddsKey: "board adds a second key by its first"
        case .boardKeyCompromised(let from): "board's first key compromised" + Self.effective(from)
        case .required(let competence): competence.map { "\($0) required" } ?? "no competence required"
        case .issued(let paper): "`\(paper.id)` issued" + paper.particulars
        case .presented(let paper, let byHolder):
            "`\(paper.id)` presented by the \(byHolder ? "holder" : "registrar")" + paper.particulars
        case .paperSuspended(let id): "`\(id)` suspended"
        case .paperReinstated(let id): "`\(id)` reinstated"
        case .paperRevoked(let id, let from): "`\(id)` revoked" + Self.effective(from)
        case .rotated: "key rotated"
        case .keyEnded(let reason, let from): "first key \(reason.rawValue)" + Self.effective(from)
        case .suspended(let officer): "suspended by the \(officer)"
        case .reinstated(let officer): "reinstated by the \(officer)"
        }
    }

    private static func effective(_ day: Int?) -> String { day.map { " from \($0)" } ?? "" }
}

extension Paper {
    /// Where it differs from the good credential.
    fileprivate var particulars: String {
        let good = Paper(id: "good")
        var text = ""
        if competence != good.competence { text += " for \(competence)" }
        if authority != good.authority { text += " by \(authority)" }
        if isByBoardsSecondKey { text += " by the board's second key" }
        if isBoundToAnother { text += " to another's key" }
        if from != good.from { text += ", valid from \(from)" }
        if until != good.until { text += ", valid until \(until)" }
        return text
    }
}
