import MerkleLog
import Primitives
import Provenance

/// Goes through the entries of a bundle in order: applies the admission rules again and folds what they let pass.
///
/// The exporter replays what it writes and the verifier what it reads, so that neither can see what the other does not.
struct EntryReplay: Sendable {
    private(set) var histories: BundleHistories
    private(set) var findings = FindingLog()
    private(set) var counts = VerificationReport.Counts()
    /// All leaves so far; a bundle of every entry gives the log's root.
    private(set) var range = CompactRange()
    private(set) var closure: Closure?
    private let root: Digest
    private let size: TreeSize
    private var lastRecorded: Timestamp?
    /// For the verdicts that admission asks for.
    private var budget = ExaminationBudget()
    private(set) var recordedBelow: RecordedBelow
    /// Entries of which nobody can say what they touch.
    private var opaque = IndexRuns()
    let scope: EvidenceScope
    /// True once an entry touched the subject that the bundle is about.
    private var isScopeTouched = false
    /// The seal that the proofs of histories name, once it was taken.
    private(set) var seal: FoundSeal?
    /// The same seal, if completeness rests on it: not every entry is here, and proofs show of every history that the verdicts rest on
    /// that nothing was left out when it was sealed. Known once all entries were taken.
    private(set) var provingSeal: FoundSeal?
    /// All seals, where every entry is here.
    private(set) var seals: [FoundSeal] = []

    /// - Parameter checkpoints: sizes of which `recordedBelow` is asked later.
    init(
        histories: BundleHistories, scope: EvidenceScope, size: TreeSize, root: Digest, checkpoints: [TreeSize] = []
    ) {
        recordedBelow = RecordedBelow(checkpoints)
        self.histories = histories
        self.scope = scope
        self.size = size
        self.root = root
        closure = scope == .ledger ? nil : Closure(startingFrom: scope)
    }

    /// Takes the next entry. Indices rise.
    mutating func take(_ given: consuming ExaminedEntry) throws {
        var examined = given
        counts.entries += 1
        if histories.knowsEveryEvent { range.append(examined.leaf) }
        checkProof(examined)
        examined.resolve(with: histories.keys)
        guard let entry = event(of: examined) else { return }
        counts.signatures += 1
        checkTime(entry)
        checkSeals(entry)
        checkDisclosures(examined, entry.event)
        touch(entry, examined.leaf)
        closure?.follow(entry.event, reference: entry.reference)
        if let refusal = try refusal(of: entry) {
            report(.inadmissible, entry.index, rule: refusal.rule, refusal.sentence)
            return
        }
        // The rules have asked this where the signer's standing is here whole.
        guard entry.index.value == 0 || histories.keys[entry.keyID]?.actor == entry.source else {
            return report(.unknownKey, entry.index, "The key was not introduced for \(entry.source).")
        }
        histories.apply(entry, at: examined.place)
        note(entry)
    }

    /// Why the rules of admission refuse an entry, as far as they can be afforded.
    private mutating func refusal(of entry: LoggedEvent) throws -> Refusal? {
        // Nobody has as much as would be counted.
        let isFree = histories.greatestExaminationCount <= ExaminationBudget.perStatement
        if try isFree || budget.take([try Admission.examinationCount(of: entry, in: histories)]) {
            return try Admission.refusal(of: entry, in: histories)
        }
        report(
            .limitExceeded, entry.index,
            "More is said of the signer and her credentials than a verifier looks at; whether the dataset refuses the label is not known."
        )
        return try Admission.refusalBeforeVerdict(of: entry, in: histories)
    }

    /// The event, if its signature holds and it is one.
    private mutating func event(of examined: ExaminedEntry) -> LoggedEvent? {
        let index = examined.index
        switch examined.content {
        case .signed(let recorded, let signed): return LoggedEvent(index: index, recorded: recorded, signed: signed)
        case .keyUnknown:
            report(.unknownKey, index, "The entry is signed by a key that no entry before it in the bundle introduces.")
        case .badSignature: report(.badSignature, index, "The signature is not that of the key that it names.")
        case .tooLarge: report(.entryTooLarge, index, "The entry is larger than 65,535 bytes.")
        case .malformed(let sentence): report(.entryMalformed, index, sentence)
        case .notAnEvent(let sentence): report(.eventMalformed, index, sentence)
        case .unknownType(let recorded):
            counts.signatures += 1
            check(recorded, index)
            report(.unknownType, index, "The event is of a type that this version does not know; it was passed over.")
        }
        opaque.append(index)
        findings.add(histories.listed.pass(index, opaque: opaque))
        return nil
    }

    private mutating func checkProof(_ examined: ExaminedEntry) {
        switch examined.proof {
        case .verified: break
        case .inclusionFailed(let failure):
            report(.inclusionFailed, examined.index, "The inclusion proof does not hold: \(failure).")
        case .tileFailed: report(.entryUnproven, examined.index, "The tile has another hash in the entry's place.")
        case nil:
            // Then the root of all entries is compared at the end.
            guard !histories.knowsEveryEvent else { return }
            report(.entryUnproven, examined.index, "Neither an inclusion proof nor tiles lead from the entry to the root.")
        }
    }

    private mutating func check(_ recorded: Timestamp, _ index: EntryIndex) {
        if let last = lastRecorded, recorded <= last {
            report(.recordedOrder, index, "The entry was not recorded after the one before it.")
        }
        lastRecorded = max(recorded, lastRecorded ?? recorded)
        recordedBelow.take(index, recorded)
    }

    private mutating func checkTime(_ entry: LoggedEvent) {
        check(entry.recorded, entry.index)
        if histories.ledgerHistory.isBeyondTolerance(entry) {
            report(
                .clockTolerance, entry.index,
                "The time that the signer claims is further from the ledger's clock than its policy tolerates.")
        }
    }

    private mutating func checkSeals(_ entry: LoggedEvent) {
        guard entry.event.hasAmbiguousSeal else { return }
        report(
            .sealAmbiguous, entry.index,
            "The signer may have sealed two values of one member: what is disclosed of it need not be all that can be.")
    }

    private mutating func checkDisclosures(_ examined: ExaminedEntry, _ event: Event) {
        switch examined.disclosures {
        case .failure(let problem): report(.disclosureMismatch, examined.index, problem.sentence)
        case .success(let disclosures):
            guard !event.sealed.isEmpty || !disclosures.isEmpty else { return }
            switch event.disclosed(by: disclosures) {
            case .success:
                counts.disclosures += disclosures.count
                counts.withheld += event.sealed.reduce(0) { $0 + $1.digests.count } - disclosures.count
            case .failure(let mismatch): report(.disclosureMismatch, examined.index, mismatch.description)
            }
        }
    }

    private mutating func touch(_ entry: LoggedEvent, _ leaf: Digest) {
        if !isScopeTouched { isScopeTouched = entry.event.subjects.contains(scope.subject) }
        guard histories.listed.count > 0 else { return }
        for subject in entry.event.subjects {
            if let finding = histories.listed.touch(subject, at: entry.index, leaf: leaf, opaque: opaque) {
                findings.add(finding)
            }
        }
        findings.add(histories.listed.pass(entry.index, opaque: opaque))
    }

    /// What an entry that was folded says of others.
    private mutating func note(_ entry: LoggedEvent) {
        switch entry.event.body {
        case .ledgerSealed(let data):
            let found = FoundSeal(index: entry.index, recorded: entry.recorded, keyID: entry.keyID, data: data)
            if entry.index == histories.listed.seal { seal = found }
            if histories.knowsEveryEvent { seals.append(found) }
        case .guidelineWithdrawn(let data):
            findings.add(
                Finding(
                    .guidelineWithdrawn, index: entry.index, subject: .guideline(data.guideline),
                    "A version of this guideline was withdrawn by \(entry.source) on \(entry.recorded), with effect from "
                        + "\(data.effective ?? entry.recorded): \(VisibleText.quoted(data.reason)). Labels that cite "
                        + "\(data.of.id) followed it."))
        case .disclosureErased(let data):
            let count = data.digests.count
            let basis = VisibleText.quoted(data.legalBasis)
            findings.add(
                Finding(
                    .disclosureErased, index: entry.index, subject: data.erasedSubjects.first,
                    "\(count) sealed \(count == 1 ? "value" : "values") of the event \(data.event.id) \(count == 1 ? "was" : "were") erased "
                        + "on \(entry.recorded) under \(basis)."))
        default: break
        }
    }

    private mutating func report(_ code: FindingCode, _ index: EntryIndex, rule: String? = nil, _ sentence: String) {
        findings.add(Finding(code, index: index, rule: rule, sentence))
    }

    /// All entries were taken: looks at what only the whole can show.
    mutating func finish() {
        findings.add(histories.listed.finish(opaque: opaque))
        counts.histories = histories.listed.count
        if histories.ledgerHistory.opened == nil {
            findings.add(
                Finding(.openingMissing, "Entry 0, which opens the ledger and names its keys, is not here or does not hold."))
        }
        if !isScopeTouched {
            findings.add(Finding(.scopeEmpty, subject: scope.subject, "No entry is about what the bundle is to prove."))
        }
        if histories.knowsEveryEvent {
            if range.size != size || range.root != root {
                findings.add(Finding(.rootDiffers, "The entries do not make up the root of the checkpoint."))
            }
        } else {
            for subject in closure?.subjects ?? [] where !histories.isWhole(subject) {
                findings.add(
                    Finding(.historyMissing, subject: subject, "The verdicts rest on this history, and it is not here whole."))
            }
        }
        checkSeal()
    }

    /// Whether the histories are all that there was when they were sealed.
    private mutating func checkSeal() {
        guard let named = histories.listed.seal else { return }
        guard let seal, seal.size == histories.listed.sealedSize else {
            return report(.sealMissing, named, "Proofs name this entry as the seal, and it is not here as one that holds.")
        }
        findings.add(histories.listed.prove(by: seal.data.indexRoot))
        guard !histories.knowsEveryEvent else { return }
        if let closure, closure.subjects.allSatisfy({ histories.listed.isProven($0) }) { provingSeal = seal }
        // Of the log's, not of those that are here: whoever leaves some out must not seem to be newer.
        let past = seal.countPast(in: size)
        if past > BundleLimits.entriesPastSeal {
            report(.sealStale, named, "The log has more than 65,536 entries that the seal does not cover.")
        } else if past > 0 {
            report(
                .pastSeal, named,
                "The log has \(past) \(past == 1 ? "entry" : "entries") that the seal does not cover: whether all of them that matter are "
                    + "here is not known\(provingSeal != nil ? ", and what is said of now does not count them" : "").")
        }
    }

    /// Of the tree that verdicts *now* are as known at: a seal's only where completeness rests on it, so that no proof that somebody
    /// adds makes less known than is here.
    var knownSize: TreeSize { provingSeal?.size ?? size }

    /// True if entries may be here that `knownSize` does not count.
    var hasLaterEntries: Bool { provingSeal.map { $0.countPast(in: size) > 0 } ?? false }

    /// True of what was recorded where `knownSize` does not reach: what was said before it may not all be here.
    func isLater(_ statement: Attribution) -> Bool { !knownSize.contains(statement.index) }

    mutating func add(_ finding: Finding) { findings.add(finding) }
    mutating func setDerived(_ verdict: DerivedVerdict, at place: Int) { histories.setDerived(verdict, at: place) }
    mutating func setDisputed(at place: Int) { histories.setDisputed(at: place) }
    mutating func claim(at place: Int) -> Bool { histories.claim(at: place) }
    mutating func countClaim() { counts.claims += 1 }
}
