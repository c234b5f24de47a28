/// One thing an import asks its session to do or to say, in the order in which it must happen: an actor is enrolled before
/// the first event by it, an item is registered before its first label.
package enum ImportStep: Hashable, Sendable {
    /// Said once more if the file says something else of an actor than before.
    case enrol(ForeignActor)
    case draft(ForeignEvent)
    /// An annotation that its importer may be told of again, by its number alone.
    case heard(ForeignAnnotation)
    /// The foreign file says something that is imported otherwise than one may expect, or cannot be an event.
    case note(ImportRemark)
    /// A record, or a part of one, that is not imported. The rest goes on.
    case problem(ImportRemark)
}

/// A foreign file as a sequence of steps, made while it is read: what stays in memory are ids, never records.
package protocol ForeignImport {
    /// What makes the ids of its events.
    var scope: ImportScope { get }

    /// The next step; `nil` at the end.
    ///
    /// - Throws: `ImportError` if the file cannot be read on. What is wrong with one record is a `.problem` instead.
    mutating func next() throws(ImportError) -> ImportStep?
}

/// Where in a foreign file something stands.
package struct ImportPlace: Hashable, Sendable, CustomStringConvertible {
    package let file: String
    /// From 1; the line on which the record begins.
    package var line: Int?
    /// The record's position by the foreign file's own ids, such as `task 1, annotation 4`.
    package var record: String?

    package init(file: String, line: Int? = nil, record: String? = nil) {
        self.file = file
        self.line = line
        self.record = record
    }

    package var description: String {
        file + (line.map { ":\($0)" } ?? "") + (record.map { ": \($0)" } ?? "")
    }
}

/// A sentence about a record. It names columns and members, never their contents, which may be personal.
package struct ImportRemark: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Code: String, Hashable, Sendable, CaseIterable {
        // Problems.
        case malformedRecord, raggedRow, cellTooLarge, missingColumn, emptyCell, wrongType, unknownValue, badIdentifier
        case badTime, duplicateItem, duplicateLabel, conflictingRecord, conflictingItem, conflictingAnnotator, unknownItem,
            outsideTrack, lockedLabel
        case unsupportedResult, unknownTrack, unknownFrameRate, unknownAnnotator, unknownGuideline
        // Notes.
        case rounded, referenceOnly, assumedFrameRate, editedByAnother, groundTruth, skippedTask, emptyAnnotation
        case unfinishedDraft, predictionWithoutBody, offsetsConverted, unansweredGold, uncertainContent, doubtfulQuotes,
            lengthsDiffer
        case unknownSuggestion, copiedAnnotation, reviewsLeftOut, noteLeftOut
    }

    package let code: Code
    package let place: ImportPlace
    /// Tells the reader what is wrong and what to do next.
    package let sentence: String

    package init(_ code: Code, _ place: ImportPlace, _ sentence: String) {
        self.code = code
        self.place = place
        self.sentence = sentence
    }

    package var description: String { "\(place): \(sentence)" }
}
