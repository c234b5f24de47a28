import Dispatch
import Foundation
import Glibc
import LedgerTesting

/// A connection as bytes, for what no HTTP client would do. Reads wait, at most until a deadline far away.
///
/// Waiting is done on threads of its own: the few that Swift's tasks share are the service's too.
final class RawConnection: Sendable {
    private let descriptor: Int32

    enum Reading: Equatable {
        case bytes([UInt8])
        case closed
        case nothing
    }

    /// - Parameter receiveBuffer: bytes that the system keeps for us; `nil` for what it finds right.
    init(port: Int, receiveBuffer: Int32? = nil) throws {
        descriptor = try LoopbackSocket.connect(to: port, receiveBuffer: receiveBuffer)
    }

    deinit { close(descriptor) }

    /// Sends, and reads until the other side closes or `end` has come.
    func exchange(_ text: String, until end: String? = nil, closesInput: Bool = false) async -> String {
        // What the service does not want to hear it may hang up on.
        await sendAll(text)
        if closesInput { shutdown(descriptor, Int32(SHUT_WR)) }
        var answer = ""
        while true {
            switch await read() {
            case .bytes(let bytes): answer += String(decoding: bytes, as: UTF8.self)
            case .closed: return answer + "<closed>"
            case .nothing: return answer + "<open>"
            }
            if let end, answer.hasSuffix(end) { return answer }
        }
    }

    /// False if the other side has closed.
    @discardableResult
    func send(_ text: String) -> Bool {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { return false }
            bytes = bytes.dropFirst(count)
        }
        return true
    }

    /// As `send`, where the other side may not be reading.
    @discardableResult
    func sendAll(_ text: String) async -> Bool {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(returning: self.send(text)) }
        }
    }

    /// Sends zeros until the other side has taken none for half a second.
    ///
    /// - Returns: how many were taken, at most `limit`.
    func flood(upTo limit: Int) async -> Int {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                let zeros = [UInt8](repeating: 0, count: 1 << 20)
                var taken = 0
                var wanted = pollfd(fd: self.descriptor, events: Int16(POLLOUT), revents: 0)
                while taken < limit, poll(&wanted, 1, 500) > 0 {
                    let count = Glibc.send(self.descriptor, zeros, zeros.count, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
                    guard count > 0 else { break }
                    taken += count
                }
                continuation.resume(returning: taken)
            }
        }
    }

    func read(upTo limit: Int = 1 << 16, milliseconds: Int32 = 20_000) async -> Reading {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(returning: self.readWaiting(limit, milliseconds)) }
        }
    }

    private func readWaiting(_ limit: Int, _ milliseconds: Int32) -> Reading {
        var wanted = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        guard poll(&wanted, 1, milliseconds) > 0 else { return .nothing }
        var bytes = [UInt8](repeating: 0, count: limit)
        let count = recv(descriptor, &bytes, limit, 0)
        return count > 0 ? .bytes(Array(bytes.prefix(count))) : .closed
    }

    /// The first line of what comes, whole.
    func firstLine() async -> String? {
        var text: [UInt8] = []
        while !text.contains(10) {
            guard case .bytes(let more) = await read(upTo: 1) else { return nil }
            text += more
        }
        return String(decoding: text, as: UTF8.self).trimmingCharacters(in: .newlines)
    }

    /// The status of an answer whose body is left where it is.
    func status() async -> Int? { await firstLine()?.split(separator: " ").dropFirst().first.flatMap { Int($0) } }

    /// Whether the other side closes, reading away what still comes.
    func isClosedInTheEnd() async -> Bool {
        while true {
            switch await read() {
            case .bytes: continue
            case .closed: return true
            case .nothing: return false
            }
        }
    }
}
