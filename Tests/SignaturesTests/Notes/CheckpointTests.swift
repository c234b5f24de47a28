import Primitives
import Signatures
import Testing

@Suite("Checkpoints and cosignatures (C2SP tlog-checkpoint, tlog-cosignature)")
struct CheckpointTests {
    /// A published checkpoint: signed twice by a certificate transparency log, of which we know the type 0x01, and
    /// cosigned by four witnesses.
    static let published = """
        arche2025h1.staging.ct.transparency.dev
        1432088532
        U7WM79jrzyhGZ5/GUBTpM7NzwdyfFx61t3RovgcC4Ro=

        — arche2025h1.staging.ct.transparency.dev zTM8sQAAAZ5W0WdjBAMARjBEAiBjW5IQf9pvsYLfQFX6hoGREPMHbdQ3urbllzalApkptQIgIpwtEroeW2BXaHAI4kJXFbon5Ch9MNL5zRNZ55lvGt0=
        — arche2025h1.staging.ct.transparency.dev ui8GwCF1+kWqZrxGdhj4aX3gcw7XUlXQQabg/27lefwhUkzbC3NygNI75MdhL1bfTW9g8Ei59RA23oHP7Ry1k3ZFWwQ=
        — transparency.dev/DEV:witness-little-garden 2AQqhwAAAABqEiEgzgFIqqhbUoDwjMWE6UP8nd8/KYTzwZ2rhIgcqoXHAwVkjZr4AscylP3v7sEodkRAErumC2q44vdgJY096st5BQ==
        — witness1.smartit.nu/witness1 pIyCDwAAAABqEiEghIp82KWebrw7/oHQwlTAm3g2RKS4+eebl8eO0WH+/iEcxZ75W3u5hNI7TOQtmJbqmNWVuE0tgh0XwzdZsDsUAQ==
        — remora.n621.de 2net5wAAAABqEiEgPlfF3V06o0Y+fHM+J5J9s27wgxxcOVSpZ/2g/KSiXCg9DEZI+aVCIobWX9sXTynk5XeU/zZ0WBxtqB0DrAWfBw==
        — witness.stagemole.eu Z/euoAAAAABqEiEgw0i+7g2ENfDAWHmtRzCfKTHSDwYDJA2NmKeGi9Y8FtEyOUvVr+AJmIY/2TUFucgKi7lI7cUiOvKFYe/TmN9DAg==

        """
    static let logKey = "arche2025h1.staging.ct.transparency.dev+ba2f06c0+AU0vHmlGCS/PdN8b2OaGmKprLI8HKM+dJ472xgFYh15f"
    static let witnessKeys = [
        "remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2",
        "transparency.dev/DEV:witness-little-garden+d8042a87+BCtusOxINQNUTN5Oj8HObRkh2yHf/MwYaGX4CPdiVEPM",
        "witness1.smartit.nu/witness1+a48c820f+BPSFWg9G6KPiO7QPryYO5Xq4oYJJ+kAvLKLSimDhoxMO",
        "witness.stagemole.eu+67f7aea0+BEqSG3yu9YrmcM3BHvQYTxwFj3uSWakQepafafpUqklv",
    ]

    @Test("a published checkpoint, signed and cosigned by other implementations")
    func publishedCheckpoint() throws {
        let verified = try #require(
            Self.valid(UncheckedCheckpoint(parsing: Self.published).check(with: VerifierKey(parsing: Self.logKey))))
        #expect(verified.checkpoint.origin == "arche2025h1.staging.ct.transparency.dev")
        #expect(verified.checkpoint.size == TreeSize(1_432_088_532))
        #expect(verified.checkpoint.root.base64 == "U7WM79jrzyhGZ5/GUBTpM7NzwdyfFx61t3RovgcC4Ro=")
        #expect(verified.note == Self.published)
        let witnesses = try Self.witnessKeys.map { try VerifierKey(parsing: $0) }
        let cosignatures = verified.cosignatures(by: witnesses)
        #expect(cosignatures.map(\.name) == witnesses.map(\.name))
        #expect(Set(cosignatures.map(\.time)) == [Timestamp(microseconds: 0x6A12_2120 * 1_000_000)])
        #expect(verified.brokenCosignatures(by: witnesses).isEmpty)
    }

    let key = PrivateKey()
    let origin = "ledger.example/cardiology"
    var signer: LogSigner { LogSigner(origin: origin, key: key) }
    var checkpoint: Checkpoint { Checkpoint(origin: origin, size: TreeSize(7), root: Digest(hashing: "root")) }

    @Test("what is signed is read back")
    func roundTrip() throws {
        let note = signer.sign(checkpoint)
        let verified = try #require(Self.valid(UncheckedCheckpoint(parsing: note).check(with: signer.vkey)))
        #expect(verified.checkpoint == checkpoint)
        #expect(verified.note == note)
        #expect(verified.key == signer.vkey)
        #expect(try VerifierKey(parsing: signer.vkey.text) == signer.vkey)
        #expect(note.hasPrefix("\(origin)\n7\n\(checkpoint.root.base64)\n\n— \(origin) "))
    }

    @Test("a checkpoint is checked with its own log's key only")
    func otherKeys() throws {
        let unchecked = try UncheckedCheckpoint(parsing: signer.sign(checkpoint))
        let otherKey = LogSigner(origin: origin, key: PrivateKey()).vkey
        #expect(unchecked.check(with: otherKey) == .invalid(.notSigned))
        let otherOrigin = LogSigner(origin: "ledger.example/other", key: key).vkey
        #expect(unchecked.check(with: otherOrigin) == .invalid(.otherOrigin))
        let cosigner = CosignatureSigner(name: origin, key: key).vkey
        #expect(unchecked.check(with: cosigner) == .invalid(.wrongAlgorithm))
    }

    @Test("a checkpoint of another size or root does not verify", arguments: [0, 1])
    func tampered(line: Int) throws {
        let (old, new) = [("\n7\n", "\n8\n"), (checkpoint.root.base64, Digest(hashing: "toor").base64)][line]
        let note = signer.sign(checkpoint).replacing(old, with: new)
        #expect(try UncheckedCheckpoint(parsing: note).check(with: signer.vkey) == .invalid(.badSignature))
    }

    @Test("a log that signs another origin under its name is not believed")
    func borrowedOrigin() throws {
        // The signature line is the log's own and holds; the origin above it is not the log's.
        let text = Checkpoint(origin: "ledger.example/other", size: TreeSize(7), root: .zero).text
        let id = (0..<4).map { UInt8(truncatingIfNeeded: signer.vkey.keyID >> (24 - 8 * UInt32($0))) }
        let note = text + "\n— \(origin) " + Base64.encode(id + key.sign(Array(text.utf8))) + "\n"
        #expect(try SignedNote(parsing: note).verified(by: signer.vkey) == .valid(text: text))
        #expect(try UncheckedCheckpoint(parsing: note).check(with: signer.vkey) == .invalid(.otherOrigin))
    }

    static let zeroRoot = Digest.zero.base64
    static let refused: [(String, NoteError.Code)] = [
        ("log\n7\n", .shape), ("log\n7\n\(zeroRoot)", .shape), ("", .shape),
        ("log\n7\n\(zeroRoot)\nextension\n", .extensionLine), ("log\n7\n\(zeroRoot)\n\n", .extensionLine),
        ("\n7\n\(zeroRoot)\n", .origin), ("my log\n7\n\(zeroRoot)\n", .origin), ("my+log\n7\n\(zeroRoot)\n", .origin),
        ("log\n07\n\(zeroRoot)\n", .size), ("log\n+7\n\(zeroRoot)\n", .size), ("log\n-7\n\(zeroRoot)\n", .size),
        ("log\n\n\(zeroRoot)\n", .size), ("log\n7 \n\(zeroRoot)\n", .size), ("log\n0x7\n\(zeroRoot)\n", .size),
        ("log\n18446744073709551616\n\(zeroRoot)\n", .size), ("log\n٧\n\(zeroRoot)\n", .size),
        ("log\n7\nAAAA\n", .root), ("log\n7\n\(zeroRoot.dropLast())\n", .root),
        ("log\n7\n\(zeroRoot.replacing("A=", with: "B="))\n", .root), ("log\n7\n\n", .root),
    ]

    @Test("a body is refused", arguments: refused)
    func refusals(text: String, code: NoteError.Code) {
        let error = #expect(throws: NoteError.self) { try Checkpoint(parsing: text) }
        #expect(error?.code == code)
    }

    @Test("sizes from nothing to the greatest", arguments: [0, 1, UInt64.max])
    func sizes(value: UInt64) throws {
        let checkpoint = Checkpoint(origin: "log", size: TreeSize(value), root: .zero)
        #expect(try Checkpoint(parsing: checkpoint.text) == checkpoint)
    }

    @Test("a cosigned checkpoint verifies for its log and its cosigners")
    func cosigned() throws {
        let time = Timestamp(microseconds: 1_795_417_372_999_999)
        let (first, second) = (
            CosignatureSigner(name: "witness.example", key: PrivateKey()),
            CosignatureSigner(name: "auditor.example", key: PrivateKey())
        )
        let bare = try #require(Self.valid(UncheckedCheckpoint(parsing: signer.sign(checkpoint)).check(with: signer.vkey)))
        #expect(bare.cosignatures(by: [first.vkey]).isEmpty)
        let once = try #require(Self.valid(UncheckedCheckpoint(parsing: first.cosign(bare, at: time)).check(with: signer.vkey)))
        let twice = try #require(Self.valid(UncheckedCheckpoint(parsing: second.cosign(once, at: time)).check(with: signer.vkey)))
        #expect(twice.note.hasPrefix(bare.note))
        let both = twice.cosignatures(by: [second.vkey, first.vkey])
        #expect(both.map(\.name) == ["auditor.example", "witness.example"])
        // Whole seconds: the fraction is not in the cosignature.
        #expect(both.map(\.time.microseconds) == [1_795_417_372_000_000, 1_795_417_372_000_000])
        #expect(twice.cosignatures(by: [first.vkey, first.vkey]).count == 1)
        #expect(twice.cosignatures(by: [signer.vkey]).isEmpty)
    }

    @Test("the earliest of a cosigner's lines counts")
    func earliest() throws {
        let witness = CosignatureSigner(name: "witness.example", key: PrivateKey())
        var note = signer.sign(checkpoint)
        for seconds: Int64 in [300, 100, 200] {
            let verified = try #require(Self.valid(UncheckedCheckpoint(parsing: note).check(with: signer.vkey)))
            note = witness.cosign(verified, at: Timestamp(microseconds: seconds * 1_000_000))
        }
        let verified = try #require(Self.valid(UncheckedCheckpoint(parsing: note).check(with: signer.vkey)))
        #expect(verified.cosignatures(by: [witness.vkey]).map(\.time.microseconds) == [100_000_000])
    }

    @Test("a cosignature with another time, or over another checkpoint, does not hold")
    func brokenCosignature() throws {
        let witness = CosignatureSigner(name: "witness.example", key: PrivateKey())
        let bare = try #require(Self.valid(UncheckedCheckpoint(parsing: signer.sign(checkpoint)).check(with: signer.vkey)))
        let other = Checkpoint(origin: origin, size: TreeSize(8), root: .zero)
        let cosigned = try SignedNote(parsing: witness.cosign(bare, at: Timestamp(microseconds: 1_000_000)))
        let line = try #require(cosigned.formatted.split(separator: "\n").last)
        let moved = signer.sign(other) + line + "\n"
        let verified = try #require(Self.valid(UncheckedCheckpoint(parsing: moved).check(with: signer.vkey)))
        #expect(verified.cosignatures(by: [witness.vkey]).isEmpty)
        #expect(verified.brokenCosignatures(by: [witness.vkey]) == [witness.vkey])

        var bytes = try #require(Base64.decode(String(line.split(separator: " ")[2])))
        bytes[11] += 1
        let later = bare.note + "— witness.example \(Base64.encode(bytes))\n"
        let shifted = try #require(Self.valid(UncheckedCheckpoint(parsing: later).check(with: signer.vkey)))
        #expect(shifted.cosignatures(by: [witness.vkey]).isEmpty)
        #expect(shifted.brokenCosignatures(by: [witness.vkey]) == [witness.vkey])
    }

    @Test("a time past what a timestamp holds is no cosignature", arguments: [UInt64.max, 1 << 63, 9_223_372_036_855])
    func farFuture(seconds: UInt64) throws {
        let witness = PrivateKey()
        let vkey = CosignatureSigner(name: "witness.example", key: witness).vkey
        let id = (0..<4).map { UInt8(truncatingIfNeeded: vkey.keyID >> (24 - 8 * UInt32($0))) }
        let time = (0..<8).map { UInt8(truncatingIfNeeded: seconds >> (56 - 8 * UInt64($0))) }
        let signature = witness.sign(Array("cosignature/v1\ntime \(seconds)\n\(checkpoint.text)".utf8))
        let note = signer.sign(checkpoint) + "— witness.example \(Base64.encode(id + time + signature))\n"
        let verified = try #require(Self.valid(UncheckedCheckpoint(parsing: note).check(with: signer.vkey)))
        #expect(verified.cosignatures(by: [vkey]).isEmpty)
    }

    static func valid(_ check: CheckpointCheck) -> VerifiedCheckpoint? {
        if case .valid(let checkpoint) = check { checkpoint } else { nil }
    }
}
