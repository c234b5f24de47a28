import Files
import Foundation

/// What a command writes for its user: a file that has its name only once it is whole, and is never put over another.
struct NewFile {
    private let path: String
    private let file: DurableFile

    /// - Throws: if there is a file of that name, or none can be made.
    init(_ path: String) throws {
        guard !FileManager.default.fileExists(atPath: path) else {
            throw CommandFailure("\(path) exists already; it is not overwritten.")
        }
        self.path = path
        do throws(FileFailure) { file = try DurableFile(path, mode: 0o666) } catch {
            throw CommandFailure("\(path) cannot be written: \(error.why).")
        }
    }

    /// Writes a whole text, and says so.
    static func write(_ text: String, to path: String) throws {
        let file = try NewFile(path)
        try file.write(Array(text.utf8))
        try file.publish()
        Output.note("\(path) is written.")
    }

    /// Puts a whole text on the disk, lets `confirm` say of it what others will rely on, and gives it its own name then; where
    /// `confirm` fails nothing is left.
    static func write(_ text: String, to path: String, confirmedBy confirm: () async throws -> Void) async throws {
        guard !FileManager.default.fileExists(atPath: path) else {
            throw CommandFailure("\(path) exists already; it is not overwritten.")
        }
        let part = path + ".part"
        guard !FileManager.default.fileExists(atPath: part) else {
            throw CommandFailure("\(part) is in the way; if a run that was stopped left it there, remove it.")
        }
        let file = try NewFile(part)
        try file.write(Array(text.utf8))
        try file.publish()
        do { try await confirm() } catch {
            unlink(part)
            throw error
        }
        do throws(FileFailure) { try DurableFile.publish(part, as: path) } catch {
            throw CommandFailure("\(path) cannot be made: \(error.why). What was to be in it is in \(part).")
        }
        Output.note("\(path) is written.")
    }

    func write(_ bytes: [UInt8]) throws {
        do throws(FileFailure) { try file.write(bytes) } catch { throw failure(error) }
    }

    /// Lets `body` write texts, with a progress bar over their bytes, and publishes the file; where that fails nothing is left.
    func writing(_ title: String, _ body: (_ write: @escaping (String) throws -> Void) throws -> Void) throws {
        var progress = ProgressBar(title, total: nil)
        var written: UInt64 = 0
        do {
            try body { text in
                try write(Array(text.utf8))
                written += UInt64(text.utf8.count)
                progress.update(written)
            }
            try publish()
        } catch {
            discard()
            throw error
        }
        progress.finish()
    }

    func publish() throws {
        do throws(FileFailure) { try file.publish() } catch { throw failure(error) }
    }

    private func failure(_ failure: FileFailure) -> CommandFailure {
        discard()
        return CommandFailure("\(path) cannot be written: \(failure.why). Nothing is left of it.")
    }

    /// Leaves nothing of a file that has not its name yet.
    func discard() { file.discard() }
}
