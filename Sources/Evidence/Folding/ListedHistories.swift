import MerkleLog
import Primitives
import Provenance

/// The histories that a bundle says it holds, and how far each was found to be so.
struct ListedHistories: Sendable {
    private var lists: [List] = []
    private var places: [Subject: Int] = [:]
    private var runCount = 0
    /// Places of the `dataset:` histories, by the datasets' ids as subjects encode them.
    private var datasets: [Substring: Int] = [:]
    /// True if a `labels:` history is listed, which covers others too.
    private var hasLabels = false
    /// The seal that proofs name; the first, if they name several.
    private(set) var seal: EntryIndex?
    /// How many entries it covers, by its own account: set before entries are taken, and held against the seal when it comes.
    var sealedSize: TreeSize?
    /// Of an entry, the history that lists it next; of several the last, which knows the one before.
    private var expecting: [UInt64: Int] = [:]
    /// Histories that listed an entry of which nobody can say what it touches, since the last of which somebody can.
    private var passing: [Int] = []

    private struct List: Sendable {
        let subject: Subject
        var runs = IndexRuns()
        var nextPart: UInt64 = 0
        /// The run in which the next entry of this history is expected, and how many of it are past.
        var run = 0
        var passed: UInt64 = 0
        /// Another that lists the same entry next.
        var beside: Int?
        /// It does not hold; its fold is not to be used.
        var isBroken = false
        /// What its proof says. The proofs themselves could fill the memory.
        var claim: Result<PrefixClaim, PrefixFailure>?
        /// Of the entries that the seal covers.
        var head: HistoryHead?
        /// It holds entries that cannot be read, so that its head is not known.
        var isOpaque = false
        /// A proof shows that its entries below the seal's size are all there are.
        var isProven = false

        var next: UInt64? { run < runs.runs.count ? runs.runs[run].lowerBound + passed : nil }

        var key: Digest { Digest(hashing: subject.description) }

        mutating func extend(by leaf: Digest) {
            if head == nil { head = HistoryHead(first: leaf) } else { head?.append(leaf) }
        }

        /// `index` is in the run in which the next entry is expected.
        mutating func advance(past index: UInt64) {
            let current = runs.runs[run]
            if index + 1 < current.upperBound {
                passed = index + 1 - current.lowerBound
            } else {
                run += 1
                passed = 0
            }
        }
    }

    var count: Int { lists.count }

    /// Takes in a line. `present` are the entries of the bundle, below `size`.
    mutating func add(_ line: HistoryLine, present: IndexRuns, size: TreeSize, limit: Int) -> Finding? {
        guard runCount + line.runs.count < limit, lists.count < limit else {
            return Finding(.limitExceeded, subject: line.subject, "There are more histories than the entries can have.")
        }
        let place = place(of: line.subject)
        guard lists[place].nextPart == line.part else {
            lists[place].isBroken = true
            return Finding(.historyRepeated, subject: line.subject, "A part of the history is repeated or left out.")
        }
        lists[place].nextPart += 1
        if let finding = add(line.proof, at: place, isFirstPart: line.part == 0) { return finding }
        let isFirst = lists[place].next == nil
        for (first, count) in line.runs {
            let (end, overflow) = first.addingReportingOverflow(count)
            guard !overflow, end <= size.value, count > 0, lists[place].runs.append(first..<end) else {
                lists[place].isBroken = true
                return Finding(
                    .historyMalformed, subject: line.subject, "Its indices do not rise, or are not below the checkpoint's size.")
            }
            if let missing = present.firstMissing(of: first..<end) {
                lists[place].isBroken = true
                return Finding(
                    .historyEntryMissing, index: missing, subject: line.subject,
                    "The history lists an entry that the bundle does not hold.")
            }
        }
        runCount += line.runs.count
        if isFirst { expect(place) }
        return nil
    }

    private mutating func add(_ proof: HistoryProof?, at place: Int, isFirstPart: Bool) -> Finding? {
        guard let proof else { return nil }
        guard isFirstPart, seal == nil || seal == proof.seal else {
            return Finding(
                .sealDiffers, subject: lists[place].subject,
                "A proof stands behind the first part of its history, or names another seal than the others.")
        }
        seal = proof.seal
        lists[place].claim = proof.proof.claim(subjectKey: lists[place].key)
        return nil
    }

    /// Lists a history whose entries are all at hand: an exporter's.
    mutating func add(_ subject: Subject, _ runs: IndexRuns, proof: PrefixProof?, seal: BundleSeal?) {
        let place = place(of: subject)
        lists[place].runs = runs
        lists[place].claim = proof?.claim(subjectKey: lists[place].key)
        expect(place)
        self.seal = seal?.index
        sealedSize = seal?.size
    }

    private mutating func place(of subject: Subject) -> Int {
        if let place = places[subject] { return place }
        places[subject] = lists.count
        lists.append(List(subject: subject))
        if let dataset = Self.dataset(of: subject), subject.kind == .dataset { datasets[dataset] = lists.count - 1 }
        if subject.kind == .labels { hasLabels = true }
        return lists.count - 1
    }

    /// The entry at `index` touches `subject`.
    ///
    /// - Parameter opaque: entries that could not be read, so that nobody can say what they touch.
    mutating func touch(_ subject: Subject, at index: EntryIndex, leaf: Digest, opaque: IndexRuns) -> Finding? {
        guard let place = places[subject], !lists[place].isBroken else { return nil }
        if let finding = skip(opaque, place, before: index.value) { return finding }
        guard lists[place].next == index.value else {
            lists[place].isBroken = true
            return Finding(
                .historyEntryUnlisted, index: index, subject: subject,
                "The entry touches the subject, and the history does not list it.")
        }
        lists[place].advance(past: index.value)
        if let sealedSize, sealedSize.contains(index) { lists[place].extend(by: leaf) }
        return nil
    }

    private mutating func expect(_ place: Int) {
        guard let next = lists[place].next else { return }
        lists[place].beside = expecting.updateValue(place, forKey: next)
    }

    /// All that the entry at `index` touches was told: whoever lists it and was not touched does not hold.
    mutating func pass(_ index: EntryIndex, opaque: IndexRuns) -> [Finding] {
        var listing = expecting.removeValue(forKey: index.value)
        while let place = listing {
            passing.append(place)
            listing = lists[place].beside
        }
        // A bundle may list many such entries in a row in many histories: these look at them once.
        guard !passing.isEmpty, opaque.last != index else { return [] }
        var findings: [Finding] = []
        for number in passing.indices where !lists[passing[number]].isBroken {
            let place = passing[number]
            if let finding = skip(opaque, place, before: index.value + 1) { findings.append(finding) } else { expect(place) }
        }
        passing.removeAll(keepingCapacity: true)
        return findings
    }

    /// All entries were seen.
    mutating func finish(opaque: IndexRuns) -> [Finding] {
        lists.indices.compactMap { lists[$0].isBroken ? nil : skip(opaque, $0, before: .max) }
    }

    /// Passes over opaque entries below `limit` that are listed; any other that is listed there is a lie.
    private mutating func skip(_ opaque: IndexRuns, _ place: Int, before limit: UInt64) -> Finding? {
        while let next = lists[place].next, next < limit {
            guard let end = opaque.run(at: next)?.upperBound else {
                lists[place].isBroken = true
                return Finding(
                    .historyEntryUnrelated, index: EntryIndex(next), subject: lists[place].subject,
                    "The history lists an entry that does not touch the subject.")
            }
            lists[place].isOpaque = true
            let run = lists[place].runs.runs[lists[place].run]
            lists[place].advance(past: min(end, run.upperBound) - 1)
        }
        return nil
    }

    /// Whether the history of `subject` is here whole: listed, or part of one that is.
    func isWhole(_ subject: Subject) -> Bool {
        if let place = places[subject] { return !lists[place].isBroken }
        return isCovered(subject) { !$0.isBroken }
    }

    /// Whether a proof shows that the history of `subject`, or one that it is part of, was whole when it was sealed.
    func isProven(_ subject: Subject) -> Bool {
        if let place = places[subject], lists[place].isProven { return true }
        return isCovered(subject, \.isProven)
    }

    /// Whether `holds` is true of a history here that `subject` is part of.
    private func isCovered(_ subject: Subject, _ holds: (List) -> Bool) -> Bool {
        // Asked several times for every entry of a dataset; the general way makes strings.
        if !datasets.isEmpty, let dataset = Self.dataset(of: subject), let place = datasets[dataset], holds(lists[place]) {
            return true
        }
        guard hasLabels else { return false }
        return subject.coveringSubjects.contains { places[$0].map { holds(lists[$0]) } ?? false }
    }

    /// Holds each history against what the seal's tree has of it.
    mutating func prove(by indexRoot: Digest) -> [Finding] {
        lists.indices.compactMap { place in
            guard let claim = lists[place].claim, !lists[place].isBroken, !lists[place].isOpaque else { return nil }
            let subject = lists[place].subject
            var sealed: HistoryHead?
            switch claim.map({ $0.check(root: indexRoot) }) {
            case .success(.absent): break
            case .success(.present(let head)): sealed = head
            case .success(.failed(let failure)), .failure(let failure):
                return Finding(.historyProofFailed, subject: subject, "The proof does not lead to the seal: \(failure.rawValue).")
            }
            guard sealed == lists[place].head else {
                let (there, here) = (sealed?.count ?? 0, lists[place].head?.count ?? 0)
                return Finding(
                    .historyIncomplete, subject: subject,
                    there == here
                        ? "The seal is of other entries of this history than those that are here."
                        : "When it was sealed, the history had \(there) entries; \(here) are here.")
            }
            lists[place].isProven = true
            return nil
        }
    }

    /// The id, as subjects encode it, of the dataset that `subject` belongs to; `nil` for what belongs to none.
    private static func dataset(of subject: Subject) -> Substring? {
        switch subject.kind {
        case .dataset, .policy, .item, .labels, .label, .question:
            let path = subject.description.utf8.dropFirst(subject.kind.rawValue.utf8.count + 1)
            return Substring(path.prefix { $0 != UInt8(ascii: "/") })
        default: return nil
        }
    }
}
