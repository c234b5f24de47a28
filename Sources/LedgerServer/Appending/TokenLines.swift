import NIOCore

/// Cuts a body that arrives in pieces into lines, one token each. Lines end with LF or CRLF; empty ones are passed over.
struct TokenLines {
    /// A token's JWS, its disclosures and their tildes are never longer.
    static let longestLine = 65_000 + (1 << 20) + 66

    private var rest: [UInt8] = []
    /// True while the rest of a line that is too long is passed over.
    private var isSkipping = false

    enum Line: Equatable {
        case token([UInt8])
        case tooLong
    }

    /// Takes a piece and gives the lines that it completes.
    mutating func take(_ piece: ByteBufferView) -> [Line] {
        var lines: [Line] = []
        var start = piece.startIndex
        while let end = piece[start...].firstIndex(of: UInt8(ascii: "\n")) {
            append(piece[start..<end], to: &lines, ends: true)
            start = piece.index(after: end)
        }
        append(piece[start...], to: &lines, ends: false)
        return lines
    }

    /// The last line, if the body does not end with a line feed.
    mutating func finish() -> [Line] {
        var lines: [Line] = []
        append(ByteBufferView(), to: &lines, ends: true)
        return lines
    }

    private mutating func append(_ part: ByteBufferView, to lines: inout [Line], ends: Bool) {
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
            if !rest.isEmpty { lines.append(.token(rest)) }
        }
        rest = []
        isSkipping = false
    }
}
