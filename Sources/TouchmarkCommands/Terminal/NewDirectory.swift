import Files
import Foundation

/// A directory that has its name only once it is whole.
struct NewDirectory {
    private let path: String

    /// - Throws: if there is something of that name already.
    init(_ path: String) throws {
        guard !FileManager.default.fileExists(atPath: path) else {
            throw CommandFailure("\(path) exists already; it is not overwritten.")
        }
        self.init(inPlaceOfEmpty: path)
    }

    /// - Parameter path: of an empty directory, or of nothing.
    init(inPlaceOfEmpty path: String) {
        // The other name stands beside it, not within.
        var name = path[...]
        while name.count > 1, name.hasSuffix("/") || name.hasSuffix("/.") { name.removeLast() }
        self.path = String(name)
    }

    /// Its name until then.
    var part: String { path + ".part" }

    /// Lets `body` fill a directory of another name, and gives it its own.
    func write(_ body: (_ part: String) throws -> Void) throws {
        try fill(body)
        try publish()
    }

    /// Lets `body` fill a directory of another name, with files that are on the disk; where that fails nothing is left.
    func fill(_ body: (_ part: String) throws -> Void) throws {
        try make()
        try leavingNothing {
            try body(part)
            try Directory.syncName(part)
        }
    }

    /// Of two runs at once one does, and the other leaves it alone.
    private func make() throws {
        guard mkdir(part, 0o777) != 0 else { return }
        let reason = SystemReason.last
        // It may be what a run that was killed left, or something of the user's: which, only the user knows.
        throw reason.code == EEXIST
            ? CommandFailure("\(part) is in the way; if a run that was stopped left it there, remove it.")
            : CommandFailure("\(path) cannot be written: \(reason). Nothing is left of it.")
    }

    /// Gives what was filled its own name.
    func publish() throws {
        try leavingNothing {
            // Takes the place of an empty directory, and of nothing else.
            do throws(FileFailure) { try Directory.rename(part, to: path) } catch {
                throw CommandFailure("\(path) cannot be made: \(error.why). Nothing is left of it.")
            }
        }
    }

    func discard() {
        // Of what is not there nothing needs to be removed.
        _ = try? FileManager.default.removeItem(atPath: part)
    }

    private func leavingNothing(_ body: () throws -> Void) throws {
        do { try body() } catch {
            discard()
            guard let reason = SystemReason(error) else { throw error }
            throw CommandFailure("\(path) cannot be written: \(reason). Nothing is left of it.")
        }
    }
}
