import Evidence
import Provenance

/// Something done to a sound bundle, under a name, and what a verifier must make of it.
struct Spoiling: Sendable {
    /// Which sound bundle is spoilt.
    enum Base: Sendable {
        /// `label:d/i/a` of the sealed ward.
        case label
        /// `item:d/i` of the sealed ward.
        case item
        /// `dataset:d` of the ward with another dataset beside it, sealed: not all entries are of it.
        case dataset
        /// All of the sealed ward.
        case whole
        /// `label:d/i/g` of the sealed ward with a guideline that was withdrawn.
        case guideline
        /// `annotator:bob` of the sealed ward.
        case annotator
        /// All of a ledger of two entries: for faults of lines, which need no more.
        case tiny
    }

    let name: String
    let base: Base
    let outcome: BundleVector.Outcome
    let codes: [FindingCode]
    let apply: @Sendable (inout BundleText) throws -> Void

    init(
        _ name: String, of base: Base = .label, _ outcome: BundleVector.Outcome, _ codes: [FindingCode] = [],
        _ apply: @escaping @Sendable (inout BundleText) throws -> Void
    ) {
        (self.name, self.base, self.outcome, self.codes, self.apply) = (name, base, outcome, codes, apply)
    }

    func vector(of bases: SoundBundles) throws -> BundleVector {
        var text =
            switch base {
            case .label: bases.label
            case .item: bases.item
            case .dataset: bases.dataset
            case .whole: bases.whole
            case .guideline: bases.guideline
            case .annotator: bases.annotator
            case .tiny: bases.tiny
            }
        let before = text.bytes
        try apply(&text)
        guard text.bytes != before else { throw VectorError("\(name) changes nothing") }
        return BundleVector(name: name, bytes: text.bytes, outcome: outcome, codes: codes)
    }
}

/// The bundles that are spoilt.
struct SoundBundles: Sendable {
    let label: BundleText
    let item: BundleText
    let dataset: BundleText
    let whole: BundleText
    let guideline: BundleText
    let annotator: BundleText
    let tiny: BundleText

    init(_ ledger: VectorLedger) async throws {
        label = try await ledger.export(.label(.label("d", "i", "a")))
        item = try await ledger.export(.item(.item("d", "i")))
        var two = try VectorLedger.ward()
        try two.define("e", competence: nil)
        try two.seal()
        dataset = try await two.export(.dataset(.dataset("d")))
        whole = try await ledger.export(.ledger)
        guideline = try await VectorLedger.misguidedWard().export(.label(.label("d", "i", "g")))
        annotator = try await ledger.export(.annotator(Actor.bob.standingSubject))
        var small = VectorLedger()
        try small.open()
        try small.addService()
        tiny = try await small.export(.ledger)
    }
}
