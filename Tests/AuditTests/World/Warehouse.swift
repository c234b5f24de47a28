import Audit
import Ledger
import Primitives
import Provenance
import Signatures

/// An aisle of a warehouse as a camera sees it and a sensor hears it: somebody marks a scratch, a clank, and what they have to
/// do with each other in time.
struct Warehouse {
    static let root = Actor(.operator, "root")
    static let heron = Actor(.annotator, "p-heron")
    static let item = Subject.item("warehouse", "aisle-7")

    var world: World

    /// Camera frames of 1001/60000 s, 1,200 of them; sensor samples of 1/48000 s, 960,000 of them; a log without time.
    ///
    /// - Parameter sensor: What the registration says of the sensor's clock.
    init(camera: JSONObject = ["uncertainty": 8000], sensor: JSONObject = ["uncertainty": 500_000]) async throws {
        world = try World()
        let root = world.introduction(of: Self.root)
        try await world.say(
            "opened", Self.root, "ledger.opened", .ledger,
            [
                "vkey": .string(world.vkey), "operator": .object(root.with(["id": "root", "name": "Example Labels Ltd"])),
                "policy": ["enforcement": "record", "clockToleranceSeconds": 300],
            ])
        try await world.say(
            "heron", Self.root, "annotator.enrolled", Self.heron.standingSubject,
            world.introduction(of: Self.heron).with(["kind": "annotator", "id": "p-heron", "custody": "holder"]))
        try await world.say(
            "defined", Self.root, "dataset.defined", .dataset("warehouse"),
            ["dataset": "warehouse", "title": "Warehouse", "purpose": "research", "licence": "CC-BY-4.0"])
        try await register(
            "aisle-7",
            [
                Self.track("camera", "video", base: (1001, 60_000), duration: 1200).with(camera),
                Self.track("sensor", "sensor", base: (1, 48_000), duration: 960_000).with(sensor),
                Self.track("log", "document"),
            ])
    }

    static func track(
        _ id: String, _ modality: String, base: (Int64, Int64)? = nil, duration: Int64? = nil
    ) -> JSONObject {
        var track: JSONObject = [
            "id": .string(id), "modality": .string(modality), "mediaType": "application/octet-stream",
            "digest": .string(Digest(hashing: id).contentDigest),
        ]
        if let base { track["timebase"] = ["numerator": .integer(base.0), "denominator": .integer(base.1)] }
        if let duration { track["duration"] = .integer(duration) }
        return track
    }

    mutating func register(_ item: String, _ tracks: [JSONObject]) async throws {
        try await world.say(
            "item:" + item, Self.root, "item.registered", .item("warehouse", item),
            [
                "dataset": "warehouse", "item": .string(item), "origin": ["kind": "collected"],
                "tracks": .array(tracks.map { .object($0) }),
            ])
    }

    mutating func mark(
        _ label: String, _ segments: JSONValue, on item: String = "aisle-7", choice: String? = nil
    ) async throws {
        try await world.say(
            label, Self.heron, "label.asserted", .label("warehouse", item, label),
            [
                "dataset": "warehouse", "item": .string(item), "label": .string(label), "name": "event",
                "on": try world.reference("item:" + item).json, "segments": segments,
                "value": ["kind": "choice", "choice": .string(choice ?? label)],
            ])
    }

    /// The scratch lasts from 6.873533… s to 6.973633… s by the camera, the clank from 6.9 s to 7.05 s by the sensor.
    mutating func markScratchAndClank() async throws {
        try await mark("scratch", [["track": "camera", "start": 412, "end": 418]])
        try await mark("clank", [["track": "sensor", "start": 331_200, "end": 338_400]])
    }

    mutating func relate(
        _ from: String, _ relation: String, _ to: String, tolerance: Int64? = nil, on item: String = "aisle-7"
    ) async throws {
        let label = "\(from)-\(relation)-\(to)"
        var data: JSONObject = [
            "dataset": "warehouse", "item": .string(item), "label": .string(label), "name": "order",
            "on": try world.reference("item:" + item).json, "from": .string(from), "to": .string(to),
            "relation": .string(relation),
        ]
        if let tolerance { data["toleranceUs"] = .integer(tolerance) }
        try await world.say(label, Self.heron, "relation.asserted", .label("warehouse", item, label), data)
    }

    mutating func synchronise(
        _ name: String, by actor: Actor = Warehouse.root, sensorOffset: Int64, uncertainty: Int64
    ) async throws {
        try await world.say(
            name, actor, "item.synchronised", Self.item,
            [
                "dataset": "warehouse", "item": "aisle-7",
                "tracks": [
                    [
                        "track": "sensor", "offset": .integer(sensorOffset), "driftPPM": 0,
                        "uncertainty": .integer(uncertainty),
                    ]
                ],
            ])
    }

    func check(_ names: String..., at size: TreeSize? = nil) throws -> [CheckedRelation] {
        try world.store.read { reader in
            try RelationCheck.check(
                reader: reader, size: try size ?? reader.size(), relations: try names.map(world.index))
        }
    }

    func certificate(of label: String, at size: TreeSize? = nil) throws -> BirthCertificate {
        try world.store.read { reader in
            try BirthCertificate.make(
                of: .label("warehouse", "aisle-7", label), at: size, from: reader, showsDisclosures: true)
        }
    }

    var size: TreeSize { get throws { try world.store.read { try $0.size() } } }
}
