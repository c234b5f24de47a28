#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Neighbouring lines of a bundle, as they are read together.
struct LineBlock: Sendable {
    let bytes: [UInt8]
    /// Of each line, without its newline.
    let lines: [Range<Int>]
    /// Where `bytes` begin in the input.
    let offset: UInt64
    /// The number of the first line, from 1.
    let firstNumber: Int

    func number(_ place: Int) -> Int { firstNumber + place }
    func offset(_ place: Int) -> UInt64 { offset + UInt64(lines[place].lowerBound) }
    /// Past the line's newline, if it has one.
    func end(_ place: Int) -> Int { min(bytes.count, lines[place].upperBound + 1) }
}

/// Splits an input into lines, block by block. It never holds more than a block and refuses a line that is too long
/// before it is in memory whole.
struct LineBlockReader {
    private let input: any BundleInput
    private var offset: UInt64
    private var number: Int

    private static let blockByteCount = 128 << 10
    private static let newline = Int32(UInt8(ascii: "\n"))

    /// - Parameters:
    ///   - offset: of the first line to be read.
    ///   - number: of that line.
    init(_ input: any BundleInput, offset: UInt64 = 0, number: Int = 1) {
        self.input = input
        self.offset = offset
        self.number = number
    }

    /// The next lines; `nil` at the end. The last line may lack its newline.
    mutating func next() throws -> LineBlock? {
        var bytes = try input.bytes(at: offset, count: Self.blockByteCount)
        guard !bytes.isEmpty else { return nil }
        var lines = Self.split(bytes)
        var isAtEnd = bytes.count < Self.blockByteCount
        if lines.isEmpty, !isAtEnd {
            bytes = try input.bytes(at: offset, count: BundleLimits.lineByteCount + 1)
            lines = Self.split(bytes)
            isAtEnd = bytes.count <= BundleLimits.lineByteCount
        }
        if isAtEnd {
            let rest = lines.last.map { $0.upperBound + 1 } ?? 0
            if rest < bytes.count { lines.append(rest..<bytes.count) }
        }
        for (place, line) in lines.enumerated() where line.count > BundleLimits.lineByteCount {
            throw Self.tooLong(number + place)
        }
        guard let last = lines.last else { throw Self.tooLong(number) }
        let block = LineBlock(bytes: bytes, lines: lines, offset: offset, firstNumber: number)
        offset += UInt64(min(bytes.count, last.upperBound + 1))
        number += lines.count
        return block
    }

    private static func tooLong(_ number: Int) -> UnreadableBundle {
        UnreadableBundle(.lineTooLong, line: number, "The line is longer than 2 MiB.")
    }

    /// The lines that end in a newline.
    private static func split(_ bytes: [UInt8]) -> [Range<Int>] {
        bytes.withUnsafeBytes { buffer in
            var lines: [Range<Int>] = []
            guard let base = buffer.baseAddress else { return lines }
            var start = 0
            while start < buffer.count, let found = memchr(base + start, newline, buffer.count - start) {
                let end = UnsafeRawPointer(found) - base
                lines.append(start..<end)
                start = end + 1
            }
            return lines
        }
    }
}
