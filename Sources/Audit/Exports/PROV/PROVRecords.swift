import Primitives
import Provenance

/// What one event says, in PROV's terms. Every event that makes an entity or an activity names it by its own id, so that
/// references between events are references between records.
struct PROVRecords {
    /// Members of a PROV-JSON document, in the order in which they are written.
    enum Kind: String, CaseIterable {
        case entity, activity, agent, wasGeneratedBy, used, wasAttributedTo, wasAssociatedWith, wasDerivedFrom, wasInvalidatedBy
    }

    struct Record {
        /// `nil` for relations, which have no name of their own.
        let name: String?
        let members: JSONObject
    }

    private let event: LoggedEvent
    private let withdrawn: WithdrawnVersions
    private var body: EventBody { event.event.body }

    init(_ event: LoggedEvent, _ withdrawn: WithdrawnVersions) {
        self.event = event
        self.withdrawn = withdrawn
    }

    func records(of kind: Kind) -> [Record] {
        switch kind {
        case .entity: entity.map { [Record(name: Self.entity(event.event.id), members: $0)] } ?? []
        case .activity: activity.map { [Record(name: Self.activity(event.event.id), members: $0)] } ?? []
        case .agent: []
        case .wasGeneratedBy: generation
        case .used: hasActivity ? uses.map { relation(["prov:activity": own, "prov:entity": named($0)]) } : []
        case .wasAttributedTo:
            entity == nil ? [] : [relation(["prov:entity": ownEntity, "prov:agent": .string(Self.agentName(event.source))])]
        case .wasAssociatedWith: association
        case .wasDerivedFrom: derivations
        case .wasInvalidatedBy: invalidation
        }
    }

    /// True if the event makes a record, so that its signer is an agent.
    var isShown: Bool { hasActivity || hasEntity }

    // Names.

    static func entity(_ id: EventID) -> String { "ledger:entry/\(id)" }
    static func activity(_ id: EventID) -> String { "ledger:activity/\(id)" }
    static func agentName(_ actor: Actor) -> String {
        "ledger:agent/\(actor.kind.rawValue)/\(SubjectPath.encodeSegment(actor.id))"
    }

    /// A withdrawal makes no entity: what names it as a label's head means the version that it withdrew.
    private func named(_ reference: EventReference) -> JSONValue { .string(Self.entity(withdrawn.version(of: reference).id)) }
    private var own: JSONValue { .string(Self.activity(event.event.id)) }
    private var ownEntity: JSONValue { .string(Self.entity(event.event.id)) }

    private func relation(_ members: JSONObject) -> Record { Record(name: nil, members: members) }

    private static func qualified(_ name: String) -> JSONValue { ["$": .string(name), "type": "prov:QUALIFIED_NAME"] }
    private static func time(_ time: Timestamp) -> JSONValue { ["$": .string(time.description), "type": "xsd:dateTime"] }

    // Agents: pseudonymous ids, and no more.

    static func agent(_ actor: Actor) -> Record {
        var members: JSONObject = ["tm:kind": .string(actor.kind.rawValue), "tm:id": .string(actor.id)]
        switch actor.kind {
        case .annotator: members["prov:type"] = qualified("prov:Person")
        case .model, .connector, .service: members["prov:type"] = qualified("prov:SoftwareAgent")
        // An operator, a registrar or an authority may be a person or an organisation: the ledger does not say.
        case .operator, .registrar, .authority: break
        }
        return Record(name: agentName(actor), members: members)
    }

    // Entities.

    private var hasEntity: Bool {
        switch body {
        case .itemRegistered, .guidelinePublished: true
        default: makesVersion
        }
    }

    private var makesVersion: Bool {
        guard let kind = LabelHistory.HeadKind(body) else { return false }
        return kind != .withdrawn
    }

    private var entity: JSONObject? {
        guard hasEntity else { return nil }
        var members: JSONObject = [
            "tm:subject": .string(event.event.subject.description), "tm:index": .integer(Int64(clamping: event.index.value)),
            "tm:recorded": Self.time(event.recorded), "tm:digest": .string(event.signed.digest.contentDigest),
        ]
        switch body {
        case .itemRegistered(let item):
            members["prov:type"] = Self.qualified("tm:Item")
            members["tm:origin"] = .string(item.origin.kind.rawValue)
            members["tm:content"] = .array(item.tracks.map { .string($0.digest.contentDigest) })
            members["tm:model"] = item.origin.model.map { .string($0) }
            members["tm:modelVersion"] = item.origin.version.map { .string($0) }
        case .guidelinePublished(let guideline):
            members["prov:type"] = Self.qualified("prov:Plan")
            members["tm:version"] = .string(guideline.version)
            members["tm:content"] = .string(guideline.digest.contentDigest)
        default:
            members["prov:type"] = Self.qualified("tm:LabelVersion")
            members["tm:name"] = body.labelAddress.map { .string($0.name) }
            members["tm:value"] = body.labelValue.map { .string($0.canonicalText) }
            if case .preferenceRanked = body {
                members["tm:responses"] = ResponseNames(body).map { .string($0.json.canonicalText) }
            }
        }
        return members
    }

    // Activities.

    private var hasActivity: Bool { body.labelAddress != nil || withdrawnGuideline != nil }

    private var withdrawnGuideline: GuidelineWithdrawn? {
        if case .guidelineWithdrawn(let data) = body { data } else { nil }
    }

    /// `endTime` is the time that the signer claims; when it began is not claimed by anybody.
    private var activity: JSONObject? {
        guard hasActivity else { return nil }
        var members: JSONObject = [
            "prov:type": Self.qualified("tm:" + activityType), "prov:endTime": .string(event.event.time.description),
            "tm:recorded": Self.time(event.recorded), "tm:index": .integer(Int64(clamping: event.index.value)),
        ]
        if let context = body.labelContext {
            members["tm:tool"] = context.tool.map { .string($0.name) }
            members["tm:toolVersion"] = context.tool?.version.map { .string($0) }
            members["tm:session"] = context.session.map { .string($0) }
            members["tm:durationMs"] = context.durationMs.map { .integer(Int64(clamping: $0)) }
        }
        if let withdrawnGuideline {
            members["tm:reason"] = .string(withdrawnGuideline.reason)
            members["tm:effective"] = Self.time(withdrawnGuideline.effective ?? event.recorded)
        }
        if case .reviewRecorded(let review) = body { members["tm:outcome"] = .string(review.outcome.rawValue) }
        if case .adjudicationDecided(let decision) = body { members["tm:rule"] = .string(decision.rule.rawValue) }
        return members
    }

    private var activityType: String {
        switch body {
        case .labelSuggested: "Suggesting"
        case .labelRevised: "Revising"
        case .labelWithdrawn, .guidelineWithdrawn: "Withdrawing"
        case .relationAsserted: "Relating"
        case .preferenceRanked: "Ranking"
        case .reviewRecorded: "Reviewing"
        case .adjudicationDecided: "Adjudicating"
        default: "Annotating"
        }
    }

    // Relations.

    private var generation: [Record] {
        guard makesVersion else { return [] }
        return [relation(["prov:entity": ownEntity, "prov:activity": own, "prov:time": .string(event.event.time.description)])]
    }

    /// A plan is named only where the signer cited a guideline.
    private var association: [Record] {
        guard hasActivity else { return [] }
        var members: JSONObject = ["prov:activity": own, "prov:agent": .string(Self.agentName(event.source))]
        members["prov:plan"] = body.citedGuideline.map { named($0) }
        return [relation(members)]
    }

    private var invalidation: [Record] {
        let ended: EventReference
        switch body {
        case .labelWithdrawn(let data): ended = data.revises
        case .guidelineWithdrawn(let data): ended = data.of
        default: return []
        }
        return [
            relation([
                "prov:entity": named(ended), "prov:activity": own,
                "prov:time": .string(event.event.time.description),
            ])
        ]
    }

    /// What this entity was made from, besides the version that it revises.
    private var sources: [EventReference] {
        switch body {
        case .itemRegistered(let data): Self.each(data.origin.parents)
        case .adjudicationDecided(let data): Self.each(data.among.map(\.event))
        default: [body.citedRegistration, body.acceptedSuggestion].compactMap { $0 }
        }
    }

    private static func each(_ references: [EventReference]) -> [EventReference] {
        var seen: Set<EventReference> = []
        return references.filter { seen.insert($0).inserted }
    }

    /// What the activity looked at.
    private var uses: [EventReference] {
        switch body {
        case .reviewRecorded(let data): [data.reviews]
        case .labelWithdrawn(let data): [data.revises]
        case .guidelineWithdrawn(let data): [data.of]
        default: Self.each(sources + [body.revisedHead].compactMap { $0 })
        }
    }

    private var derivations: [Record] {
        guard hasEntity else { return [] }
        var members: JSONObject = ["prov:generatedEntity": ownEntity]
        if hasActivity { members["prov:activity"] = own }
        var records = sources.map { source in
            var derived = members
            derived["prov:usedEntity"] = named(source)
            return relation(derived)
        }
        if let revised = body.revisedHead {
            members["prov:usedEntity"] = named(revised)
            members["prov:type"] = Self.qualified("prov:Revision")
            records.append(relation(members))
        }
        return records
    }
}

/// Which version of a label each withdrawal took away. They are gathered in the order of the log.
struct WithdrawnVersions {
    private var versions: [EventReference: EventReference] = [:]

    mutating func take(_ event: LoggedEvent) {
        guard case .labelWithdrawn(let data) = event.event.body else { return }
        versions[event.reference] = version(of: data.revises)
    }

    /// What stood last at a head that may be a withdrawal.
    func version(of head: EventReference) -> EventReference { versions[head] ?? head }
}
