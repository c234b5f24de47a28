import Primitives
import Yams

/// What a table's columns mean: a mapping file, in YAML (Docs/Importing.md).
package struct TableMapping: Hashable, Sendable {
    /// Who a record is by.
    enum Authors: Hashable, Sendable {
        case annotator(id: Template, name: Template?, email: Template?)
        /// One record, several annotators: the id of each, and the column of its answer, which is `{$value}` in the label.
        case wide([WideAnnotator])
        case model(name: Template, version: Template)
    }

    struct WideAnnotator: Hashable, Sendable {
        let id: String
        let value: Template
    }

    /// A second table that describes the items, one a record.
    struct ItemsTable: Hashable, Sendable {
        let file: String
        let format: TableFormat
    }

    struct Gold: Hashable, Sendable {
        let name: String
        let value: ValueMapping
    }

    /// A larger mapping file is refused.
    static let maximumByteCount = 1 << 20

    /// NFC.
    package let dataset: String
    /// As the mapping names it, beside the mapping file; `nil` if the table itself describes the items.
    package var itemsFile: String? { items?.file }

    let syntax: TableSyntax
    let origin: OriginMapping
    let item: ItemMapping
    let items: ItemsTable?
    let authors: Authors
    let labels: [LabelMapping]
    let gold: Gold?
    let time: Template?
    let timeForm: ForeignTime
    let tool: JSONValue?

    /// - Throws: `badMapping`, with the line and what may stand there.
    package init(yaml: String, file: String) throws(ImportError) {
        guard yaml.utf8.count <= Self.maximumByteCount else {
            throw ImportError(.badMapping, ImportPlace(file: file), "the mapping is larger than 1 MiB")
        }
        let node: Node?
        do { node = try Yams.compose(yaml: yaml) } catch {
            throw ImportError(.badMapping, ImportPlace(file: file), "the mapping is not YAML: \(error)")
        }
        guard let node else { throw ImportError(.badMapping, ImportPlace(file: file), "the mapping is empty") }
        var reader = try MappingReader(node, file: file, path: "")
        dataset = try reader.identifier("dataset")
        syntax = try TableSyntax(&reader)
        origin = try OriginMapping(&reader)
        item = try ItemMapping(try reader.object("item"))
        items = try Self.items(&reader)
        authors = try Self.authors(&reader)
        let values = try reader.optionalTable("values")
        labels = try Self.labels(&reader, values: values, tracks: item.tracks, authors: authors)
        gold = try Self.gold(&reader, values: values)
        (time, timeForm) = try Self.time(&reader)
        tool = try Self.tool(&reader)
        try reader.finish()
    }

    private static func items(_ reader: inout MappingReader) throws(ImportError) -> ItemsTable? {
        guard var items = try reader.optionalObject("items") else { return nil }
        let file = try items.text("file")
        guard let format = try TableSyntax(&items).format(of: file) else {
            throw items.fail("items.format is missing, and the file's name does not tell it")
        }
        try items.finish()
        return ItemsTable(file: file, format: format)
    }

    private static func authors(_ reader: inout MappingReader) throws(ImportError) -> Authors {
        let given = ["annotator", "annotators", "model"].filter { reader.names.contains($0) }
        guard given.count == 1 else { throw reader.fail("the mapping needs one of annotator, annotators and model") }
        if reader.node("annotator")?.scalar != nil {
            return .annotator(id: try reader.template("annotator"), name: nil, email: nil)
        }
        if var object = try reader.optionalObject("annotator") {
            let author = Authors.annotator(
                id: try object.template("id"), name: try object.optionalTemplate("name"),
                email: try object.optionalTemplate("email"))
            try object.finish()
            return author
        }
        if var object = try reader.optionalObject("model") {
            let author = Authors.model(name: try object.template("model"), version: try object.template("version"))
            try object.finish()
            return author
        }
        var annotators: [WideAnnotator] = []
        for var object in try reader.objects("annotators") {
            annotators.append(WideAnnotator(id: try object.identifier("id"), value: try object.template("value")))
            try object.finish()
        }
        guard !annotators.isEmpty, Set(annotators.map(\.id)).count == annotators.count else {
            throw reader.fail("annotators must be one or more, with an id each of its own")
        }
        return .wide(annotators)
    }

    private static func labels(
        _ reader: inout MappingReader, values: [String: String]?, tracks: [TrackMapping], authors: Authors
    ) throws(ImportError) -> [LabelMapping] {
        let byModel = if case .model = authors { true } else { false }
        var labels: [LabelMapping] = []
        if let one = try reader.optionalObject("label") {
            labels.append(try LabelMapping(one, values: values, tracks: tracks, byModel: byModel))
        }
        for one in try reader.objects("labels") {
            labels.append(try LabelMapping(one, values: values, tracks: tracks, byModel: byModel))
        }
        guard !labels.isEmpty, labels.count == 1 || !reader.names.contains("label") else {
            throw reader.fail("the mapping needs either label or labels")
        }
        return labels
    }

    private static func gold(_ reader: inout MappingReader, values: [String: String]?) throws(ImportError) -> Gold? {
        guard var object = try reader.optionalObject("gold") else { return nil }
        let gold = Gold(name: try object.identifier("name"), value: try ValueMapping(try object.object("value"), values: values))
        if case .preference = gold.value { throw object.fail("gold.value cannot be a preference") }
        try object.finish()
        return gold
    }

    private static func time(_ reader: inout MappingReader) throws(ImportError) -> (Template?, ForeignTime) {
        let strict = ForeignTime(form: .iso8601, zoneMinutes: nil)
        guard let node = reader.node("time") else { return (nil, strict) }
        if node.scalar != nil { return (try reader.template("time"), strict) }
        var object = try reader.object("time")
        let template = try object.template("value")
        let form = try object.choice("form", of: ForeignTime.Form.self) ?? .iso8601
        let zone = try object.optionalText("zone")
        guard zone == nil || ForeignTime.zone(zone ?? "") != nil else {
            throw object.fail("time.zone must be UTC or an offset such as +02:00")
        }
        try object.finish()
        return (template, ForeignTime(form: form, zoneMinutes: zone.flatMap { ForeignTime.zone($0) }))
    }

    private static func tool(_ reader: inout MappingReader) throws(ImportError) -> JSONValue? {
        guard var object = try reader.optionalObject("tool") else { return nil }
        let tool: JSONValue = ["name": .string(try object.text("name")), "version": .string(try object.text("version"))]
        try object.finish()
        return tool
    }
}
