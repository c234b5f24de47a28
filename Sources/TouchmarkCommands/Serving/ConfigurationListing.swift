import LedgerServer
import Primitives

/// The effective settings with where each comes from. None of them is a secret: secrets stand in files of their own, and only
/// these files' names are settings.
struct ConfigurationListing {
    private let rows: [JSONObject]

    init(_ configuration: ServiceConfiguration, _ origins: [String: String]) throws {
        func origin(_ key: String) -> JSONValue { .string(origins[key] ?? "default") }
        rows =
            try Setting.all.map { setting in
                [
                    "key": .string(setting.key), "value": setting.value(configuration), "origin": origin(setting.key),
                    "flag": .string(try setting.flag), "variable": .string(try setting.variable),
                    "takes": .string(setting.expectation), "summary": .string(setting.summary),
                ]
            } + [
                [
                    "key": .string(Setting.roleKey), "value": Self.json(configuration.roles), "origin": origin(Setting.roleKey),
                    "takes": .string(Setting.roleExpectation), "summary": .string(Setting.roleSummary),
                ]
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

    /// As YAML that can be put into `touchmark.yaml` line by line; or as JSON Lines, with all that there is to know of a setting.
    func print(asJSON: Bool) {
        guard !asJSON else {
            for row in rows { Output.json(.object(row)) }
            return
        }
        let lines = rows.map { row in
            (text: "\(row["key"]?.string ?? ""): \(row["value"]?.canonicalText ?? "null")", origin: row["origin"]?.string ?? "")
        }
        let width = lines.map(\.text.count).max() ?? 0
        for line in lines {
            Output.line(line.text + String(repeating: " ", count: width - line.text.count) + "  # " + line.origin)
        }
    }
}
