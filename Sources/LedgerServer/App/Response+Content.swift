import HTTPTypes
import Hummingbird
import NIOCore
import Primitives

extension Response {
    /// An answer in JSON.
    init(json: JSONValue, status: HTTPResponse.Status = .ok, headers: HTTPFields = [:]) {
        self.init(text: json.canonicalText, type: "application/json", status: status, headers: headers)
    }

    init(bytes: [UInt8], type: String, headers: HTTPFields = [:]) {
        var headers = headers
        headers[.contentType] = type
        self.init(status: .ok, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    init(text: String, type: String, status: HTTPResponse.Status = .ok, headers: HTTPFields = [:]) {
        var headers = headers
        headers[.contentType] = type
        self.init(status: status, headers: headers, body: .init(byteBuffer: ByteBuffer(string: text)))
    }

    /// What is made for its caller alone, in the form that was asked for: in JSON, or as a self-contained page.
    init(personal json: JSONValue) { self.init(json: json, headers: Self.personalHeaders) }

    init(page: String) {
        var headers = Self.personalHeaders
        // No script: what a label's text might smuggle in could not run either.
        headers[.contentSecurityPolicy] = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
        self.init(text: page, type: "text/html; charset=utf-8", headers: headers)
    }

    private static let personalHeaders: HTTPFields = [.vary: "Accept", .cacheControl: "private, no-store"]
}
