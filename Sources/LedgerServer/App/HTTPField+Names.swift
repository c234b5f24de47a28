import HTTPTypes

// `nil` only if the name could stand in no header: no other field is read or written in its place.

extension HTTPField.Name {
    static let requestID = HTTPField.Name("X-Request-Id")
    static let lastEventID = HTTPField.Name("Last-Event-ID")
}
