package import Primitives

/// Text for a reader in which our own words and what the ledger holds are kept apart, so that every rendering can escape
/// and isolate what others wrote.
///
///     let sentence: Phrase = "credential \(id: "c-17") of authority \(id: "clinic"), until \(time)"
package struct Phrase: Hashable, Sendable, ExpressibleByStringInterpolation {
    package enum Piece: Hashable, Sendable {
        /// Our own.
        case words(String)
        /// A name from the ledger.
        case id(String)
        /// What somebody wrote, in quotation marks.
        case quote(String)
        /// Digests, keys, subjects, media types.
        case code(String)
        case moment(Timestamp)
        /// Our own words that must not be overlooked.
        case warning(String)
    }

    package private(set) var pieces: [Piece]

    package init(_ pieces: [Piece]) { self.pieces = pieces }
    package init(words: String) { pieces = [.words(words)] }
    package init(stringLiteral value: String) { pieces = [.words(value)] }
    package init(stringInterpolation: StringInterpolation) { pieces = stringInterpolation.pieces }

    package struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var pieces: [Piece] = []

        package init(literalCapacity: Int, interpolationCount: Int) {}
        package mutating func appendLiteral(_ literal: String) { if !literal.isEmpty { pieces.append(.words(literal)) } }
        // There is none for a bare string: whoever writes one says whose words it holds.
        package mutating func appendInterpolation(words: String) { pieces.append(.words(words)) }
        package mutating func appendInterpolation(warning: String) { pieces.append(.warning(warning)) }
        package mutating func appendInterpolation(id: String) { pieces.append(.id(id)) }
        package mutating func appendInterpolation(quote: String) { pieces.append(.quote(quote)) }
        package mutating func appendInterpolation(code: some CustomStringConvertible) { pieces.append(.code("\(code)")) }
        package mutating func appendInterpolation(_ number: some BinaryInteger) { pieces.append(.words("\(number)")) }
        package mutating func appendInterpolation(_ index: EntryIndex) { pieces.append(.words("\(index)")) }
        package mutating func appendInterpolation(_ size: TreeSize) { pieces.append(.words("\(size)")) }
        package mutating func appendInterpolation(_ moment: Timestamp) { pieces.append(.moment(moment)) }
        package mutating func appendInterpolation(_ phrase: Phrase) { pieces += phrase.pieces }
    }

    package static func + (a: Phrase, b: Phrase) -> Phrase { Phrase(a.pieces + b.pieces) }

    /// Without any marks: for JSON, and for text as a base.
    package var plain: String {
        pieces.map { piece in
            switch piece {
            case .words(let text), .id(let text), .code(let text), .warning(let text): text
            case .quote(let text): "“\(text)”"
            case .moment(let time): time.forReading
            }
        }.joined()
    }

    /// `plain`, fit for a terminal: what could drive it, or turn the direction of what follows, is made visible.
    package var visible: String { VisibleText.showingControls(plain) }
}

extension Sequence<Phrase> {
    /// "a, b, c".
    package func joined(separator: String) -> Phrase {
        var pieces: [Phrase.Piece] = []
        for (place, phrase) in enumerated() {
            if place > 0 { pieces.append(.words(separator)) }
            pieces += phrase.pieces
        }
        return Phrase(pieces)
    }
}

extension Timestamp {
    /// The date alone where it is midnight; else date and time.
    package var forReading: String {
        let text = description
        return text.hasSuffix("T00:00:00Z") ? String(text.dropLast(10)) : text
    }
}
