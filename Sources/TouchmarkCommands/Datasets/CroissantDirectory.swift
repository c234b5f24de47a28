import Audit
import Foundation
import Primitives

/// A directory with the labels and their description, that has its name only once both are whole.
struct CroissantDirectory {
    private let path: String

    /// - Throws: if there is something of that name already.
    init(_ path: String) throws {
        guard !FileManager.default.fileExists(atPath: path) else {
            throw CommandFailure("\(path) exists already; it is not overwritten.")
        }
        self.path = path
    }

    func write(_ view: DatasetView, _ release: Release?) throws {
        let files = FileManager.default
        let temporary = path + ".part"
        do {
            try files.createDirectory(atPath: temporary, withIntermediateDirectories: false)
        } catch {
            throw CommandFailure("\(temporary) cannot be made: \(SystemReason.description(of: error)).")
        }
        do {
            var description = JSONValue.null
            try NewFile("\(temporary)/\(CroissantExport.labelsFile)").writing("exporting, bytes") { write in
                description = try CroissantExport().export(view, release: release?.event, to: write)
            }
            try NewFile("\(temporary)/\(CroissantExport.descriptionFile)").writing("describing") {
                try $0(description.indentedText + "\n")
            }
            try files.moveItem(atPath: temporary, toPath: path)
        } catch {
            // Of what is not there nothing needs to be removed.
            _ = try? files.removeItem(atPath: temporary)
            throw error
        }
        Output.line("\(path)/\(CroissantExport.descriptionFile)")
        Output.line("\(path)/\(CroissantExport.labelsFile)")
    }
}
