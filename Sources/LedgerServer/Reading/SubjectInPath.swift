import Hummingbird
import Provenance

extension Request {
    /// The subject between `prefix` and `suffix` in the path: as it is written (`label:d/i/l`), or percent-encoded once more
    /// (`label%3Ad%2Fi%2Fl`), as clients do that take it for one segment.
    ///
    /// - Throws: a problem of status 404 if it is none.
    func subject(after prefix: String, before suffix: String = "") throws(Problem) -> Subject {
        let path = uri.path
        guard path.hasPrefix(prefix), path.hasSuffix(suffix), path.utf8.count > prefix.utf8.count + suffix.utf8.count else {
            throw .notFound("There is nothing at this address. GET /openapi.json says what there is.")
        }
        return try Subject(inRequest: path.dropFirst(prefix.count).dropLast(suffix.count))
    }

    /// A member of the query that is a subject.
    func querySubject(_ name: String) throws(Problem) -> Subject? {
        guard let text = try query(name) else { return nil }
        guard let subject = Subject(parsing: text) else { throw .noSubject(name) }
        return subject
    }
}

extension Subject {
    init(inRequest text: Substring) throws(Problem) {
        if let subject = Subject(parsing: String(text)) {
            self = subject
        } else if let decoded = PercentEncoding.decode(text), let subject = Subject(parsing: decoded) {
            self = subject
        } else {
            throw .noSubject("The path")
        }
    }
}

extension Problem {
    static func noSubject(_ place: String) -> Problem {
        .notFound("\(place) holds no subject. One is written kind:path, such as label:scans/s1/l1.")
    }
}
