import Audit
import Ledger
import Primitives
import Provenance
import Signatures
import Testing

struct CroissantExportTests {
    private func exported(_ shelf: Shelf) throws -> (description: JSONValue, labels: String) {
        let text = Gathered()
        let description = try shelf.view { view in try CroissantExport().export(view) { text.text += $0 } }
        return (description, text.text)
    }

    @Test func `the description names the file that is the canonical export`() async throws {
        let shelf = try await Shelf.filled()
        let (description, labels) = try exported(shelf)
        #expect(try labels == shelf.text(JSONLinesExport()))
        let file = try #require(description["distribution"]?.array?.first)
        #expect(file["sha256"]?.string == Digest(hashing: labels).hex && file["contentUrl"] == "labels.jsonl")
        #expect(file["contentSize"]?.string == "\(labels.utf8.count) B")
        #expect(
            description["conformsTo"] == [
                "http://mlcommons.org/croissant/1.1", "http://mlcommons.org/croissant/RAI/1.0",
            ])
        #expect(description["name"] == "Titles <b>" && description["license"] == "CC-BY-4.0")
    }

    @Test func `a dataset without a label has an empty file and no record set`() async throws {
        let shelf = try await Shelf.filled()
        let size = try shelf.size(after: "guideline")
        let description = try shelf.view(at: size) { view in
            try CroissantExport().export(view) { _ in Issue.record("there is nothing to write") }
        }
        #expect(description["recordSet"] == nil && description["distribution"]?.array?.first?["contentSize"] == "0 B")
        #expect(description["rai:dataAnnotationPlatform"] == nil)
    }

    @Test func `every field is a column of every line, and the value is attributed`() async throws {
        let shelf = try await Shelf.filled()
        let (description, _) = try exported(shelf)
        let fields = try #require(description["recordSet"]?.array?.first?["field"]?.array)
        let lines = try shelf.lines()
        for field in fields {
            let name = try #require(field["name"]?.string)
            #expect(lines.contains { $0[name] != nil }, "\(name)")
            #expect(name == "split" || lines.allSatisfy { $0[name] != nil }, "\(name)")
        }
        let value = try #require(fields.first { $0["name"] == "value" })
        #expect(value["annotation"]?["equivalentProperty"] == "prov:wasAttributedTo")
        #expect(value["annotation"]?["source"]?["extract"] == ["column": "source"])
        #expect(value["subField"]?.array?.map { $0["name"] } == ["choice", "kind", "number", "text"])
    }

    @Test func `a guideline that was withdrawn is said to be`() async throws {
        var shelf = try await Shelf.filled()
        try await shelf.withdrawGuideline()
        let (description, _) = try exported(shelf)
        let said = description["rai:dataAnnotationProtocol"]?.array?.compactMap(\.string)
        #expect(
            said?.last == "Guideline g, version 3, was withdrawn with effect from 2026-02-01T00:00:00Z: misprinted")
    }

    @Test func `what is described was signed by somebody, and what nobody stated is absent`() async throws {
        var shelf = try await Shelf.filled()
        let (before, _) = try exported(shelf)
        #expect(before["rai:dataCollection"] == "process: from shelves")
        #expect(before["rai:dataCollectionTimeframe"] == "2020/2021" && before["rai:dataUseCases"] == "teaching")
        #expect(before["rai:dataAnnotationProtocol"]?.string?.hasSuffix("Look twice.") == true)
        #expect(before["rai:dataAnnotationPlatform"] == "pen 1")
        #expect(before["rai:annotatorDemographics"] == "language de: 2 of 2 annotators")
        #expect(before["rai:machineAnnotationTools"]?.string?.hasPrefix("guess 2.1, sha256:") == true)
        #expect(before["rai:dataAnnotationAnalysis"] == "Reviews: 1 rejected")
        for name in [
            "rai:dataBiases", "rai:dataLimitations", "rai:annotationsPerItem", "rai:dataSocialImpact",
            "rai:personalSensitiveInformation", "rai:dataPreprocessingProtocol", "rai:dataReleaseMaintenancePlan", "version",
            "citeAs", "creator", "datePublished",
        ] {
            #expect(before[name] == nil, "\(name)")
        }
        try await shelf.say(
            "required", "requirement.set", .policy("d"),
            ["dataset": "d", "requirements": [["labels": ["q"], "annotationsPerItem": 2, "reviews": 1]]])
        try await shelf.say(
            "assessed", "assessment.recorded", .dataset("d"),
            [
                "dataset": "d", "kind": "bias", "method": "counting", "findings": "few in Cyrillic",
                "digest": .string(Digest(hashing: "study").contentDigest),
            ])
        try await shelf.say(
            "cleaned", "operation.recorded", .dataset("d"),
            [
                "dataset": "d", "kind": "cleaning", "tool": "soap", "period": "2025", "affected": 3,
                "digest": .string(Digest(hashing: "log").contentDigest),
            ])
        let (after, _) = try exported(shelf)
        #expect(after["rai:dataBiases"] == "bias, by counting: few in Cyrillic")
        #expect(after["rai:annotationsPerItem"] == "q: 2")
        #expect(after["rai:dataPreprocessingProtocol"]?.string?.hasPrefix("cleaning with soap, 3 affected, period 2025") == true)
    }

    @Test func `of some splits only what was said of their items is counted`() async throws {
        let shelf = try await Shelf.filled()
        func described(_ split: String) throws -> JSONValue {
            try shelf.world.store.read { reader in
                try CroissantExport().export(DatasetView(reader, dataset: "d", splits: [split])) { _ in }
            }
        }
        let train = try described("train")
        #expect(train["rai:annotatorDemographics"] == "language de: 2 of 2 annotators")
        for name in ["rai:machineAnnotationTools", "rai:dataAnnotationPlatform", "rai:dataAnnotationAnalysis"] {
            #expect(train[name] == nil, "\(name)")
        }
        let unnamed = try described("")
        #expect(unnamed["rai:annotatorDemographics"] == "language de: 1 of 1 annotators")
        #expect(unnamed["rai:dataAnnotationPlatform"] == "pen 1" && unnamed["rai:machineAnnotationTools"] != nil)
        #expect(try described("test")["rai:dataAnnotationAnalysis"] == "Reviews: 1 rejected")
    }

    @Test func `a review by a stolen key is counted as one, and no rule of adjudication is quoted where none is asked`()
        async throws
    {
        var shelf = try await Shelf.filled()
        try await shelf.say(
            "stolen", "annotator.key-revoked", Shelf.ada.standingSubject,
            [
                "kind": "annotator", "id": .string(Shelf.ada.id), "reason": "compromised",
                "kid": .string(try shelf.world.keyID(of: Shelf.ada).description), "effective": "2026-01-01T00:00:00Z",
            ])
        try await shelf.say(
            "required", "requirement.set", .policy("d"),
            [
                "dataset": "d",
                "requirements": [["labels": ["q"], "adjudication": false], ["labels": ["r"], "adjudication": "none"]],
            ])
        let reviews = "Reviews: 1 rejected; 1 of these by a key that is not good, or by somebody suspended, as known now"
        #expect(try exported(shelf).description["rai:dataAnnotationAnalysis"]?.string == reviews)
        try await shelf.say(
            "asked", "requirement.set", .policy("d"),
            [
                "dataset": "d",
                "requirements": [["labels": ["q"], "adjudication": true], ["labels": ["r"], "adjudication": "expert"]],
            ])
        let said = try exported(shelf).description["rai:dataAnnotationAnalysis"]?.array
        #expect(
            said == [
                "Disagreements on q are adjudicated, in whatever way", "Disagreements on r are decided by: expert",
                .string(reviews),
            ])
    }

    @Test func `every name is one that Croissant 1.1, its RAI vocabulary, schema.org or PROV publish`() async throws {
        let shelf = try await Shelf.filled()
        let (description, _) = try exported(shelf)
        var unknown: Set<String> = []
        Self.check(description, &unknown)
        #expect(unknown.isEmpty)
        let context = try #require(description["@context"]?.object)
        for member in context.members where member.value.string?.hasPrefix("cr:") == true {
            #expect(CroissantNames.croissant.contains(member.name), "\(member.name)")
        }
    }

    private static func check(_ value: JSONValue, _ unknown: inout Set<String>) {
        switch value {
        case .array(let elements): for element in elements { check(element, &unknown) }
        case .object(let object):
            for member in object.members where member.name != "@context" {
                if !CroissantNames.all.contains(member.name) { unknown.insert(member.name) }
                check(member.value, &unknown)
            }
        default: break
        }
    }
}

/// Names as they are published, copied down one by one: mlcroissant takes misspelt ones without a word.
enum CroissantNames {
    static let all = jsonLD.union(schema).union(croissant).union(responsible).union(["conformsTo"])

    /// JSON-LD 1.1, section 1.7.
    static let jsonLD: Set<String> = ["@context", "@id", "@type"]

    /// https://schema.org/Dataset and https://schema.org/DataDownload.
    static let schema: Set<String> = [
        "name", "description", "license", "dateCreated", "datePublished", "version", "distribution", "contentUrl",
        "contentSize", "encodingFormat", "sha256",
    ]

    /// Croissant 1.1, appendix 1 (http://mlcommons.org/croissant/1.1), and those of 1.0 that it does not repeat: `path`,
    /// `repeated`, `replace`, `samplingRate` (http://mlcommons.org/croissant/1.0, appendix 1).
    static let croissant: Set<String> = [
        "annotation", "arrayShape", "citeAs", "column", "containedIn", "data", "dataType", "equivalentProperty", "examples",
        "excludes", "extract", "field", "fileObject", "fileProperty", "fileSet", "format", "includes", "isArray",
        "isLiveDataset", "jsonPath", "key", "md5", "parentField", "path", "readLines", "recordSet", "references", "regex",
        "repeated", "replace", "samplingRate", "sdVersion", "separator", "source", "subField", "transform", "unArchive", "value",
    ]

    /// Croissant RAI 1.0, croissant_rai.ttl (http://mlcommons.org/croissant/RAI/).
    static let responsible: Set<String> = [
        "rai:dataCollection", "rai:dataCollectionType", "rai:dataCollectionMissingData", "rai:dataCollectionRawData",
        "rai:dataCollectionTimeframe", "rai:dataPreprocessingProtocol", "rai:dataImputationProtocol",
        "rai:dataManipulationProtocol", "rai:dataReleaseMaintenancePlan", "rai:personalSensitiveInformation",
        "rai:dataAnnotationProtocol", "rai:dataAnnotationPlatform", "rai:dataAnnotationAnalysis", "rai:annotationsPerItem",
        "rai:annotatorDemographics", "rai:machineAnnotationTools", "rai:dataSocialImpact", "rai:dataBiases",
        "rai:dataLimitations", "rai:dataUseCases",
    ]
}
