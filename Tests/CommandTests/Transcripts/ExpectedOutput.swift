import Foundation

/// Output as a document shows it: `…` in a line stands for anything in that line, a line that is just `…` for any number of
/// lines.
struct ExpectedOutput {
    private let lines: [String]

    init(_ lines: [String]) { self.lines = Self.trimmed(lines) }

    /// What is different, for a person to read; `nil` if `actual` is as expected.
    func difference(from actual: [String]) -> String? {
        let actual = Self.trimmed(actual)
        var furthest = 0
        if matches(lines[...], actual[...], &furthest) { return nil }
        let wanted = lines.map { "    | \($0)" }
        let got = zip(0..., actual).map { ($0 == furthest ? "  > | " : "    | ") + $1 }
        let end = furthest >= actual.count ? ["  > (the output ends here)"] : []
        return (["the document says", ""] + wanted + ["", "the command printed (> is where they part)", ""] + got + end)
            .joined(separator: "\n")
    }

    private func matches(_ pattern: ArraySlice<String>, _ actual: ArraySlice<String>, _ furthest: inout Int) -> Bool {
        furthest = max(furthest, actual.startIndex)
        guard let first = pattern.first else { return actual.isEmpty }
        if first == "…" {
            return (actual.startIndex...actual.endIndex).contains {
                matches(pattern.dropFirst(), actual[$0...], &furthest)
            }
        }
        guard let line = actual.first, Self.matches(first, line) else { return false }
        return matches(pattern.dropFirst(), actual.dropFirst(), &furthest)
    }

    static func matches(_ pattern: String, _ line: String) -> Bool {
        let parts = pattern.components(separatedBy: "…")
        guard parts.count > 1, let first = parts.first, let last = parts.last else { return pattern == line }
        guard line.hasPrefix(first) else { return false }
        var rest = line.dropFirst(first.count)
        for part in parts.dropFirst().dropLast() where !part.isEmpty {
            guard let found = rest.range(of: part) else { return false }
            rest = rest[found.upperBound...]
        }
        return rest.hasSuffix(last)
    }

    /// Without empty lines at the end and white space at the ends of lines, which a document cannot show.
    private static func trimmed(_ lines: [String]) -> [String] {
        var lines = lines.map { line in
            String(line.reversed().drop { $0 == " " || $0 == "\r" }.reversed())
        }
        while lines.last?.isEmpty == true { lines.removeLast() }
        return lines
    }
}
