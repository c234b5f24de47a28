import Configuration
import LedgerServer
import Yams

/// The part of `touchmark.yaml` that is for `touchmark serve`. What is not understood in it is an error, never passed over.
struct ConfigurationFile {
    let path: String
    /// For the settings in `Setting.all`.
    let snapshot: any ConfigSnapshot
    /// What an issuer's role values grant.
    private(set) var roles: [String: OpenIDSettings.RoleGrant] = [:]
    /// The line of each setting that stands there.
    private(set) var lines: [String: Int] = [:]

    /// - Throws: `CommandFailure` that names line and key.
    init(_ path: String) throws {
        self.path = path
        let bytes = try WholeFile.read(path)
        let root: Node?
        do {
            root = try Yams.compose(yaml: String(decoding: bytes, as: UTF8.self))
        } catch let error as YamlError {
            throw CommandFailure("\(path) is no YAML: \(error)", ExitStatus.unreadable)
        }
        do {
            snapshot = try YAMLSnapshot(data: bytes.span.bytes, providerName: path, parsingOptions: .default)
        } catch {
            throw CommandFailure("\(path) cannot be used: \(error)", ExitStatus.unreadable)
        }
        if let root { try read(root, []) }
    }

    private mutating func read(_ node: Node, _ above: [String]) throws {
        guard let mapping = node.mapping else { throw failure(node, above, "takes settings beneath it, not a value") }
        for (name, value) in mapping {
            let path = above + [name.string ?? "?"]
            let key = path.joined(separator: ".")
            // Of the ledger itself, not of the service.
            if ["origin", "rested"].contains(key) { continue }
            if key == Setting.roleKey {
                roles = try readRoles(value, path)
            } else if Setting.all.contains(where: { $0.key == key }) {
                guard value.mapping == nil else { throw failure(name, path, "takes a value, not settings beneath it") }
                if value.scalar?.string.isEmpty ?? false || value.null != nil {
                    throw failure(name, path, "has no value")
                }
                lines[key] = name.mark?.line
            } else if (Setting.all.map(\.key) + [Setting.roleKey]).contains(where: { $0.hasPrefix(key + ".") }) {
                try read(value, path)
            } else {
                throw failure(name, path, "is no setting" + Setting.suggestion(for: key, among: Setting.all.map(\.key)))
            }
        }
    }

    private func readRoles(_ node: Node, _ path: [String]) throws -> [String: OpenIDSettings.RoleGrant] {
        guard let mapping = node.mapping else {
            throw failure(node, path, "is a mapping: under each value of the role claim, role and datasets")
        }
        var roles: [String: OpenIDSettings.RoleGrant] = [:]
        for (name, value) in mapping {
            let path = path + [name.string ?? "?"]
            let known = value.mapping.map { Set($0.keys.compactMap(\.string)) } ?? []
            guard known.isSubset(of: ["role", "datasets", "all"]), let text = value.mapping?["role"]?.string,
                let role = Role(rawValue: text), OpenIDSettings.order.contains(role)
            else {
                let roles = OpenIDSettings.order.map(\.rawValue).joined(separator: ", ")
                throw failure(name, path, "takes role (\(roles)), datasets, and all; nothing else")
            }
            let datasets = value.mapping?["datasets"].map { $0.sequence?.map(\.string) ?? [nil] } ?? []
            guard !datasets.contains(nil) else { throw failure(name, path, "takes datasets as a list of names") }
            let all = value.mapping?["all"]?.bool ?? false
            let scope: GrantScope
            do { scope = try GrantScope(role, datasets: datasets.compactMap(\.self), all: all) } catch {
                throw failure(name, path, error.sentence)
            }
            roles[path[path.count - 1]] = .init(role: role, datasets: scope.datasets)
        }
        return roles
    }

    private func failure(_ node: Node, _ key: [String], _ what: String) -> CommandFailure {
        let place = node.mark.map { "\(path), line \($0.line)" } ?? path
        let end = what.hasSuffix(".") || what.hasSuffix("?") ? "" : "."
        return CommandFailure(
            "\(place): \(key.joined(separator: ".")) \(what)\(end) Settings: touchmark serve --print-config",
            ExitStatus.unreadable)
    }
}

extension Setting {
    /// For a name that is none: the one that was meant, perhaps.
    static func suggestion(for name: String, among names: [String]) -> String {
        let near = names.map { (name: $0, distance: editDistance($0.lowercased(), name.lowercased())) }
        guard let best = near.min(by: { $0.distance < $1.distance }), best.distance <= 3 else { return "" }
        return ". Did you mean \(best.name)?"
    }

    /// Levenshtein's.
    private static func editDistance(_ a: String, _ b: String) -> Int {
        let b = Array(b)
        var row = Array(0...b.count)
        for (i, x) in a.enumerated() {
            var diagonal = i
            row[0] = i + 1
            for (j, y) in b.enumerated() {
                let above = row[j + 1]
                row[j + 1] = x == y ? diagonal : 1 + min(diagonal, above, row[j])
                diagonal = above
            }
        }
        return row[b.count]
    }
}
