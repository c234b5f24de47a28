public import Provenance

/// The labels of a report, made one by one as they are asked for: there may be millions.
public struct LabelFindings: Sequence, Sendable {
    private let labels: LabelTable
    private let authorities: [String]
    /// How many labels there are.
    public let count: Int

    init(_ labels: LabelTable, authorities: [String]) {
        self.labels = labels
        self.authorities = authorities
        count = (0..<labels.count).reduce(0) { $0 + (labels.derived(at: $1) == nil ? 0 : 1) }
    }

    /// No labels.
    init() {
        self.init(LabelTable(), authorities: [])
    }

    public func makeIterator() -> AnyIterator<LabelFinding> {
        var next = 0
        return AnyIterator {
            while next < labels.count {
                defer { next += 1 }
                if let finding = finding(at: next) { return finding }
            }
            return nil
        }
    }

    /// `nil` if no verdict on this label could be derived.
    public subscript(of subject: Subject) -> LabelFinding? { labels.place(of: subject).flatMap { finding(at: $0) } }

    private func finding(at place: Int) -> LabelFinding? {
        guard let derived = labels.derived(at: place), let subject = labels.subject(at: place),
            let current = labels.history(at: place).current
        else { return nil }
        return LabelFinding(
            subject: subject, verdict: derived.then, verdictNow: derived.now, signers: labels.signers(at: place),
            attributedTo: current.source,
            isDisputed: labels.isDisputed(at: place),
            authority: derived.authority == 0 ? nil : authorities[Int(derived.authority) - 1],
            isAuthorityTrusted: derived.isAuthorityTrusted)
    }
}
