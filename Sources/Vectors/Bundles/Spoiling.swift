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
        /// All of the sealed ward.
        case whole
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
            case .whole: bases.whole
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
    let whole: BundleText
    let tiny: BundleText

    init(_ ledger: VectorLedger) async throws {
        label = try await ledger.export(.label(.label("d", "i", "a")))
        item = try await ledger.export(.item(.item("d", "i")))
        whole = try await ledger.export(.ledger)
        var small = VectorLedger()
        try small.open()
        try small.addService()
        tiny = try await small.export(.ledger)
    }
}
