import HTTPTypes
import LedgerTesting
import Testing

@testable import LedgerServer

@Suite("Limits on how often one may ask")
struct AccessRateTests {
    private let start = ContinuousClock.now

    @Test("Ten seconds' worth at once, then at the rate")
    func bucket() {
        let limit = RateLimit<String>(perSecond: 2)
        #expect((0..<20).allSatisfy { _ in limit.wait("a", at: start) == nil })
        #expect(limit.wait("a", at: start) == 0.5)
        #expect(limit.wait("b", at: start) == nil, "others have buckets of their own")
        #expect(limit.wait("a", at: start + .milliseconds(500)) == nil)
        #expect(limit.wait("a", at: start + .milliseconds(500)) != nil)
        #expect((0..<20).allSatisfy { _ in limit.wait("a", at: start + .seconds(60)) == nil })
        #expect(limit.wait("a", at: start + .seconds(60)) != nil, "it holds no more than ten seconds' worth")
    }

    @Test("Time that seems to go back gives nothing and takes nothing")
    func order() {
        let limit = RateLimit<String>(perSecond: 1)
        #expect((0..<10).allSatisfy { _ in limit.wait("a", at: start + .seconds(1)) == nil })
        #expect(limit.wait("a", at: start) != nil)
        #expect(limit.wait("a", at: start + .seconds(1)) != nil)
        #expect(limit.wait("a", at: start + .seconds(2)) == nil)
    }

    @Test("However many come, the memory is bounded; who asks all the time is not forgotten by the hour")
    func memory() {
        let limit = RateLimit<Int>(perSecond: 1, bucketLimit: 100)
        for caller in 0..<10_000 { _ = limit.wait(caller, at: start) }
        #expect(limit.count <= 200)
        let patient = RateLimit<Int>(perSecond: 1)
        var allowed = 0
        for second in 0..<600 {
            for _ in 0..<5 where patient.wait(7, at: start + .seconds(second)) == nil { allowed += 1 }
        }
        #expect(allowed == 609)
    }

    @Test("An address of IPv6 stands for its subscriber's 64 bits, one of IPv4 for itself")
    func subscribers() throws {
        let first = try #require(NetworkAddress("2001:db8:1:2::1"))
        #expect(first.subscriber == NetworkAddress("2001:db8:1:2:ffff::9")?.subscriber)
        #expect(first.subscriber != NetworkAddress("2001:db8:1:3::1")?.subscriber)
        #expect(NetworkAddress("192.0.2.1")?.subscriber != NetworkAddress("192.0.2.2")?.subscriber)
        #expect(NetworkAddress("::ffff:192.0.2.1") == NetworkAddress("192.0.2.1"))
        for text in ["", "x", "1.2.3", "1.2.3.4:5", "[::1]", "fe80::1%eth0", "1.2.3.4 ", "256.1.1.1"] {
            #expect(NetworkAddress(text) == nil, "\(text)")
        }
    }

    @Test(
        "Ranges",
        arguments: [
            ("10.0.0.0/8", "10.200.1.1", true), ("10.0.0.0/8", "11.0.0.1", false), ("127.0.0.1", "127.0.0.1", true),
            ("127.0.0.1", "127.0.0.2", false), ("0.0.0.0/0", "192.0.2.1", true), ("0.0.0.0/0", "2001:db8::1", false),
            ("2001:db8::/32", "2001:db8:ffff::1", true), ("2001:db8::/32", "2001:db9::1", false), ("::/0", "2001:db8::1", true),
            ("10.1.2.3/30", "10.1.2.0", true), ("10.1.2.3/30", "10.1.2.4", false),
        ])
    func ranges(_ range: String, _ address: String, _ isIn: Bool) throws {
        #expect(try #require(NetworkRange(range)).contains(#require(NetworkAddress(address))) == isIn)
    }

    @Test("What is no range", arguments: ["", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "/8", "a/8", "1.2.3.4/8/8", "::/129"])
    func noRange(_ text: String) { #expect(NetworkRange(text) == nil) }

    @Test(
        "Whom a request comes from, behind proxies that are trusted",
        arguments: [
            ([], "192.0.2.7"), (["198.51.100.1"], "198.51.100.1"), (["198.51.100.1:4711"], "198.51.100.1"),
            (["203.0.113.9, 198.51.100.1"], "198.51.100.1"), (["203.0.113.9", "198.51.100.1"], "198.51.100.1"),
            (["198.51.100.1, 192.0.2.8"], "198.51.100.1"), (["unknown, 192.0.2.8"], "192.0.2.8"),
            (["198.51.100.1, nonsense"], "192.0.2.7"), (["[2001:db8::1]:80"], "2001:db8::1"), (["2001:db8::1"], "2001:db8::1"),
            (["192.0.2.9,192.0.2.8"], "192.0.2.9"), ([""], "192.0.2.7"),
            // With the comma or the blank behind it these are one Character; to a proxy they are bytes.
            (["x\u{600}, 198.51.100.1"], "198.51.100.1"), (["x,\u{301} 203.0.113.9, 198.51.100.1"], "198.51.100.1"),
        ] as [([String], String)])
    func forwardedFor(_ lines: [String], _ client: String) throws {
        var proxies = TrustedProxies()
        proxies.ranges = [try #require(NetworkRange("192.0.2.0/24"))]
        var headers = HTTPFields()
        for line in lines { headers.append(HTTPField(name: try #require(.init("X-Forwarded-For")), value: line)) }
        headers.append(HTTPField(name: try #require(.init("Forwarded")), value: "for=203.0.113.66"))
        #expect(proxies.client(headers, connection: NetworkAddress("192.0.2.7")) == NetworkAddress(client))
        #expect(proxies.client(headers, connection: NetworkAddress("198.51.100.77")) == NetworkAddress("198.51.100.77"))
        #expect(TrustedProxies().client(headers, connection: NetworkAddress("192.0.2.7")) == NetworkAddress("192.0.2.7"))
    }

    @Test(
        "The field Forwarded",
        arguments: [
            ("for=198.51.100.1", "198.51.100.1"), ("For=\"[2001:db8::1]:4711\";proto=https", "2001:db8::1"),
            ("proto=http; for=198.51.100.1, for=192.0.2.8", "198.51.100.1"), ("for=_hidden, for=192.0.2.8", "192.0.2.8"),
            ("by=198.51.100.1", "192.0.2.7"), ("by=x\u{600};for=198.51.100.1", "198.51.100.1"),
        ])
    func forwarded(_ value: String, _ client: String) throws {
        var proxies = TrustedProxies()
        proxies.ranges = [try #require(NetworkRange("192.0.2.0/24"))]
        proxies.field = .forwarded
        let headers = HTTPFields([HTTPField(name: try #require(.init("Forwarded")), value: value)])
        #expect(proxies.client(headers, connection: NetworkAddress("192.0.2.7")) == NetworkAddress(client))
    }

    @Test("Whoever asks too often is told when to come back: by token, and by address, also where there is nothing")
    func answers() async throws {
        var settings = ServerSettings()
        settings.limits.requestsPerSecondAndToken = 1
        try await RunningService.with(settings: settings) { service, _, _ in
            var answer = try await service.get("/v1/datasets", token: "auditor")
            // On a busy machine the bucket fills a little in between.
            for _ in 0..<200 where answer.status == 200 { answer = try await service.get("/v1/datasets", token: "auditor") }
            #expect(answer.status == 429 && answer.headers["retry-after"] == "1")
            #expect(try await service.get("/v1/datasets", token: "operator").status == 200)
        }
        settings = ServerSettings()
        settings.limits.requestsPerSecondAndAddress = 1
        settings.trustedProxies.ranges = [try #require(NetworkRange("127.0.0.1"))]
        try await RunningService.with(settings: settings) { (service, _, _) async throws in
            let alice = ["X-Forwarded-For": "198.51.100.1"]
            for _ in 0..<10 { #expect(try await service.get("/nothing", headers: alice).status == 404) }
            #expect(try await service.get("/nothing", headers: alice).status == 429)
            #expect(try await service.get("/metrics", headers: alice).status == 429)
            for probe in ["/healthz", "/readyz"] { #expect(try await service.get(probe, headers: alice).status == 200) }
            #expect(try await service.get("/metrics", headers: ["X-Forwarded-For": "198.51.100.2"]).status == 200)
        }
    }
}
