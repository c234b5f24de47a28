import Connectors
import Foundation
import Ledger
import LedgerTesting
import Primitives
import Provenance
import Signatures
import Synchronization
import Testing

@testable import Intake
@testable import LedgerServer

@Suite("The receiver of webhooks")
struct ReceiverTests {
    /// Tokens of tests: `<role>-<connector>`.
    struct Tokens: Authenticator {
        func grant(bearing token: String, at now: Timestamp) async throws -> Grant? {
            let parts = token.split(separator: "-")
            guard parts.count == 2, let role = Role(rawValue: String(parts[0])) else { return nil }
            return Grant(id: token, role: role, connector: String(parts[1]))
        }
    }

    static let strangers: [(headers: [String: String], status: Int)] = [
        ([:], 401), ([Studio.header: ""], 401), ([Studio.header: Studio.secret + "x"], 401),
        (["X-Other": Studio.secret], 401), (["Authorization": "Bearer nobody"], 401), (["Authorization": Studio.secret], 401),
        (["Authorization": "Bearer connector-other"], 403), (["Authorization": "Bearer operator-studio"], 403),
    ]

    @Test("without the connector's secret or its token nothing is taken", arguments: strangers)
    func turnedAway(headers: [String: String], status: Int) async throws {
        let studio = try await Studio(authenticators: [Tokens()])
        let size = try studio.size
        let answer = try await studio.deliver(Payload.created(), headers)
        #expect(answer.status == status && answer.type == "application/problem+json")
        #expect(!answer.json.canonicalText.contains(Studio.secret))
        #expect(try studio.size == size)
    }

    @Test("a token that names the connector is as good as the secret")
    func token() async throws {
        let studio = try await Studio(authenticators: [Tokens()])
        #expect(try await studio.deliver(Payload.created(), ["Authorization": "Bearer connector-studio"]).status == 200)
        #expect(
            try await studio.deliver(Payload.created(), to: "other", ["Authorization": "Bearer connector-other"]).status == 404)
    }

    @Test("a connector that is not there is not told from a wrong secret", arguments: ["other", "..%2Fstudio", "..", "a%00b"])
    func otherConnector(name: String) async throws {
        let studio = try await Studio()
        #expect([401, 404].contains(try await studio.deliver(Payload.created(), to: name).status))
    }

    @Test("where the operator asked for nothing, nothing is asked")
    func unauthenticated() async throws {
        let studio = try await Studio { $0.authentication = .nothing }
        #expect(try await studio.deliver(Payload.created(), [:]).status == 200)
    }

    /// What a browser sends to another origin without asking first: a form's types, and always an Origin.
    static let pages: [(headers: [String: String], status: Int)] = [
        (["Content-Type": "text/plain"], 415), (["Content-Type": "text/plain; x=application/json"], 415),
        (["Content-Type": "application/x-www-form-urlencoded"], 415), (["Content-Type": ""], 415),
        (["Origin": "https://evil.example"], 403), (["Origin": "null"], 403),
        (["Origin": "https://evil.example", "Content-Type": "text/plain"], 403),
    ]

    @Test("a page in somebody's browser cannot speak for Label Studio, also where nothing is asked", arguments: pages)
    func page(headers: [String: String], status: Int) async throws {
        let studio = try await Studio { $0.authentication = .nothing }
        let size = try studio.size
        #expect(try await studio.deliver(Payload.created(), headers).status == status)
        #expect(try studio.size == size)
        let json = ["Content-Type": "Application/JSON; charset=utf-8"]
        #expect(try await studio.deliver(Payload.created(), json).status == 200)
    }

    @Test("settings that change count at once: the old secret no longer opens")
    func rotated() async throws {
        let studio = try await Studio()
        #expect(try await studio.deliver(Payload.created()).status == 200)
        studio.settings.authentication = .header(name: Studio.header, secret: Digest(hashing: "another secret"))
        try studio.settings.write("studio", keys: studio.keys)
        #expect(try await studio.deliver(Payload.created()).status == 401)
        #expect(try await studio.deliver(Payload.created(), [Studio.header: "another secret"]).json["appended"] == [])
    }

    @Test("actions that say nothing for the ledger are acknowledged, with the reason")
    func meaningless() async throws {
        let studio = try await Studio()
        let known = LabelStudioWebhook.knownActions.filter {
            $0.hasPrefix("PROJECT") || $0.hasPrefix("LABEL") || $0.hasPrefix("REVIEW") || $0.hasPrefix("START")
        }
        #expect(known.count == 13)
        let size = try studio.size
        for action in known {
            let answer = try await studio.deliver(["action": .string(action), "project": Payload.project()])
            #expect(answer.status == 200 && answer.all("ignored", "reason") == ["meaningless"], "\(action)")
            #expect(answer.all("ignored", "why").allSatisfy { $0.string?.isEmpty == false })
        }
        #expect(try studio.size == size)
    }

    static let broken: [(body: String, status: Int, name: String)] = [
        ("", 400, "not-json"), ("{", 400, "not-json"), ("[]", 400, "no-action"), ("{\"action\": 3}", 400, "no-action"),
        (#"{"action": "PREDICTIONS_CREATED"}"#, 400, "unknown-action"),
        (#"{"action": "annotation_created"}"#, 400, "unknown-action"),
        (#"{"action": "ANNOTATION_CREATED"}"#, 422, "no-payload"), (#"{"action": "ANNOTATIONS_DELETED"}"#, 422, "no-payload"),
        (#"{"action": "ANNOTATIONS_DELETED", "annotations": [{"id": "1"}]}"#, 422, "malformed"),
        (#"{"action": "ANNOTATION_CREATED", "annotation": {"id": 1}, "task": {"id": 2}}"#, 422, "not-imported"),
        (#"{"action": "ANNOTATION_CREATED", "annotation": {"id": 1, "task": 3}, "task": {"id": 2}}"#, 422, "malformed"),
        (#"{"action": "TASKS_CREATED", "tasks": 7}"#, 422, "not-imported"),
        (#"{"action": "TASKS_CREATED", "tasks": [], "project": {"id": 1, "label_config": "<View"}}"#, 422, "configuration"),
    ]

    @Test("what cannot be read is told why, and the log stays as it is", arguments: broken)
    func unreadable(body: String, status: Int, name: String) async throws {
        let studio = try await Studio()
        let answer = try await studio.deliver(Array(body.utf8))
        #expect(answer.status == status && answer.type == "application/problem+json", "\(answer.json.canonicalText)")
        #expect(answer.json["type"]?.string == "urn:touchmark:problem:\(name)")
        #expect(try studio.current().isEmpty)
    }

    @Test("what is damaged beside the ledger is answered without a path")
    func damagedStation() async throws {
        let studio = try await Studio()
        try OwnersFile.replace(studio.keys + "/connectors/studio/annotations.jsonl", "no record\n")
        let answer = try await studio.deliver(Payload.created())
        #expect(answer.status == 500)
        #expect(!answer.json.canonicalText.contains(studio.keys))
    }

    @Test("where the operator's key is not, a key of the connector's own signs, and until it is there the service says so")
    func signer() async throws {
        let studio = try await Studio()
        func note() async throws -> String? {
            let readiness = try await studio.readiness()
            #expect(readiness["ready"] == true)
            return readiness["checks"]?["connectors"]?.string
        }
        #expect(try await note() == "ok")
        // What lies beside connectors is none.
        try OwnersFile.replace(studio.keys + "/connectors/note.txt", "not a connector")
        #expect(try await note() == "ok")
        try FileManager.default.removeItem(atPath: studio.keys + "/operator.jwk")
        let refused = try await studio.deliver(Payload.created())
        #expect(refused.status == 500 && refused.json["type"] == "urn:touchmark:problem:connector")
        #expect(try await note()?.hasPrefix("No key signs for 1 of 1.") == true)

        let registrar = Actor(.registrar, "studio")
        let key = studio.events.key(of: registrar)
        try KeyFile.write(key, to: studio.keys + "/connectors/studio/signer.jwk")
        #expect(try await note()?.hasPrefix("No key signs for 1 of 1.") == true, "it is nobody's in the ledger yet")
        let added = try studio.events.sign(
            EventBuilder.root, "ledger.key-added",
            [
                "role": "registrar", "id": "studio", "jwk": key.publicKey.jwk,
                "proof": .string(KeyProof.make(for: key, ledger: EventBuilder.origin, source: registrar.description)),
            ])
        try await studio.append([added.token])
        #expect(try await note() == "ok")
        #expect(try await studio.deliver(Payload.created()).status == 200)
        let enrolments = try studio.entries().filter { $0.event.type == AnnotatorEnrolled.type }
        #expect(!enrolments.isEmpty && enrolments.allSatisfy { $0.source == registrar })
    }

    @Test("the same webhook on many connections at once is taken in once")
    func concurrently() async throws {
        let studio = try await Studio()
        let intake = try LabelStudioIntake(
            "studio", studio.settings, keys: studio.keys, ledger: studio.ledger, operatorKey: studio.events.operatorKey,
            clock: FixedClock())
        let webhook = try LabelStudioWebhook(Payload.created().canonicalBytes)
        let appended = try await withThrowingTaskGroup { group in
            for _ in 0..<50 { group.addTask { try await intake.take(webhook).appended.count } }
            return try await group.reduce(0, +)
        }
        #expect(appended == 4)
    }

    @Test("webhooks have threads of their own: they wait for each other, and nobody else does")
    func threads() async throws {
        let studio = try await Studio()
        let isOver = Flag()
        try await withThrowingTaskGroup { group in
            defer { isOver.set() }
            for _ in 0..<64 {
                group.addTask {
                    try await WorkerThreads.receiving.run { while !isOver.isSet { usleep(2000) } }
                }
            }
            #expect(try await studio.metrics().contains("touchmark_tree_size"))
            group.addTask {
                try await Task.sleep(for: .milliseconds(200))
                isOver.set()
            }
            let answer = try await studio.deliver(Payload.created())
            #expect(isOver.isSet, "it was answered while all threads for it were busy")
            #expect(answer.status == 200)
            try await group.waitForAll()
        }
    }

    @Test("every route of the service says who may call it, and the receiver is for its connector")
    func routes() async throws {
        let receiver = try await Studio().routes.filter { $0.path.contains("connectors") }
        #expect(receiver.map(\.access) == [.connector])
    }
}

private final class Flag: Sendable {
    private let state = Mutex(false)

    var isSet: Bool { state.withLock { $0 } }
    func set() { state.withLock { $0 = true } }
}
