import Primitives
import Provenance

/// A way to divide those who label into groups.
struct AnnotatorGrouping {
    /// Its name in JSON and CSV.
    let id: String
    /// What each group is called, by its code.
    let names: [Phrase]
    /// The code of everybody's group; who has none is left out.
    let codes: [Actor: Int32]
    /// Of which a group is shown. A smaller one would show how single people answer.
    let fewest: Int

    /// Of a group that may be sealed.
    static let fewestPeople = 3

    /// The groups of those who answered a question, but for those of which too few did: a group that is large in the dataset may be
    /// one person there.
    func codes(among actors: Set<Actor>) -> [Actor: Int32] {
        let present = codes.filter { actors.contains($0.key) }
        let sizes = Dictionary(grouping: present.values) { $0 }.mapValues(\.count)
        return present.filter { sizes[$0.value, default: 0] >= fewest }
    }

    /// People to whom a credential was issued, be it in force or not, and people without any; `nil` if all are of one kind.
    static func byCredential(_ people: [PersonProfile]) -> AnnotatorGrouping? {
        guard people.contains(where: { $0.group == .expert }), people.contains(where: { $0.group == .crowd }) else { return nil }
        return AnnotatorGrouping(
            id: "credential", names: ["with a credential, in force or not", "without any credential"],
            codes: people.reduce(into: [:]) { $0[$1.actor] = $1.group == .expert ? 0 : 1 }, fewest: 1)
    }

    /// People who gave a value that is certified, as known now, and people who did not; `nil` if all are of one kind, or if that is
    /// who has a credential and who has none.
    static func byVerdict(_ people: [PersonProfile], isCertified: (Actor) -> Bool) -> AnnotatorGrouping? {
        let people = people.filter(\.isPerson)
        let certified = people.filter { isCertified($0.actor) }
        guard !certified.isEmpty, certified.count < people.count,
            people.contains(where: { isCertified($0.actor) == $0.isOfCrowd })
        else { return nil }
        return AnnotatorGrouping(
            id: "certified", names: ["with a certified value", "without a certified value"],
            codes: people.reduce(into: [:]) { $0[$1.actor] = isCertified($1.actor) ? 0 : 1 }, fewest: 1)
    }

    /// By the groups that people's enrolments state, where they can be read; `nil` if fewer than two are large enough.
    static func declared(_ people: [PersonProfile]) -> AnnotatorGrouping? {
        // A machine in a group hides nobody.
        let stated = people.filter { $0.isPerson && $0.declaredGroup != nil }
        let groups = Dictionary(grouping: stated) { $0.declaredGroup ?? "" }
            .filter { $0.value.count >= fewestPeople }.sorted { $0.key < $1.key }
        guard groups.count > 1 else { return nil }
        let codes = groups.enumerated().flatMap { place, group in group.value.map { ($0.actor, Int32(place)) } }
        return AnnotatorGrouping(
            id: "declared", names: groups.map { "\(quote: $0.key)" },
            codes: Dictionary(codes) { first, _ in first }, fewest: fewestPeople)
    }
}
