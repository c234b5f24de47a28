import Connectors
import Foundation
import Ledger
import LedgerTesting
import Primitives
import Provenance
import Testing

@testable import Intake

/// What a real server sent, in the order in which it sent it, and what it exported afterwards.
enum Recorded {
    static let directory = SharedData.url("data/label-studio")

    static let isThere = SharedData.has("data/label-studio/export.json")
    static let why: Comment = "../shared/data/label-studio is not there"

    static func webhooks() throws -> [[UInt8]] {
        let names = try FileManager.default.contentsOfDirectory(atPath: directory.path).filter { $0.first?.isNumber == true }
            .sorted()
        return try names.map { name in
            // As Label Studio wrote it: a number in it is too large for strict JSON, so the body is cut out as text.
            let text = String(decoding: try Data(contentsOf: directory.appending(path: name)), as: UTF8.self)
            guard let start = text.range(of: "\"body\":")?.upperBound, let end = text.lastIndex(of: "}") else { return [] }
            return Array(text[start..<end].utf8)
        }
    }

    static func export() throws -> [UInt8] { Array(try Data(contentsOf: directory.appending(path: "export.json"))) }

    static func configuration() throws -> String? { try LabelStudioWebhook(webhooks()[0]).configuration }

    /// What an export says, read by the importer alone.
    static func exported() throws -> Set<Studio.Said> { try said(export(), configuration() ?? "") }

    static func said(_ export: [UInt8], _ configuration: String) throws -> Set<Studio.Said> {
        var options = LabelStudioOptions(dataset: Studio.dataset, origin: OriginMapping(kind: .collected))
        options.configuration = try LabelStudioConfiguration(xml: configuration, file: "c")
        var importer = try LabelStudioImporter(
            export: ByteSource(bytes: export, name: "export.json"), options: options, secret: .random())
        var said: Set<Studio.Said> = []
        while let step = try importer.next() {
            guard case .draft(let event) = step, event.type == LabelAsserted.type else { continue }
            said.insert(
                Studio.Said(
                    item: event.data["item"]?.string ?? "", label: event.data["label"]?.string ?? "",
                    name: event.data["name"]?.string ?? "", value: event.data["value"]?.withoutSeal,
                    segments: event.data["segments"]))
        }
        return said
    }
}

@Suite("Recorded traffic of a Label Studio server", .enabled(if: Recorded.isThere, Recorded.why))
struct RecordedTrafficTests {
    @Test("delivered in order, the ledger says what the export says, and who said what")
    func inOrder() async throws {
        let studio = try await Studio()
        for webhook in try Recorded.webhooks() {
            let answer = try await studio.deliver(webhook)
            #expect(answer.status == 200, "\(answer.json.canonicalText)")
        }
        #expect(try studio.current() == Recorded.exported())
        #expect(try studio.current().count == 12)
        // Two people judged task 1. The second corrected one answer of the first, and that one alone is hers.
        let first = try studio.records().filter { $0.place.label.hasPrefix("14b35890") }
        let answer = try #require(first.first { $0.place.name == "sar" })
        #expect(answer.kind == .revised)
        #expect(Set(first.filter { $0.place.name != "sar" }.map(\.source)).count == 1)
        #expect(first.allSatisfy { ($0.source == answer.source) == ($0.place.name == "sar") })
        #expect(try studio.records().filter(\.isWithdrawn).map(\.source) == Array(repeating: EventBuilder.root, count: 6))
    }

    @Test("delivered twice, the second time appends nothing and gives the places of the first")
    func twice() async throws {
        let studio = try await Studio()
        for webhook in try Recorded.webhooks() { _ = try await studio.deliver(webhook) }
        let size = try studio.size
        for (number, webhook) in try Recorded.webhooks().enumerated() {
            let answer = try await studio.deliver(webhook)
            #expect(answer.status == 200 && answer.json["appended"] == [])
            // Of the deletions, only that of an annotation with labels has withdrawn any.
            if number == 7 { #expect(answer.all("present", "type").count == 6) }
        }
        #expect(try studio.size == size)
        #expect(try studio.current() == Recorded.exported())
    }

    @Test("delivered one after the other each twice, nothing is appended by the second")
    func doubled() async throws {
        let studio = try await Studio()
        for webhook in try Recorded.webhooks() {
            _ = try await studio.deliver(webhook)
            #expect(try await studio.deliver(webhook).json["appended"] == [])
        }
        #expect(try studio.current() == Recorded.exported())
    }

    @Test("delivered in any order, the ledger says in the end what the export says", arguments: 0..<20 as Range<UInt64>)
    func shuffled(seed: UInt64) async throws {
        var generator = SeededGenerator(seed: seed)
        let studio = try await Studio()
        let webhooks = try Recorded.webhooks().shuffled(using: &generator)
        for webhook in webhooks { #expect(try await studio.deliver(webhook).status == 200) }
        #expect(try studio.current() == Recorded.exported(), "seed \(seed)")
    }

    @Test(
        "with some lost, others twice and all in any order, reconciling with the export closes every gap",
        arguments: 100..<130 as Range<UInt64>)
    func lossy(seed: UInt64) async throws {
        var generator = SeededGenerator(seed: seed)
        let studio = try await Studio()
        var webhooks = try Recorded.webhooks().filter { _ in Bool.random(using: &generator) }
        webhooks += webhooks.filter { _ in Bool.random(using: &generator) }
        for webhook in webhooks.shuffled(using: &generator) { #expect(try await studio.deliver(webhook).status == 200) }
        let configuration = try Recorded.configuration()
        let report = try await studio.reconcile(try Recorded.export()) { $0.configuration = configuration }
        #expect(report.refused.isEmpty && report.problems.isEmpty, "seed \(seed)")
        #expect(try studio.current() == Recorded.exported(), "seed \(seed)")
        let size = try studio.size
        #expect(try await studio.reconcile(try Recorded.export()) { $0.configuration = configuration }.appended.isEmpty)
        #expect(try studio.size == size, "seed \(seed)")
    }

    @Test("the configuration that a webhook brought serves to read the export")
    func rememberedConfiguration() async throws {
        let studio = try await Studio()
        _ = try await studio.deliver(try Recorded.webhooks()[0])
        let report = try await studio.reconcile(try Recorded.export())
        #expect(report.problems.isEmpty)
        #expect(try studio.current() == Recorded.exported())
    }
}
