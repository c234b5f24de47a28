import AsyncHTTPClient
import Foundation
import NIOCore

/// Why an address could not be asked, in words: what the libraries say of it is for those who write programs.
struct ConnectionFailure: Error, CustomStringConvertible {
    /// A part of a sentence, without a full stop.
    let description: String

    init(_ error: any Error) {
        switch error {
        case let error as IOError: description = SystemReason(code: error.errnoCode).description
        case let error as HTTPClientError where Self.delays.contains(error): description = "it did not answer in time"
        case let error as HTTPClientError where Self.ends.contains(error):
            description = "it closed the connection before its answer was whole"
        default: description = Self.words("\(error)", of: "\(type(of: error))")
        }
    }

    private static let delays: [HTTPClientError] = [
        .connectTimeout, .readTimeout, .writeTimeout, .deadlineExceeded, .getConnectionFromPoolTimeout, .tlsHandshakeTimeout,
    ]
    private static let ends: [HTTPClientError] = [.remoteConnectionClosed, .uncleanShutdown]

    /// Errors whose types are inside the client's own dependencies: only their texts can be gone by.
    private static func words(_ text: String, of type: String) -> String {
        if type == "NIOConnectionError" {
            return text.hasPrefix("DNS error") ? "there is no host of that name" : "nobody answers at any of the host's addresses"
        }
        if text.contains("CERTIFICATE_VERIFY_FAILED") { return "this machine does not trust its certificate" }
        if text.contains("WRONG_VERSION_NUMBER") { return "it does not speak TLS, so that its address may begin with http://" }
        return text
    }
}
