import Ledger
package import Primitives
package import Provenance

/// A dataset as Croissant 1.1 with the responsible-AI vocabulary 1.0 (https://docs.mlcommons.org/croissant/): a description in
/// JSON-LD beside the canonical export, which it names with its digest.
///
/// What is described is what somebody signed; what nobody stated is absent.
package struct CroissantExport {
    package static let labelsFile = "labels.jsonl"
    package static let descriptionFile = "croissant.json"

    package init() {}

    /// Writes the canonical export to `write`, then returns the description to stand beside it.
    ///
    /// - Parameter release: what was released, if the view is of a release.
    package func export(
        _ view: DatasetView, release: LoggedEvent? = nil, to write: @escaping (String) throws -> Void
    ) throws -> JSONValue {
        var pieces = PieceWriter(write)
        var digest = RunningDigest()
        var columns = CroissantColumns()
        try view.forEachLabel { label in
            let json = label.json
            let line = json.canonicalText + "\n"
            digest.update(line)
            columns.take(json)
            try pieces.add(line)
        }
        try pieces.finish()
        var statements = try CroissantStatements(view)
        try view.forEachEvent { try statements.take($0) }
        return .object(try description(view, release, digest, columns, statements))
    }

    private func description(
        _ view: DatasetView, _ release: LoggedEvent?, _ digest: RunningDigest, _ columns: CroissantColumns,
        _ statements: CroissantStatements
    ) throws -> JSONObject {
        var description: JSONObject = [
            "@context": Self.context, "@type": "sc:Dataset",
            "conformsTo": ["http://mlcommons.org/croissant/1.1", "http://mlcommons.org/croissant/RAI/1.0"],
            "name": .string(view.defined.title), "description": .string(view.defined.purpose),
            "license": .string(view.defined.licence), "dateCreated": .string(view.definition.recorded.description),
            "distribution": [
                [
                    "@type": "cr:FileObject", "@id": .string(Self.labelsFile), "name": .string(Self.labelsFile),
                    "description": "The current labels, an object a line, in the order of their subjects.",
                    "contentUrl": .string(Self.labelsFile), "contentSize": .string("\(digest.byteCount) B"),
                    "encodingFormat": "application/jsonlines", "sha256": .string(digest.digest.hex),
                ]
            ],
        ]
        if let release, case .datasetReleased(let data) = release.event.body {
            description["version"] = .string(data.version)
            description["datePublished"] = .string(release.recorded.description)
        }
        // A record set speaks of columns of a table; a file without a line has none.
        if !columns.isEmpty { description["recordSet"] = [columns.recordSet(in: Self.labelsFile)] }
        for (name, value) in try statements.properties() { description["rai:" + name] = value }
        return description
    }

    /// The context that the specification recommends (appendix 1), with the words of its earlier version that readers expect.
    private static var context: JSONValue {
        var context: JSONObject = [
            "@language": "en", "@vocab": "https://schema.org/", "sc": "https://schema.org/",
            "cr": "http://mlcommons.org/croissant/", "rai": "http://mlcommons.org/croissant/RAI/",
            "dct": "http://purl.org/dc/terms/", "prov": "http://www.w3.org/ns/prov#", "conformsTo": "dct:conformsTo",
            "data": ["@id": "cr:data", "@type": "@json"], "examples": ["@id": "cr:examples", "@type": "@json"],
            "dataType": ["@id": "cr:dataType", "@type": "@vocab"], "description": ["@container": "@language"],
            "name": ["@container": "@language"],
        ]
        for name in [
            "annotation", "arrayShape", "citeAs", "column", "containedIn", "equivalentProperty", "excludes", "extract", "field",
            "fileObject", "fileProperty", "fileSet", "format", "includes", "isArray", "isLiveDataset", "jsonPath", "key", "md5",
            "parentField", "path", "readLines", "recordSet", "references", "regex", "repeated", "replace", "samplingRate",
            "sdVersion", "separator", "source", "subField", "transform", "unArchive", "value",
        ] {
            context[name] = .string("cr:" + name)
        }
        return .object(context)
    }
}
