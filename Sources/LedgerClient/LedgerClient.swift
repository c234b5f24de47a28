/// Appends events to a ledger over HTTP.
public struct LedgerClient: Sendable {
    /// The ledger's address, `https://labels.example.org`.
    public let address: String

    public init(address: String) { self.address = address }
}
