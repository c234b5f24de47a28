import Primitives
import Provenance

extension TableImporter {
    /// Everything one record of judgments says: its item, where no other table describes it, its annotators, its labels.
    mutating func steps(of record: TableRecord) throws(ImportRemark) -> [ImportStep] {
        var steps: [ImportStep] = []
        let item = try itemID(of: record)
        if mapping.items == nil {
            steps += try registration(of: record, itemsComeFirst: false)
        } else if seen.items[item] == nil {
            throw ImportRemark(.unknownItem, record.place, "the table of items does not have this record's item")
        }
        // The item stands even if a judgment of it cannot be imported.
        do throws(ImportRemark) { steps += try gold(of: record, item: item) } catch { steps.append(.problem(error)) }
        switch mapping.authors {
        case .annotator(let id, let name, let email):
            attempt(&steps) { (importer) throws(ImportRemark) in
                let actor = ForeignActor(
                    annotator: try ForeignIdentifier.read(try id.render(record), "annotator", at: record.place),
                    name: try Self.given(name, record), email: try Self.given(email, record))
                return try importer.labels(of: record, item: item, by: actor, [:])
            }
        case .model(let name, let version):
            attempt(&steps) { (importer) throws(ImportRemark) in
                let actor = ForeignActor(
                    model: .init(
                        name: try ForeignIdentifier.read(try name.render(record), "model", at: record.place),
                        version: try version.render(record)))
                return try importer.labels(of: record, item: item, by: actor, [:])
            }
        case .wide(let annotators):
            for annotator in annotators {
                attempt(&steps) { (importer) throws(ImportRemark) in
                    let id = annotator.id
                    let bindings = ["$annotator": id, "$value": try importer.wideValue(annotator, record)]
                    return try importer.labels(of: record, item: item, by: ForeignActor(annotator: id), bindings)
                }
            }
        }
        return steps
    }

    private static func given(_ template: Template?, _ record: TableRecord) throws(ImportRemark) -> String? {
        guard let text = try template?.render(record), !text.isEmpty else { return nil }
        return text
    }

    /// The answer of one of several annotators; empty where each label passes over what is empty.
    private func wideValue(_ annotator: TableMapping.WideAnnotator, _ record: TableRecord) throws(ImportRemark) -> String {
        do throws(ImportRemark) { return try annotator.value.render(record) } catch {
            if error.code == .emptyCell, mapping.labels.allSatisfy(\.skipsEmpty) { return "" }
            throw error
        }
    }

    private mutating func attempt(
        _ steps: inout [ImportStep], _ read: (inout TableImporter) throws(ImportRemark) -> [ImportStep]
    ) {
        do throws(ImportRemark) { steps += try read(&self) } catch { steps.append(.problem(error)) }
    }

    /// The labels of a record by one actor, after the actor's enrolment if it is new.
    private mutating func labels(
        of record: TableRecord, item: String, by actor: ForeignActor, _ bindings: [String: String]
    ) throws(ImportRemark) -> [ImportStep] {
        var steps: [ImportStep] = []
        for label in mapping.labels {
            attempt(&steps) { (importer) throws(ImportRemark) in
                try importer.label(label, of: record, item: item, by: actor, bindings)
            }
        }
        let hasDraft = steps.contains { if case .draft = $0 { true } else { false } }
        if hasDraft, seen.meets(actor) { steps.insert(.enrol(actor), at: 0) }
        return steps
    }

    private mutating func label(
        _ label: LabelMapping, of record: TableRecord, item: String, by actor: ForeignActor, _ bindings: [String: String]
    ) throws(ImportRemark) -> [ImportStep] {
        let name = try ForeignIdentifier.read(try label.name.render(record, bindings), "label's name", at: record.place)
        let body: ValueMapping.Body
        var notes: [ImportRemark] = []
        do throws(ImportRemark) { body = try label.value.body(for: record, bindings, &notes) } catch {
            if label.skipsEmpty, error.code == .emptyCell { return [] }
            throw error
        }
        let id: String
        let isDerived = label.id == nil
        if let template = label.id {
            id = try ForeignIdentifier.read(try template.render(record, bindings), "label", at: record.place)
        } else {
            id = scope.labelID([item, name, actor.id.kind.rawValue, actor.id.text])
        }
        try ForeignIdentifier.check(.label(mapping.dataset, item, id), at: record.place)
        try ForeignIdentifier.check(.question(mapping.dataset, item, name), at: record.place)
        var data: JSONObject = [
            "dataset": .string(mapping.dataset), "item": .string(item), "label": .string(id), "name": .string(name),
        ]
        var steps = notes.map(ImportStep.note)
        var citations = [EventDraft.Citation(member: "on", subject: .item(mapping.dataset, item))]
        switch body {
        case .preference(let responses, let rankings):
            data["responses"] = responses
            data["rankings"] = rankings
        case .value(let value):
            data["value"] = value
            data["segments"] = .array(try segments(label, record, item: item, bindings, &steps))
            if let guideline = label.guideline {
                let version = try guideline.version?.render(record, bindings)
                citations.append(.init(member: "guideline", subject: .guideline(guideline.id), version: version))
            }
        }
        try addDetails(label, record, bindings, actor, to: &data)
        let time = try time(of: record, &steps)
        // Last, so that a record that fails otherwise does not stand in the way of a good one behind it.
        try claim(item: item, label: id, isDerived: isDerived, at: record.place)
        if name == mapping.gold?.name { seen.itemsWithAnswer.insert(item) }
        steps.append(
            .draft(
                scope.event(by: .foreign(actor.id), body.type(by: actor), data, time: time, citing: citations, at: record.place)))
        return steps
    }

    private func time(of record: TableRecord, _ steps: inout [ImportStep]) throws(ImportRemark) -> Timestamp? {
        guard let template = mapping.time else { return nil }
        let (time, cut) = try mapping.timeForm.read(try template.render(record), at: record.place)
        if cut { steps.append(.note(ImportRemark(.rounded, record.place, "the time was cut to whole microseconds"))) }
        return time
    }

    private func addDetails(
        _ label: LabelMapping, _ record: TableRecord, _ bindings: [String: String], _ actor: ForeignActor,
        to data: inout JSONObject
    ) throws(ImportRemark) {
        if let text = try label.confidence?.render(record, bindings), !text.isEmpty {
            data["confidence"] = try ValueMapping.number(text, "confidence", minimum: 0, maximum: 1, at: record.place)
        }
        if let text = try label.durationMs?.render(record, bindings), !text.isEmpty {
            guard let duration = Int64(text), (0..<(1 << 53)).contains(duration) else {
                throw ImportRemark(.wrongType, record.place, "durationMs is no whole number of milliseconds")
            }
            data["durationMs"] = .integer(duration)
        }
        if let text = try label.session?.render(record, bindings), !text.isEmpty {
            data["session"] = .string(try ForeignIdentifier.read(text, "session", at: record.place))
        }
        if let text = try label.rationale?.render(record, bindings), !text.isEmpty {
            data["_seal"] = ["rationale": .string(text)]
        }
        if actor.id.kind == .annotator, data["value"] != nil, let tool = mapping.tool { data["tool"] = tool }
    }

    /// Refuses a second label with one id, which a second answer by one annotator to one question has where ids are derived.
    private mutating func claim(
        item: String, label: String, isDerived: Bool, at place: ImportPlace
    ) throws(ImportRemark) {
        let key = scope.eventID(
            author: .connector, type: "label", data: ["parts": ["label", .string(item), .string(label)]], time: nil)
        guard seen.labels.insert(key).inserted else {
            throw ImportRemark(
                .duplicateLabel, place,
                isDerived
                    ? "an earlier record has an answer of the same annotator to the same question of this item; "
                        + "if there may be several, give labels an id of their own (id:)"
                    : "an earlier record has the same label id for the same item")
        }
    }

    private func segments(
        _ label: LabelMapping, _ record: TableRecord, item: String, _ bindings: [String: String], _ steps: inout [ImportStep]
    ) throws(ImportRemark) -> [JSONValue] {
        guard !label.segments.isEmpty else { return [] }
        let extents = if let known = seen.extents[item] { known } else { try extents(of: record) }
        var result: [JSONValue] = []
        for segment in label.segments {
            let timebase = mapping.item.tracks.first { $0.id == segment.track }?.timebase
            guard let extent = extents[segment.track] else {
                throw ImportRemark(
                    .outsideTrack, record.place, "a segment is on the track \"\(segment.track)\", which this item does not have")
            }
            let (start, startIsExact) = try segment.position(segment.start, record, bindings, timebase, extent)
            let (end, endIsExact) = try segment.position(segment.end, record, bindings, timebase, extent)
            guard start >= 0, start <= end else {
                throw ImportRemark(.outsideTrack, record.place, "a segment begins before its track or ends before it begins")
            }
            let isOfOnePlace = try segment.start.render(record, bindings) == segment.end.render(record, bindings)
            guard start < end || isOfOnePlace || startIsExact && endIsExact else {
                throw ImportRemark(
                    .outsideTrack, record.place,
                    "a segment is shorter than a tick of its track \"\(segment.track)\", so that nothing of it is left")
            }
            if let last = segment.unit.isOfText ? extent.characterCount : extent.duration, end > last {
                let unit = segment.unit.isOfText ? "characters" : "ticks"
                throw ImportRemark(
                    .outsideTrack, record.place,
                    "a segment ends after its track \"\(segment.track)\", which has \(last) \(unit)")
            }
            if !startIsExact || !endIsExact {
                steps.append(.note(ImportRemark(.rounded, record.place, "a segment was rounded to whole ticks")))
            }
            result.append(
                segment.unit.isOfText
                    ? Segments.characters(track: segment.track, start: start, end: end)
                    : Segments.interval(track: segment.track, start: start, end: end))
        }
        return result
    }

    /// The gold answer of a record's item, once an item; a different one later is a problem.
    private mutating func gold(of record: TableRecord, item: String) throws(ImportRemark) -> [ImportStep] {
        guard let gold = mapping.gold else { return [] }
        let body: ValueMapping.Body
        var notes: [ImportRemark] = []
        do throws(ImportRemark) { body = try gold.value.body(for: record, [:], &notes) } catch {
            if error.code == .emptyCell { return [] }
            throw error
        }
        guard case .value(let value) = body else { return [] }
        let data: JSONObject = [
            "dataset": .string(mapping.dataset), "item": .string(item), "name": .string(gold.name),
            "_seal": ["value": value.withoutSeal],
        ]
        let event = scope.event(by: .operator, "touchmark.gold.placed", data, at: record.place)
        let key = scope.eventID(author: .operator, type: "gold", data: ["item": .string(item)], time: nil)
        if let known = seen.gold[key] {
            guard known == event.id else {
                throw ImportRemark(.conflictingRecord, record.place, "an earlier record has another gold answer for this item")
            }
            return []
        }
        seen.gold[key] = event.id
        seen.itemsWithGold.insert(item)
        return notes.map(ImportStep.note) + [.draft(event)]
    }
}

extension LabelMapping.Segment {
    fileprivate func position(
        _ template: Template, _ record: TableRecord, _ bindings: [String: String], _ timebase: Timebase?, _ extent: TrackExtent
    ) throws(ImportRemark) -> (whole: Int64, isExact: Bool) {
        let text = try template.render(record, bindings)
        if unit == .seconds, let timebase {
            if let number = ExactDecimal(text), let ticks = timebase.ticks(ofSeconds: number) { return ticks }
            // Of more digits than are read exactly, those that a double keeps.
            if let number = (try? JSONValue(parsing: text))?.double.flatMap({ ExactDecimal($0) }),
                let ticks = timebase.ticks(ofSeconds: number)
            {
                return (ticks.whole, false)
            }
        } else if let whole = Int64(text), whole.magnitude < 1 << 53 {
            guard unit == .utf16 else { return (whole, true) }
            guard let characters = extent.characters(ofUnits: whole) else {
                throw ImportRemark(
                    .outsideTrack, record.place,
                    "a segment's start or end in UTF-16 is outside its text, or between the two halves of a character")
            }
            return (characters, true)
        }
        throw ImportRemark(.wrongType, record.place, "a segment's start or end is no number of \(unit.rawValue)")
    }
}
