import Primitives

/// Small webhooks of a project about texts and sounds.
enum Payload {
    static let configuration = """
        <View><Text name="text" value="$text"/><Audio name="audio" value="$audio"/><Video name="video" value="$video" framerate="25"/>
        <Choices name="mood" toName="text"/><Rating name="stars" toName="text" maxRating="5"/></View>
        """

    static func project(_ configuration: String = configuration, number: Int64 = 1) -> JSONValue {
        ["id": .integer(number), "label_config": .string(configuration), "updated_at": "2026-01-01T00:00:00Z"]
    }

    static func task(_ number: Int64 = 1, updated: String = "2026-01-01T00:00:00Z") -> JSONValue {
        [
            "id": .integer(number), "project": 1, "updated_at": .string(updated),
            "data": ["text": "It rains again.", "audio": "https://x.example/a.wav", "video": "https://x.example/v.mp4"],
        ]
    }

    static func choice(_ choice: String, region: String = "r") -> JSONValue {
        [
            "id": .string(region), "from_name": "mood", "to_name": "text", "type": "choices",
            "value": ["choices": [.string(choice)]],
        ]
    }

    /// A text, which is sealed.
    static func remark(_ text: String, region: String = "w") -> JSONValue {
        [
            "id": .string(region), "from_name": "why", "to_name": "text", "type": "textarea",
            "value": ["text": [.string(text)]],
        ]
    }

    static func annotation(
        _ number: Int64 = 1, _ results: [JSONValue] = [choice("sad")], task: Int64 = 1, by user: Int64 = 1, savedBy: Int64? = nil,
        at second: Int = 0, cancelled: Bool = false
    ) -> JSONValue {
        [
            "id": .integer(number), "unique_id": .string("u\(number)"), "task": .integer(task), "project": 1,
            "completed_by": .integer(user), "updated_by": .integer(savedBy ?? user), "was_cancelled": .bool(cancelled),
            "created_at": "2026-01-02T00:00:00Z", "updated_at": .string(time(second)), "lead_time": 2,
            "result": .array(results),
        ]
    }

    /// An annotation that began from a prediction.
    static func annotation(_ number: Int64 = 1, _ results: [JSONValue], task: Int64 = 1, from prediction: Int64) -> JSONValue {
        var annotation = annotation(number, results, task: task).object ?? [:]
        annotation["parent_prediction"] = .integer(prediction)
        return .object(annotation)
    }

    /// An export of one task, with what a model suggested.
    static func export(task number: Int64 = 1, prediction: Int64, _ results: [JSONValue], _ annotations: [JSONValue] = [])
        -> [UInt8]
    {
        var task = task(number).object ?? [:]
        task["predictions"] = [["id": .integer(prediction), "model_version": "m1", "result": .array(results)]]
        task["annotations"] = .array(annotations)
        return JSONValue.array([.object(task)]).canonicalBytes
    }

    static func time(_ second: Int) -> String {
        "2026-01-02T00:\(second / 60 < 10 ? "0" : "")\(second / 60):\(second % 60 < 10 ? "0" : "")\(second % 60)Z"
    }

    static func saved(_ annotation: JSONValue, as action: String = "ANNOTATION_UPDATED", task: Int64 = 1) -> JSONValue {
        ["action": .string(action), "annotation": annotation, "task": Self.task(task), "project": project()]
    }

    static func created(_ annotation: JSONValue = annotation(), task: Int64 = 1) -> JSONValue {
        saved(annotation, as: "ANNOTATION_CREATED", task: task)
    }

    static func deleted(_ numbers: Int64...) -> JSONValue {
        ["action": "ANNOTATIONS_DELETED", "annotations": .array(numbers.map { ["id": .integer($0)] }), "project": project()]
    }

    /// An export of tasks with these annotations.
    static func export(_ annotations: [Int64: [JSONValue]], updated: String = "2026-01-03T00:00:00Z") -> [UInt8] {
        let tasks = annotations.keys.sorted().map { number -> JSONValue in
            var task = task(number, updated: updated).object ?? [:]
            task["annotations"] = .array(annotations[number] ?? [])
            return .object(task)
        }
        return JSONValue.array(tasks).canonicalBytes
    }
}
