import Ledger
import Primitives
import Provenance

extension StoreContract {
    static let projectionClauses: [StoreContract] = [
        StoreContract("A history is every entry that touches its subject, below the limit") { try $0.histories() },
        StoreContract("Histories hold across many batches and blocks") { try $0.longHistories() },
        StoreContract("Pages of labels are those of the model, as of any size") { try $0.labelPages() },
        StoreContract("A walk over labels goes on until it is told to stop, and each step may ask for more") {
            try $0.labelWalks()
        },
        StoreContract("Every version of a label is found") { try $0.labelVersions() },
        StoreContract("Pages of data sets, items and actors join without gap or repeat") { try $0.pages() },
        StoreContract("The digest is that of a store in memory, and changes with every row") { try $0.digests() },
        StoreContract("A rebuild in batches of any size gives the same digest and answers") { try $0.rebuilds() },
        StoreContract("A rebuild that fails changes nothing") { try $0.failedRebuild() },
    ]
}

extension ContractCase {
    fileprivate func histories() throws {
        let (store, model, _) = try filled([2, 50, 1, 100])
        try store.read { reader in
            for subject in model.subjects {
                for limit in [0, 1, 40, 53, 152, 153, 500].map(TreeSize.init) {
                    try require(
                        try reader.history(of: subject, below: limit), is: model.history(of: subject, below: limit),
                        "history of \(subject) below \(limit)")
                    try require(
                        try reader.lastIndex(of: subject, below: limit), is: model.history(of: subject, below: limit).last,
                        "the last that touches \(subject) below \(limit)")
                }
            }
            for absent in [Subject.label("chest", "0-0", "none"), .item("none", "none"), .dataset("none"), .authority("none")] {
                try require(try reader.history(of: absent, below: model.size), is: [], "history of \(absent)")
            }
        }
    }

    fileprivate func longHistories() throws {
        let (store, model, _) = try filled([9000, 9000, 1, 300])
        var histories: [Subject: [EntryIndex]] = [:]
        for touch in model.rows.flatMap(\.touches) { histories[touch.subject, default: []].append(touch.index) }
        try store.read { reader in
            for (subject, expected) in histories {
                try require(try reader.history(of: subject, below: model.size) == expected, "the history of \(subject) differs")
                let limit = TreeSize(16_384)
                try require(
                    try reader.history(of: subject, below: limit) == expected.filter(limit.contains),
                    "the history of \(subject) below \(limit) differs")
                for limit in [limit, model.size] {
                    try require(
                        try reader.lastIndex(of: subject, below: limit), is: expected.last(where: limit.contains),
                        "the last that touches \(subject) below \(limit)")
                }
            }
        }
    }

    fileprivate func labelPages() throws {
        let (store, model, _) = try filled([30, 1, 200, 9, 60])
        var random = SeededGenerator(seed: seed)
        for _ in 0..<40 {
            let asOf = TreeSize(UInt64.random(in: 0...320, using: &random))
            let dataset = SyntheticLedger.datasets.randomElement(using: &random) ?? ""
            let limit = Int.random(in: 1...9, using: &random)
            var cursor: LabelCursor?
            while true {
                let page = try store.read { try $0.labels(of: dataset, asOf: asOf, after: cursor, limit: limit) }
                let expected = model.labels(of: dataset, asOf: asOf, after: cursor, limit: limit)
                try require(page, is: expected, "labels of \(dataset) as of \(asOf) after \(String(describing: cursor))")
                guard let last = page.last else { break }
                cursor = LabelCursor(last.version)
            }
        }
    }

    fileprivate func labelWalks() throws {
        struct Enough: Error {}
        let (store, model, _) = try filled([30, 1, 200, 9, 60])
        try store.read { reader in
            for dataset in SyntheticLedger.datasets {
                let expected = model.labels(of: dataset, asOf: model.size, after: nil, limit: .max)
                var walked: [CurrentLabel] = []
                try reader.forEachLabel(of: dataset, asOf: model.size, after: nil) { label in
                    walked.append(label)
                    let rest = try reader.labels(of: dataset, asOf: model.size, after: LabelCursor(label.version), limit: 2)
                    try require(rest, is: Array(expected[walked.count...].prefix(2)), "the labels after \(label.subject)")
                    _ = try reader.history(of: label.subject, below: model.size)
                    return true
                }
                try require(walked, is: expected, "the walk over the labels of \(dataset)")
                var count = 0
                try reader.forEachLabel(of: dataset, asOf: model.size, after: nil) { _ in
                    count += 1
                    return count < 3
                }
                try require(count, is: min(3, expected.count), "labels until the walk was stopped")
                do {
                    try reader.forEachLabel(of: dataset, asOf: model.size, after: nil) { _ in throw Enough() }
                    try require(expected.isEmpty, "a walk hid the error of a step")
                } catch is Enough {}
            }
        }
    }

    fileprivate func labelVersions() throws {
        let (store, model, _) = try filled([200])
        let versions = model.rows.flatMap(\.labels)
        try store.read { reader in
            for one in versions {
                let expected = versions.filter { ($0.dataset, $0.item, $0.label) == (one.dataset, one.item, one.label) }
                let found = try reader.versions(dataset: one.dataset, item: one.item, label: one.label)
                try require(found, is: expected, "versions of \(one.label)")
            }
            try require(try reader.versions(dataset: "chest", item: "none", label: "none"), is: [], "versions of none")
            try walk(versions, reader)
        }
    }

    /// All versions in order, up to any size, also where each step asks the store for something else, or stops.
    private func walk(_ versions: [LabelVersion], _ reader: any LedgerReader) throws {
        for size in [TreeSize.empty, TreeSize(33), TreeSize(.max)] {
            var walked: [LabelVersion] = []
            try reader.forEachLabelVersion(below: size) { version in
                walked.append(version)
                try reader.forEachLabelVersion(below: size) { _ in false }
                _ = try reader.entry(at: version.index)
                return true
            }
            try require(walked, is: versions.filter { size.contains($0.index) }, "the walk over versions below \(size)")
        }
        var count = 0
        try reader.forEachLabelVersion(below: TreeSize(.max)) { _ in
            count += 1
            return count < 3
        }
        try require(count, is: min(3, versions.count), "versions until the walk was stopped")
    }

    fileprivate func pages() throws {
        let (store, model, _) = try filled([100, 150])
        try store.read { reader in
            for limit in [1, 2, 7, 1000] {
                var datasets: [DatasetRow] = []
                while case let page = try reader.datasets(after: datasets.last?.dataset, limit: limit), !page.isEmpty {
                    datasets += page
                }
                let allDatasets = model.rows.flatMap(\.datasets).sorted { $0.dataset < $1.dataset }
                try require(datasets, is: allDatasets, "data sets")

                for asOf in [TreeSize(90), model.size] {
                    var items: [ItemRow] = []
                    while case let page = try reader.items(of: "chest", asOf: asOf, after: items.last?.item, limit: limit),
                        !page.isEmpty
                    {
                        items += page
                    }
                    let registered = model.rows.flatMap(\.items).filter { $0.dataset == "chest" && asOf.contains($0.index) }
                    try require(items, is: registered.sorted { $0.item < $1.item }, "items as of \(asOf)")
                }

                var actors: [ActorRow] = []
                while case let page = try reader.actors(after: actors.last?.actor, limit: limit), !page.isEmpty {
                    actors += page
                }
                let enrolled = model.rows.flatMap(\.actors)
                    .sorted { ($0.actor.kind.rawValue, $0.actor.id) < ($1.actor.kind.rawValue, $1.actor.id) }
                try require(actors, is: enrolled, "actors")
            }
            for annotator in ["id 0", "id 1", "nobody"] {
                let issued = model.rows.flatMap(\.credentials).filter { $0.annotator == annotator }
                try require(try reader.credentials(of: annotator), is: issued, "credentials of \(annotator)")
            }
        }
    }

    fileprivate func digests() throws {
        let store = try makeStore()
        let memory = MemoryStore()
        var ledger = SyntheticLedger(seed: seed)
        var seen: Set<Digest> = []
        for size in [1, 1, 2, 40, 300] {
            let batch = ledger.batch(of: size)
            try store.append(batch)
            try memory.append(batch)
            let digest = try store.derivedDigest()
            try require(digest, is: try memory.derivedDigest(), "the digest")
            try require(seen.insert(digest).inserted, "The digest did not change with a batch")
        }
    }

    fileprivate func rebuilds() throws {
        let (store, model, _) = try filled([5, 1, 2, 200, 33])
        let digest = try store.derivedDigest()
        for size: UInt64 in [1, 10, 100, 1000] {
            try store.rebuild { write in
                // The log itself can be read meanwhile: that is where the rows come from.
                try require(try store.read { try $0.size() }, is: model.size, "the size during a rebuild")
                for rows in model.derivedRows(inPiecesOf: size) { try write(rows) }
            }
            try require(try store.derivedDigest(), is: digest, "the digest after a rebuild by \(size)")
            for subject in model.subjects {
                let history = try store.read { try $0.history(of: subject, below: model.size) }
                try require(history, is: model.history(of: subject, below: model.size), "history of \(subject) after it")
            }
        }
        try store.rebuild { _ in }
        try require(try store.derivedDigest(), is: try MemoryStore().derivedDigest(), "the digest after a rebuild from nothing")
        try require(try store.read { try $0.size() }, is: model.size, "the entries after it")
    }

    fileprivate func failedRebuild() throws {
        struct Broken: Error {}
        let (store, model, _) = try filled([100])
        let digest = try store.derivedDigest()
        do {
            try store.rebuild { write in
                for rows in model.derivedRows(inPiecesOf: 10).prefix(5) { try write(rows) }
                throw Broken()
            }
            throw ContractViolation(description: "a rebuild hid the error of its refill")
        } catch is Broken {}
        try require(try store.derivedDigest(), is: digest, "the digest after a rebuild that failed")
    }
}
