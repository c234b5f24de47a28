package import Connectors
import Foundation
package import Primitives

/// How a connector to a Label Studio server is set up: what no webhook says and somebody has to.
package struct LabelStudioSettings: Hashable, Sendable {
    /// How a webhook shows that it comes from the server.
    package enum Authentication: Hashable, Sendable {
        /// A header with a secret, of which only the SHA-256 digest is kept: the secret is random.
        case header(name: String, secret: Digest)
        /// Not at all: whoever reaches the address is believed. Only for a network of one's own.
        case nothing
    }

    package var dataset: String
    package var authentication: Authentication
    package var origin = OriginMapping.Kind.collected
    /// The labelling configuration, XML. Recommended is none: then each webhook's own is taken.
    package var configuration: String?
    /// As in `LabelStudioOptions`.
    package var frameRate: String?
    package var sampleRate: Int64?
    package var toolVersion: String?
    package var editing = LabelStudioOptions.Editing.lastEditor

    package init(dataset: String, authentication: Authentication) {
        self.dataset = dataset
        self.authentication = authentication
    }

    /// How tasks are read.
    ///
    /// - Parameter configuration: taken if the settings have none.
    /// - Throws: `ImportError.badConfiguration`.
    package func options(configuration other: String?) throws(ImportError) -> LabelStudioOptions {
        var options = LabelStudioOptions(dataset: dataset, origin: OriginMapping(kind: origin))
        if let xml = configuration ?? other {
            options.configuration = try LabelStudioConfiguration(xml: xml, file: "the labelling configuration")
        }
        options.frameRate = frameRate
        options.sampleRate = sampleRate
        options.toolVersion = toolVersion
        options.editing = editing
        return options
    }
}

extension LabelStudioSettings {
    /// The settings' file in a connector's directory.
    static let fileName = "label-studio.json"

    /// Where the settings of the connector `name` are, if it is one to Label Studio; `nil` if no connector can have that name.
    package static func path(of name: String, keys: String) -> String? {
        (try? ConnectorStation.path(of: name, keys: keys)).map { "\($0)/\(fileName)" }
    }

    /// Settings of the connector `name`; `nil` if there is no such connector, or it is none to Label Studio.
    ///
    /// - Parameter keys: the ledger's directory of keys.
    /// - Throws: `IntakeError` if they cannot be read.
    package static func read(_ name: String, keys: String) throws -> LabelStudioSettings? {
        guard let path = path(of: name, keys: keys) else { return nil }
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        let bytes = try OwnersFile.read(path, "settings")
        guard let json = try? JSONValue(parsing: bytes), let settings = LabelStudioSettings(json) else {
            throw IntakeError(
                .unreadable, "\(path) holds no settings of a connector. Make them anew: touchmark connector label-studio.")
        }
        return settings
    }

    /// Keeps the settings, in the place of those that are there.
    package func write(_ name: String, keys: String) throws {
        let directory = try ConnectorStation.path(of: name, keys: keys)
        try FileManager.default.createDirectory(
            atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        try OwnersFile.replace("\(directory)/\(Self.fileName)", json.canonicalText + "\n")
    }

    private var json: JSONValue {
        var object: JSONObject = [
            "dataset": .string(dataset), "origin": .string(origin.rawValue), "editing": .string(editing.rawValue),
        ]
        switch authentication {
        case .header(let name, let secret):
            object["header"] = .string(name)
            object["secretDigest"] = .string(secret.contentDigest)
        case .nothing: object["unauthenticated"] = true
        }
        object["configuration"] = configuration.map(JSONValue.string)
        object["frameRate"] = frameRate.map(JSONValue.string)
        object["sampleRate"] = sampleRate.map(JSONValue.integer)
        object["toolVersion"] = toolVersion.map(JSONValue.string)
        return .object(object)
    }

    private init?(_ json: JSONValue) {
        guard let dataset = json["dataset"]?.string,
            let origin = json["origin"]?.string.flatMap(OriginMapping.Kind.init(rawValue:)),
            let editing = json["editing"]?.string.flatMap(LabelStudioOptions.Editing.init(rawValue:))
        else { return nil }
        if let name = json["header"]?.string, let secret = json["secretDigest"]?.string.flatMap(Digest.init(contentDigest:)) {
            authentication = .header(name: name, secret: secret)
        } else if json["unauthenticated"]?.bool == true, json["header"] == nil {
            authentication = .nothing
        } else {
            // Whoever damages the file does not open the door with it.
            return nil
        }
        self.dataset = dataset
        self.origin = origin
        self.editing = editing
        configuration = json["configuration"]?.string
        frameRate = json["frameRate"]?.string
        sampleRate = json["sampleRate"]?.integer
        toolVersion = json["toolVersion"]?.string
    }
}

extension LabelStudioSettings.Authentication {
    /// True if `value` is the secret. How long this takes does not depend on how much of it is right.
    package func admits(_ value: String) -> Bool {
        guard case .header(_, let secret) = self else { return false }
        return secret.isEqualInConstantTime(to: Digest(hashing: value))
    }
}
