import Ledger
import Primitives
import Provenance

// What a withdrawn guideline taints.
extension TraceWriter {
    /// Says how many labels of releases cite a version that was withdrawn; a label that is in several is counted in each.
    func addTaints(of releases: [ReleaseName], labels: Int, to summary: inout ReportSection) throws {
        let recorded = releases.compactMap { lineage.releases[$0] }
        let found = try recorded.flatMap { release in try guidelines.taints(of: release).map { (release, $0) } }
        let cited = found.reduce(0) { $0 + $1.1.labels }
        summary.add("guideline-withdrawn", "Labels that cite a guideline withdrawn since", .share(cited, of: labels))
        summary.add(
            "guideline-late", "Of these, recorded when its withdrawal was in effect",
            .share(found.reduce(0) { $0 + $1.1.late }, of: cited))
        summary.notes += found.compactMap { release, taint in
            taint.version.withdrawalPhrase.map {
                "\($0); cited by \(words: taint.labels.counted("label")) of \(code: release.name), \(taint.late) of them recorded when it was in effect"
            }
        }
    }

    /// Says how many of the values were given under a version that was withdrawn.
    func addTaints(in values: [GivenValue], to summary: inout ReportSection) {
        let tainted = values.filter(\.isTainted)
        summary.add(
            "guideline-withdrawn", "Given under a guideline withdrawn since", .share(tainted.count, of: values.count))
        summary.add(
            "guideline-late", "Of these, recorded when its withdrawal was in effect",
            .share(tainted.count(where: \.isLate), of: tainted.count))
        summary.notes += tainted.lazy.compactMap(\.guideline).versions.compactMap(\.withdrawalPhrase)
    }

    /// Values given under withdrawn versions, the first of them.
    func taintSection(_ number: Int, _ values: [GivenValue]) throws -> ReportSection {
        let tainted = values.filter(\.isTainted)
        let shown = tainted.prefix(Self.taintLimit)
        var section = ReportSection(number, "Under a withdrawn guideline", tainted.isEmpty ? .notApplicable : .evidenced)
        var table = ReportTable(
            "tainted-labels", "Values given under a withdrawn guideline",
            [
                .init("label", "Label"), .init("actor", "Who"), .init("guideline", "Guideline"), .init("recorded", "Recorded"),
                .init("time", "Recorded when the withdrawal was in effect"), .init("entry", "Entry"),
            ])
        try store.read { reader in
            for value in shown {
                guard let version = value.guideline?.version else { continue }
                let entry = try reader.event(at: value.index)
                table.add([
                    .text("\(code: entry.event.subject)"), .text("\(code: entry.source)"), .text("\(code: version.name)"),
                    .moment(entry.recorded), .text(value.isLate ? "\(warning: "yes")" : "no"),
                    .count(Int(clamping: value.index.value)),
                ])
            }
        }
        section.tables = [table]
        if shown.count < tainted.count {
            section.notes = ["The first \(shown.count) of \(tainted.count) values are listed."]
        }
        return section
    }

    private static let taintLimit = 1000
}

extension TraceWriter.GivenValue {
    /// True if the guideline that it cites was withdrawn, whenever.
    var isTainted: Bool { guideline?.isWithdrawn ?? false }
    /// True if it was recorded when that withdrawal was in effect.
    var isLate: Bool { guideline?.isLate ?? false }
}

extension GuidelineVersion {
    /// `nil` if nobody withdrew it.
    var withdrawalPhrase: Phrase? { withdrawal.map { "Guideline \(code: name) was \($0.phrase)" } }
}
