import Primitives
import Signatures
import Testing

@Suite("A list of auditors")
struct AuditorListTests {
    private static let log = WitnessPolicyTests.log
    private static let (first, second) = (WitnessPolicyTests.witness("M"), WitnessPolicyTests.witness("N"))

    private static func list(_ text: String) throws(PolicyError) -> AuditorList { try AuditorList(parsing: Array(text.utf8)) }

    @Test("holds a vkey a line, between comments and empty lines")
    func read() throws {
        let list = try Self.list("# M of the ministry\n\(Self.first.text)\n\n\(Self.second.text)\n")
        #expect(list.keys == [Self.first, Self.second])
    }

    @Test("that was not read whole, or whose keys are no auditors', is refused with the line")
    func refused() throws {
        let cases: [(String, PolicyError.Code, Int)] = [
            ("", .fields, 1), ("# nobody\n", .fields, 1), (Self.first.text, .cutShort, 1),
            ("\(Self.first.text)\n\(Self.second.text)", .cutShort, 2), ("\(Self.log.text)\n", .key, 1),
            ("\n\(Self.first.text) \n", .key, 2), ("auditor \(Self.first.text)\n", .key, 1),
            ("\(Self.first.text)\n\(Self.first.text)\n", .repeated, 2), ("M+00000000+BAAA\n", .key, 1),
        ]
        for (text, code, line) in cases {
            let error = #expect(throws: PolicyError.self) { try Self.list(text) }
            #expect(error?.code == code && error?.line == line, "\(text): \(error?.description ?? "taken")")
        }
        let error = #expect(throws: PolicyError.self) { try AuditorList(parsing: [0xFF, 0x0A]) }
        #expect(error?.code == .character)
    }

    @Test("shares no key with witnesses or with the log, whatever the names")
    func shared() throws {
        let list = try Self.list("\(Self.first.text)\n")
        let key = PrivateKey(seed: Digest(hashing: "M").bytes) ?? PrivateKey()
        let policy = try WitnessPolicy(
            parsing: Array("witness w \(CosignatureSigner(name: "other.example", key: key).vkey.text)\nquorum w\n".utf8))
        let other = try WitnessPolicy(parsing: Array("witness w \(Self.second.text)\nquorum w\n".utf8))
        #expect(list.shares(keysWith: policy, log: Self.log))
        #expect(!list.shares(keysWith: other, log: Self.log))
        #expect(!list.shares(keysWith: nil, log: Self.log))
        #expect(list.shares(keysWith: nil, log: LogSigner(origin: "ledger.example/a", key: key).vkey))
    }
}
