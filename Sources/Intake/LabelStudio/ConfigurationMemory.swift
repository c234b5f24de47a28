import Foundation
import Primitives

/// The labelling configurations that webhooks brought, a file for each project: an export does not hold its own, and the same
/// annotation read under another one would say something else.
final class ConfigurationMemory {
    private static let maximumByteCount = 1 << 20

    struct Kept {
        let xml: String
        /// When the project was last changed, as its webhook said.
        let updated: String
    }

    private let station: String
    private var known: [Int64: Kept] = [:]

    init(_ station: ConnectorStation) { self.station = station.path }

    private func path(of project: Int64) -> String { "\(station)/configuration-\(project).json" }

    func configuration(of project: Int64) throws -> Kept? {
        if let kept = known[project] { return kept }
        guard FileManager.default.fileExists(atPath: path(of: project)) else { return nil }
        let bytes = try OwnersFile.read(path(of: project), "configuration")
        guard let json = try? JSONValue(parsing: bytes), let xml = json["configuration"]?.string,
            let updated = json["updated"]?.string
        else { throw IntakeError(.unreadable, "\(path(of: project)) is damaged. Remove it: the next webhook brings it anew.") }
        let kept = Kept(xml: xml, updated: updated)
        known[project] = kept
        return kept
    }

    /// Keeps what is newer than what is kept. A configuration that is too long for one is left to be refused where it is read.
    func remember(_ xml: String, of project: Int64, updated: String) throws {
        guard xml.utf8.count <= Self.maximumByteCount else { return }
        // Label Studio writes its times in one form, in UTC: they are in order as texts.
        if let kept = try configuration(of: project), kept.xml == xml || kept.updated > updated { return }
        let json: JSONValue = ["configuration": .string(xml), "updated": .string(updated)]
        try OwnersFile.replace(path(of: project), json.canonicalText + "\n")
        known[project] = Kept(xml: xml, updated: updated)
    }
}
