package import Primitives

/// A webhook of Label Studio, read: which of its actions it names, and what for.
///
/// Payloads are those of Label Studio 1.23 (`webhooks/models.py`) and of older ones as far as its reference describes them
/// (labelstud.io/guide/webhook_reference). Singular and plural names mean the same, and what stands under them may be one or a
/// list.
package struct LabelStudioWebhook: Sendable {
    package enum Content: Sendable {
        /// Tasks without annotations.
        case tasks([JSONValue])
        /// Tasks with those of their annotations that were made or saved.
        case annotations([JSONValue])
        case annotationsDeleted([Int64])
        case tasksDeleted([Int64])
        /// It is known and says nothing that the ledger records; the sentence says why.
        case nothing(String)
    }

    /// As Label Studio wrote it; one of `knownActions`.
    package let action: String
    package let content: Content
    /// The project's labelling configuration as it was when the webhook was sent.
    package let configuration: String?
    package let project: Int64?
    /// When the project was last changed, as it was written.
    package let projectUpdated: String?

    /// Why a webhook cannot be read.
    package enum Failure: Error, Hashable, Sendable {
        case notJSON
        case tooLarge
        /// The caller went away before all had come.
        case cutShort
        /// There is no member `action`.
        case noAction
        /// No action of this name is known.
        case unknownAction
        /// The action came without what it speaks of: webhooks can be set to send no payload.
        case noPayload(action: String)
        case malformed(action: String, sentence: String)
    }

    package init(_ body: [UInt8]) throws(Failure) {
        let json: JSONValue
        do throws(JSONError) { json = try JSONValue(foreign: body) } catch { throw .notJSON }
        guard let action = json["action"]?.string else { throw .noAction }
        guard let kind = Self.kinds[action] else { throw .unknownAction }
        self.action = action
        project = json["project"]?["id"]?.integer ?? json["project"]?.integer
        configuration = json["project"]?["label_config"]?.string
        projectUpdated = json["project"]?["updated_at"]?.string
        switch kind {
        case .tasks: content = .tasks(try Self.list(json, "tasks", "task", action))
        case .annotations: content = .annotations(try Self.tasksWithAnnotations(json, action))
        case .annotationsDeleted: content = .annotationsDeleted(try Self.numbers(json, "annotations", "annotation", action))
        case .tasksDeleted: content = .tasksDeleted(try Self.numbers(json, "tasks", "task", action))
        case .nothing(let why): content = .nothing(why)
        }
    }

    private enum Kind {
        case tasks, annotations, annotationsDeleted, tasksDeleted
        case nothing(String)
    }

    private static let kinds: [String: Kind] = {
        let project = "The ledger has datasets, not projects; what is said about a project is not recorded."
        let link = "Labels that a configuration offers are not recorded, only those that somebody gave."
        let review = "Reviews of the enterprise edition are not carried over. Record them as review.recorded."
        return [
            "TASK_CREATED": .tasks, "TASKS_CREATED": .tasks,
            "ANNOTATION_CREATED": .annotations, "ANNOTATIONS_CREATED": .annotations,
            "ANNOTATION_UPDATED": .annotations, "ANNOTATIONS_UPDATED": .annotations,
            "ANNOTATION_DELETED": .annotationsDeleted, "ANNOTATIONS_DELETED": .annotationsDeleted,
            "TASK_DELETED": .tasksDeleted, "TASKS_DELETED": .tasksDeleted,
            "PROJECT_CREATED": .nothing(project), "PROJECT_UPDATED": .nothing(project),
            "PROJECT_DELETED": .nothing(
                "A project that is deleted takes nothing back: its labels stay until they are withdrawn."),
            "LABEL_LINK_CREATED": .nothing(link), "LABEL_LINK_UPDATED": .nothing(link), "LABEL_LINK_DELETED": .nothing(link),
            "REVIEW_CREATED": .nothing(review), "REVIEWS_CREATED": .nothing(review), "REVIEW_UPDATED": .nothing(review),
            "REVIEWS_UPDATED": .nothing(review), "REVIEW_DELETED": .nothing(review), "REVIEWS_DELETED": .nothing(review),
            "START_TRAINING": .nothing("Training is recorded as model.trained, by the operator."),
        ]
    }()

    /// Every name that is known, in order.
    package static var knownActions: [String] { kinds.keys.sorted() }

    /// What stands under the plural or the singular name, one or several.
    private static func list(
        _ json: JSONValue, _ plural: String, _ singular: String, _ action: String
    ) throws(Failure) -> [JSONValue] {
        guard let value = json[plural] ?? json[singular] else { throw .noPayload(action: action) }
        return value.array ?? [value]
    }

    private static func numbers(
        _ json: JSONValue, _ plural: String, _ singular: String, _ action: String
    ) throws(Failure) -> [Int64] {
        let values: [JSONValue]
        if json[plural] == nil, json[singular] == nil, let id = json["id"] {
            values = [id]
        } else {
            values = try list(json, plural, singular, action)
        }
        let numbers = values.compactMap { $0.integer ?? $0["id"]?.integer }
        guard numbers.count == values.count else {
            throw .malformed(action: action, sentence: "What was deleted is not named by whole numbers.")
        }
        return numbers
    }

    /// Each task once, with the annotations that were sent of it.
    private static func tasksWithAnnotations(_ json: JSONValue, _ action: String) throws(Failure) -> [JSONValue] {
        let annotations = try list(json, "annotation", "annotations", action)
        let tasks = try list(json, "task", "tasks", action)
        var byTask: [Int64: [JSONValue]] = [:]
        for annotation in annotations {
            let number = annotation["task"]?.integer ?? annotation["task"]?["id"]?.integer
            guard let number = number ?? (tasks.count == 1 ? tasks[0]["id"]?.integer : nil) else {
                throw .malformed(action: action, sentence: "An annotation does not name its task.")
            }
            byTask[number, default: []].append(annotation)
        }
        var result: [JSONValue] = []
        for task in tasks {
            guard var object = task.object, let number = object["id"]?.integer else {
                throw .malformed(action: action, sentence: "A task has no id.")
            }
            guard let annotations = byTask.removeValue(forKey: number) else { continue }
            object["annotations"] = .array(annotations)
            // Only numbers of them stand there, which would be noted each time.
            object["predictions"] = nil
            result.append(.object(object))
        }
        guard byTask.isEmpty else {
            throw .malformed(action: action, sentence: "The task of an annotation was not sent with it.")
        }
        return result
    }
}
