/// How many there are of something, and what the first few are called, for one sentence about all of them.
package struct Tally: Hashable, Sendable, CustomStringConvertible {
    private static let namedCount = 5

    package private(set) var count = 0
    private var names: [String] = []

    package init(of names: [String] = []) { for name in names { add(name) } }

    package mutating func add(_ name: String) {
        count += 1
        if names.count < Self.namedCount { names.append(name) }
    }

    /// `8 (a, b, c, d, e and 3 more)`.
    package var description: String {
        let more = count > names.count ? " and \(count - names.count) more" : ""
        return "\(count) (\(names.joined(separator: ", "))\(more))"
    }
}
