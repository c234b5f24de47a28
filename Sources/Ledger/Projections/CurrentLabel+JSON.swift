package import Primitives
package import Provenance

extension CurrentLabel {
    /// A line of a dataset: what `touchmark dataset --json` prints and the service answers.
    ///
    /// - Parameter value: `nil` where the event gives none.
    package func json(isDisputed: Bool, value: JSONValue?) -> JSONValue {
        [
            "dataset": .string(version.dataset), "item": .string(version.item), "label": .string(version.label),
            "name": .string(version.name), "index": .integer(Int64(version.index.value)),
            "recorded": .string(version.recorded.description), "source": .string(version.source.description),
            "verdict": version.verdictThen.map { .string($0.rawValue) } ?? .null, "disputed": .bool(isDisputed),
            "value": value ?? .null,
        ]
    }

    /// The value as it is kept beside the entries; `nil` where the event gives none.
    ///
    /// - Throws: `StoreError.corrupt`, if it cannot be read.
    package func keptValue() throws(StoreError) -> JSONValue? {
        guard !version.value.isEmpty else { return nil }
        do { return try JSONValue(parsing: version.value) } catch { throw .stale(subject, at: version.index) }
    }
}

extension StoreError {
    /// What is kept of a subject, as of a label, beside the entries is not what its entry says.
    package static func stale(_ subject: Subject, at index: EntryIndex) -> StoreError {
        StoreError(
            .corrupt, "What is kept of \(subject) beside the entries is not what entry \(index) says. Run touchmark rebuild.")
    }
}
