public import Primitives

/// What a log says about itself (C2SP tlog-checkpoint): with this many entries its root is this.
///
///     example.com/behind-the-sofa
///     20852163
///     CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=
public struct Checkpoint: Hashable, Sendable {
    /// The log's name, one that `VerifierKey.isValidName` allows.
    public let origin: String
    public let size: TreeSize
    public let root: Digest

    public init(origin: String, size: TreeSize, root: Digest) {
        self.origin = origin
        self.size = size
        self.root = root
    }

    /// Reads the three lines of a note's text, each ended by a newline.
    ///
    /// - Parameter allowsExtensions: passes over extension lines, which other logs than these may have.
    public init(parsing text: String, allowsExtensions: Bool = false) throws(NoteError) {
        let lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            .map { String(Substring($0)) }
        guard lines.count >= 4, lines.last?.isEmpty == true else {
            throw NoteError(.shape, "a checkpoint is three lines: origin, size, root")
        }
        if allowsExtensions, lines.count > 4, lines[3..<(lines.count - 1)].contains(where: \.isEmpty) {
            throw NoteError(.shape, "an extension line of a checkpoint is not empty")
        }
        guard lines.count == 4 || allowsExtensions else {
            throw NoteError(.extensionLine, "a checkpoint here has no extension lines")
        }
        guard VerifierKey.isValidName(lines[0]) else {
            throw NoteError(.origin, "a checkpoint's origin is not empty and has no white space or plus")
        }
        guard let size = Self.decimal(lines[1]) else {
            throw NoteError(.size, "a checkpoint's size is a decimal number below 2^64 without leading zeros")
        }
        guard let root = Digest(base64: lines[2]) else {
            throw NoteError(.root, "a checkpoint's root is 32 bytes in base64")
        }
        self.init(origin: lines[0], size: TreeSize(size), root: root)
    }

    /// The note's text: what is signed and cosigned.
    public var text: String { "\(origin)\n\(size)\n\(root.base64)\n" }

    private static func decimal(_ text: String) -> UInt64? {
        // Not `UInt64(text)` alone: it reads "+1" and "007".
        guard let value = UInt64(text), String(value).utf8.elementsEqual(text.utf8) else { return nil }
        return value
    }

    /// By the bytes of the origin: Swift's strings are equal across Unicode forms.
    public static func == (a: Checkpoint, b: Checkpoint) -> Bool {
        a.size == b.size && a.root == b.root && a.origin.isSpelled(as: b.origin)
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(size)
        hasher.combine(root)
    }
}
