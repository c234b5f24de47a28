import Evidence
import Primitives
import Provenance
import Signatures

/// A bundle as its lines, to be looked at and spoilt.
struct BundleText: Sendable {
    /// All but the end, without newlines.
    var lines: [String]
    var hasEnd = true

    init(_ bytes: [UInt8]) {
        lines = bytes.dropLast().split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map {
            String(decoding: $0, as: UTF8.self)
        }
        lines.removeLast()
    }

    init(lines: [String]) { self.lines = lines }

    /// With an end line that counts and hashes what is there.
    var bytes: [UInt8] {
        let body = lines.flatMap { Array($0.utf8) + [UInt8(ascii: "\n")] }
        guard hasEnd else { return body }
        let end = #"{"kind":"end","lines":\#(lines.count),"sha256":"\#(Digest(hashing: body).base64)"}"#
        return body + Array((end + "\n").utf8)
    }

    func places(_ kind: String) -> [Int] {
        lines.indices.filter { lines[$0].hasPrefix(#"{"kind":"\#(kind)""#) }
    }

    func first(_ kind: String) -> Int { places(kind).first ?? 0 }

    func value(_ place: Int) throws -> JSONValue { try JSONValue(parsing: lines[place]) }

    /// Changes a member of a line; `nil` takes it away.
    mutating func set(_ place: Int, _ name: String, _ value: JSONValue?) throws {
        var object = try self.value(place).object ?? [:]
        object[name] = value
        lines[place] = JSONValue.object(object).canonicalText
    }

    /// The place of the history of a subject.
    func history(_ subject: String) throws -> Int {
        try places("history").first { try value($0)["subject"]?.string == subject } ?? 0
    }

    func entry(_ index: Int64) throws -> Int {
        try places("entry").first { try value($0)["index"]?.integer == index } ?? 0
    }
}

extension TestLedger {
    func export(_ scope: EvidenceScope) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        let writer = BundleWriter(self, scope: scope, generator: "tests", created: clock)
        try await writer.write { bytes += $0 }
        return bytes
    }

    func text(_ scope: EvidenceScope) async throws -> BundleText { BundleText(try await export(scope)) }

    func verify(
        _ bytes: [UInt8], unsealedOK: Bool = true, key: VerifierKey? = nil, authorities: [String: KeyThumbprint] = [:]
    ) async throws -> VerificationReport {
        let options = VerificationOptions(key: key ?? log.vkey, unsealedOK: unsealedOK, authorities: authorities)
        return try await BundleVerifier(options: options).verify(BundleBytes(bytes))
    }
}

extension VerificationReport {
    var codes: Set<String> { Set(findings.map(\.code.rawValue)) }
    /// Codes of findings that are more than notices.
    var complaints: Set<String> { Set(findings.filter { $0.severity != .notice }.map(\.code.rawValue)) }
}
