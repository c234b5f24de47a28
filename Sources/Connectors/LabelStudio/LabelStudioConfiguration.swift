import Foundation

#if canImport(FoundationXML)
    import FoundationXML
#endif

/// A project's labelling configuration: which parts of a task are shown as what. The export does not hold it.
package struct LabelStudioConfiguration: Hashable, Sendable {
    /// A tag that shows content, such as `<Audio name="audio" value="$audio"/>`.
    struct Object: Hashable, Sendable {
        let tag: String
        let name: String
        /// The member of a task's data.
        let key: String
        /// Whether the content is behind an address even if it is text.
        let isAddress: Bool
        /// As written: a number, or `$` and a member of the task's data.
        let frameRate: String?
        /// Whether the channels of a recording are shown apart, each with regions of its own.
        let splitsChannels: Bool
    }

    let objects: [Object]
    /// Points that can be given, by the rating's name. Label Studio gives five if the configuration says nothing.
    let maximumRatings: [String: Int64]

    static let defaultMaximumRating: Int64 = 5

    /// A larger configuration is refused.
    static let maximumByteCount = 1 << 20

    /// - Throws: `badConfiguration`.
    package init(xml: String, file: String) throws(ImportError) {
        // A configuration defines no entities; a document that does may be made to grow without bound.
        guard xml.utf8.count <= Self.maximumByteCount, !xml.utf8.contains("<!ENTITY".utf8) else {
            throw ImportError(
                .badConfiguration, ImportPlace(file: file), "the labelling configuration is larger than 1 MiB or defines entities"
            )
        }
        let reader = TagReader()
        let parser = XMLParser(data: Data(xml.utf8))
        parser.shouldResolveExternalEntities = false
        parser.delegate = reader
        // The parser takes a text that ends too soon for a whole one, so the tags are counted.
        guard parser.parse(), reader.isBalanced else {
            throw ImportError(
                .badConfiguration, ImportPlace(file: file, line: parser.lineNumber), "the labelling configuration is not XML")
        }
        objects = reader.objects
        maximumRatings = reader.maximumRatings
    }
}

private final class TagReader: NSObject, XMLParserDelegate {
    var objects: [LabelStudioConfiguration.Object] = []
    var maximumRatings: [String: Int64] = [:]
    private var depth = 0
    private var count = 0

    var isBalanced: Bool { depth == 0 && count > 0 }

    func parser(_ parser: XMLParser, didEndElement tag: String, namespaceURI: String?, qualifiedName: String?) { depth -= 1 }

    func parser(
        _ parser: XMLParser, didStartElement tag: String, namespaceURI: String?, qualifiedName: String?,
        attributes: [String: String]
    ) {
        depth += 1
        count += 1
        guard let name = attributes["name"] else { return }
        if tag == "Rating" {
            maximumRatings[name] =
                attributes["maxRating"].flatMap { Int64($0) } ?? LabelStudioConfiguration.defaultMaximumRating
        }
        // What refers to an object is a control; an object refers to the task's data.
        guard attributes["toName"] == nil, let value = attributes["value"], value.hasPrefix("$") else { return }
        objects.append(
            LabelStudioConfiguration.Object(
                tag: tag, name: name, key: String(value.dropFirst()), isAddress: attributes["valueType"] == "url",
                frameRate: attributes["framerate"] ?? attributes["frameRate"],
                splitsChannels: attributes["splitchannels"] == "true"))
    }
}
