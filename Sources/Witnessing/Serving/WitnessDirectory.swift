import Files
import Primitives
package import Signatures

/// What a witness remembers, on disk: for each log the note that it cosigned last, in a file of its own, and whose memory it is.
///
/// A note is replaced as a whole, and is on the disk, its name too, before `keep` returns. One process at a time has the directory.
package final class WitnessDirectory: Sendable {
    private let path: String
    /// Held while this lives.
    private let lock: FileLock
    package let vkey: VerifierKey

    private static let vkeyFile = "witness.vkey"
    private static let greatestNote = 64 << 10

    /// Makes the directory of a witness that has cosigned nothing yet.
    package static func create(_ path: String, for vkey: VerifierKey) throws(WitnessFailure) {
        do throws(FileFailure) { try Directory.make(path) } catch {
            throw WitnessFailure("\(error) A witness begins in a new directory, and only once.")
        }
        try replace("\(vkey.text)\n", as: vkeyFile, in: path)
    }

    /// Opens the directory of a witness.
    ///
    /// - Parameter key: the witness's; the directory must be that of this key.
    /// - Throws: also where there is none: a witness that has lost its memory must not begin anew under its old key.
    package init(_ path: String, key: PublicKey) throws(WitnessFailure) {
        self.path = path
        guard let text = try Self.read(Self.vkeyFile, in: path) else {
            throw WitnessFailure(
                "\(path) is no witness's directory: it has no \(Self.vkeyFile). Make one with touchmark witness new. "
                    + "If this witness has cosigned before, give it its directory back: without it, it would vouch for "
                    + "histories that it cannot compare.")
        }
        let vkey = try? VerifierKey(parsing: String(text.dropLast()))
        guard let vkey, vkey.algorithm == .cosignature, vkey.publicKey == key else {
            throw WitnessFailure("\(path) is the directory of another witness than this key's.")
        }
        self.vkey = vkey
        lock = try Self.lock("\(path)/lock")
    }

    /// What was cosigned last of the log that `keys` are of.
    ///
    /// - Throws: where the file is damaged or not signed by one of them: then nothing may be cosigned for this log.
    package func last(of origin: String, keys: [VerifierKey]) throws(WitnessFailure) -> WitnessedTree {
        let name = Self.file(of: origin)
        guard let note = try Self.read(name, in: path) else { return .none }
        let unchecked: UncheckedCheckpoint
        do throws(NoteError) { unchecked = try UncheckedCheckpoint(parsing: note, allowsExtensions: true) } catch {
            throw WitnessFailure("\(path)/\(name) is damaged: \(error). Restore it; do not remove it.")
        }
        let isSigned = keys.contains { if case .valid = unchecked.check(with: $0) { true } else { false } }
        guard isSigned else {
            throw WitnessFailure(
                "\(path)/\(name) is not signed by a key that is given for \(origin). Give all keys that the log has had.")
        }
        return WitnessedTree(size: unchecked.claimed.size, root: unchecked.claimed.root)
    }

    /// Keeps a note as the last one of its log.
    package func keep(_ note: String, of origin: String) throws(WitnessFailure) {
        try Self.replace(note, as: Self.file(of: origin), in: path)
    }

    /// Origins may be longer than names of files, and hold slashes.
    private static func file(of origin: String) -> String { "\(Digest(hashing: origin).hex).note" }

    private static func read(_ name: String, in path: String) throws(WitnessFailure) -> String? {
        let bytes: [UInt8]
        do throws(FileFailure) {
            guard let file = try PlainFile("\(path)/\(name)") else { return nil }
            bytes = try file.whole(limit: greatestNote)
        } catch {
            throw WitnessFailure("\(error) Restore it; do not remove it.")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw WitnessFailure("\(path)/\(name) is damaged: it is no text. Restore it; do not remove it.")
        }
        return text
    }

    /// A reader finds the old text or the new one, whenever the power fails.
    private static func replace(_ text: String, as name: String, in path: String) throws(WitnessFailure) {
        do throws(FileFailure) { try DurableFile.replace("\(path)/\(name)", Array(text.utf8), mode: 0o600) } catch {
            throw WitnessFailure("\(error) Check the disk.")
        }
    }

    private static func lock(_ path: String) throws(WitnessFailure) -> FileLock {
        do throws(FileFailure) {
            if let lock = try FileLock(path, mode: 0o600) { return lock }
        } catch {
            throw WitnessFailure("\(error) Check who may write there.")
        }
        throw WitnessFailure("Another process serves this witness: \(path) is locked. Two would contradict each other.")
    }
}

/// Why a witness cannot do its work. It says paths: for the log and the terminal, never for an answer.
package struct WitnessFailure: Error, Hashable, Sendable, CustomStringConvertible {
    package let description: String

    package init(_ description: String) { self.description = description }
}
