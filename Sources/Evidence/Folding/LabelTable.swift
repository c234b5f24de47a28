import Primitives
import Provenance
import Signatures

/// Histories of labels, packed: about 150 bytes a label.
struct LabelTable: Sendable {
    private var table = SubjectTable<Record>()
    private var actors = Interner<Actor>()
    private var keys = Interner<KeyThumbprint>()
    private var names = Interner<String>()
    /// Linked lists of those who signed events of a label, one node each.
    private var signers: [(actor: UInt32, next: UInt32)] = []
    /// Of the labels that a review did not accept, by their places: few have any.
    private var disputes: [Int: LabelHistory.Dispute] = [:]

    private struct Record: Sendable {
        var id = EventID(high: 0, low: 0)
        var digest = Digest.zero
        var index: UInt64 = 0
        var recorded: Int64 = 0
        var source: UInt32 = 0
        var key: UInt32 = 0
        var dataset: UInt32 = 0
        var name: UInt32 = 0
        /// The first node of the list of signers, plus one.
        var firstSigner: UInt32 = 0
        /// `HeadKind`, or `noHead`.
        var kind: UInt8 = Record.noHead
        /// Derived, once everything is folded.
        var isDisputed = false
        var isClaimed = false
        var derived: DerivedVerdict?

        static let noHead: UInt8 = .max
    }

    var count: Int { table.count }

    /// `nil` if nothing was said of the label yet.
    func history(of subject: Subject) -> LabelHistory? { table.place(of: subject).map { history(at: $0) } }

    func history(at place: Int) -> LabelHistory {
        let record = table[place]
        guard let kind = LabelHistory.HeadKind(rawValue: record.kind) else {
            return LabelHistory(head: nil, dispute: disputes[place])
        }
        let attribution = Attribution(
            index: EntryIndex(record.index), recorded: Timestamp(microseconds: record.recorded),
            source: actors[record.source], keyID: keys[record.key], dataset: names[record.dataset],
            name: names[record.name])
        return LabelHistory(
            head: .init(
                reference: EventReference(id: record.id, digest: record.digest), kind: kind, attribution: attribution),
            dispute: disputes[place])
    }

    /// Takes in an entry that touches the label `subject`.
    mutating func apply(_ entry: LoggedEvent, of subject: Subject) {
        // What touches a label in passing leaves it as it is, and need not make a record.
        guard entry.event.subject == subject else { return }
        let place = table.place(of: subject, initial: Record())
        var history = history(at: place)
        // Held once, its list grows in its place.
        setDispute(nil, at: place)
        history.apply(entry, of: subject)
        store(history, at: place)
        // Whoever erases what she had sealed signs no event of hers.
        if entry.event.body.labelAddress != nil { addSigner(actors.number(of: entry.source), at: place) }
    }

    private mutating func store(_ history: LabelHistory, at place: Int) {
        var record = table[place]
        setDispute(history.dispute, at: place)
        if let head = history.head {
            record.id = head.reference.id
            record.digest = head.reference.digest
            record.index = head.attribution.index.value
            record.recorded = head.attribution.recorded.microseconds
            record.source = actors.number(of: head.attribution.source)
            record.key = keys.number(of: head.attribution.keyID)
            record.dataset = names.number(of: head.attribution.dataset)
            record.name = names.number(of: head.attribution.name)
            record.kind = head.kind.rawValue
        }
        table[place] = record
    }

    private mutating func setDispute(_ dispute: LabelHistory.Dispute?, at place: Int) {
        // Most labels have none: then nothing is looked up.
        if dispute != nil || !disputes.isEmpty { disputes[place] = dispute }
    }

    private mutating func addSigner(_ actor: UInt32, at place: Int) {
        var last: Int?
        var count = 0
        var next = table[place].firstSigner
        while next != 0 {
            // A label that everybody signs must not make every event cost what all before it did.
            guard count < BundleLimits.signerCount else { return }
            count += 1
            let node = signers[Int(next) - 1]
            if node.actor == actor { return }
            last = Int(next) - 1
            next = node.next
        }
        signers.append((actor, 0))
        let number = UInt32(signers.count)
        if let last { signers[last].next = number } else { table[place].firstSigner = number }
    }

    func subject(at place: Int) -> Subject? { table.subject(at: place) }
    func place(of subject: Subject) -> Int? { table.place(of: subject) }

    func signers(at place: Int) -> [Actor] {
        var result: [Actor] = []
        var next = table[place].firstSigner
        while next != 0 {
            result.append(actors[signers[Int(next) - 1].actor])
            next = signers[Int(next) - 1].next
        }
        return result
    }

    /// Places of labels that a review did not accept, in the order in which they were made.
    var disputedPlaces: [Int] { disputes.keys.sorted() }
    func isWithdrawn(at place: Int) -> Bool { table[place].kind == LabelHistory.HeadKind.withdrawn.rawValue }

    func isDisputed(at place: Int) -> Bool { table[place].isDisputed }
    mutating func setDisputed(at place: Int) { table[place].isDisputed = true }

    func derived(at place: Int) -> DerivedVerdict? { table[place].derived }
    mutating func setDerived(_ verdict: DerivedVerdict, at place: Int) { table[place].derived = verdict }

    /// False if there was a claim of this label before.
    mutating func claim(at place: Int) -> Bool {
        guard !table[place].isClaimed else { return false }
        table[place].isClaimed = true
        return true
    }
}

/// The verdicts on a label, packed.
struct DerivedVerdict: Sendable {
    let then: Verdict
    let now: Verdict
    let isAuthorityTrusted: Bool
    /// A number of the authorities that credentials rest on, plus one; 0 for none.
    let authority: UInt32
}
