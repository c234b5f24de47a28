import Files
import Primitives
package import Signatures
import Synchronization

/// What a witness remembers, on disk: for each log the note that it cosigned last, in a file of its own, a list of these logs, and
/// whose memory it is.
///
/// A note is replaced as a whole, and is on the disk, its name too, before `keep` returns; so is its log in the list. One process at
/// a time has the directory.
package final class WitnessDirectory: Sendable {
    private let path: String
    /// Held while this lives.
    private let lock: FileLock
    package let vkey: VerifierKey
    /// Origins of the logs that were cosigned; `nil` where there is no list yet: versions before it kept notes alone.
    private let logs: Mutex<[String]?>

    private static let vkeyFile = "witness.vkey"
    private static let logsFile = "logs"
    private static let greatestNote = 64 << 10
    private static let greatestList = 16 << 20

    /// Makes the directory of a witness that has cosigned nothing yet.
    package static func create(_ path: String, for vkey: VerifierKey) throws(WitnessFailure) {
        do throws(FileFailure) { try Directory.make(path) } catch {
            throw WitnessFailure("\(error) A witness begins in a new directory, and only once.")
        }
        try replace("", as: logsFile, in: path)
        try replace("\(vkey.text)\n", as: vkeyFile, in: path)
    }

    /// Opens the directory of a witness.
    ///
    /// - Parameter key: the witness's; the directory must be that of this key.
    /// - Throws: also where there is none, or a log of the list has no note: a witness that has lost its memory must not begin anew
    ///   under its old key.
    package init(_ path: String, key: PublicKey) throws(WitnessFailure) {
        self.path = path
        guard let text = try Self.read(Self.vkeyFile, in: path, limit: Self.greatestNote) else {
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
        let listed = try Self.list(in: path)
        for origin in listed ?? [] { try Self.checkNote(of: origin, in: path) }
        logs = Mutex(listed)
    }

    private static func list(in path: String) throws(WitnessFailure) -> [String]? {
        guard let text = try read(logsFile, in: path, limit: greatestList) else { return nil }
        guard text.isEmpty || text.utf8.last == UInt8(ascii: "\n") else {
            throw WitnessFailure("\(path)/\(logsFile) is damaged: it was cut short. Restore it; do not remove it.")
        }
        return text.utf8.split(separator: UInt8(ascii: "\n")).map { String(Substring($0)) }
    }

    private static func checkNote(of origin: String, in path: String) throws(WitnessFailure) {
        guard try read(file(of: origin), in: path, limit: greatestNote) == nil else { return }
        throw WitnessFailure(
            "This witness has cosigned \(origin), and what it cosigned last, \(path)/\(file(of: origin)), is gone. Give it its directory "
                + "back as it was last, or make a new witness: without it, it would vouch for histories that it cannot compare.")
    }

    /// - Throws: where there is neither a list of logs nor, from a version before it, a note of a log that was asked for.
    package func checkList() throws(WitnessFailure) {
        guard logs.withLock({ $0 == nil }) else { return }
        throw WitnessFailure(
            "\(path) has neither its list of logs, \(Self.logsFile), nor a note of a log that is given. Give it its directory back, and "
                + "give the logs that it has cosigned. If it has never cosigned, make an empty file \(path)/\(Self.logsFile).")
    }

    /// What was cosigned last of the log that `keys` are of.
    ///
    /// - Throws: where the file is damaged or not signed by one of them: then nothing may be cosigned for this log.
    package func last(of origin: String, keys: [VerifierKey]) throws(WitnessFailure) -> WitnessedTree {
        let name = Self.file(of: origin)
        guard let note = try Self.read(name, in: path, limit: Self.greatestNote) else { return .none }
        let unchecked: UncheckedCheckpoint
        do throws(NoteError) { unchecked = try UncheckedCheckpoint(parsing: note, allowsExtensions: true) } catch {
            throw WitnessFailure("\(path)/\(name) is damaged: \(error). Restore it; do not remove it.")
        }
        let isSigned = keys.contains { if case .valid = unchecked.check(with: $0) { true } else { false } }
        guard isSigned else {
            throw WitnessFailure(
                "\(path)/\(name) is not signed by a key that is given for \(origin). Give all keys that the log has had.")
        }
        try list(origin)
        return WitnessedTree(size: unchecked.claimed.size, root: unchecked.claimed.root)
    }

    /// Keeps a note as the last one of its log.
    package func keep(_ note: String, of origin: String) throws(WitnessFailure) {
        try Self.replace(note, as: Self.file(of: origin), in: path)
        // After the note: a log that is listed without one would be taken for a loss.
        try list(origin)
    }

    /// Puts a log on the list, if it is not there yet.
    private func list(_ origin: String) throws(WitnessFailure) {
        try logs.withLock { (logs) throws(WitnessFailure) in
            let known = logs ?? []
            guard !known.contains(where: { $0.isSpelled(as: origin) }) else { return }
            try Self.replace((known + [origin]).map { $0 + "\n" }.joined(), as: Self.logsFile, in: path)
            logs = known + [origin]
        }
    }

    /// Origins may be longer than names of files, and hold slashes.
    private static func file(of origin: String) -> String { "\(Digest(hashing: origin).hex).note" }

    private static func read(_ name: String, in path: String, limit: Int) throws(WitnessFailure) -> String? {
        let bytes: [UInt8]
        do throws(FileFailure) {
            guard let file = try PlainFile("\(path)/\(name)") else { return nil }
            bytes = try file.whole(limit: limit)
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
