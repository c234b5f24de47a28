package import Primitives

/// What went wrong with a request, as RFC 9457 says it. Safe to show to a stranger.
package struct Problem: Error, Hashable, Sendable {
    package let status: Int
    /// A stable name; the last part of `type`.
    package let name: String
    package let title: String
    package let detail: String
    /// The admission rule that refused.
    package var rule: String?
    /// For a label's head that has moved: the one that is there.
    package var head: JSONValue?
    /// Seconds after which another try makes sense.
    package var retryAfter: Int?
    /// Further header fields that the status asks for, `WWW-Authenticate` or `Allow`.
    package var fields: [String: String] = [:]

    package init(_ status: Int, _ name: String, title: String, detail: String, retryAfter: Int? = nil) {
        self.status = status
        self.name = name
        self.title = title
        self.detail = detail
        self.retryAfter = retryAfter
    }

    static let mediaType = "application/problem+json"

    /// `type`, `title`, `status`, `detail`; `rule` and `head` where a rule refused; `retryAfter` where another try makes sense,
    /// for lines of a batch, which have no header fields.
    package var json: JSONValue {
        var object: JSONObject = [
            "type": .string("urn:touchmark:problem:\(name)"), "title": .string(title), "status": .integer(Int64(status)),
            "detail": .string(detail),
        ]
        if let rule { object["rule"] = .string(rule) }
        if let head { object["head"] = head }
        if let retryAfter { object["retryAfter"] = .integer(Int64(retryAfter)) }
        return .object(object)
    }
}

extension Problem {
    static func notFound(_ detail: String) -> Problem { Problem(404, "not-found", title: "Not found", detail: detail) }

    static func badRequest(_ name: String, _ detail: String) -> Problem {
        Problem(400, name, title: "The request cannot be understood", detail: detail)
    }

    /// The connection is closed behind the answer: what is left of the body is not waited for.
    static func tooLarge(_ detail: String) -> Problem {
        var problem = Problem(413, "too-large", title: "Too large", detail: detail)
        problem.fields["Connection"] = "close"
        return problem
    }

    static let brokenBody: Problem = {
        var problem = Problem.badRequest(
            "broken-body",
            "The request broke off before it was answered, or its body is no HTTP. If it was a batch, what had come of it may be "
                + "in the log: send it again.")
        problem.fields["Connection"] = "close"
        return problem
    }()

    static func mediaType(_ detail: String) -> Problem {
        Problem(415, "media-type", title: "This media type is not taken here", detail: detail)
    }

    static func forbidden(_ detail: String) -> Problem {
        Problem(403, "not-granted", title: "The token does not grant this", detail: detail)
    }

    static func unauthorized(_ detail: String) -> Problem {
        var problem = Problem(401, "token", title: "A token is needed", detail: detail)
        problem.fields["WWW-Authenticate"] = "Bearer realm=\"touchmark\""
        return problem
    }

    static func tooBusy(_ detail: String, retryAfter: Int = 1) -> Problem {
        Problem(503, "busy", title: "Too much is under way", detail: detail, retryAfter: retryAfter)
    }

    static let internalError = Problem(
        500, "internal", title: "Something went wrong here",
        detail: "The request could not be answered. The operator's log says why, under this request's id.")
}
