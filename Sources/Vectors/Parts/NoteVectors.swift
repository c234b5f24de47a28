import Primitives
import Signatures

/// Checkpoints and their vkeys (Docs/Protocol.md §3), sound and spoilt.
enum NoteVectors {
    private static let signer = LogSigner(origin: VectorSeeds.origin, key: VectorSeeds.key("one"))
    private static let root = Digest(hashing: "root")

    private static func signed(_ text: String, by signer: LogSigner = signer) -> String {
        let key = VectorSeeds.key("one")
        let id = Hex.decode(signer.vkey.text.utf8.split(separator: UInt8(ascii: "+"))[1]) ?? []
        return text + "\n— \(signer.origin) \(Base64.encode(id + key.sign(Array(text.utf8))))\n"
    }

    private static func text(origin: String = VectorSeeds.origin, size: String = "7", root: String = root.base64) -> String {
        "\(origin)\n\(size)\n\(root)\n"
    }

    private static var cases: [(name: String, note: String, isValid: Bool)] {
        let good = signed(text())
        let thief = LogSigner(origin: VectorSeeds.origin, key: VectorSeeds.key("two"))
            .sign(Checkpoint(origin: VectorSeeds.origin, size: TreeSize(7), root: root))
        return [
            ("sound", good, true), ("size 0", signed(text(size: "0", root: Digest(hashing: "").base64)), true),
            ("by another key", thief, false),
            ("a line by another key beside", good + thief.suffix(thief.count - text().count - 1), true),
            ("another size", good.replacing("\n7\n", with: "\n8\n"), false),
            ("another root", good.replacing(root.base64, with: Digest.zero.base64), false),
            ("another origin", signed(text(origin: "vectors.example/other")), false),
            ("a leading zero", signed(text(size: "07")), false), ("a negative size", signed(text(size: "-7")), false),
            ("a size beyond 64 bits", signed(text(size: "18446744073709551616")), false),
            ("an extension line", signed(text() + "extension\n"), false),
            ("a root in base64url", signed(text(root: root.base64URL)), false),
            ("a root of 31 bytes", signed(text(root: Base64.encode(Array(root.bytes.dropLast())))), false),
            ("no signature", text() + "\n", false), ("no blank line", good.replacing("\n\n", with: "\n"), false),
            ("no newline at the end", String(good.dropLast()), false),
            ("a carriage return", signed(text().replacing("\n", with: "\r\n")), false),
            ("the signature twice", good + good.suffix(good.count - text().count - 1), true),
            ("a second line of the same key that does not hold", good + spoilt(good), false),
            ("a hyphen for the dash", good.replacing("— ", with: "- "), false),
        ]
    }

    /// The signature line of a note, with another signature in it.
    private static func spoilt(_ note: String) -> String {
        let line = String(note.suffix(note.count - text().count - 1))
        return line.turning(line.utf8.count - 30)
    }

    private static var vkeys: [(name: String, text: String, isAccepted: Bool)] {
        let good = signer.vkey.text
        let parts = good.split(separator: "+", maxSplits: 2).map(String.init)
        let otherAlgorithm = Base64.encode([2] + signer.vkey.publicKey.bytes)
        return [
            ("sound", good, true), ("another key id", "\(parts[0])+00000000+\(parts[2])", false),
            ("a key id of nine digits", "\(parts[0])+0\(parts[1])+\(parts[2])", false),
            ("no name", "+\(parts[1])+\(parts[2])", false), ("a name with a space", "a b+\(parts[1])+\(parts[2])", false),
            ("without the key", "\(parts[0])+\(parts[1])", false),
            ("another algorithm", "\(parts[0])+\(parts[1])+\(otherAlgorithm)", false),
        ]
    }

    private static var cosignatures: [JSONValue] {
        let witness = CosignatureSigner(name: "witness.example/w", key: VectorSeeds.key("witness"))
        let note = signed(text())
        guard let unchecked = try? UncheckedCheckpoint(parsing: note),
            case .valid(let checkpoint) = unchecked.check(with: signer.vkey)
        else { return [] }
        let line = witness.line(over: checkpoint, at: Timestamp(microseconds: 1_900_000_000_000_000))
        func add(_ name: String, _ line: String, _ time: Int64?) -> JSONValue {
            [
                "name": .string(name), "log": .string(signer.vkey.text), "witness": .string(witness.vkey.text),
                "note": .string(note + line), "time": time.map { .integer($0) } ?? .null,
            ]
        }
        return [
            add("sound", line, 1_900_000_000), add("a changed signature", line.turning(line.utf8.count - 20), nil),
            add("a changed time", line.turning(line.utf8.count - 100), nil), add("none", "", nil),
        ]
    }

    static var all: JSONValue {
        [
            "checkpoints": .array(
                cases.map {
                    [
                        "name": .string($0.name), "vkey": .string(signer.vkey.text), "note": .string($0.note),
                        "valid": .bool($0.isValid),
                    ]
                }),
            "vkeys": .array(
                vkeys.map { ["name": .string($0.name), "vkey": .string($0.text), "accepted": .bool($0.isAccepted)] }),
            "cosignatures": .array(cosignatures),
        ]
    }
}
