import Connectors
import Files
import Foundation
import Primitives

/// A connector's records of annotations, `annotations.jsonl` in its station: a line for each thing heard; the last one of a key
/// counts. In memory are only the places of lines, so that a million annotations take some tens of megabytes.
final class AnnotationRegister {
    private static let longestLine = 2048
    private static let pieceByteCount = 1 << 16

    private let path: String
    private let file: FileHandle
    private var places: [AnnotationRecord.Key: UInt64] = [:]
    /// What a process before this one wrote may not be on the disk yet.
    private var isSynchronised = false

    /// Opens the register, or makes it. A line that a crash cut short is taken away: nobody was told of what it says.
    ///
    /// - Throws: `IntakeError.unreadable` if a line is damaged.
    init(_ station: ConnectorStation) throws {
        path = station.path + "/annotations.jsonl"
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw IntakeError(.notWritten, "\(path) cannot be opened: \(String(cString: strerror(errno))).")
        }
        file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        try Directory.syncName(path)
        try file.truncate(atOffset: readPlaces())
        // Nothing is sent for what is read here, so it must last.
        try synchronise()
    }

    /// - Returns: where the last whole line ends.
    private func readPlaces() throws -> UInt64 {
        var end: UInt64 = 0
        var line: [UInt8] = []
        while let piece = try file.read(upToCount: Self.pieceByteCount), !piece.isEmpty {
            for byte in piece {
                guard byte == UInt8(ascii: "\n") else {
                    line.append(byte)
                    guard line.count < Self.longestLine else { throw damaged }
                    continue
                }
                places[try record(line).key] = end
                end += UInt64(line.count) + 1
                line.removeAll(keepingCapacity: true)
            }
        }
        return end
    }

    private var damaged: IntakeError {
        IntakeError(.unreadable, "\(path) is damaged. Restore it, or remove it and reconcile with a new export.")
    }

    private func record(_ line: some Collection<UInt8>) throws -> AnnotationRecord {
        guard let json = try? JSONValue(parsing: Array(line)), let record = AnnotationRecord(json) else { throw damaged }
        return record
    }

    subscript(_ key: AnnotationRecord.Key) -> AnnotationRecord? {
        get throws {
            guard let place = places[key] else { return nil }
            try file.seek(toOffset: place)
            let bytes = try file.read(upToCount: Self.longestLine) ?? Data()
            return try record(bytes.prefix { $0 != UInt8(ascii: "\n") })
        }
    }

    /// Every key, in no order.
    var keys: [AnnotationRecord.Key] { Array(places.keys) }

    /// Keeps a record. It is durable after `synchronise`.
    func remember(_ record: AnnotationRecord) throws {
        guard try self[record.key] != record else { return }
        let line = Array((record.json.canonicalText + "\n").utf8)
        guard line.count <= Self.longestLine else {
            throw IntakeError(.invalid, "The ids of an annotation are too long to be remembered.")
        }
        let place = try file.seekToEnd()
        do { try file.write(contentsOf: line) } catch {
            // The next line must not be glued to a part of this one.
            try file.truncate(atOffset: place)
            throw error
        }
        places[record.key] = place
        isSynchronised = false
    }

    /// Keeps what an annotation is called, and the latest time at which it was saved.
    func hear(_ annotation: ForeignAnnotation) throws {
        let key = AnnotationRecord.Key.annotation(annotation.number)
        var record = try self[key] ?? AnnotationRecord(key)
        record.labels = annotation.labels
        record.project = annotation.project ?? record.project
        record.updated = [record.updated, annotation.updated].compactMap { $0 }.max()
        try remember(record)
    }

    /// True if an annotation, or its task, was said to be deleted, or if an export did not hold it.
    func isGone(_ annotation: ForeignAnnotation) throws -> Bool {
        let record = try self[.annotation(annotation.number)]
        return try record?.deleted != nil || record?.missing != nil || self[.task(annotation.task)]?.deleted != nil
    }

    func synchronise() throws {
        guard !isSynchronised else { return }
        try file.synchronize()
        isSynchronised = true
    }
}
