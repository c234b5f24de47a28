/// How long to wait before another attempt: each time twice as long, up to a limit, and a random part of it less, so that clients
/// that failed together do not come back together.
public struct Backoff: Hashable, Sendable {
    /// The longest wait after the first failure.
    public var first: Duration = .milliseconds(200)
    public var greatest: Duration = .seconds(30)
    /// The longest `Retry-After` that is honoured; a server cannot put a client to sleep for ever.
    public var greatestAsked: Duration = .seconds(300)
    /// Attempts without any progress before a client gives up, the first included.
    public var attempts = 6

    public init() {}

    /// The wait after `failures` failures in a row, at least 1; `nil` if that was the last attempt.
    ///
    /// - Parameters:
    ///   - asked: what the server asks for; never less than that is waited, up to `greatestAsked`.
    ///   - random: from 0 up to 1.
    func wait(after failures: Int, asked: Duration?, random: Double) -> Duration? {
        guard failures < attempts else { return nil }
        var full = min(first, greatest)
        for _ in 1..<max(2, failures) where failures > 1 && full < greatest { full = min(full * 2, greatest) }
        let own = full * (0.5 + 0.5 * min(max(random, 0), 1))
        guard let asked else { return own }
        // The random part is added: those who were asked to come back in a second should not all come in that second.
        return min(max(asked, .zero), greatestAsked) + own
    }

    /// `Retry-After` in seconds (RFC 9110 §10.2.3); `nil` for a date, which this client does not compare with its clock.
    static func retryAfter(_ field: String?) -> Duration? {
        guard let field, !field.isEmpty, field.utf8.count < 10, field.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return nil
        }
        return Int(field).map { .seconds($0) }
    }
}
