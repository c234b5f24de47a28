import Primitives

/// Renders a document as plain text that fits a width. What a reader may copy, such as a subject or a digest, is never broken: a
/// table that would have to is written row by row, and a name longer than a line makes a longer line.
package struct TextRenderer: Sendable {
    /// No line is wider, but for verbatim text and single names. At least 60.
    private let columns: Int
    /// ANSI colours; only for terminals.
    private let usesColour: Bool

    /// Columns of names in lists of facts.
    private static let nameWidth = 24
    /// Columns that what may be broken has left in a table.
    private static let narrowest = 12

    package init(columns: Int = 100, usesColour: Bool = false) {
        self.columns = max(60, columns)
        self.usesColour = usesColour
    }

    package func render(_ document: Document) -> String {
        var lines = [bold(document.title.uppercased()), ""]
        lines += wrap(document.subtitle, indent: 0)
        for (number, section) in document.sections.enumerated() {
            let title = "\(number + 1). \(section.title)"
            lines += ["", bold(title), String(repeating: "-", count: VisibleText.width(title))]
            for block in section.blocks { lines += render(block, indent: 0) }
        }
        return lines.map(Self.trimmingEnd).joined(separator: "\n") + "\n"
    }

    private func render(_ block: Document.Block, indent: Int) -> [String] {
        let margin = String(repeating: " ", count: indent)
        switch block {
        case .paragraph(let phrase): return wrap(phrase, indent: indent)
        case .list(let items):
            return items.flatMap { item in hang(wrapped(item, columns - indent - 2), first: margin + "- ", rest: margin + "  ") }
        case .facts(let facts): return facts.flatMap { render($0, indent: indent) }
        case .table(let table): return render(table, indent: indent)
        case .figure(let figure):
            return wrap("\(words: figure.caption):", indent: indent) + render(.list(figure.description), indent: indent)
        case .group(let title, let blocks):
            let heading = wrapped(title, columns - indent).map { margin + bold($0) }
            return [""] + heading + blocks.flatMap { render($0, indent: indent + 2) }
        case .verbatim(let text):
            return VisibleText.lines(text).map { margin + "  " + $0 }
        }
    }

    private func render(_ fact: Document.Fact, indent: Int) -> [String] {
        let margin = String(repeating: " ", count: indent)
        let name = padded(fact.name, Self.nameWidth - 2) + "  "
        let rest = margin + String(repeating: " ", count: Self.nameWidth)
        let lines = fact.values.flatMap { wrapped($0, columns - indent - Self.nameWidth) }
        guard VisibleText.width(fact.name) <= Self.nameWidth - 2 else {
            return [margin + fact.name] + hang(lines, first: rest, rest: rest)
        }
        return hang(lines.isEmpty ? [""] : lines, first: margin + name, rest: rest)
    }

    private func render(_ table: Document.Table, indent: Int) -> [String] {
        let margin = String(repeating: " ", count: indent)
        guard let widths = columnWidths(of: table, within: columns - indent) else {
            return table.rows.flatMap { render(record: $0, of: table, indent: indent) }
        }
        let rule = margin + widths.map { String(repeating: "-", count: $0) }.joined(separator: "  ")
        let header = render(row: table.headers.map { Phrase(words: $0) }, widths, margin)
        return header + [rule] + table.rows.flatMap { render(row: $0, widths, margin) }
    }

    /// A row of a table that is too wide, as facts.
    private func render(record: [Phrase], of table: Document.Table, indent: Int) -> [String] {
        let lines = zip(table.headers, record).filter { !$0.1.plain.isEmpty }
            .flatMap { render(Document.Fact($0, $1), indent: indent + 2) }
        let margin = String(repeating: " ", count: indent)
        return lines.enumerated().map { place, line in place == 0 ? margin + "- " + line.dropFirst(indent + 2) : line }
    }

    private func render(row: [Phrase], _ widths: [Int], _ margin: String) -> [String] {
        let cells: [[String]] = zip(row, widths).map { wrapped($0, $1) }
        let height = cells.map(\.count).max() ?? 0
        return (0..<height).map { (line: Int) -> String in
            let parts: [String] = zip(cells, widths).map { cell, width in padded(line < cell.count ? cell[line] : "", width) }
            return margin + parts.joined(separator: "  ")
        }
    }

    /// As wide as the widest cell, the widest columns narrowed until all fit.
    ///
    /// - Returns: `nil` if something would have to be broken for it that must not be.
    private func columnWidths(of table: Document.Table, within available: Int) -> [Int]? {
        var widths = table.headers.enumerated().map { place, header in
            table.rows.map { VisibleText.width(styled($0[place]).plainText) }.reduce(VisibleText.width(header), max)
        }
        let least = table.headers.enumerated().map { place, header in
            min(widths[place], table.rows.map { leastWidth(of: $0[place]) }.reduce(leastWidth(of: Phrase(words: header)), max))
        }
        let room = available - 2 * (widths.count - 1)
        guard least.reduce(0, +) <= room else { return nil }
        while widths.reduce(0, +) > room,
            let widest = widths.indices.filter({ widths[$0] > least[$0] }).max(by: { widths[$0] < widths[$1] })
        {
            widths[widest] -= 1
        }
        return widths
    }

    private func wrap(_ phrase: Phrase, indent: Int) -> [String] {
        let margin = String(repeating: " ", count: indent)
        return hang(wrapped(phrase, columns - indent), first: margin, rest: margin)
    }

    private func hang(_ lines: [String], first: String, rest: String) -> [String] {
        lines.enumerated().map { ($0 == 0 ? first : rest) + $1 }
    }

    private func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - VisibleText.width(Self.withoutColour(text))))
    }

    private func bold(_ text: String) -> String { usesColour ? "\u{1B}[1m\(text)\u{1B}[0m" : text }

    private static func trimmingEnd(_ line: String) -> String {
        var line = line
        while line.last == " " { line.removeLast() }
        return line
    }

    /// Colour takes no columns. Text from the ledger holds no escape any more when it gets here.
    private static func withoutColour(_ text: String) -> String {
        guard text.utf8.contains(0x1B) else { return text }
        return text.unicodeScalars.split(separator: "\u{1B}", omittingEmptySubsequences: false).enumerated()
            .map { place, part in place == 0 ? String(part) : String(part.drop { $0 != "m" }.dropFirst()) }.joined()
    }
}

extension TextRenderer {
    /// A word, whether it is a warning, and whether it may be broken where it is longer than a line.
    fileprivate struct Styled {
        var text: String
        var isWarning: Bool
        var isBreakable: Bool
        /// True if lines do not even break at its spaces.
        var isWhole = false
    }

    private func styled(_ phrase: Phrase) -> [Styled] {
        phrase.pieces.map { piece in
            let isWarning = if case .warning = piece { true } else { false }
            return Styled(
                text: VisibleText.showingControls(Phrase([piece]).plain), isWarning: isWarning,
                isBreakable: Self.isBreakable(piece), isWhole: Self.isWhole(piece))
        }
    }

    /// The rest of a command that is broken over two lines would be a command of its own where it is pasted.
    private static func isWhole(_ piece: Phrase.Piece) -> Bool {
        if case .code = piece { !isBreakable(piece) } else { false }
    }

    /// What somebody wrote, in a script without spaces maybe, and JSON may be of any length.
    private static func isBreakable(_ piece: Phrase.Piece) -> Bool {
        switch piece {
        case .quote: true
        case .code(let text): text.hasPrefix("{") || text.hasPrefix("[")
        case .words, .id, .moment, .warning: false
        }
    }

    /// The columns that a cell needs for its longest word.
    private func leastWidth(of phrase: Phrase) -> Int {
        tokens(of: phrase).map { token in
            let width = VisibleText.width(token.text)
            return token.isBreakable ? min(width, Self.narrowest) : width
        }.max() ?? 1
    }

    /// Lines of at most `width` columns, broken between words, and within a word that is longer than a line if it may be.
    private func wrapped(_ phrase: Phrase, _ width: Int) -> [String] {
        var lines: [String] = []
        var line = ""
        var used = 0
        func breakLine() {
            lines.append(line)
            line = ""
            used = 0
        }
        for token in tokens(of: phrase) {
            if token.text == " " {
                if used > 0, used < width { (line, used) = (line + " ", used + 1) } else if used > 0 { breakLine() }
                continue
            }
            let length = VisibleText.width(token.text)
            if used > 0, used + length > width { breakLine() }
            if length <= width || !token.isBreakable {
                line += coloured(token)
                used += length
            } else {
                for character in token.text {
                    let columns = VisibleText.width(character)
                    if used > 0, used + columns > width { breakLine() }
                    line.append(character)
                    used += columns
                }
            }
        }
        if !line.isEmpty { breakLine() }
        return lines.map(Self.trimmingEnd)
    }

    /// Words and single spaces; what stands together without a space is one word.
    private func tokens(of phrase: Phrase) -> [Styled] {
        var tokens: [Styled] = []
        for piece in styled(phrase) {
            let words = piece.isWhole ? [piece.text[...]] : piece.text.split(separator: " ", omittingEmptySubsequences: false)
            for (place, word) in words.enumerated() {
                if place > 0, tokens.last?.text != " " { tokens.append(Styled(text: " ", isWarning: false, isBreakable: false)) }
                guard !word.isEmpty else { continue }
                if place == 0, let last = tokens.last, last.text != " ", last.isWarning == piece.isWarning {
                    tokens[tokens.count - 1].text += word
                    tokens[tokens.count - 1].isBreakable = last.isBreakable || piece.isBreakable
                } else {
                    tokens.append(Styled(text: String(word), isWarning: piece.isWarning, isBreakable: piece.isBreakable))
                }
            }
        }
        return tokens
    }

    private func coloured(_ token: Styled) -> String {
        usesColour && token.isWarning ? "\u{1B}[31m\(token.text)\u{1B}[0m" : token.text
    }
}

extension [TextRenderer.Styled] {
    fileprivate var plainText: String { map(\.text).joined() }
}
