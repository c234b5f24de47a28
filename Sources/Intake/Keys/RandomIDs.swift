package import Primitives
package import Provenance

extension EventID {
    /// A version 7 id (RFC 9562 §5.7).
    package static func random(at time: Timestamp) -> EventID {
        .version7(at: time, random: (.random(in: 0...UInt64.max), .random(in: 0...UInt64.max)))
    }
}

extension Actor {
    /// A person's new id: 60 random bits in letters and digits. It says nothing of the person.
    package static func randomPersonID() -> String {
        let alphabet = Array("23456789abcdefghjkmnpqrstuvwxyz")
        return "p-" + String((0..<12).map { _ in alphabet.randomElement() ?? "2" })
    }
}
