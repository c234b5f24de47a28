import Foundation

/// A file that has its name only once it is whole.
struct NewFile {
    private let path: String
    private let temporary: String
    private let handle: FileHandle

    /// - Throws: if there is a file of that name, or none can be made.
    init(_ path: String) throws {
        guard !FileManager.default.fileExists(atPath: path) else {
            throw CommandFailure("\(path) exists already; it is not overwritten.")
        }
        self.path = path
        temporary = path + ".part"
        guard FileManager.default.createFile(atPath: temporary, contents: nil),
            let handle = FileHandle(forWritingAtPath: temporary)
        else { throw CommandFailure("\(temporary) cannot be written.") }
        self.handle = handle
    }

    /// Writes a whole text, and says so.
    static func write(_ text: String, to path: String) throws {
        let file = try NewFile(path)
        try file.write(Array(text.utf8))
        try file.publish()
        Output.note("\(path) is written.")
    }

    func write(_ bytes: [UInt8]) throws {
        do { try handle.write(contentsOf: Data(bytes)) } catch {
            discard()
            throw CommandFailure("\(path) cannot be written: \(SystemReason.description(of: error)). Nothing is left of it.")
        }
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
        try handle.synchronize()
        try handle.close()
        try FileManager.default.moveItem(atPath: temporary, toPath: path)
    }

    func discard() {
        // Of what is not there nothing needs to be removed.
        _ = try? FileManager.default.removeItem(atPath: temporary)
    }
}
