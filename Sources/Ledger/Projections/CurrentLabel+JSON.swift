package import Primitives
import Provenance

extension CurrentLabel {
    /// A line of a dataset: what `touchmark dataset --json` prints and the service answers.
    package func json(isDisputed: Bool) -> JSONValue {
        [
            "dataset": .string(version.dataset), "item": .string(version.item), "label": .string(version.label),
            "name": .string(version.name), "index": .integer(Int64(version.index.value)),
            "recorded": .string(version.recorded.description), "source": .string(version.source.description),
            "verdict": version.verdictThen.map { .string($0.rawValue) } ?? .null, "disputed": .bool(isDisputed),
            "value": (try? JSONValue(parsing: version.value)) ?? .null,
        ]
    }
}
