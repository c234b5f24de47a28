import Primitives
import Provenance

extension TableImporter {
    func itemID(of record: TableRecord) throws(ImportRemark) -> String {
        let id = try ForeignIdentifier.read(try mapping.item.id.render(record), "item", at: record.place)
        try ForeignIdentifier.check(.item(mapping.dataset, id), at: record.place)
        return id
    }

    /// The registration of the item that `record` describes; none if the same was registered before.
    ///
    /// - Throws: `duplicateItem` in a table of items, `conflictingItem` where a later record describes the item differently.
    mutating func registration(of record: TableRecord, itemsComeFirst: Bool) throws(ImportRemark) -> [ImportStep] {
        let id = try itemID(of: record)
        var data: JSONObject = [
            "dataset": .string(mapping.dataset), "item": .string(id), "origin": mapping.origin.json,
        ]
        var tracks: [JSONValue] = []
        for track in mapping.item.tracks {
            if let json = try track.json(for: record) { tracks.append(json) }
        }
        data["tracks"] = .array(tracks)
        if let group = try mapping.item.group?.render(record), !group.isEmpty { data["group"] = .string(group) }
        if let split = try mapping.item.split?.render(record), !split.isEmpty { data["split"] = .string(split) }
        if !mapping.item.dataSubjects.isEmpty {
            var subjects: [JSONValue] = []
            for template in mapping.item.dataSubjects { subjects.append(.string(try template.render(record))) }
            data["dataSubjects"] = .array(subjects)
        }
        let event = scope.event(by: .connector, "touchmark.item.registered", data, at: record.place)
        if let known = seen.items[id] {
            if itemsComeFirst {
                throw ImportRemark(.duplicateItem, record.place, "an earlier record of the table of items has the same item id")
            }
            guard known == event.id else {
                throw ImportRemark(
                    .conflictingItem, record.place, "an earlier record has the same item id with other content; one must be wrong"
                )
            }
            return []
        }
        seen.items[id] = event.id
        if itemsComeFirst { seen.extents[id] = try extents(of: record) }
        return [.draft(event)]
    }
}

extension TableImporter {
    /// Of the tracks on which labels have segments.
    func extents(of record: TableRecord) throws(ImportRemark) -> [String: TrackExtent] {
        var extents: [String: TrackExtent] = [:]
        for track in mapping.item.tracks where mapping.labels.contains(where: { $0.segments.contains { $0.track == track.id } }) {
            extents[track.id] = try track.extent(for: record)
        }
        return extents
    }
}

extension TrackMapping {
    fileprivate func extent(for record: TableRecord) throws(ImportRemark) -> TrackExtent? {
        guard let text = try rendered(record) else { return nil }
        var extent: TrackExtent
        if case .text = content { extent = TrackExtent(text) } else { extent = TrackExtent(nil) }
        extent.duration = try ticks(of: record)
        return extent
    }

    /// The content, the digest or the address; `nil` where the track is optional and empty.
    private func rendered(_ record: TableRecord) throws(ImportRemark) -> String? {
        let text: String
        do throws(ImportRemark) { text = try content.template.render(record) } catch {
            if isOptional, error.code == .emptyCell { return nil }
            throw error
        }
        return isOptional && text.isEmpty ? nil : text
    }

    private func ticks(of record: TableRecord) throws(ImportRemark) -> Int64? {
        guard let duration else { return nil }
        guard let ticks = Int64(try duration.render(record)), (0..<(1 << 53)).contains(ticks) else {
            throw ImportRemark(.wrongType, record.place, "the duration of track \"\(id)\" is no whole number of ticks")
        }
        return ticks
    }

    /// The track as a registration holds it; `nil` where it is optional and empty.
    func json(for record: TableRecord) throws(ImportRemark) -> JSONValue? {
        guard let text = try rendered(record) else { return nil }
        var track: JSONObject = [
            "id": .string(id), "modality": .string(modality.rawValue), "mediaType": .string(mediaType),
            "digest": .string(try digest(of: text, at: record.place).contentDigest),
        ]
        if let timebase { track["timebase"] = timebase.json }
        if let ticks = try ticks(of: record) { track["duration"] = .integer(ticks) }
        if let offset { track["offset"] = .integer(offset) }
        if let uncertainty { track["uncertainty"] = .integer(uncertainty) }
        return .object(track)
    }

    private func digest(of text: String, at place: ImportPlace) throws(ImportRemark) -> Digest {
        switch content {
        case .text: return TrackContent.text(text).digest
        case .reference: return TrackContent.reference(text).digest
        case .digest:
            guard let digest = Digest(contentDigest: text) else {
                throw ImportRemark(
                    .wrongType, place, "the digest of track \"\(id)\" is not sha256: and 64 lower-case hex digits")
            }
            return digest
        }
    }
}
