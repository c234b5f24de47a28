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

/// The version of a guideline that labels cite now.
struct GuidelineInForce {
    let guideline: String
    let version: String
    let reference: EventReference

    var json: JSONValue {
        ["guideline": .string(guideline), "version": .string(version), "ref": reference.json]
    }
}

extension Sequence<LoggedEvent> {
    /// Of each guideline the latest version that takes effect by `now` and is not withdrawn then, in order of their ids.
    func guidelinesInForce(at now: Timestamp) -> [GuidelineInForce] {
        var versions = GuidelineVersions()
        for entry in self { versions.apply(entry) }
        var found: [String: GuidelineInForce] = [:]
        for version in versions.all where version.effective.map({ $0 <= now }) ?? true && !version.isWithdrawn(at: now) {
            found[version.guideline] = GuidelineInForce(
                guideline: version.guideline, version: version.version, reference: version.reference)
        }
        return found.values.sorted { $0.guideline < $1.guideline }
    }
}
