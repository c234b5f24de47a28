import Primitives

/// The cases of an enumeration by the bytes of their names: what is looked up for every event, without a string made for it.
struct Spellings<Case: CaseIterable & RawRepresentable & Sendable>: Sendable where Case.RawValue == String {
    private let cases: [Case]
    /// All names, one after the other.
    private let text: [UInt8]
    /// Where the name of each case ends.
    private let ends: [Int]

    init() {
        cases = Array(Case.allCases)
        text = cases.flatMap { Array($0.rawValue.utf8) }
        ends = cases.reduce(into: []) { $0.append(($0.last ?? 0) + $1.rawValue.utf8.count) }
    }

    /// The case that is named so; `nil` if there is none.
    subscript(name: UnsafeRawBufferPointer) -> Case? {
        text.withUnsafeBytes { text in
            var start = 0
            for place in ends.indices {
                let end = ends[place]
                if end - start == name.count, UnsafeRawBufferPointer(rebasing: text[start..<end]).isSame(as: name) {
                    return cases[place]
                }
                start = end
            }
            return nil
        }
    }
}
