/// The path of a resource below a log's prefix (C2SP tlog-tiles), without a leading slash:
///
///     tile/0/x001/x234/067           level 0, number 1,234,067, full
///     tile/1/005.p/12                level 1, number 5, the first 12 hashes
///     tile/entries/x001/x234/067     the entries of tile 1,234,067 of level 0
public enum TilePath: Hashable, Sendable {
    case tile(TileCoordinate, TileWidth)
    case entries(number: UInt64, TileWidth)

    private static let highestLevel: UInt64 = 63

    /// Reads a path. `nil` for any spelling but the one that `description` writes.
    public init?(_ text: String) {
        // 2^64 takes seven elements; nothing that is longer can be a path.
        guard text.utf8.count <= 64 else { return nil }
        var parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count >= 3, parts[0] == "tile" else { return nil }
        let kind = parts[1]
        parts.removeFirst(2)

        guard let width = Self.takeWidth(from: &parts), let number = Self.number(parts) else { return nil }
        if kind == "entries" {
            self = .entries(number: number, width)
        } else {
            guard let level = Self.decimal(kind), level <= Self.highestLevel else { return nil }
            self = .tile(TileCoordinate(level: UInt8(level), number: number), width)
        }
        // Catches what the parts let pass: leading zeros, a needless x000 in front, and Unicode that compares equal.
        guard description.utf8.elementsEqual(text.utf8) else { return nil }
    }

    public var width: TileWidth {
        switch self {
        case .tile(_, let width), .entries(_, let width): width
        }
    }

    private static func takeWidth(from parts: inout [Substring]) -> TileWidth? {
        guard parts.count >= 2, parts[parts.count - 2].hasSuffix(".p"), let last = parts.popLast() else { return .full }
        parts[parts.count - 1].removeLast(2)
        guard let value = decimal(last).flatMap(Int.init(exactly:)), let width = TileWidth(value), !width.isFull else {
            return nil
        }
        return width
    }

    private static func number(_ parts: [Substring]) -> UInt64? {
        var number: UInt64 = 0
        for (position, part) in parts.enumerated() {
            var digits = part
            if position < parts.count - 1 {
                guard digits.popFirst() == "x" else { return nil }
            }
            guard digits.utf8.count == 3, let value = decimal(digits) else { return nil }
            let (shifted, overflow) = number.multipliedReportingOverflow(by: 1000)
            let (sum, carry) = shifted.addingReportingOverflow(value)
            guard !overflow, !carry else { return nil }
            number = sum
        }
        return number
    }

    private static func decimal(_ text: Substring) -> UInt64? {
        // The initialiser alone would take a sign.
        text.utf8.allSatisfy { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 } ? UInt64(text) : nil
    }
}

extension TilePath: CustomStringConvertible {
    public var description: String {
        let (kind, number, width) =
            switch self {
            case .tile(let coordinate, let width): (String(coordinate.level), coordinate.number, width)
            case .entries(let number, let width): ("entries", number, width)
            }
        return "tile/\(kind)/\(Self.elements(number))" + (width.isFull ? "" : ".p/\(width)")
    }

    private static func elements(_ number: UInt64) -> String {
        let last = String(String(1000 + number % 1000).dropFirst())
        var rest = number / 1000
        var text = last
        while rest > 0 {
            text = "x" + String(1000 + rest % 1000).dropFirst() + "/" + text
            rest /= 1000
        }
        return text
    }
}
