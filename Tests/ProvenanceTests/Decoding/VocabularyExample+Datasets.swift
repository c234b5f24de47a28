import Primitives

@testable import Provenance

extension VocabularyExample {
    static let datasets: [VocabularyExample] = [
        .init(
            "dataset.defined", by: .op, ["dataset": "d", "title": "Chest", "purpose": "Triage", "licence": "CC0-1.0"],
            optional: [
                "intendedUse": "research", "setting": "clinic", "assumptions": ["adults"],
                "collection": [
                    "process": "export", "sources": ["PACS"], "selection": "all", "timeframe": "2029", "legalBasis": "consent",
                    "originalPurpose": "care",
                ],
                "retentionYears": 12, "controller": ["name": "Clinic"],
            ], touches: "dataset:d", "policy:d"),
        .init(
            "requirement.set", by: .op, ["dataset": "d", "requirements": [["labels": ["finding", "side"]]]],
            optional: [
                "requirements": [
                    [
                        "labels": "*", "competence": "medicine", "annotationsPerItem": 2, "blind": true, "reviews": 1,
                        "reviewerCompetence": "medicine/radiology", "adjudication": "expert",
                    ]
                ],
                "enforcement": "refuse",
            ], touches: "policy:d", "dataset:d"),
        .init(
            "guideline.published", by: .ann, ["guideline": "g", "version": "1", "digest": digest, "datasets": ["d", "e"]],
            optional: [
                "effective": time, "text": "Read twice.", "uri": "https://g.example",
                "definitions": [["label": "finding", "definition": "What is seen."]],
            ], touches: "guideline:g", "policy:d", "policy:e", "dataset:d", "dataset:e"),
        .init(
            "guideline.withdrawn", by: .ann,
            ["guideline": "g", "of": reference, "datasets": ["d", "e"], "reason": "The threshold is misprinted."],
            optional: ["effective": time], touches: "guideline:g", "policy:d", "policy:e", "dataset:d", "dataset:e"),
        .init(
            "operation.recorded", by: .studio,
            [
                "dataset": "d", "kind": "cleaning", "tool": "scrub", "period": "2029", "affected": 12,
                "digest": digest,
            ], optional: ["description": "Duplicates removed", "tool": ["name": "scrub", "version": "1"]], touches: "dataset:d"),
    ]

    private static let track: JSONValue = ["id": "t", "modality": "audio", "digest": digest, "mediaType": "audio/wav"]
    private static let timedTrack = track.merging([
        "timebase": ["numerator": 1, "denominator": 48000], "duration": 96000, "offset": -5, "uncertainty": 20,
    ])

    static let items: [VocabularyExample] = [
        .init(
            "item.registered", by: .studio,
            ["dataset": "d", "item": "i", "tracks": [track], "origin": ["kind": "collected"]],
            optional: [
                "tracks": [timedTrack],
                "origin": [
                    "kind": "derived", "model": "net", "version": "1", "promptDigest": digest, "seed": 7,
                    "parents": [reference],
                ],
                "group": "ward", "split": "train", "dataSubjects": ["p1"], "transcript": "hello",
            ], touches: "item:d/i", "dataset:d"),
        .init(
            "item.synchronised", by: .ann,
            [
                "dataset": "d", "item": "i",
                "tracks": [["track": "t", "offset": -12, "driftPPM": .number(1.5), "uncertainty": 40]],
            ], touches: "item:d/i", "dataset:d"),
        .init(
            "item.quarantined", by: .op, ["dataset": "d", "item": "i", "reason": "consent"], touches: "item:d/i", "dataset:d"),
        .init(
            "item.readmitted", by: .op, ["dataset": "d", "item": "i", "reason": "consent"], touches: "item:d/i", "dataset:d"),
        .init(
            "gold.placed", by: .op, ["dataset": "d", "item": "i", "name": "finding", "value": ["kind": "choice"]],
            touches: "item:d/i", "dataset:d"),
    ]

    private static let training: JSONValue = ["model": "net", "version": "1"]

    static let use: [VocabularyExample] = [
        .init(
            "dataset.released", by: .op,
            [
                "dataset": "d", "version": "1.0", "size": 40, "items": 3, "labels": 9, "digest": digest, "splits": [],
            ], optional: ["splits": ["train": 2, "test": 1]], touches: "release:d/1.0", "dataset:d"),
        .init(
            "dataset.recalled", by: .op, ["dataset": "d", "version": "1.0", "reason": "consent"], touches: "release:d/1.0",
            "dataset:d"),
        .init(
            "model.trained", by: .op,
            [
                "model": "net", "version": "1",
                "releases": [["dataset": "d", "version": "1.0"], ["dataset": "e", "version": "2"]],
                "method": "pre-training", "digest": digest,
            ], optional: ["base": ["model": "net", "version": "0"], "purpose": "triage"], touches: "training:net/1",
            "release:d/1.0", "release:e/2"),
        .init(
            "system.placed", by: .op,
            ["system": "s", "version": "1", "model": training, "date": "2031-01-01", "purpose": "triage"],
            touches: "training:net/1"),
        .init(
            "decision.traced", by: .op,
            [
                "decision": "x", "model": training, "occurred": time, "method": "influence",
                "influences": [["dataset": "d", "item": "i", "label": "l", "weight": .number(0.5)]],
            ], touches: "decision:x", "training:net/1"),
        .init(
            "assessment.recorded", by: .ann,
            ["dataset": "d", "kind": "bias", "method": "audit", "digest": digest, "findings": "none"],
            optional: ["measures": ["resample"], "groups": ["age"]], touches: "dataset:d"),
        .init(
            "report.issued", by: .sealer, ["report": "r", "dataset": "d", "size": 40, "digest": digest], touches: "report:r",
            "dataset:d"),
        .init("report.signed", by: .ann, ["report": "r", "of": reference, "role": "officer"], touches: "report:r"),
        .init(
            "disclosure.erased", by: .op,
            [
                "event": reference, "subjects": ["item:d/i", "dataset:d"], "digests": [root], "legalBasis": "Article 17",
            ], optional: ["orderedBy": "officer"], touches: "item:d/i", "dataset:d"),
    ]
}
