import SwiftASN1
import X509

/// The certificates that whoever verifies trusts to say which authorities there are.
public struct TimeRoots: Sendable {
    let certificates: [Certificate]

    /// Reads certificates in PEM, one or more.
    ///
    /// - Throws: `TimeRootsError`.
    public init(pem: String) throws(TimeRootsError) {
        do {
            certificates = try PEMDocument.parseMultiple(pemString: pem).map { try Certificate(pemDocument: $0) }
        } catch {
            throw TimeRootsError("It is no list of certificates in PEM: \(PrintableText.of("\(error)")).")
        }
        guard !certificates.isEmpty else { throw TimeRootsError("There is no certificate in it.") }
    }
}

/// Why text is no list of roots.
public struct TimeRootsError: Error, Hashable, Sendable, CustomStringConvertible {
    public let description: String

    init(_ description: String) { self.description = description }
}
