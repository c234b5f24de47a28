import HummingbirdCore
import NIOCore

/// Hands pieces on to a response's body, from whatever task, for as long as they may be seen.
final class BodySink: Sendable {
    /// Whether they may is asked so often: a bundle may take an hour to be fetched.
    private static let pause = Duration.seconds(1)

    private let requireStill: @Sendable () async throws -> Void
    // One task uses these, and waits for each piece to be taken before it gives the next.
    nonisolated(unsafe) private var writer: any ResponseBodyWriter
    nonisolated(unsafe) private var asked = ContinuousClock.now

    init(_ writer: any ResponseBodyWriter, requiring requireStill: @escaping @Sendable () async throws -> Void = {}) {
        self.writer = writer
        self.requireStill = requireStill
    }

    func write(_ piece: ByteBuffer) async throws {
        if asked.duration(to: .now) >= Self.pause {
            try await requireStill()
            asked = .now
        }
        try await writer.write(piece)
    }

    func finish() async throws {
        nonisolated(unsafe) let last = writer
        try await last.finish(nil)
    }
}
