import Primitives

@testable import Provenance

extension VocabularyExample {
    private static let address: JSONValue = ["dataset": "d", "item": "i", "label": "l", "name": "finding"]
    private static let statement = address.merging(["on": reference, "value": ["kind": "choice"], "segments": []])
    private static let box: JSONValue = ["track": "t", "start": 0, "end": 96000, "region": ["box": [0, 0, 10, 10]]]
    private static let suggestion: JSONValue = [
        "value": ["kind": "choice", "choice": "nodule"], "segments": [box, ["track": "u"]], "confidence": .number(0.9),
        "guideline": reference,
    ]
    private static let context = suggestion.merging([
        "accepts": reference, "rationale": "clear", "session": "s", "durationMs": 1200,
        "tool": ["name": "studio", "version": "3"],
    ])

    static let labels: [VocabularyExample] = [
        .init(
            "label.suggested", by: .net, statement, optional: suggestion, touches: "label:d/i/l", "question:d/i/finding",
            "labels:d/i", "dataset:d"),
        .init(
            "label.asserted", by: .ann, statement, optional: context, touches: "label:d/i/l", "question:d/i/finding",
            "labels:d/i", "dataset:d"),
        .init(
            "label.revised", by: .net, statement.with("revises", reference), optional: context, touches: "label:d/i/l",
            "question:d/i/finding", "labels:d/i", "dataset:d"),
        .init(
            "label.withdrawn", by: .op, address.merging(["revises": reference, "reason": "mistaken"]),
            touches: "label:d/i/l", "question:d/i/finding", "labels:d/i", "dataset:d"),
        .init(
            "relation.asserted", by: .ann,
            address.merging(["on": reference, "from": "a", "to": "b", "relation": "finished-by"]),
            optional: ["toleranceUs": 40, "rationale": "heard"], touches: "label:d/i/l", "label:d/i/a", "label:d/i/b",
            "question:d/i/finding", "labels:d/i", "dataset:d"),
        .init(
            "preference.ranked", by: .net,
            address.merging([
                "on": reference, "responses": [["id": "x", "digest": digest, "model": "m"]],
                "rankings": [["criterion": "tone", "order": ["x"]]],
            ]),
            optional: [
                "responses": [
                    ["id": "x", "digest": digest, "model": "m"], ["id": "y", "digest": digest, "model": ["model": "m"]],
                    ["id": "z", "digest": digest, "model": "m"],
                ],
                "rankings": [["criterion": "helpfulness", "order": ["y", ["x", "z"]]]], "rationale": "shorter",
            ], touches: "label:d/i/l", "question:d/i/finding", "labels:d/i", "dataset:d"),
    ]

    static let judgements: [VocabularyExample] = [
        .init(
            "review.recorded", by: .bob, address.merging(["reviews": reference, "outcome": "corrected"]),
            optional: ["value": ["kind": "choice", "choice": "none"], "comment": "look again"], touches: "label:d/i/l",
            "question:d/i/finding", "labels:d/i", "dataset:d"),
        .init(
            "adjudication.decided", by: .bob,
            address.merging([
                "among": [["label": "a", "event": reference], ["label": "b", "event": reference]],
                "value": ["kind": "choice"], "rule": "consensus",
            ]), optional: ["rationale": "agreed"], touches: "label:d/i/l", "question:d/i/finding", "labels:d/i", "dataset:d",
            "label:d/i/a", "label:d/i/b"),
        .init(
            "session.recorded", by: .studio,
            [
                "session": "s", "annotator": "ann", "started": "2030-01-01T08:00:00Z", "ended": "2030-01-01T09:00:00Z",
                "activeMs": 3_000_000, "tool": "studio",
            ],
            optional: [
                "counts": ["keystrokes": 10, "edits": 2, "undos": 1, "plays": 3, "seeks": 4], "trace": ["…"],
                "traceDigest": digest, "tool": ["name": "studio", "version": "3"],
            ], touches: "session:s"),
    ]
}
