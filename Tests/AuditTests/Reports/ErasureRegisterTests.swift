import Ledger
import Primitives
import Provenance
import Testing

@testable import Audit

@Suite("The register of erasures")
struct ErasureRegisterTests {
    @Test("An erasure in the enrolment of somebody who worked on the dataset stands in it; one of anybody else does not")
    func enrolments() async throws {
        var bench = try await QuestionBench()
        try await bench.assert("a", Studio.ada, "a", "cat")
        for name in ["ada", "cy"] {
            let index = try bench.studio.world.index(name)
            let enrolment = try bench.studio.world.store.read { try $0.event(at: index) }
            let digest = try #require(try bench.studio.world.disclosures(of: name).first?.digest)
            try await bench.studio.world.say(
                "erased-\(name)", Studio.root, "disclosure.erased", enrolment.event.subject,
                [
                    "event": try bench.studio.world.reference(name).json,
                    "subjects": .array(enrolment.event.subjects.filter { $0.kind != .work }.map { .string($0.description) }),
                    "digests": [.string(digest)], "legalBasis": "GDPR Art. 17",
                ])
        }
        let report = try bench.studio.report()
        #expect(report.value(22, "erasures") == .count(1))
        #expect(report.value(22, "erased-values") == .count(1))
        let register = try #require(report.sections[21].tables.first { $0.id == "erasures" })
        #expect(register.rows.map { $0[0] } == [.count(Int(try bench.studio.world.index("erased-ada").value))])
    }
}
