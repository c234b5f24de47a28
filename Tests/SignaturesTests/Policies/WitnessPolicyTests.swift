import LedgerTesting
import Primitives
import Signatures
import Testing

@Suite("Witness policies (C2SP tlog-policy)")
struct WitnessPolicyTests {
    static func witness(_ name: String) -> VerifierKey {
        let key = PrivateKey(seed: Digest(hashing: name).bytes) ?? PrivateKey()
        return CosignatureSigner(name: "witness.example/\(name)", key: key).vkey
    }
    static let log = LogSigner(origin: "ledger.example/a", key: PrivateKey(seed: Digest(hashing: "log").bytes) ?? PrivateKey())
        .vkey
    static let names = ["X1", "X2", "X3", "Y1", "Y2", "Y3"]
    static let lines = names.map { "witness \($0) \(witness($0).text)\n" }.joined()

    /// The example of the specification, with keys filled in.
    static let example = """
        log \(log.text)

        # Two organisations.
        \(lines)group X-witnesses 2 X1 X2 X3
        \tgroup \t Y-witnesses any Y1 Y2 Y3
        group X-and-Y all X-witnesses Y-witnesses
        quorum X-and-Y

        """

    static func policy(_ text: String) throws(PolicyError) -> WitnessPolicy { try WitnessPolicy(parsing: Array(text.utf8)) }

    @Test("the specification's example asks for two of the one and one of the other, whoever they are")
    func example() throws {
        let policy = try Self.policy(Self.example)
        #expect(policy.witnesses.map(\.name) == Self.names)
        #expect(policy.covers(Self.log))
        // Every set of cosigners, against the sentence of the specification.
        for mask in 0..<64 {
            let present = Self.names.enumerated().filter { mask >> $0.offset & 1 == 1 }.map(\.element)
            let isEnough = present.count { $0.hasPrefix("X") } >= 2 && present.contains { $0.hasPrefix("Y") }
            #expect(policy.isMet(by: present.map(Self.witness)) == isEnough, "\(present)")
        }
    }

    @Test("random trees of groups are judged as a plain reading of them judges", arguments: 0..<20)
    func random(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var free = Self.names
        var rules: [String: (Set<String>) -> Bool] = [:]
        for name in Self.names { rules[name] = { $0.contains(name) } }
        var text = Self.lines
        for group in 0..<4 where free.count > 1 {
            free.shuffle(using: &random)
            let members = Array(free.prefix(Int.random(in: 1...free.count, using: &random)))
            let threshold = Int.random(in: 1...members.count, using: &random)
            free = free.dropFirst(members.count) + ["g\(group)"]
            text += "group g\(group) \(threshold) \(members.joined(separator: " "))\n"
            let parts = members.compactMap { rules[$0] }
            rules["g\(group)"] = { present in parts.count { $0(present) } >= threshold }
        }
        let quorum = try #require(free.last)
        let policy = try Self.policy(text + "quorum \(quorum)\n")
        for mask in 0..<64 {
            let present = Set(Self.names.enumerated().filter { mask >> $0.offset & 1 == 1 }.map(\.element))
            #expect(policy.isMet(by: present.map(Self.witness)) == rules[quorum]?(present), "seed \(seed), \(present)\n\(text)")
        }
    }

    @Test("quorum none asks for nobody, and a stranger's cosignature counts for nothing")
    func nobody() throws {
        #expect(try Self.policy("quorum none\n").isMet(by: []))
        #expect(try Self.policy("quorum none\n").covers(Self.log))
        let one = try Self.policy(Self.lines + "quorum X1\n")
        #expect(!one.isMet(by: [Self.witness("Z"), Self.witness("X2")]))
        #expect(one.isMet(by: [Self.witness("X1")]))
    }

    @Test("URLs are kept, of logs and of witnesses")
    func urls() throws {
        let policy = try Self.policy(
            "log \(Self.log.text) https://log.example/\nwitness a \(Self.witness("X1").text) https://w.example/x\nquorum a\n")
        #expect(policy.logs.map(\.url) == ["https://log.example/"])
        #expect(policy.witnesses.map(\.url) == ["https://w.example/x"])
    }

    static let x1 = witness("X1").text
    static let refused: [(String, PolicyError.Code, Int)] = [
        ("", .quorum, 1), ("quorum none", .cutShort, 1), ("\n\nquorum none\r\n", .character, 3),
        ("quorum none\nquorum none\n", .quorum, 2), ("quorum\n", .fields, 1), ("quorum a b\n", .fields, 1),
        ("quorum a\nwitness a \(x1)\n", .name, 1), ("witness a \(x1)\n", .quorum, 1),
        ("witness none \(x1)\nquorum none\n", .name, 1), ("witness a\nquorum a\n", .fields, 1),
        ("witness a \(x1) u more\nquorum a\n", .fields, 1),
        ("witness a \(x1)\nwitness b \(x1)\nquorum a\n", .repeated, 2),
        ("witness a \(x1)\nwitness a \(witness("X2").text)\nquorum a\n", .repeated, 2),
        ("witness a \(log.text)\nquorum a\n", .key, 1), ("log \(x1)\nquorum none\n", .key, 1),
        ("witness a \(x1.dropLast(4))AAAA\nquorum a\n", .key, 1),
        ("log \(log.text)\nlog \(log.text)\nquorum none\n", .repeated, 2),
        ("witness a \(x1)\ngroup g all a a\nquorum g\n", .repeated, 2),
        ("witness a \(x1)\ngroup g all a\ngroup h all a\nquorum g\n", .repeated, 3),
        ("witness a \(x1)\ngroup g 0 a\nquorum g\n", .threshold, 2),
        ("witness a \(x1)\ngroup g 2 a\nquorum g\n", .threshold, 2),
        ("witness a \(x1)\ngroup g 01 a\nquorum g\n", .threshold, 2),
        ("witness a \(x1)\ngroup g +1 a\nquorum g\n", .threshold, 2),
        ("witness a \(x1)\ngroup g some a\nquorum g\n", .threshold, 2),
        ("witness a \(x1)\ngroup g all\nquorum g\n", .fields, 2),
        ("witness a \(x1)\ngroup g all none\nquorum g\n", .name, 2),
        ("group g all g\nquorum g\n", .name, 1), ("witness a \(x1)\ngroup a all a\nquorum a\n", .repeated, 2),
        ("Witness a \(x1)\nquorum none\n", .keyword, 1), ("quorum none # why\n", .fields, 1),
    ]

    @Test("refused, with the line", arguments: refused)
    func refusals(text: String, code: PolicyError.Code, line: Int) {
        let error = #expect(throws: PolicyError.self) { try Self.policy(text) }
        #expect(error?.code == code)
        #expect(error?.line == line)
    }

    @Test("names are bytes: two forms of one letter are two witnesses")
    func names() throws {
        let text = "witness \u{E9} \(Self.x1)\nwitness e\u{301} \(Self.witness("X2").text)\nquorum e\u{301}\n"
        #expect(try Self.policy(text).isMet(by: [Self.witness("X2")]))
        #expect(try !Self.policy(text).isMet(by: [Self.witness("X1")]))
    }

    @Test("a file that is too large is not read on")
    func size() {
        let text = String(repeating: "#\n", count: WitnessPolicy.greatestByteCount / 2) + "quorum none\n"
        let error = #expect(throws: PolicyError.self) { try Self.policy(text) }
        #expect(error?.code == .tooLarge)
    }
}
