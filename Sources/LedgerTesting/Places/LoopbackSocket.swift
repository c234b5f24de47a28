import Glibc

/// A connection to a port of this machine, as a descriptor that whoever asked for it closes.
package enum LoopbackSocket {
    /// - Parameter receiveBuffer: bytes that the system keeps for the reader; `nil` for what it finds right.
    package static func connect(to port: Int, receiveBuffer: Int32? = nil) throws -> Int32 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw Unreachable(port: port) }
        if var size = receiveBuffer {
            setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &size, socklen_t(MemoryLayout<Int32>.size))
        }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let connected = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0 else {
            close(descriptor)
            throw Unreachable(port: port)
        }
        return descriptor
    }

    struct Unreachable: Error, CustomStringConvertible {
        let port: Int
        var description: String { "Nothing takes connections on port \(port) of this machine." }
    }
}
