import Ledger
import Primitives
import Provenance
import Testing

@testable import Audit

/// One collected item, its release, and the painter who learned from it: depth 0.
private struct Kennel {
    var studio: Studio

    init() async throws {
        studio = try await Studio.opened()
        try await say(
            "dogs", "dataset.defined", .dataset("dogs"),
            ["dataset": "dogs", "title": "Dogs", "purpose": "telling dogs", "licence": "CC0-1.0"])
        try await register("collected", ["kind": "collected"])
        try await release("1", items: 1)
        try await train("painter", on: ["1"])
    }

    mutating func say(_ name: String, _ type: String, _ subject: Subject, _ data: JSONObject) async throws {
        try await studio.world.say(name, Studio.root, type, subject, data)
    }

    mutating func register(_ item: String, _ origin: JSONValue) async throws {
        try await say(
            item, "item.registered", .item("dogs", item),
            ["dataset": "dogs", "item": .string(item), "tracks": [], "origin": origin])
    }

    mutating func release(_ version: String, items: Int64, labels: Int64 = 0) async throws {
        let size = try studio.world.store.read { try $0.size() }
        try await say(
            "release-\(version)", "dataset.released", .release("dogs", version),
            [
                "dataset": "dogs", "version": .string(version), "size": .integer(Int64(size.value)), "items": .integer(items),
                "labels": .integer(labels), "digest": .string(Digest(hashing: version).contentDigest), "splits": [:],
            ])
    }

    mutating func train(_ model: String, on releases: [String]) async throws {
        try await say(
            model, "model.trained", .training(model, "1"),
            [
                "model": .string(model), "version": "1", "method": "supervised",
                "digest": .string(Digest(hashing: model).contentDigest),
                "releases": .array(releases.map { ["dataset": "dogs", "version": .string($0)] }),
            ])
    }

    func depths(below size: TreeSize? = nil) throws -> GenerationDepths {
        let store = studio.world.store
        let size = try size ?? store.read { try $0.size() }
        return GenerationDepths(
            try Lineage.read(from: store, below: size), SourcesCache(store, now: size), store, below: size)
    }

    /// The depth of an item that the painter made of a kind.
    func depth(
        _ kind: Origin.Kind, of parents: EventReference..., below size: TreeSize? = nil
    ) throws -> GenerationDepth {
        try depths(below: size).depth(
            of: ReleaseSources.ItemOrigin(kind: kind, model: ModelName(model: "painter", version: "1"), parents: parents))
    }
}

@Suite("Generation depth")
struct GenerationDepthTests {
    @Test("Of an item that a model made from others, theirs count as well", arguments: [Origin.Kind.synthetic, .derived])
    func parents(kind: Origin.Kind) async throws {
        var kennel = try await Kennel()
        let collected = try kennel.studio.world.reference("collected")
        #expect(try kennel.depth(kind, of: collected) == .known(1))
        try await kennel.register("painted", ["kind": "synthetic", "model": "painter", "version": "1"])
        #expect(try kennel.depth(kind, of: collected, try kennel.studio.world.reference("painted")) == .known(2))
    }

    @Test("A parent that is not recorded makes it unknown", arguments: Origin.Kind.allCases)
    func unrecorded(kind: Origin.Kind) async throws {
        var kennel = try await Kennel()
        let collected = try kennel.studio.world.reference("collected")
        let other = EventReference(id: collected.id, digest: Digest(hashing: "another event of this id"))
        #expect(try kennel.depth(kind, of: collected) != .unknown)
        #expect(try kennel.depth(kind, of: other) == .unknown)
        #expect(try kennel.depth(kind, of: collected, other) == .unknown)
        let before = try kennel.studio.world.store.read { try $0.size() }
        try await kennel.register("later", ["kind": "collected"])
        let later = try kennel.studio.world.reference("later")
        #expect(try kennel.depth(kind, of: later) != .unknown)
        #expect(try kennel.depth(kind, of: later, below: before) == .unknown, "it was not there yet")
    }

    @Test("What a model needs no parents for has the depth of the model, and what needs them has none without")
    func withoutParents() async throws {
        let kennel = try await Kennel()
        #expect(try kennel.depth(.collected) == .known(0))
        #expect(try kennel.depth(.synthetic) == .known(1))
        #expect(try kennel.depth(.augmented) == .unknown)
        #expect(try kennel.depth(.derived) == .unknown)
    }

    @Test("A model that was trained on nothing recorded is of unknown depth")
    func untrained() async throws {
        var kennel = try await Kennel()
        try await kennel.train("conjurer", on: [])
        #expect(try kennel.depths().depth(of: ModelName(model: "painter", version: "1")) == .known(0))
        #expect(try kennel.depths().depth(of: ModelName(model: "conjurer", version: "1")) == .unknown)
    }

    @Test("A release that claims more than the log holds at its size is of unknown depth")
    func claims() async throws {
        var kennel = try await Kennel()
        try await kennel.release("items", items: 2)
        try await kennel.release("labels", items: 1, labels: 1)
        try await kennel.release("some", items: 0)
        for (version, depth) in [("1", GenerationDepth.known(0)), ("items", .unknown), ("labels", .unknown), ("some", .known(0))]
        {
            #expect(try kennel.depths().depth(of: ReleaseName(dataset: "dogs", version: version)) == depth, "\(version)")
        }
    }
}
