import Files
import Synchronization

/// What a file says, read anew when the file has changed: whoever replaces it need not tell the service. A look costs one `stat`.
final class WatchedFile<Value: Sendable>: Sendable {
    private struct Seen {
        let stamp: FileStamp
        let value: Value
    }

    let path: String
    private let limit: Int
    private let closed: UInt32
    private let parse: @Sendable ([UInt8]) async throws -> Value
    private let seen = Mutex<Seen?>(nil)

    /// - Parameters:
    ///   - limit: the most bytes that it may have.
    ///   - closed: bits of the mode that must not be set.
    ///   - parse: what the bytes say.
    init(
        _ path: String, limit: Int, closed: UInt32 = 0, parse: @escaping @Sendable ([UInt8]) async throws -> Value
    ) {
        self.path = path
        self.limit = limit
        self.closed = closed
        self.parse = parse
    }

    /// What the file says now; `nil` if there is none.
    ///
    /// - Throws: `ServiceFileError`. What the file said before counts no more.
    func value() async throws -> Value? {
        guard let stamp = try ServiceFile.stamp(of: path) else { return nil }
        if let seen = seen.withLock({ $0 }), seen.stamp == stamp { return seen.value }
        guard let read = try ServiceFile.read(path, limit: limit, closed: closed) else { return nil }
        let value = try await parse(read.bytes)
        seen.withLock { $0 = Seen(stamp: read.stamp, value: value) }
        return value
    }
}
