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
            answer.take(buffer[..<count])
        }
        return (answer.status, answer.byteCount)
    }
}

/// Finds the end of an answer: by Content-Length, or by the last chunk.
private struct AnswerEnd {
    private(set) var byteCount = 0
    private(set) var status = 0
    private var head: [UInt8] = []
    private var expected: Int?
    private var isChunked = false
    private var tail: [UInt8] = []

    var isComplete: Bool {
        if isChunked { return tail == Array("0\r\n\r\n".utf8) }
        return expected.map { byteCount >= $0 } ?? false
    }

    mutating func take(_ bytes: ArraySlice<UInt8>) {
        byteCount += bytes.count
        if expected == nil, !isChunked { readHead(bytes) }
        if isChunked { tail = (tail + bytes.suffix(5)).suffix(5) }
    }

    // By bytes: what the client costs is taken from the server's cores.
    private mutating func readHead(_ bytes: ArraySlice<UInt8>) {
        let end = Array("\r\n\r\n".utf8)
        let searched = max(0, head.count - 3)
        head += bytes
        guard let start = head.indices.dropFirst(searched).first(where: { head[$0...].starts(with: end) }) else { return }
        let fields = head[..<start].split(separator: UInt8(ascii: "\n"))
        status = fields.first.flatMap { Int(String(decoding: $0.dropFirst(9).prefix(3), as: UTF8.self)) } ?? 0
        for field in fields.dropFirst() {
            let text = String(decoding: field, as: UTF8.self).lowercased()
            if text.hasPrefix("content-length: "), let length = Int(text.dropFirst(16).prefix { $0.isNumber }) {
                expected = start + end.count + length
            }
            if text.hasPrefix("transfer-encoding: chunked") { isChunked = true }
        }
    }
}
