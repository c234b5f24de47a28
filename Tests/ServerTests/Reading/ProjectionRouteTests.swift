import Evidence
import Foundation
import Ledger
import LedgerServer
import LedgerTesting
import Primitives
import Provenance
import Signatures
import Synchronization
import Testing

@Suite("Reading datasets, labels, people and evidence over HTTP")
struct ProjectionRouteTests {
    @Test("A tool is told what its next event has to cite")
    func references() async throws {
        try await RunningService.with { service, events, item in
            let label = try events.assertions(1, on: item)[0]
            let guideline = try events.sign(
                EventBuilder.root, "guideline.published",
                [
                    "guideline": "g", "version": "1", "digest": .string(Digest(hashing: "g").contentDigest), "datasets": ["d"],
                ])
            _ = try await service.post(lines: [label.token, guideline.token])
            let refs = try await service.get("/v1/refs/label:d/i/l0", token: "reader-d").json
            #expect(refs["item"] == item.reference.json)
            #expect(refs["label"] == label.reference.json)
            #expect(refs["guidelines"]?.array?.first?["ref"] == guideline.reference.json)
            let escaped = try await service.get("/v1/refs/label%3Ad%2Fi%2Fl0", token: "reader-d").json
            #expect(escaped == refs)
            let new = try await service.get("/v1/refs/label:d/i/new", token: "reader-d").json
            #expect(new["item"] == item.reference.json && new["label"] == .null)
            #expect(try await service.get("/v1/refs/guideline:g", token: "reader-d").json["guidelines"] == refs["guidelines"])
            #expect(try await service.get("/v1/refs/guideline:g", token: "reader-e").status == 404)
            #expect(try await service.get("/v1/refs/item:d/none", token: "reader-d").json["item"] == .null)
            #expect(try await service.get("/v1/refs/item:x/none", token: "auditor").status == 404)
            #expect(try await service.get("/v1/refs/label:d/i", token: "auditor").status == 404)
            #expect(try await service.get("/v1/refs/annotator:ada", token: "auditor").status == 404)
            #expect(try await service.get("/v1/refs/..%2f..", token: "auditor").status == 404)
        }
    }

    @Test("A version of a guideline that was withdrawn is offered no more, and a label that cites it is refused with a remedy")
    func withdrawnGuideline() async throws {
        try await RunningService.with { service, events, item in
            let versions = try ["1", "2"].map { version in
                try events.sign(
                    EventBuilder.root, "guideline.published",
                    [
                        "guideline": "g", "version": .string(version), "datasets": ["d"],
                        "digest": .string(Digest(hashing: version).contentDigest),
                    ])
            }
            _ = try await service.post(lines: versions.map(\.token))
            func withdrawal(_ version: SignedDraft) throws -> SignedDraft {
                try events.sign(
                    EventBuilder.root, "guideline.withdrawn",
                    ["guideline": "g", "of": version.reference.json, "datasets": ["d"], "reason": "misprinted"])
            }
            func offered() async throws -> [JSONValue] {
                try await service.get("/v1/refs/item:d/i", token: "reader-d").json["guidelines"]?.array ?? []
            }
            #expect(try await offered().map { $0["version"] } == ["2"])
            #expect(try await service.post(withdrawal(versions[1]).token).status == 201)
            #expect(try await offered().map { $0["ref"] } == [versions[0].reference.json])
            #expect(try await service.post(withdrawal(versions[0]).token).status == 201)
            #expect(try await offered().isEmpty)
            let label = try events.assertion(
                by: RunningService.ada, "d", item, label: "l", "sad", guideline: versions[0].reference)
            let refused = try await service.post(label.token)
            #expect(try refused.status == 409 && refused.json["rule"] == "guideline-withdrawn")
            #expect(refused.text.contains("a version that is in force"))
            let again = try await service.post(withdrawal(versions[0]).token)
            #expect(try again.status == 409 && again.json["rule"] == "guideline-withdrawn")
        }
    }

    @Test("A dataset's labels are listed page by page, as of an index, and by verdict")
    func labels() async throws {
        try await RunningService.with { service, events, item in
            _ = try await service.post(lines: try events.assertions(25, on: item).map(\.token))
            var labels: [String] = []
            var after = ""
            while true {
                let page = try await service.get("/v1/datasets/d/labels?limit=10\(after)", token: "reader-d").json
                labels += try #require(page["labels"]?.array).compactMap { $0["label"]?.string }
                guard let next = page["next"]?.string else { break }
                after = "&after=\(next)"
            }
            #expect(labels == (0..<25).map { "l\($0)" }.sorted())
            let early = try await service.get("/v1/datasets/d/labels?asOf=8", token: "auditor").json
            #expect(early["labels"]?.array?.count == 3)
            let certified = try await service.get("/v1/datasets/d/labels?verdict=certified", token: "auditor").json
            #expect(certified["labels"] == [])
            let one = try await service.get("/v1/datasets/d/labels?limit=1&verdict=certified", token: "auditor").json
            #expect(one["labels"] == [] && one["next"] == .null)
            let whole = try await service.get("/v1/datasets/d/labels?limit=25", token: "auditor").json
            #expect(whole["labels"]?.array?.count == 25 && whole["next"] == .null)
            let open = try await service.get("/v1/datasets/d/labels?verdict=not-required&limit=1000", token: "auditor").json
            #expect(open["labels"]?.array?.count == 25)
            #expect(try await service.get("/v1/datasets/d/labels?verdict=fine", token: "auditor").status == 400)
            #expect(try await service.get("/v1/datasets/d/labels?asOf=99", token: "auditor").status == 404)
            #expect(try await service.get("/v1/datasets/x/labels", token: "auditor").status == 404)
            #expect(try await service.get("/v1/datasets/d/labels", token: "reader-e").status == 403)
        }
    }

    @Test(
        "A parameter that a request has not is refused, and those that it has are named",
        arguments: ["asof=3", "as-of=3", "asOf=3&at=2", "%61sOf=3", "after", "=3"])
    func strangeParameters(query: String) async throws {
        try await RunningService.with { service, _, _ in
            let answer = try await service.get("/v1/labels/label:d/i/l/certificate?\(query)", token: "auditor")
            #expect(answer.status == 400)
            let problem = try answer.json
            #expect(problem["type"] == "urn:touchmark:problem:query")
            #expect(problem["detail"]?.string?.hasSuffix("is no parameter of this request. It takes asOf.") == true)
            #expect(try await service.get("/v1/annotators/ada?\(query)", token: "auditor").status == 400)
        }
    }

    @Test("Whose a key is, the ledger tells those who may read all of it")
    func keys() async throws {
        try await RunningService.with { service, events, _ in
            let kid = events.key(of: RunningService.ada).publicKey.thumbprint
            let key = try await service.get("/v1/keys/\(kid)", token: "auditor").json
            let ada = try await service.get("/v1/annotators/ada", token: "auditor").json
            #expect(key["kid"]?.string == kid.description)
            #expect(key["actor"] == ada["actor"] && key["index"] == ada["enrolled"])
            #expect(try await service.get("/v1/keys/\(PrivateKey().publicKey.thumbprint)", token: "auditor").status == 404)
            #expect(try await service.get("/v1/keys/ada", token: "auditor").status == 404)
            #expect(try await service.get("/v1/keys/\(kid)", token: "reader-d").status == 403)
        }
    }

    @Test("Datasets are listed and described to those who may read them")
    func datasets() async throws {
        try await RunningService.with { service, events, _ in
            _ = try await service.post(lines: try (0..<5).map { try events.dataset("set \($0)/é").token })
            let all = try await service.get("/v1/datasets?limit=4", token: "auditor").json
            #expect(all["datasets"]?.array?.count == 4)
            let rest = try await service.get(
                "/v1/datasets?after=\(all["next"]?.string?.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "")",
                token: "auditor"
            ).json
            #expect(rest["datasets"]?.array?.count == 2)
            #expect(rest["next"] == .null)
            let own = try await service.get("/v1/datasets", token: "reader-d").json
            #expect(own["datasets"]?.array?.compactMap { $0["dataset"]?.string } == ["d"])
            let odd = try await service.get("/v1/datasets/set%203%2F%C3%A9", token: "auditor").json
            #expect(odd["definition"]?["title"] == "t")
            #expect(try await service.get("/v1/datasets/none", token: "auditor").status == 404)
        }
    }

    @Test("A certificate is JSON or a page, as asked, and shows a reader nothing sealed")
    func certificates() async throws {
        try await RunningService.with { service, events, item in
            let token = try events.assertion(by: RunningService.ada, "d", item, label: "l", "sad", rationale: "a secret reason")
            _ = try await service.post(token.token)
            let json = try await service.get("/v1/labels/label:d/i/l/certificate", token: "auditor")
            #expect(json.headers["content-type"] == "application/json")
            #expect(json.text.contains("a secret reason"))
            let page = try await service.get(
                "/v1/labels/label%3Ad%2Fi%2Fl/certificate", token: "auditor", headers: ["Accept": "text/html,*/*;q=0.8"])
            #expect(page.headers["content-type"] == "text/html; charset=utf-8")
            #expect(page.headers["content-security-policy"]?.contains("default-src 'none'") == true)
            let reader = try await service.get("/v1/labels/label:d/i/l/certificate", token: "reader-d")
            #expect(reader.status == 200 && !reader.text.contains("a secret reason"))
            #expect(try await service.get("/v1/labels/label:d/i/l/certificate", token: "reader-e").status == 403)
            #expect(try await service.get("/v1/labels/label:d/i/none/certificate", token: "auditor").status == 404)
            #expect(try await service.get("/v1/labels/item:d/i/certificate", token: "auditor").status == 404)
            #expect(try await service.get("/v1/labels/label:d/i/l", token: "auditor").status == 404)
        }
    }

    @Test("Standing and work of a person are for those who read all")
    func annotators() async throws {
        try await RunningService.with { service, events, item in
            _ = try await service.post(lines: try events.assertions(4, on: item).map(\.token))
            let ada = try await service.get("/v1/annotators/ada", token: "auditor").json
            #expect(ada["actor"] == "annotator:ada" && ada["custody"] == "holder")
            #expect(ada["work"]?["events"] == 4)
            #expect(ada["keys"]?.array?.count == 1)
            #expect(try await service.get("/v1/annotators/annotator:ada", token: "auditor").json == ada)
            #expect(try await service.get("/v1/annotators/ada", token: "reader-d").status == 403)
            #expect(try await service.get("/v1/annotators/eve", token: "auditor").status == 404)
        }
    }

    @Test("An ordered export is a bundle that verifies, and the same one each time")
    func exports() async throws {
        try await RunningService.with { service, events, item in
            _ = try await service.post(lines: try events.assertions(20, on: item).map(\.token))
            for (subject, token) in [("label:d/i/l3", "reader-d"), ("dataset:d", "regulator-d"), ("ledger:", "auditor")] {
                let order = try await service.send(
                    "POST", "/v1/exports", type: "application/json", body: Array("{\"subject\":\"\(subject)\"}".utf8),
                    token: token)
                #expect(order.status == 201, "\(order.text)")
                let place = try #require(order.headers["location"])
                let bundle = try await service.get(place, token: token)
                #expect(bundle.headers["content-type"] == "application/vnd.touchmark.evidence+jsonl")
                _ = try await service.post(try events.assertions(1, on: item, from: 100 + subject.utf8.count)[0].token)
                #expect(try await service.get(place, token: token).bytes == bundle.bytes)
                let report = try await BundleVerifier(
                    options: VerificationOptions(key: events.vkey, unsealedOK: true)
                ).verify(BundleBytes(bundle.bytes))
                #expect(report.result == .verified, "\(report.findings)")
                #expect(bundle.text.contains("because") == false)
                #expect(try await service.get(place, token: "operator").status == 404, "an order is its orderer's")
            }
            let refused = [
                ("{\"subject\":\"ledger:\"}", "regulator-d", 403), ("{\"subject\":\"dataset:d\"}", "reader-e", 403),
                ("{\"subject\":\"dataset:none\"}", "auditor", 404), ("{\"subject\":\"nonsense\"}", "auditor", 404),
                ("[", "auditor", 400), ("{\"subject\":\"dataset:d\",\"more\":1}", "auditor", 400),
            ]
            for (body, token, status) in refused {
                let answer = try await service.send(
                    "POST", "/v1/exports", type: "application/json", body: Array(body.utf8), token: token)
                #expect(answer.status == status, "\(body): \(answer.text)")
            }
        }
    }

    @Test("A regulator of some datasets sees what was sealed in these, and nothing that was sealed of people")
    func people() async throws {
        try await RunningService.with { service, events, item in
            let ines = Actor(.annotator, "ines")
            let key = events.key(of: ines)
            let enrolment = try events.sign(
                EventBuilder.root, "annotator.enrolled",
                [
                    "kind": "annotator", "id": "ines", "custody": "holder", "jwk": key.publicKey.jwk, "name": "Ines Adler",
                    "proof": .string(KeyProof.make(for: key, ledger: EventBuilder.origin, source: ines.description)),
                ])
            let label = try events.assertion(by: ines, "d", item, label: "l", "sad", rationale: "tears on her cheeks")
            _ = try await service.post(lines: [enrolment.token, label.token])
            for (token, sealed) in [
                ("auditor", ["name", "rationale"]), ("regulator-d", ["rationale"]), ("reader-d", []),
            ] {
                let order = try await service.send(
                    "POST", "/v1/exports", type: "application/json", body: Array(#"{"subject":"dataset:d"}"#.utf8), token: token)
                let bundle = try await service.get(try #require(order.headers["location"]), token: token)
                let disclosures = try bundle.lines.flatMap { $0["disclosures"]?.array ?? [] }.compactMap(\.string)
                #expect(try disclosures.map { try Disclosure(parsing: $0).name }.sorted() == sealed, "\(token)")
                #expect(try order.json["disclosures"] == .bool(!sealed.isEmpty))
                let report = try await BundleVerifier(
                    options: VerificationOptions(key: events.vkey, unsealedOK: true)
                ).verify(BundleBytes(bundle.bytes))
                #expect(report.result == .verified, "\(report.findings)")

                let certificate = try await service.get("/v1/labels/label:d/i/l/certificate", token: token)
                #expect(certificate.text.contains("Ines Adler") == sealed.contains("name"), "\(token)")
                #expect(certificate.text.contains("tears on her cheeks") == sealed.contains("rationale"), "\(token)")
                #expect(try certificate.json["showsDisclosures"] == .bool(token == "auditor"))
            }
        }
    }

    @Test("Who may see less than when a bundle was ordered fetches no more than that")
    func demoted() async throws {
        let token = ChangingToken(nil)
        try await RunningService.with(authenticators: [token]) { service, events, item in
            _ = try await service.post(lines: try events.assertions(3, on: item).map(\.token))
            func become(_ role: Role, _ datasets: Set<String>? = nil) {
                token.grant.withLock { $0 = Grant(id: "changing", role: role, datasets: datasets) }
            }
            func shows(_ bundle: Answer) throws -> Bool {
                try bundle.lines.contains { $0["disclosures"]?.array?.isEmpty == false }
            }
            become(.auditor)
            var places: [String] = []
            for subject in ["dataset:d", "ledger:"] {
                let order = try await service.send(
                    "POST", "/v1/exports", type: "application/json", body: Array("{\"subject\":\"\(subject)\"}".utf8),
                    token: ChangingToken.text)
                places.append(try #require(order.headers["location"]))
                #expect(try await shows(service.get(places[places.count - 1], token: ChangingToken.text)))
            }
            #expect(Grant(id: "a", role: .auditor).discloses(asMuchAs: Grant(id: "r", role: .regulator, datasets: ["d"])))
            #expect(!Grant(id: "r", role: .regulator, datasets: ["d"]).discloses(asMuchAs: Grant(id: "a", role: .auditor)))
            become(.regulator, ["d"])
            #expect(try await shows(service.get(places[0], token: ChangingToken.text)))
            become(.reader, ["d"])
            let withheld = try await service.get(places[0], token: ChangingToken.text)
            #expect(try withheld.status == 200 && !shows(withheld))
            let report = try await BundleVerifier(
                options: VerificationOptions(key: events.vkey, unsealedOK: true)
            ).verify(BundleBytes(withheld.bytes))
            #expect(report.result == .verified, "\(report.findings)")
            #expect(try await service.get(places[1], token: ChangingToken.text).status == 403)
            become(.reader, ["e"])
            for place in places { #expect(try await service.get(place, token: ChangingToken.text).status == 403) }
            become(.auditor)
            #expect(try await shows(service.get(places[0], token: ChangingToken.text)))
        }
    }

    @Test("Who has ordered many exports is asked to wait, and nobody else is")
    func manyExports() async throws {
        try await RunningService.with { service, _, _ in
            func order(_ token: String) async throws -> Int {
                try await service.send(
                    "POST", "/v1/exports", type: "application/json", body: Array("{\"subject\":\"dataset:d\"}".utf8), token: token
                ).status
            }
            var answers: [Int] = []
            for _ in 0..<100 { answers.append(try await order("reader-d")) }
            #expect(answers.allSatisfy { $0 == 201 })
            #expect(try await order("reader-d") == 503)
            #expect(try await order("auditor") == 201)
        }
    }

    @Test("An order that is refused makes no seal")
    func unsealedOrders() async throws {
        try await RunningService.with(seals: true) { service, events, item in
            func order(_ subject: String) async throws -> Int {
                try await service.send(
                    "POST", "/v1/exports", type: "application/json", body: Array("{\"subject\":\"\(subject)\"}".utf8),
                    token: "reader-d"
                ).status
            }
            func size() throws -> UInt64 { try service.store.read { try $0.size().value } }
            let before = try size()
            #expect(try await order("item:d/none") == 404)
            #expect(try await order("dataset:e") == 403)
            #expect(try size() == before)
            for _ in 0..<100 { #expect(try await order("dataset:d") == 201) }
            #expect(try size() == before + 1, "a seal, once: nothing came since")
            _ = try await service.post(try events.assertions(1, on: item)[0].token)
            #expect(try await order("dataset:d") == 503)
            #expect(try size() == before + 2, "the label, and no seal over it")
        }
    }

    @Test("A body that is larger than an address takes is told so", arguments: ["/v1/exports", "/v1/checkpoints"])
    func largeBodies(_ path: String) async throws {
        try await RunningService.with { service, _, _ in
            let answer = try await service.send(
                "POST", path, type: "text/plain", body: Array(repeating: 0x61, count: 70_000), token: "auditor")
            #expect(answer.status == 413, "\(answer.text)")
            #expect(try await service.get("/healthz").status == 200)
        }
    }

    @Test("The service says how it is")
    func health() async throws {
        try await RunningService.with { service, events, item in
            #expect(try await service.get("/healthz").status == 200)
            #expect(try await service.get("/readyz").json["ready"] == true)
            _ = try await service.post(lines: try events.assertions(3, on: item).map(\.token) + [Array("x".utf8)])
            let metrics = try await service.get("/metrics").text
            for line in [
                "touchmark_events_accepted_total 3\n", "touchmark_events_refused_total{rule=\"token\"} 1\n",
                "touchmark_tree_size 8\n",
                "touchmark_sealed_size 0\n", "touchmark_erasures_unsettled 0\n",
                "touchmark_log_lines_lost_total 0\n",
                "touchmark_http_requests_total{route=\"/v1/events\",method=\"POST\",status=\"200\"} 1\n",
            ] {
                #expect(metrics.contains(line), "\(line)")
            }
            #expect(metrics.contains("touchmark_commit_seconds_count"))
        }
    }
}
