extension StringProtocol {
    /// Without white space at either end.
    package var trimmed: String { trimming(\.isWhitespace) }

    /// Without characters of a kind at either end.
    package func trimming(_ isOfKind: (Character) -> Bool) -> String {
        var rest = Substring(self)
        while let first = rest.first, isOfKind(first) { rest.removeFirst() }
        while let last = rest.last, isOfKind(last) { rest.removeLast() }
        return String(rest)
    }
}
