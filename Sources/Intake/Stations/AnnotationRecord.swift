package import Connectors
package import Primitives

/// What a connector was told of one foreign annotation, or of a foreign task: what a deletion's bare number stands for, and when
/// what is known was said.
package struct AnnotationRecord: Hashable, Sendable {
    package enum Key: Hashable, Sendable {
        case annotation(Int64)
        case task(Int64)
    }

    package let key: Key
    /// The item's id, and what the ids of the annotation's labels begin with; `nil` where only a deletion was heard of.
    package var labels: LabelStudioLabels?
    package var project: Int64?
    /// When the annotation was last saved, by the foreign clock, as far as is known here.
    package var updated: Timestamp?
    /// When a deletion was heard of, by the ledger's clock.
    package var deleted: Timestamp?
    /// When the latest export was made that did not hold the annotation: as its giver said, else by the foreign clock.
    package var missing: Timestamp?

    init(_ key: Key) { self.key = key }

    var json: JSONValue {
        var object: JSONObject = [:]
        switch key {
        case .annotation(let number): object["annotation"] = .integer(number)
        case .task(let number): object["task"] = .integer(number)
        }
        if let labels {
            object["item"] = .string(labels.item)
            object["uid"] = .string(labels.uid)
        }
        if let project { object["project"] = .integer(project) }
        if let updated { object["updated"] = .string(updated.description) }
        if let deleted { object["deleted"] = .string(deleted.description) }
        if let missing { object["missing"] = .string(missing.description) }
        return .object(object)
    }

    init?(_ json: JSONValue) {
        if let number = json["annotation"]?.integer {
            key = .annotation(number)
        } else if let number = json["task"]?.integer {
            key = .task(number)
        } else {
            return nil
        }
        if let item = json["item"]?.string, let uid = json["uid"]?.string { labels = LabelStudioLabels(item: item, uid: uid) }
        project = json["project"]?.integer
        updated = json["updated"]?.string.flatMap { Timestamp($0) }
        deleted = json["deleted"]?.string.flatMap { Timestamp($0) }
        missing = json["missing"]?.string.flatMap { Timestamp($0) }
    }
}
