import Provenance

/// Labels by the verdict on them.
extension [Verdict: Int] {
    var certified: Int { count(\.isCertified) }
    var adverse: Int { count(\.isAdverse) }
    /// By people whom nobody asked for a certificate.
    var unasked: Int { self[.notRequired] ?? 0 }

    private func count(_ isCounted: (Verdict) -> Bool) -> Int { reduce(0) { $0 + (isCounted($1.key) ? $1.value : 0) } }
}
