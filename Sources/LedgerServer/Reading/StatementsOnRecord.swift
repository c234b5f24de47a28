import Ledger
import Primitives
import Provenance
import Signatures

extension StoredEntry {
    /// What the event says, `data`, as it was signed.
    ///
    /// - Throws: `StoreError.corrupt` if what is there is no event any more.
    func data() throws -> JSONValue {
        do {
            return try JSONValue(parsing: try UncheckedToken(parsing: jws).payload)["data"] ?? .null
        } catch {
            throw StoreError(.corrupt, "Entry \(index) cannot be read any more. Run touchmark check.", cause: error)
        }
    }
}

extension GuidelineVersion {
    /// What a client cites it by.
    var json: JSONValue {
        ["guideline": .string(guideline), "version": .string(version), "ref": reference.json]
    }
}
