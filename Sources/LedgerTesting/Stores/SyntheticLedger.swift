package import Ledger
import MerkleLog
package import Primitives
import Provenance
import Signatures

/// Batches as a sequencer would make them, of entries that are no events: for stores, which do not look into entries.
///
/// Random, and the same for the same seed. Ids need percent-encoding now and then, labels are revised, withdrawn, reviewed and
/// related to others, in any order.
package struct SyntheticLedger {
    private var random: SeededGenerator
    private var tree = TileTree()
    private var clock: Int64 = 1_760_000_000_000_000
    /// Per data set.
    private var itemCount = [0, 0]
    private var labels: [(dataset: Int, item: String, label: String, name: String)] = []

    package static let datasets = ["chest", "chest/é"]
    private static let questions = ["finding", "Größe"]

    package init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    package var size: TreeSize { tree.size }

    package mutating func batch(of count: Int, disclosing: Bool = true) -> Batch {
        var rows = DerivedRows()
        var entries: [StoredEntry] = []
        var disclosures: [EntryIndex: KeptDisclosures] = [:]
        for place in 0..<count {
            let index = EntryIndex(tree.size.value + UInt64(place))
            clock += Int64.random(in: 1...1000, using: &random)
            let recorded = Timestamp(microseconds: clock)
            let jws = (0..<Int.random(in: 20...200, using: &random)).map { _ in UInt8.random(in: 45...122, using: &random) }
            entries.append(StoredEntry(index: index, recorded: recorded, jws: jws))
            rows.events.append((.version7(at: recorded, random: (random.next(), random.next())), index))
            for subject in touch(index, recorded, &rows) { rows.touches.append(SubjectTouch(subject, index)) }
            if Int.random(in: 0..<8, using: &random) == 0, disclosing { disclosures[index] = kept([disclosure(), disclosure()]) }
        }
        let tiles = tree.append(contentsOf: entries.map { Digest.leaf($0.bytes) })
        return Batch(
            entries: entries, disclosures: disclosures, tiles: tiles,
            checkpoint: StoredCheckpoint(size: tree.size, note: "\(tree.size) \(tree.root)"), derived: rows)
    }

    /// Of one of three keepers.
    package mutating func kept(_ disclosures: [StoredDisclosure]) -> KeptDisclosures {
        KeptDisclosures(disclosures, keeper: Subject(.annotator, ["a\(Int.random(in: 0..<3, using: &random))"]))
    }

    package mutating func disclosure() -> StoredDisclosure {
        let encoded = "disclosure-\(random.next())"
        return StoredDisclosure(digest: Digest(hashing: encoded).base64URL, encoded: encoded)
    }

    /// Adds what an entry says to the rows, and gives the subjects that it touches.
    private mutating func touch(_ index: EntryIndex, _ recorded: Timestamp, _ rows: inout DerivedRows) -> [Subject] {
        let signer = Actor(.annotator, "a%\(Int.random(in: 0..<5, using: &random))")
        if index.value < UInt64(Self.datasets.count) {
            let dataset = Self.datasets[Int(index.value)]
            rows.datasets.append(DatasetRow(dataset: dataset, title: "Title of \(dataset)", index: index))
            return [.dataset(dataset), .policy(dataset), Actor(.operator, "root").workSubject]
        }
        switch Int.random(in: 0..<20, using: &random) {
        case 0: return enrol(index, &rows) + [signer.workSubject]
        case 1: return issueCredential(index, &rows) + [signer.workSubject]
        case 2: return [.ledger, Actor(.operator, "root").workSubject]
        case 3...6: return registerItem(index, &rows) + [signer.workSubject]
        default: return label(index, recorded, signer, &rows) + [signer.workSubject]
        }
    }

    private mutating func enrol(_ index: EntryIndex, _ rows: inout DerivedRows) -> [Subject] {
        let actor = Actor([.annotator, .model, .connector].randomElement(using: &random) ?? .model, "id \(index)")
        rows.actors.append(ActorRow(actor: actor, custody: .holder, index: index))
        let seed = (0..<32).map { _ in UInt8.random(in: 0...255, using: &random) }
        if let key = PrivateKey(seed: seed)?.publicKey {
            rows.keys.append(StoredKey(key: key, actor: actor, index: index))
        }
        return [actor.standingSubject]
    }

    private mutating func issueCredential(_ index: EntryIndex, _ rows: inout DerivedRows) -> [Subject] {
        let annotator = "id \(Int.random(in: 0..<4, using: &random))"
        let credential = Subject.credential("board", "c\(index)")
        rows.credentials.append(
            CredentialRow(
                subject: credential, annotator: annotator, competence: "medicine", validFrom: Timestamp(microseconds: clock),
                validUntil: Timestamp(microseconds: clock + 1), index: index))
        return [credential, Subject(.annotator, [annotator])]
    }

    private mutating func registerItem(_ index: EntryIndex, _ rows: inout DerivedRows) -> [Subject] {
        let dataset = Int.random(in: 0..<Self.datasets.count, using: &random)
        // Not in the order of their names.
        let item = "\(itemCount[dataset] * 7 % 100)-\(itemCount[dataset])"
        itemCount[dataset] += 1
        rows.items.append(ItemRow(dataset: Self.datasets[dataset], item: item, index: index))
        return [.item(Self.datasets[dataset], item), .dataset(Self.datasets[dataset])]
    }

    private mutating func label(
        _ index: EntryIndex, _ recorded: Timestamp, _ signer: Actor, _ rows: inout DerivedRows
    ) -> [Subject] {
        let known = labels.isEmpty || Int.random(in: 0..<3, using: &random) == 0 ? nil : labels.randomElement(using: &random)
        let dataset = known?.dataset ?? Int.random(in: 0..<Self.datasets.count, using: &random)
        let item = known?.item ?? "\(Int.random(in: 0...itemCount[dataset], using: &random))-é"
        let address =
            known ?? (dataset, item, "l\(labels.count)/1", Self.questions.randomElement(using: &random) ?? Self.questions[0])
        if known == nil { labels.append(address) }
        let kinds: [LabelVersion.Kind] =
            known == nil
            ? [.suggested, .asserted, .ranked]
            : [.revised, .withdrawn, .related, .adjudicated, .reviewAccepted, .reviewRejected, .reviewCorrected]
        let kind = kinds.randomElement(using: &random) ?? .asserted
        rows.labels.append(
            LabelVersion(
                dataset: Self.datasets[dataset], item: item, label: address.label, name: address.name, index: index,
                recorded: recorded, kind: kind, source: signer,
                value: kind == .withdrawn ? "" : "{\"kind\":\"choice\",\"value\":\"\(random.next())\"}",
                verdictThen: kind.isReview ? nil : Verdict.allCases.randomElement(using: &random)))
        var subjects: [Subject] = [
            .label(Self.datasets[dataset], item, address.label), .question(Self.datasets[dataset], item, address.name),
            .labels(Self.datasets[dataset], item), .dataset(Self.datasets[dataset]),
        ]
        if kind == .related || kind == .adjudicated {
            let others = labels.filter { $0.dataset == dataset && $0.item == item && $0.label != address.label }
            subjects += others.prefix(2).map { .label(Self.datasets[dataset], item, $0.label) }
        }
        return subjects
    }
}
