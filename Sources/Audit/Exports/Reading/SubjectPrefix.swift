import Ledger
import Primitives
import Provenance

/// The labels of a dataset whose ids begin in one way: the item's, or the whole item's id and the beginning of the label's.
struct SubjectPrefix {
    private var item: String
    /// `nil` while the item's id may go on.
    private var label: String?
    /// True if the label's id ends there: no more than one label begins so.
    private(set) var isWhole = false

    static let everything = SubjectPrefix(item: "", label: nil)

    private init(item: String, label: String?, isWhole: Bool = false) {
        (self.item, self.label, self.isWhole) = (item, label, isWhole)
    }

    func holds(_ version: LabelVersion) -> Bool {
        guard let label else { return version.item.utf8.starts(with: item.utf8) }
        return version.item.utf8.elementsEqual(item.utf8) && version.label.utf8.starts(with: label.utf8)
            && (!isWhole || version.label.utf8.count == label.utf8.count)
    }

    /// A place after every label that this holds, and before all that come later.
    var end: LabelCursor {
        // U+10FFFF takes 12 bytes of a subject, which has 512 at the most: no id ends in as many.
        let last = String(repeating: "\u{10FFFF}", count: Subject.maximumByteCount / 12 + 1)
        guard let label else { return LabelCursor(item: item + last, label: last) }
        return LabelCursor(item: item, label: isWhole ? label : label + last)
    }

    /// This prefix and the next character of the id of `version`, which it holds.
    ///
    /// - Returns: also how a subject's text goes on there, by which such prefixes are ordered.
    func extended(toward version: LabelVersion) -> (prefix: SubjectPrefix, text: String) {
        let (own, whole) = label.map { ($0, version.label) } ?? (item, version.item)
        guard whole.utf8.count > own.utf8.count else {
            guard let label else { return (SubjectPrefix(item: item, label: ""), "/") }
            return (SubjectPrefix(item: item, label: label, isWhole: true), "")
        }
        let start = whole.utf8.index(whole.utf8.startIndex, offsetBy: own.utf8.count)
        let scalar = String(whole.unicodeScalars[start])
        let prefix =
            if let label { SubjectPrefix(item: item, label: label + scalar) } else {
                SubjectPrefix(item: item + scalar, label: nil)
            }
        return (prefix, SubjectPath.encodeSegment(scalar))
    }
}
