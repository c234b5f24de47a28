import Primitives
import Provenance
import Signatures

/// The ledger that a statement goes to: one in a directory here, or one that a service holds.
protocol StatementLedger {
    /// What is signed is signed for this origin.
    var origin: String { get }

    /// Whose key this is; `nil` if it is nobody's.
    func holder(of key: KeyThumbprint) async throws -> Actor?

    /// The events that touch a subject, in the order of the log.
    func events(about subject: Subject) async throws -> [EventOnRecord]

    /// Appends a token.
    ///
    /// - Returns: where it stands, and its receipt.
    /// - Throws: `CommandFailure` if the ledger refuses it, or it is not known whether it is there.
    func append(_ token: [UInt8]) async throws -> (index: EntryIndex, receipt: JSONValue)

    /// Nothing more is asked of it.
    func close()
}

extension StatementLedger {
    func close() {}

    /// The first event about a subject of which `choose` takes something.
    func first<Found>(about subject: Subject, _ choose: (EventOnRecord) -> Found?) async throws -> Found? {
        try await events(about: subject).lazy.compactMap(choose).first
    }
}
