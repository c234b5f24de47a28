import Evidence
import Primitives
import Provenance
import Signatures
import Testing

@Suite("The bundles of the test vectors")
struct BundleVectorTests {
    @Test("get from this verifier what the protocol demands, each", arguments: try VectorFolder.cases("vectors.json", "bundles"))
    func bundle(_ vector: JSONValue) async throws {
        let expected = try #require(vector["expected"])
        let arguments = try #require(vector["arguments"])
        let verifier = BundleVerifier(options: try Self.options(arguments))
        let report: VerificationReport
        do {
            report = try await verifier.verify(BundleBytes(VectorFolder.bytes(vector.text("file"))))
        } catch let unreadable as UnreadableBundle {
            #expect(expected["status"] == 3)
            #expect(expected["unreadable"]?.string == unreadable.code.rawValue, "\(unreadable)")
            return
        }
        #expect(expected["result"]?.string == report.result.rawValue, "\(report.complaints)")
        let codes = Set(try #require(expected["codes"]?.array).compactMap(\.string))
        #expect(codes.isSubset(of: report.codes), "\(report.findings.map(\.description))")
        let rules = Set(try #require(expected["rules"]?.array).compactMap(\.string))
        #expect(rules == Set(report.findings.compactMap(\.rule)))
        if codes.isEmpty, report.result == .verified { #expect(report.complaints == []) }
        if let replayed = expected["replayedBy"]?.array {
            guard case .sealed(_, let auditors) = report.completeness else {
                return #expect(Bool(false), "\(report.completeness)")
            }
            #expect(replayed.compactMap(\.string) == auditors.map(\.name))
        }
        if let trusted = expected["trusted"]?.array {
            let found = report.labels.filter(\.isAuthorityTrusted).map { ($0.subject.description, $0.authority) }
            #expect(
                Dictionary(uniqueKeysWithValues: found)
                    == Dictionary(uniqueKeysWithValues: try trusted.map { (try $0.text("subject"), try $0.text("authority")) }))
        }
        guard let labels = expected["labels"]?.array else { return }
        let found = report.labels.map {
            [
                "subject": .string($0.subject.description), "verdict": .string($0.verdict.rawValue),
                "verdictNow": .string($0.verdictNow.rawValue),
            ] as JSONValue
        }
        #expect(Set(found.map(\.canonicalText)) == Set(labels.map(\.canonicalText)))
    }

    private static func options(_ arguments: JSONValue) throws -> VerificationOptions {
        var known: [String: KeyThumbprint] = [:]
        for authority in try #require(arguments["authorities"]?.array) {
            let text = try authority.text("thumbprint")
            let thumbprint = try #require(KeyThumbprint(text))
            known[try authority.text("id")] = thumbprint
        }
        return VerificationOptions(
            key: try VerifierKey(parsing: arguments.text("key")), unsealedOK: try arguments.flag("unsealedOk"),
            authorities: known,
            witnesses: try arguments["witnesses"]?.string.map { try WitnessPolicy(parsing: Array($0.utf8)) },
            auditors: try arguments["auditors"]?.string.map { try AuditorList(parsing: Array($0.utf8)) })
    }

    @Test("are of every outcome, and many")
    func variety() throws {
        let vectors = try VectorFolder.cases("vectors.json", "bundles")
        let statuses = Dictionary(grouping: vectors) { $0["expected"]?["status"]?.integer ?? -1 }.mapValues(\.count)
        #expect(Set(statuses.keys) == [0, 1, 2, 3])
        #expect((statuses[1] ?? 0) >= 60)
        let verdicts = Set(vectors.flatMap { $0["expected"]?["labels"]?.array ?? [] }.compactMap { $0["verdict"]?.string })
        #expect(verdicts.count >= 14, "\(verdicts)")
    }

    @Test("have every finding but those that only clocks, certificates and sizes bring about")
    func findings() throws {
        let vectors = try VectorFolder.cases("vectors.json", "bundles")
        let expected = Set(vectors.flatMap { $0["expected"]?["codes"]?.array ?? [] }.compactMap(\.string))
        let others: [FindingCode] = [
            .limitExceeded, .entryTooLarge, .sealStale, .sealNotRecomputed, .timeUnanchored, .timeNotEvaluated,
            .timeTokenMalformed, .timeTokenImprint, .timeTokenSignature, .timeTokenAlgorithm, .timeTokenSigner,
            .timeTokenUntrusted, .timeTokenCheckpoint, .ageNotEvaluated, .evidenceOld,
        ]
        #expect(Set(FindingCode.allCases.map(\.rawValue)).subtracting(expected) == Set(others.map(\.rawValue)))
    }
}
