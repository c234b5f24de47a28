import Primitives
import Testing

@testable import Connectors

@Suite("Webhooks of Label Studio, read")
struct LabelStudioWebhookTests {
    private func read(_ text: String) throws(LabelStudioWebhook.Failure) -> LabelStudioWebhook {
        try LabelStudioWebhook(Array(text.utf8))
    }

    @Test("annotations are put to their tasks, each task once")
    func grouped() throws {
        let webhook = try read(
            """
            {"action": "ANNOTATIONS_CREATED", "project": {"id": 4, "label_config": "<View/>", "label_config_hash": -1931263910708714719},
             "annotation": [{"id": 1, "task": 7}, {"id": 2, "task": 8}, {"id": 3, "task": 7}],
             "task": [{"id": 7, "predictions": [1]}, {"id": 8}, {"id": 7}]}
            """)
        guard case .annotations(let tasks) = webhook.content else { throw LabelStudioWebhook.Failure.notJSON }
        #expect(
            tasks == [
                ["id": 7, "annotations": [["id": 1, "task": 7], ["id": 3, "task": 7]]],
                ["id": 8, "annotations": [["id": 2, "task": 8]]],
            ])
        #expect(webhook.project == 4 && webhook.configuration == "<View/>")
    }

    static let deleted: [(body: String, numbers: [Int64])] = [
        (#"{"action": "ANNOTATIONS_DELETED", "annotations": [{"id": 1}, {"id": 2}]}"#, [1, 2]),
        (#"{"action": "ANNOTATIONS_DELETED", "annotations": [3]}"#, [3]),
        (#"{"action": "ANNOTATION_DELETED", "annotation": {"id": 4}}"#, [4]),
        (#"{"action": "ANNOTATION_DELETED", "id": 5}"#, [5]),
    ]

    @Test("deletions name numbers, in whatever form", arguments: deleted)
    func deletions(body: String, numbers: [Int64]) throws {
        guard case .annotationsDeleted(let found) = try read(body).content else { throw LabelStudioWebhook.Failure.notJSON }
        #expect(found == numbers)
    }

    @Test("all names that Label Studio uses are known")
    func names() {
        let used = [
            "ANNOTATIONS_CREATED", "ANNOTATIONS_DELETED", "ANNOTATION_CREATED", "ANNOTATION_UPDATED", "LABEL_LINK_CREATED",
            "LABEL_LINK_DELETED", "LABEL_LINK_UPDATED", "PROJECT_CREATED", "PROJECT_DELETED", "PROJECT_UPDATED",
            "REVIEWS_DELETED",
            "REVIEW_CREATED", "REVIEW_UPDATED", "TASKS_CREATED", "TASKS_DELETED",
        ]
        #expect(Set(used).isSubset(of: LabelStudioWebhook.knownActions))
    }
}
