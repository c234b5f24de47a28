import HTTPTypes
import Hummingbird
import NIOCore
import Primitives

extension Problem {
    init(_ status: HTTPResponse.Status) {
        switch status {
        case .notFound: self = .notFound("There is nothing at this address. GET /openapi.json says what there is.")
        case .contentTooLarge: self = .tooLarge("The body is larger than this address takes.")
        default: self = .init(status.code, "http", title: status.reasonPhrase, detail: "\(status.reasonPhrase).")
        }
    }
}

extension Response {
    init(_ problem: Problem) {
        var headers: HTTPFields = [.contentType: Problem.mediaType]
        if let seconds = problem.retryAfter { headers[.retryAfter] = String(seconds) }
        for (name, value) in problem.fields {
            if let name = HTTPField.Name(name) { headers[name] = value }
        }
        let body = ByteBuffer(string: problem.json.canonicalText)
        self.init(
            status: HTTPResponse.Status(code: problem.status, reasonPhrase: problem.title), headers: headers,
            body: .init(byteBuffer: body))
    }
}
