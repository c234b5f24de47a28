package import Primitives

/// Which labels an annotation of Label Studio has made: those of one item whose ids begin with its own.
package struct LabelStudioLabels: Hashable, Sendable {
    package let item: String
    /// The annotation's `unique_id`.
    package let uid: String

    package init(item: String, uid: String) {
        self.item = item
        self.uid = uid
    }

    /// What the ids of the labels begin with.
    package var prefix: String { uid + "." }
}

/// An annotation of Label Studio apart from what it says: by which number a deletion will name it, and when it was last saved.
package struct ForeignAnnotation: Hashable, Sendable {
    package let number: Int64
    package let labels: LabelStudioLabels
    package let task: Int64
    package let project: Int64?
    /// By Label Studio's clock.
    package let updated: Timestamp?
}
