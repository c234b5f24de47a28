package import Foundation

/// A file's bytes one after another, read in pieces of 64 KiB.
package final class ByteSource {
    private static let pieceByteCount = 65_536

    /// For messages: the file's last path component.
    package let name: String
    private let handle: FileHandle?
    private var piece: [UInt8]
    private var at = 0

    /// - Throws: `unreadable`.
    package init(file: URL) throws(ImportError) {
        name = file.lastPathComponent
        do { handle = try FileHandle(forReadingFrom: file) } catch {
            throw ImportError(.unreadable, ImportPlace(file: file.lastPathComponent), "the file is not there or cannot be opened")
        }
        piece = []
    }

    package init(bytes: [UInt8], name: String) {
        self.name = name
        handle = nil
        piece = bytes
    }

    deinit { try? handle?.close() }

    /// The next byte without taking it; `nil` at the end.
    func peek() throws(ImportError) -> UInt8? {
        if at < piece.count { return piece[at] }
        guard let handle else { return nil }
        let data: Data?
        do { data = try handle.read(upToCount: Self.pieceByteCount) } catch {
            throw ImportError(.unreadable, ImportPlace(file: name), "the file could be opened but not read to its end")
        }
        guard let data, !data.isEmpty else { return nil }
        piece = [UInt8](data)
        at = 0
        return piece[0]
    }

    /// Takes the next byte; `nil` at the end.
    func next() throws(ImportError) -> UInt8? {
        guard let byte = try peek() else { return nil }
        at += 1
        return byte
    }

    /// Takes a byte order mark, if the file begins with one.
    func skipByteOrderMark() throws(ImportError) {
        guard try peek() == 0xEF else { return }
        let start = at
        // A mark cannot be cut in two: the first piece of a file holds at least three bytes if the file does.
        if piece.count >= start + 3, piece[start + 1] == 0xBB, piece[start + 2] == 0xBF { at += 3 }
    }
}
