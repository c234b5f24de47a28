/// What a client sends and puts up with.
public struct ClientSettings: Hashable, Sendable {
    /// Tokens to a request; a ledger takes up to 10,000.
    public var batchLines = 1000
    /// Bytes to a request, unless one token alone is larger; a ledger takes up to 32 MiB.
    public var batchBytes = 4 << 20
    /// The longest line of an answer that is read; a receipt has about 1,500 bytes.
    public var answerLineBytes = 64 << 10
    /// How long one request may take, from its first byte to the answer's last.
    public var requestTime: Duration = .seconds(60)
    public var backoff = Backoff()

    public init() {}

    /// The tokens that go into the next request: at least one, if there is one.
    func batch(of tokens: ArraySlice<[UInt8]>, atMost limit: Int) -> ArraySlice<[UInt8]> {
        var bytes = 0
        let fitting = tokens.prefix(max(1, min(limit, batchLines))).prefix { token in
            bytes += token.count + 1
            return bytes <= batchBytes
        }
        return fitting.isEmpty ? tokens.prefix(1) : fitting
    }
}
