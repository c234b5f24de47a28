import Glibc

/// A connection that speaks just enough HTTP to measure a server: what the client costs is taken from the same cores, so it does
/// as little as can be. Used by one thread.
final class BareConnection {
    private let descriptor: Int32
    private var buffer = [UInt8](repeating: 0, count: 1 << 16)

    init(port: Int) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let connected = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard descriptor >= 0, connected == 0 else { throw CommandFailure("The server being measured cannot be reached.") }
        var on: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
    }

    deinit { close(descriptor) }

    static func get(_ path: String, token: String? = nil) -> [UInt8] {
        let field = token.map { "Authorization: Bearer \($0)\r\n" } ?? ""
        return Array("GET \(path) HTTP/1.1\r\nHost: bench\r\n\(field)\r\n".utf8)
    }

    static func post(_ body: [UInt8], type: String) -> [UInt8] {
        Array("POST /v1/events HTTP/1.1\r\nHost: bench\r\nContent-Type: \(type)\r\nContent-Length: \(body.count)\r\n\r\n".utf8)
            + body
    }

    /// Sends a request and reads its answer to the end.
    ///
    /// - Returns: status and size of the answer with its head.
    func exchange(_ request: [UInt8]) throws -> (status: Int, byteCount: Int) {
        var sent = 0
        while sent < request.count {
            let count = request.withUnsafeBytes {
                send(descriptor, $0.baseAddress! + sent, request.count - sent, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { throw CommandFailure("The server being measured hung up.") }
            sent += count
        }
        var answer = AnswerEnd()
        while !answer.isComplete {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            guard count > 0 else { throw CommandFailure("The server being measured hung up.") }
            buffer.withUnsafeBytes { answer.take(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
        }
        return (answer.status, answer.byteCount)
    }
}

/// Finds the end of an answer: by Content-Length, or by the last chunk.
private struct AnswerEnd {
    private(set) var byteCount = 0
    private(set) var status = 0
    private var expected: Int?
    private var isChunked = false
    private var tail: [UInt8] = []

    var isComplete: Bool {
        if isChunked { return tail == Array("0\r\n\r\n".utf8) }
        return expected.map { byteCount >= $0 } ?? false
    }

    /// - Parameter bytes: the first of them hold the whole head: the server being measured sends it at once.
    mutating func take(_ bytes: UnsafeRawBufferPointer) {
        if byteCount == 0 { readHead(bytes) }
        byteCount += bytes.count
        if isChunked { tail = (tail + bytes.suffix(5)).suffix(5) }
    }

    private mutating func readHead(_ bytes: UnsafeRawBufferPointer) {
        guard let end = Self.place(of: "\r\n\r\n", in: bytes) else { return }
        // In lower case: names of fields are spelled as one likes.
        let lower = bytes[..<end].map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
        lower.withUnsafeBytes { head in
            status = Self.number(in: head, from: 9)
            if let field = Self.place(of: "\r\ncontent-length:", in: head) {
                expected = end + 4 + Self.number(in: head, from: field + 18)
            }
            isChunked = Self.place(of: "\r\ntransfer-encoding: chunked", in: head) != nil
        }
    }

    private static func place(of text: StaticString, in bytes: UnsafeRawBufferPointer) -> Int? {
        guard let base = bytes.baseAddress else { return nil }
        let length = text.utf8CodeUnitCount
        var start = 0
        while start + length <= bytes.count, let found = memchr(base + start, Int32(text.utf8Start.pointee), bytes.count - start)
        {
            let place = UnsafeRawPointer(found) - base
            guard place + length <= bytes.count else { return nil }
            if memcmp(found, text.utf8Start, length) == 0 { return place }
            start = place + 1
        }
        return nil
    }

    private static func number(in bytes: UnsafeRawBufferPointer, from start: Int) -> Int {
        bytes[min(start, bytes.count)...].drop { $0 == UInt8(ascii: " ") }.prefix { (0x30...0x39).contains($0) }.reduce(0) {
            $0 * 10 + Int($1 - 0x30)
        }
    }
}
