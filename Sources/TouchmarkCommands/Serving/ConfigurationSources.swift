import Configuration
import Foundation
import LedgerServer
import Primitives

/// Where settings come from: flags before the environment before the file before the defaults.
struct ConfigurationSources {
    private enum Source {
        case flags, environment, file
    }

    private static let prefix = "TOUCHMARK_"

    private let file: ConfigurationFile
    private let directory: String
    private let flags: CommandLineArgumentsProvider
    private let environment: KeyMappingProvider<EnvironmentVariablesProvider>

    /// - Parameters:
    ///   - arguments: the flags that are settings, as they were given.
    ///   - environment: an empty variable is none.
    /// - Throws: `CommandFailure`, of status 64 for a flag that is none, of 3 for a variable.
    init(_ ledger: LedgerDirectory, arguments: [String], environment: [String: String]) throws {
        directory = ledger.path
        file = try ConfigurationFile(ledger.configurationFile)
        flags = CommandLineArgumentsProvider(arguments: ["touchmark"] + arguments)
        self.environment = EnvironmentVariablesProvider(environmentVariables: environment.filter { !$0.value.isEmpty })
            .prefixKeys(with: "touchmark")
        try Self.requireKnown(arguments)
        try Self.lookAtStrangers(in: environment)
    }

    private static func requireKnown(_ arguments: [String]) throws {
        let known = Set(try Setting.all.map { try $0.flag })
        guard arguments.first?.hasPrefix("--") ?? true else {
            throw CommandFailure("\(arguments[0]) is no option. Settings: touchmark serve --print-config", ExitStatus.usage)
        }
        for argument in arguments where argument.hasPrefix("-") {
            let name = argument.split(separator: "=")[0]
            guard !known.contains(String(name)) else { continue }
            throw CommandFailure("\(name) is no option. Settings: touchmark serve --print-config", ExitStatus.usage)
        }
    }

    /// A misspelt setting must not leave its default in force. Of other names of ours it is said that they are none.
    private static func lookAtStrangers(in variables: [String: String]) throws {
        let known = try Setting.all.map { try $0.variable }
        let others = variables.filter { name, value in
            name.hasPrefix(prefix) && !value.isEmpty && !known.contains(name) && !(ofCommands.contains(name))
                && !ServiceLink.isOne(name, value)
        }.keys.sorted()
        let sections = Set(known.compactMap(section))
        for name in others {
            let what = "\(name) is no setting"
            guard let section = section(of: name), sections.contains(section) else {
                Output.note("touchmark: \(what) and is passed over.")
                continue
            }
            let suggestion = Setting.suggestion(for: name, among: known)
            throw CommandFailure(
                "\(what)\(suggestion.isEmpty ? "." : suggestion) Settings: touchmark serve --print-config", ExitStatus.unreadable)
        }
    }

    /// Read from the environment by every command.
    private static let ofCommands: Set = ["TOUCHMARK_LEDGER", "TOUCHMARK_TOKEN"]

    /// The first part of a setting's name that has several.
    private static func section(of variable: String) -> Substring? {
        let parts = variable.dropFirst(prefix.count).split(separator: "_", maxSplits: 1)
        return parts.count == 2 ? parts[0] : nil
    }

    /// The effective configuration, and where each value that is no default came from.
    func configuration() throws -> (configuration: ServiceConfiguration, origins: [String: String]) {
        var configuration = ServiceConfiguration()
        var origins: [String: String] = [:]
        // All that is set is looked at, also what something else overrides: a mistake is not hidden until the flag is gone.
        for setting in Setting.all {
            for (source, snapshot) in [
                (Source.file, file.snapshot), (.environment, environment.snapshot()), (.flags, flags.snapshot()),
            ] {
                let place = try place(of: setting, in: source)
                let wrong = CommandFailure(
                    "\(setting.key) (\(place)) should be \(setting.expectation).",
                    source == .flags ? ExitStatus.usage : ExitStatus.unreadable)
                let found: ConfigValue?
                do { found = try snapshot.value(forKey: setting.absoluteKey, type: setting.type).value } catch { throw wrong }
                guard let content = found?.content else { continue }
                guard setting.set(&configuration, resolved(content, setting, source)) else { throw wrong }
                origins[setting.key] = place
            }
        }
        configuration.roles = file.roles
        if !file.roles.isEmpty { origins[Setting.roleKey] = "touchmark.yaml" }
        return (configuration, origins)
    }

    private func resolved(_ content: ConfigContent, _ setting: Setting, _ source: Source) -> ConfigContent {
        guard case .path = setting.kind, source == .file, case .string(let path) = content, !path.isEmpty, !path.hasPrefix("/")
        else { return content }
        return .string("\(directory)/\(path)")
    }

    private func place(of setting: Setting, in source: Source) throws -> String {
        switch source {
        case .flags: try setting.flag
        case .environment: try setting.variable
        case .file: "touchmark.yaml" + (file.lines[setting.key].map { ", line \($0)" } ?? "")
        }
    }
}

extension Setting {
    /// The setting's name on the command line, as swift-configuration makes it.
    var flag: String {
        get throws {
            try CommandLineArgumentsProvider(arguments: []).value(forKey: absoluteKey, type: type).encodedKey
        }
    }

    /// The setting's name in the environment.
    var variable: String {
        get throws {
            try EnvironmentVariablesProvider(environmentVariables: [:]).prefixKeys(with: "touchmark")
                .value(forKey: absoluteKey, type: type).encodedKey
        }
    }
}
