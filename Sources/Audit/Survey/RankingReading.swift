import Ledger
import Primitives
import Provenance

/// Reads rankings by what they rank, since each event has its own ids for responses.
///
/// Answers are told in the words of the first event of the question that names responses. So they keep the ids that people
/// know, and orders are classes that recur from item to item, which corrections for chance need; digests would make each a class
/// of its own.
struct RankingReading {
    /// A ranking as it is compared; without a value, where one of its ids stands for several responses.
    struct Ranked {
        /// By digests alone.
        let digest: Digest?
        /// In the words of the question's first ranking.
        let value: JSONValue?

        init(_ value: JSONValue, _ names: ResponseNames, calledAsIn first: ResponseNames) {
            digest = value.ranking(by: names).map { Digest(hashing: $0.comparedLabelValue.canonicalText) }
            self.value = value.ranking(by: names, calledAsIn: first)
        }
    }

    private struct First {
        let index: EntryIndex
        let names: Digest
    }

    /// Of what is called how, a digest: as a rule all rankings of a question call it alike.
    private var firsts: [QuestionKey: First] = [:]

    /// - Parameters:
    ///   - value: that of the event, which is a ranking.
    ///   - question: the same as of the address, by the item's number.
    mutating func read(
        _ value: JSONValue, of entry: LoggedEvent, at address: LabelAddress, on question: QuestionKey, _ reader: any LedgerReader
    ) throws -> Ranked {
        guard let own = ResponseNames(entry.event.body) else {
            let entries = try reader.events(of: address.questionSubject, below: TreeSize(entry.index.value + 1))
            let responses = QuestionResponses(entries)
            let names = responses.names(for: entry.event.subject)
            return Ranked(value, names, calledAsIn: responses.first?.names ?? names)
        }
        let digest = Digest(hashing: own.json.canonicalText)
        guard let first = firsts[question], first.names != digest else {
            if firsts[question] == nil { firsts[question] = First(index: entry.index, names: digest) }
            return Ranked(value, own, calledAsIn: own)
        }
        let names = ResponseNames(try reader.event(at: first.index).event.body)
        return Ranked(value, own, calledAsIn: names ?? own)
    }

    /// The gold answer to a question, told likewise: at a size at which it can be compared with what people said since.
    static func gold(
        _ value: JSONValue, for question: Subject, at size: TreeSize, _ reader: any LedgerReader
    ) throws -> Ranked {
        let responses = QuestionResponses(try reader.events(of: question, below: size))
        let names = ResponseNames(value) ?? responses.names(for: nil)
        return Ranked(value, names, calledAsIn: responses.first?.names ?? names)
    }
}
