import Primitives
import Provenance

/// What is said of each route.
extension Operation {
    private static let eventTypes = EventBody.shortTypes.flatMap { [$0, "touchmark." + $0] }

    static let append = Operation(
        id: "append", summary: "Append an event, or a batch of them, a token a line.", paths: ["/v1/events"],
        parameters: [
            .query("receipt", .choice(["full", "brief"]), "brief leaves inclusion proofs out."),
            .query("atomic", .choice(["true", "false"]), "For a batch: all of its lines or none."),
        ],
        body: [
            ("application/sd-jwt", .text), ("application/jwt", .text), ("application/dc+sd-jwt", .text), ("text/plain", .text),
        ],
        answers: [
            Answer(
                status: 200,
                description: "The same token was there already: its first receipt. For a batch, a line for each of its lines.",
                content: [("application/json", receipt), ("application/jsonl", .text)]),
            .object("The event is durable; its receipt.", receipt, status: 201),
        ])

    private static let receipt: JSONValue = ["anyOf": [.schema("Receipt"), .schema("BriefReceipt")]]

    static let entries = Operation(
        id: "entries", summary: "Entries that the token may read.", paths: ["/v1/events"],
        parameters: [
            .query("from", .index, "The index to begin at."), .limit,
            .query("type", .choice(eventTypes), "Only entries of this type; touchmark. may be left out."),
            .query("subject", .text, "Only entries that touch this subject."),
        ], answers: [.object("A page; next is the index at which the following one begins, or null.", .schema("EntryPage"))])

    static let entry = Operation(
        id: "entry", summary: "One entry, by its index or its event's id.", paths: ["/v1/events/{entry}"],
        parameters: [.path("entry", .text, "An index or a UUID.")], answers: [.object("The entry.", .schema("Entry"))])

    static let stream = Operation(
        id: "stream", summary: "Entries as server-sent events: those that are there, then each as it comes.",
        paths: ["/v1/events/stream"],
        parameters: [
            .query("from", .index, "The index to begin at; with the next entry if left out."),
            .header("Last-Event-ID", .index, "Go on behind this index."),
        ],
        answers: [
            Answer(
                status: 200,
                description:
                    "Each entry is an event of the type entry: its id is the entry's index, its data one line of JSON of the "
                    + "schema Entry. Lines that begin with a colon are comments.",
                content: [("text/event-stream", .text)])
        ])

    static let receiptOfEntry = Operation(
        id: "receipt", summary: "An entry's receipt.", paths: ["/v1/receipts/{index}"],
        parameters: [
            .path("index", .index, "The entry's index."),
            .query("size", .number(from: 1), "A size at which a checkpoint was signed; that of the entry's batch if left out."),
        ],
        answers: [
            Answer(
                status: 200, description: "As JSON, as c2sp.org/tlog-proof@v1, or as COSE (RFC 9942).",
                content: [
                    ("application/json", .schema("Receipt")), ("text/plain", .text), ("application/cose", .bytes),
                    ("application/scitt-receipt+cose", .bytes),
                ])
        ])

    static let references = Operation(
        id: "references", summary: "What the next event about a subject has to cite.", paths: ["/v1/refs/{subject}"],
        parameters: [.path("subject", .text, "A label, an item, a question, a dataset or a guideline.")],
        answers: [.object("References; null where there is nothing to cite.", .schema("References"))])

    static let datasets = Operation(
        id: "datasets", summary: "Datasets that the token may read.", paths: ["/v1/datasets"],
        parameters: [.query("after", .text, "The next of the page before."), .limit],
        answers: [.object("A page.", .schema("DatasetPage"))])

    static let dataset = Operation(
        id: "dataset", summary: "A dataset's definition, requirements and guidelines.", paths: ["/v1/datasets/{dataset}"],
        parameters: [.path("dataset", .text, "Its id.")], answers: [.object("The dataset.", .schema("Dataset"))])

    static let labels = Operation(
        id: "labels", summary: "The current labels of a dataset, or those as of an index.",
        paths: ["/v1/datasets/{dataset}/labels"],
        parameters: [
            .path("dataset", .text, "Its id."), .query("asOf", .index, "Only entries below this index count."),
            .query("verdict", Schemas.verdict, "Only labels with this verdict, as it was known then."),
            .query("after", .text, "The next of the page before."), .limit,
        ], answers: [.object("A page.", .schema("LabelPage"))])

    static let certificate = Operation(
        id: "certificate", summary: "A label's birth certificate.", paths: ["/v1/labels/{subject}/certificate"],
        parameters: [
            .path("subject", .text, "label:d/i/l."), .query("asOf", .index, "Only entries below this index count."),
        ],
        answers: [
            Answer(
                status: 200, description: "As JSON, or as a page.",
                content: [("application/json", .anyObject), ("text/html", .text)])
        ])

    static let report = Operation(
        id: "report", summary: "A draft of the audit report on a dataset.", paths: ["/v1/reports/{dataset}"],
        parameters: [.path("dataset", .text, "Its id."), .query("asOf", .index, "Only entries below this index count.")],
        answers: [
            Answer(
                status: 200, description: "As JSON (touchmark report schema), or as a page.",
                content: [("application/json", .anyObject), ("text/html", .text)])
        ])

    static let trace = Operation(
        id: "trace",
        summary: "Who stands behind a model, a decision or a release, or what was made of somebody's work. One is named.",
        paths: ["/v1/traces"],
        parameters: [
            .query("model", .text, "MODEL/VERSION."), .query("decision", .text, "A decision's id."),
            .query("annotator", .text, "A person's id, or <kind>:<id>."), .query("release", .text, "DATASET/VERSION."),
            .query("credential", .text, "credential:AUTHORITY/ID."),
            .query("guideline", .text, "GUIDELINE, or GUIDELINE/VERSION."),
            .query("asOf", .index, "Only entries below this index count."),
        ],
        answers: [
            Answer(
                status: 200, description: "As JSON, or as a page.",
                content: [("application/json", .anyObject), ("text/html", .text)])
        ])

    static let annotator = Operation(
        id: "annotator", summary: "A person's, model's or connector's standing and work.", paths: ["/v1/annotators/{annotator}"],
        parameters: [.path("annotator", .text, "A person's id, or <kind>:<id>.")],
        answers: [.object("Keys, suspensions, credentials, and how much was signed.", .schema("Annotator"))])

    static let key = Operation(
        id: "key", summary: "Whose key it is.", paths: ["/v1/keys/{kid}"],
        parameters: [.path("kid", .text, "A key's thumbprint (RFC 7638).")],
        answers: [.object("Who brought it into the ledger, and where.", .schema("Key"))])

    static let order = Operation(
        id: "order", summary: "Order an evidence bundle.", paths: ["/v1/exports"], body: [("application/json", .schema("Order"))],
        answers: [.object("Where it can be fetched is in Location.", .schema("Export"), status: 201)])

    static let bundle = Operation(
        id: "bundle", summary: "Fetch an ordered evidence bundle.", paths: ["/v1/exports/{export}"],
        parameters: [.path("export", .text, "Its id.")],
        answers: [
            Answer(
                status: 200, description: "The bundle, streamed.", content: [("application/vnd.touchmark.evidence+jsonl", .text)])
        ])

    static let checkpoint = Operation(
        id: "checkpoint", summary: "The newest checkpoint (C2SP tlog-checkpoint).", paths: ["/checkpoint"],
        answers: [Answer(status: 200, description: "A signed note.", content: [("text/plain", .text)])])

    static let takeCheckpoint = Operation(
        id: "takeCheckpoint", summary: "Bring back the checkpoint that an auditor has cosigned.", paths: ["/v1/checkpoints"],
        body: [("text/plain", .text)],
        answers: [
            .object(
                "Kept, and shown in exports from now on.",
                .object(of: [
                    ("size", .number(from: 1)), ("cosigners", ["type": "array", "items": .text, "minItems": 1]),
                ]))
        ])

    private static let tileParameters: [Parameter] = [
        .path("number", ["type": "string", "pattern": "^[0-9]{3}$"], "Larger numbers have more segments: x001/067.")
    ]
    private static let width = Parameter.path(
        "width", ["type": "integer", "minimum": 1, "maximum": 255], "How wide a partial tile is.")
    private static let tileBytes = Answer(
        status: 200, description: "It never changes.", content: [("application/octet-stream", .bytes)])

    static let tile = Operation(
        id: "tile", summary: "Hashes of the tree (C2SP tlog-tiles).",
        paths: ["/tile/{level}/{number}", "/tile/{level}/{number}.p/{width}"],
        parameters: [.path("level", ["type": "integer", "minimum": 0, "maximum": 7], "0 holds leaf hashes.")] + tileParameters
            + [width], answers: [tileBytes])

    static let entryTile = Operation(
        id: "entryTile", summary: "Entries, each with its length in front (C2SP tlog-tiles).",
        paths: ["/tile/entries/{number}", "/tile/entries/{number}.p/{width}"], parameters: tileParameters + [width],
        answers: [tileBytes])

    static let labelStudio = Operation(
        id: "labelStudio", summary: "Receive a webhook of a Label Studio server.",
        paths: ["/v1/connectors/label-studio/{name}"], parameters: [.path("name", .text, "The connector's name.")],
        body: [("application/json", .anyObject)],
        answers: [.object("What it came to; what it said is durable.", .anyObject)])

    static let alive = Operation(
        id: "alive", summary: "The process answers.", paths: ["/healthz"],
        answers: [.object("It does.", .object(of: [("status", .text)]))])

    static let ready = Operation(
        id: "ready", summary: "Whether the service can do its work.", paths: ["/readyz"],
        answers: [.object("It can.", .schema("Readiness")), .object("It cannot, and why.", .schema("Readiness"), status: 503)])

    static let metrics = Operation(
        id: "metrics", summary: "Figures in Prometheus' text format.", paths: ["/metrics"],
        answers: [Answer(status: 200, description: "Figures.", content: [("text/plain", .text)])])

    static let description = Operation(
        id: "description", summary: "This description.", paths: ["/openapi.json"],
        answers: [Answer(status: 200, description: "OpenAPI 3.1.", content: [("application/json", .anyObject)])])
}
