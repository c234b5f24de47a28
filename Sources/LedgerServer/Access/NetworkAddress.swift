import NIOCore

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// An address of the network: IPv6, or IPv4 mapped into it (RFC 4291 §2.5.5.2).
package struct NetworkAddress: Hashable, Sendable {
    private let high: UInt64
    private let low: UInt64

    private static let mappedPrefix: UInt64 = 0xffff_0000_0000

    /// As people write it, without a port and without a zone (`%eth0`), which names an interface of one machine; `nil` if it is
    /// none.
    package init?(_ text: String) {
        var words: (UInt64, UInt64) = (0, 0)
        var word: UInt32 = 0
        if inet_pton(AF_INET, text, &word) == 1 {
            self.init(high: 0, low: Self.mappedPrefix | UInt64(UInt32(bigEndian: word)))
        } else if inet_pton(AF_INET6, text, &words) == 1 {
            self.init(high: UInt64(bigEndian: words.0), low: UInt64(bigEndian: words.1))
        } else {
            return nil
        }
    }

    /// `nil` if it is no address of the network.
    init?(_ address: SocketAddress?) {
        guard let text = address?.ipAddress else { return nil }
        self.init(text)
    }

    private init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    var isIPv4: Bool { high == 0 && low & ~0xffff_ffff == Self.mappedPrefix }

    /// The first `bits` of the 128, the others 0.
    func prefix(_ bits: Int) -> NetworkAddress {
        func mask(_ bits: Int) -> UInt64 { bits <= 0 ? 0 : bits >= 64 ? .max : ~(.max >> UInt64(bits)) }
        return NetworkAddress(high: high & mask(bits), low: low & mask(bits - 64))
    }

    /// Whom a limit counts as one: a single IPv4 address, or the 64 bits of IPv6 that one subscriber has to itself.
    var subscriber: NetworkAddress { isIPv4 ? self : prefix(64) }
}

/// One address, or all that begin alike: `10.0.0.0/8`.
package struct NetworkRange: Hashable, Sendable {
    private let first: NetworkAddress
    private let bits: Int

    /// `nil` if it is neither an address nor a range in CIDR notation (RFC 4632 §3.1).
    package init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count <= 2, let address = NetworkAddress(String(parts[0])) else { return nil }
        let width = address.isIPv4 ? 32 : 128
        var given = width
        if parts.count == 2 {
            guard let number = UInt64(digits: parts[1]), number <= UInt64(width) else { return nil }
            given = Int(number)
        }
        bits = 128 - width + given
        first = address.prefix(bits)
    }

    func contains(_ address: NetworkAddress) -> Bool { address.prefix(bits) == first }
}
