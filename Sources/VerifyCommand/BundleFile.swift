import Evidence
import Files

/// A bundle on disk, read piece by piece.
package final class BundleFile: BundleInput, Sendable {
    private let file: PlainFile

    /// - Throws: `VerifyFailure` if the file cannot be opened, or is no plain file.
    package init(_ path: String) throws {
        do throws(FileFailure) {
            guard let file = try PlainFile(path) else { throw FileFailure.missing(path) }
            self.file = file
        } catch {
            throw error.reason == .notPlain
                ? VerifyFailure("\(path) is no plain file. A bundle is read twice, so a pipe will not do: save it first.")
                : VerifyFailure("\(error)")
        }
    }

    package var size: UInt64 { UInt64(file.size) }

    package func bytes(at offset: UInt64, count: Int) throws -> [UInt8] {
        guard let start = Int(exactly: offset) else { return [] }
        do throws(FileFailure) { return try file.bytes(at: start, count: count) } catch { throw VerifyFailure("\(error)") }
    }
}

/// Input that cannot be read: nothing was judged.
package struct VerifyFailure: Error, CustomStringConvertible {
    package let description: String

    init(_ description: String) { self.description = description }
}
