import Primitives

@testable import Provenance

/// Something that is said to the ledger about a label's surroundings. Days are counted from the ledger's opening; the label
/// is recorded at the very beginning of day 100.
enum Fact: Hashable, Sendable {
    case recognised(String, for: String)
    case withdrawn(from: Int? = nil)
    /// The board adds its second key by its first.
    case boardAddsKey
    /// The board's first key.
    case boardKeyCompromised(from: Int)
    /// For labels of every name; `nil` is a row without a competence.
    case required(String?)
    case issued(Paper)
    case presented(Paper, byHolder: Bool)
    case paperSuspended(String)
    case paperReinstated(String)
    case paperRevoked(String, from: Int? = nil)
    /// The signer's first key rotates to the second.
    case rotated
    /// The signer's first key.
    case keyEnded(KeyRevocationReason, from: Int? = nil)
    case suspended(by: Officer)
    case reinstated(by: Officer)
}

enum Officer: Hashable, Sendable {
    case `operator`, registrar

    var actor: Actor { self == .operator ? .op : .desk }
}

/// A credential.
struct Paper: Hashable, Sendable {
    var id: String
    var competence = "medicine/radiology"
    var authority = "board"
    var isByBoardsSecondKey = false
    var isBoundToAnother = false
    var from = 0
    var until = 365
}

struct Step: Hashable, Sendable {
    let day: Int
    let fact: Fact
}

/// Who makes the label.
enum Author: Hashable, Sendable {
    case person, personInCustody, model, connector

    var isPerson: Bool { self == .person || self == .personInCustody }

    var actor: Actor {
        switch self {
        case .person: .ann
        case .personInCustody: Actor(.annotator, "eve")
        case .model: .net
        case .connector: .studio
        }
    }
}

/// One circumstance of a label: what it adds to the history, and what the verdict is if there is no other.
struct Situation: Sendable {
    let name: String
    let then: Verdict
    let now: Verdict
    /// In a sentence.
    let why: String
    var steps: [Step] = []
    var author: Author?
    var signsWithOldKey = false
    /// True if it says itself which credentials there are; else there is a good one.
    var saysCredentials = false
    /// True if it says itself what is required; else radiology is.
    var saysRequirement = false
}

/// The history of one label.
struct Scene: Sendable {
    static let labelDay = 100
    static let goodPaper = Step(day: 10, fact: .issued(Paper(id: "good")))

    let author: Author
    let signsWithOldKey: Bool
    /// In the order of the log.
    let steps: [Step]

    /// `nil` if they name different authors.
    init?(_ situations: [Situation]) {
        let authors = Set(situations.compactMap(\.author))
        guard authors.count <= 1 else { return nil }
        author = authors.first ?? .person
        signsWithOldKey = situations.contains(where: \.signsWithOldKey)
        var steps = [Step(day: 1, fact: .recognised("board", for: "medicine"))]
        if !situations.contains(where: \.saysRequirement) {
            steps.append(Step(day: 5, fact: .required("medicine/radiology")))
        }
        if !situations.contains(where: \.saysCredentials) { steps.append(Self.goodPaper) }
        for step in situations.flatMap(\.steps) where !steps.contains(step) { steps.append(step) }
        self.steps = steps.enumerated().sorted { ($0.element.day, $0.offset) < ($1.element.day, $1.offset) }.map(\.element)
    }
}
