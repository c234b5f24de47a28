import LedgerServer
import Primitives

/// The effective settings with where each comes from. None of them is a secret: secrets stand in files of their own, and only
/// these files' names are settings.
struct ConfigurationListing {
    private struct Row {
        let key: String
        let value: JSONValue
        let origin: String
    }

    private let rows: [Row]

    init(_ configuration: ServiceConfiguration, _ origins: [String: String]) {
        rows =
            Setting.all.map {
                Row(key: $0.key, value: $0.value(configuration), origin: origins[$0.key] ?? "default")
            } + [
                Row(
                    key: Setting.roleKey, value: Self.json(configuration.roles), origin: origins[Setting.roleKey] ?? "default")
            ]
    }

    private static func json(_ roles: [String: OpenIDSettings.RoleGrant]) -> JSONValue {
        .object(
            JSONObject(
                roles.map { value, grant in
                    var object: JSONObject = ["role": .string(grant.role.rawValue)]
                    if let datasets = grant.datasets { object["datasets"] = .array(datasets.sorted().map { .string($0) }) }
                    if grant.role == .regulator, grant.datasets == nil { object["all"] = true }
                    return .init(name: value, value: .object(object))
                }))
    }

    /// As YAML that can be put into `touchmark.yaml` line by line, or as JSON Lines.
    func print(asJSON: Bool) throws {
        let lines = rows.map { (text: "\($0.key): \($0.value.canonicalText)", origin: $0.origin) }
        let width = lines.map(\.text.count).max() ?? 0
        for (row, line) in zip(rows, lines) {
            if asJSON {
                Output.json(["key": .string(row.key), "value": row.value, "origin": .string(row.origin)])
            } else {
                Output.line(line.text + String(repeating: " ", count: width - line.text.count) + "  # " + line.origin)
            }
        }
    }
}
