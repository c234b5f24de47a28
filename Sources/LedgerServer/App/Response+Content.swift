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
}
