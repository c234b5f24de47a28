import Primitives

/// A part of the prefix tree that is read and written as one: leaves, or pages below with their summaries.
package protocol PrefixPage: Sendable {
    associatedtype Element: PrefixElement

    var span: PrefixSpan { get }
    /// By rising keys; all within `span`.
    var elements: [Element] { get }
    /// Beyond this many elements a page is parted.
    static var limit: Int { get }

    init(span: PrefixSpan, elements: [Element])
}

/// What stands in a page.
package protocol PrefixElement: Hashable, Sendable {
    var summary: PrefixSummary { get }

    /// The bit at `depth` of all its keys.
    func bit(_ depth: Int) -> Bool
}

/// The leaves below one prefix.
package struct PrefixBucket: PrefixPage {
    package let span: PrefixSpan
    package private(set) var elements: [PrefixLeaf]
    package static var limit: Int { 32 }

    package init(span: PrefixSpan, elements: [PrefixLeaf]) {
        self.span = span
        self.elements = elements
    }
}

extension PrefixLeaf: PrefixElement {
    package var summary: PrefixSummary { PrefixSummary(self) }
    package func bit(_ depth: Int) -> Bool { key.bit(depth) }
}

/// Pages below one prefix, which together cover all of it.
package struct PrefixDirectory: PrefixPage {
    package let span: PrefixSpan
    package private(set) var elements: [Entry]
    package static var limit: Int { 256 }

    package struct Entry: PrefixElement {
        package let span: PrefixSpan
        package let summary: PrefixSummary

        package func bit(_ depth: Int) -> Bool { span.start & 1 << (63 - UInt64(depth)) != 0 }
    }

    package init(span: PrefixSpan, elements: [Entry]) {
        self.span = span
        self.elements = elements
    }
}

extension PrefixPage {
    package var summary: PrefixSummary { Self.summary(elements[...], depth: span.depth) }

    /// Of elements that share `depth` bits; pages below cover all keys with those bits, so that one alone is all of them.
    static func summary(_ elements: ArraySlice<Element>, depth: Int) -> PrefixSummary {
        guard let first = elements.first else { return .empty }
        if elements.count == 1 { return first.summary }
        let (left, right) = parted(elements, depth: depth)
        return PrefixSummary(summary(left, depth: depth + 1), summary(right, depth: depth + 1))
    }

    /// Elements by their bit at `depth`.
    static func parted(
        _ elements: ArraySlice<Element>, depth: Int
    ) -> (left: ArraySlice<Element>, right: ArraySlice<Element>) {
        // Elements rise: those with a 1 are behind those with a 0.
        var (low, high) = (elements.startIndex, elements.endIndex)
        while low < high {
            let middle = (low + high) / 2
            if elements[middle].bit(depth) { high = middle } else { low = middle + 1 }
        }
        return (elements[..<low], elements[low...])
    }

    /// This page, or as many as it takes that none has too many elements.
    func fitting() -> [Self] {
        guard elements.count > Self.limit, span.depth < PrefixSpan.maximumDepth else { return [self] }
        let (left, right) = Self.parted(elements[...], depth: span.depth)
        return Self(span: span.left, elements: Array(left)).fitting() + Self(span: span.right, elements: Array(right)).fitting()
    }
}
