import Foundation
import Provenance

/// Ids as a foreign file writes them, made into ids as events hold them (protocol.md §4).
enum ForeignIdentifier {
    /// Longer ids would leave no room for the others in a subject of 512 bytes.
    static let maximumByteCount = 256

    /// `text` in Unicode normalisation form C.
    ///
    /// - Throws: `badIdentifier`.
    static func read(_ text: String, _ what: String, at place: ImportPlace) throws(ImportRemark) -> String {
        let id = text.precomposedStringWithCanonicalMapping
        guard Identifier.isWellFormed(id) else {
            throw ImportRemark(.badIdentifier, place, "the \(what) cannot be an id; it is empty, \".\" or \"..\"")
        }
        guard !id.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else {
            throw ImportRemark(.badIdentifier, place, "the \(what) holds a control character; ids are printable")
        }
        guard SubjectPath.encodeSegment(id).utf8.count <= maximumByteCount else {
            throw ImportRemark(.badIdentifier, place, "the \(what) is longer than \(maximumByteCount) bytes when encoded")
        }
        return id
    }

    /// Refuses what would make a subject that admission refuses.
    static func check(_ subject: Subject, at place: ImportPlace) throws(ImportRemark) {
        guard subject.description.utf8.count <= Subject.maximumByteCount else {
            throw ImportRemark(
                .badIdentifier, place,
                "dataset, item and label ids together make a subject of more than \(Subject.maximumByteCount) bytes; shorten one")
        }
    }
}
