import Primitives

/// The test vectors as files: what `Fixtures/Vectors/` holds beside its README. The same bytes in every run.
package enum VectorFiles {
    /// Paths below the folder, with their content.
    ///
    /// - Throws: `VectorError` if a vector does not do what its name says.
    package static func all() async throws -> [(path: String, bytes: [UInt8])] {
        let bundles = try await self.bundles()
        guard Set(bundles.map(\.file)).count == bundles.count else { throw VectorError("two bundles have one name") }
        let parts: [(String, JSONValue)] = [
            ("json.json", JSONVectors.all), ("keys.json", KeyVectors.all), ("notes.json", NoteVectors.all),
            (
                "proofs.json",
                [
                    "inclusion": try ProofVectors.inclusion(), "consistency": try ProofVectors.consistency(),
                    "prefix": ProofVectors.prefix(),
                ]
            ),
            ("receipts.json", try ReceiptVectors.all()), ("tokens.json", .array(try TokenVector.all.map { try $0.json() })),
            ("vectors.json", index(bundles)),
        ]
        return parts.map { ($0, Array((listing($1) + "\n").utf8)) } + bundles.map { ($0.file, $0.bytes) }
    }

    /// JSON with a case a line.
    private static func listing(_ value: JSONValue) -> String {
        switch value {
        case .array(let cases): "[\n" + cases.map(\.canonicalText).joined(separator: ",\n") + "\n]"
        case .object(let object):
            "{\n"
                + object.members.map { JSONValue.string($0.name).canonicalText + ":" + listing($0.value) }.joined(
                    separator: ",\n")
                + "\n}"
        default: value.canonicalText
        }
    }

    private static func bundles() async throws -> [BundleVector] {
        let sound = try await SoundBundles(VectorLedger.sealedWard())
        let spoilings = Spoiling.ofLines + Spoiling.unreadable + Spoiling.ofContent + Spoiling.ofHistories
        return try await SoundVectors.all() + TileVectors.all() + LogKeyVectors.all() + EntitlementVectors.all()
            + SealKeyVectors.all() + NoticeVectors.all() + spoilings.map { try $0.vector(of: sound) }
            + Cheat.all.map { try $0.vector() }
    }

    private static func index(_ bundles: [BundleVector]) -> JSONValue {
        [
            "version": 1, "protocol": "touchmark 1",
            "parts": [
                "json": "json.json", "keys": "keys.json", "notes": "notes.json", "proofs": "proofs.json",
                "receipts": "receipts.json", "tokens": "tokens.json",
            ],
            "bundles": .array(bundles.map(\.json)),
        ]
    }
}
