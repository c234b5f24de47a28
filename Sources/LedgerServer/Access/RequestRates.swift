/// Limits on how often one address, or the bearer of one token, may ask.
struct RequestRates: Sendable {
    private let addresses: RateLimit<NetworkAddress>?
    private let tokens: RateLimit<String>?

    /// - Parameters: requests a second; 0 for no limit.
    init(perAddress: Int, perToken: Int) {
        addresses = perAddress > 0 ? RateLimit(perSecond: perAddress) : nil
        tokens = perToken > 0 ? RateLimit(perSecond: perToken) : nil
    }

    /// False if nobody needs to find out whom a request comes from.
    var limitsAddresses: Bool { addresses != nil }

    /// - Throws: a problem of status 429.
    func admit(address: NetworkAddress?, at now: ContinuousClock.Instant) throws(Problem) {
        guard let address, let seconds = addresses?.wait(address.subscriber, at: now) else { return }
        throw .tooOften(wait: seconds)
    }

    /// - Throws: a problem of status 429.
    func admit(token: String, at now: ContinuousClock.Instant) throws(Problem) {
        guard let seconds = tokens?.wait(token, at: now) else { return }
        throw .tooOften(wait: seconds)
    }
}

extension Problem {
    fileprivate static func tooOften(wait seconds: Double) -> Problem {
        Problem(
            429, "rate", title: "Too many requests", detail: "This caller asks more often than is allowed here.",
            retryAfter: max(1, Int(seconds.rounded(.up))))
    }
}
