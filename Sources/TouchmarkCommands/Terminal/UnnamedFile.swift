import Foundation
import VerifyCommand

/// A file for what is read again and is to be left nowhere: nobody else can open it, and it is gone with the process, however that
/// ends.
struct UnnamedFile {
    /// What was written so far.
    let input: BundleFile
    private let handle: FileHandle

    /// - Throws: `CommandFailure` if none can be made in the directory for temporary files.
    init() throws {
        var path = Array((NSTemporaryDirectory() + "touchmark-XXXXXX").utf8CString)
        // With mode 0600.
        let descriptor = mkstemp(&path)
        let name = String(decoding: path.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        guard descriptor >= 0 else { throw CommandFailure("\(name) cannot be made: \(SystemReason.last).") }
        handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        defer { unlink(name) }
        input = try BundleFile(name)
    }

    func write(_ bytes: [UInt8]) throws { try handle.write(contentsOf: Data(bytes)) }
}
