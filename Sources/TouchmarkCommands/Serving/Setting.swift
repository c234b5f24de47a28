import Configuration
import LedgerServer
import Logging
import Primitives

/// One thing that an operator can set, under one key: in `touchmark.yaml`, in the environment and as a flag.
struct Setting: Sendable {
    enum Kind: Sendable {
        case number(ClosedRange<Int>)
        case text
        /// A file; in `touchmark.yaml` its path begins at the ledger's directory.
        case path
        case choice([String])
        /// Of what.
        case list(String)
    }

    /// As in the file: names with dots between them.
    let key: String
    let kind: Kind
    let summary: String
    /// Takes over a value; false if it is not as expected.
    let set: @Sendable (inout ServiceConfiguration, ConfigContent) -> Bool
    /// The value as it stands; `null` for none.
    let value: @Sendable (ServiceConfiguration) -> JSONValue

    var absoluteKey: AbsoluteConfigKey { AbsoluteConfigKey(key.split(separator: ".").map(String.init)) }

    var type: ConfigType {
        switch kind {
        case .number: .int
        case .text, .path, .choice: .string
        case .list: .stringArray
        }
    }

    /// What a value has to be.
    var expectation: String {
        switch kind {
        case .number(let range): "a whole number from \(range.lowerBound) to \(range.upperBound)"
        case .text: "a text that is not empty"
        case .path: "the path of a file"
        case .choice(let values): "one of \(values.joined(separator: ", "))"
        case .list(let elements): "a list of \(elements)"
        }
    }
}

extension Setting {
    typealias Path<Value> = any WritableKeyPath<ServiceConfiguration, Value> & Sendable

    static func number(_ key: String, _ path: Path<Int>, _ range: ClosedRange<Int>, _ summary: String) -> Setting {
        Setting(key: key, kind: .number(range), summary: summary) { configuration, content in
            guard case .int(let value) = content, range.contains(value) else { return false }
            configuration[keyPath: path] = value
            return true
        } value: {
            .integer(Int64($0[keyPath: path]))
        }
    }

    static func text(_ key: String, _ path: Path<String>, _ summary: String) -> Setting {
        Setting(key: key, kind: .text, summary: summary) { configuration, content in
            guard case .string(let value) = content, !value.isEmpty else { return false }
            configuration[keyPath: path] = value
            return true
        } value: {
            .string($0[keyPath: path])
        }
    }

    static func text(_ key: String, _ kind: Kind, _ path: Path<String?>, _ summary: String) -> Setting {
        Setting(key: key, kind: kind, summary: summary) { configuration, content in
            guard case .string(let value) = content, !value.isEmpty else { return false }
            configuration[keyPath: path] = value
            return true
        } value: {
            $0[keyPath: path].map { .string($0) } ?? .null
        }
    }

    static func choice<Value: RawRepresentable<String> & CaseIterable & Sendable>(
        _ key: String, _ path: Path<Value>, _ summary: String
    ) -> Setting {
        Setting(key: key, kind: .choice(Value.allCases.map(\.rawValue)), summary: summary) { configuration, content in
            guard case .string(let text) = content, let value = Value(rawValue: text) else { return false }
            configuration[keyPath: path] = value
            return true
        } value: {
            .string($0[keyPath: path].rawValue)
        }
    }
}
