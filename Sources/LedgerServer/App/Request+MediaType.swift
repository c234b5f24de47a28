import Hummingbird
import Primitives

extension Request {
    /// What the body is said to be, in lower case and without parameters (RFC 9110 §8.3.1); empty if nothing is said.
    var mediaType: String { headers[.contentType]?.prefix { $0 != ";" }.lowercased().trimming { $0 == " " } ?? "" }
}
