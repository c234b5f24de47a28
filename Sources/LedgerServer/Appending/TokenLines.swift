import NIOCore

/// Cuts a body that arrives in pieces into lines, one token each. Lines end with LF or CRLF.
struct TokenLines {
    /// A token's JWS, its disclosures and their tildes are never longer.
    static let longestLine = 65_000 + (1 << 20) + 66

    private var rest: [UInt8] = []
    /// Bytes of the line that has not ended yet.
    var unfinishedBytes: Int { rest.count }
    /// True while the rest of a line that is too long is passed over.
    private var isSkipping = false

    enum Line: Equatable {
        case token([UInt8])
        case tooLong
        /// Nothing, and yet to be counted: a body may be made of them.
        case empty
    }

    /// Takes a piece and gives the lines that it completes.
    mutating func take(_ piece: ByteBuffer) -> [Line] {
        var lines: [Line] = []
        piece.withUnsafeReadableBytes { bytes in
            var left = bytes[...]
            while let end = left.firstIndex(of: UInt8(ascii: "\n")) {
                append(left[..<end], to: &lines, ends: true)
                left = left[(end + 1)...]
            }
            append(left, to: &lines, ends: false)
        }
        return lines
    }

    /// The last line, if the body does not end with a line feed.
    mutating func finish() -> [Line] {
        guard !rest.isEmpty else { return [] }
        var lines: [Line] = []
        append(UnsafeRawBufferPointer(start: nil, count: 0)[...], to: &lines, ends: true)
        return lines
    }

    private mutating func append(_ part: Slice<UnsafeRawBufferPointer>, to lines: inout [Line], ends: Bool) {
        if !isSkipping {
            if rest.count + part.count > Self.longestLine {
                isSkipping = true
                rest = []
                lines.append(.tooLong)
            } else {
                rest.append(contentsOf: part)
            }
        }
        guard ends else { return }
        if !isSkipping {
            if rest.last == UInt8(ascii: "\r") { rest.removeLast() }
            lines.append(rest.isEmpty ? .empty : .token(rest))
        }
        rest = []
        isSkipping = false
    }
}
