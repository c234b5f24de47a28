import Primitives
import Provenance

/// Registrations of items, packed.
struct ItemTable: Sendable {
    private var table = SubjectTable<EventReference>()

    func history(of subject: Subject) -> ItemHistory? {
        table.place(of: subject).map { ItemHistory(registration: table[$0]) }
    }

    mutating func apply(_ entry: LoggedEvent, of subject: Subject) {
        var history = history(of: subject) ?? ItemHistory()
        history.apply(entry, of: subject)
        guard let registration = history.registration else { return }
        let place = table.place(of: subject, initial: registration)
        table[place] = registration
    }
}

/// Suggestions by question. Most questions have none and take no room, many have one.
struct QuestionTable: Sendable {
    private var table = SubjectTable<Suggestions>()
    private var many: [QuestionHistory] = []

    private enum Suggestions: Sendable {
        case one(EventReference)
        /// At this place of `many`.
        case many(UInt32)
    }

    func history(of subject: Subject) -> QuestionHistory? {
        guard let place = table.place(of: subject) else { return nil }
        switch table[place] {
        case .one(let reference): return QuestionHistory(suggestions: [reference])
        case .many(let number): return many[Int(number)]
        }
    }

    mutating func apply(_ entry: LoggedEvent, of subject: Subject) {
        guard let place = table.place(of: subject) else { return begin(entry, subject) }
        switch table[place] {
        case .many(let number): many[Int(number)].apply(entry, of: subject)
        case .one(let reference):
            var history = QuestionHistory(suggestions: [reference])
            history.apply(entry, of: subject)
            guard history.suggestions.count > 1 else { return }
            table[place] = .many(UInt32(many.count))
            many.append(history)
        }
    }

    private mutating func begin(_ entry: LoggedEvent, _ subject: Subject) {
        var history = QuestionHistory()
        history.apply(entry, of: subject)
        if let first = history.suggestions.first { _ = table.place(of: subject, initial: .one(first)) }
    }
}
