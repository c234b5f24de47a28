import Ledger

/// A write-ahead log in which commits stand that SQLite would not read (sqlite.org/fileformat2.html §4).
///
/// SQLite reads a log up to the first frame whose checksum does not hold, and takes what is behind it for a commit that a power
/// cut tore. But each commit waits for the disk before the next one begins: a cut tears the last of them, and no other. So more
/// than one behind the damage means that some were acknowledged, and would be gone without a word.
///
/// A log whose header is no header SQLite takes for an empty one. It is on the disk before any frame is written behind it, and
/// within one sector, so that a cut leaves it whole or as it was before: where frames stand behind it, it was whole once.
/// Nothing is lost where none do: the log is empty, or ends within its header or its first frame, as the first commit may have
/// left it. Nor where all frames are of a log before this one, which was home when this one began in its place.
package struct LogDamage: Hashable, Sendable {
    /// The log's path.
    package let path: String
    /// The first frame that does not hold, from 1; 0 for the log's own header.
    package let frame: Int
    /// Commits that end there or behind it.
    package let commitCount: Int

    /// Looks through the log of a database that nobody has open for writing.
    ///
    /// - Returns: `nil` if nothing is lost, or no more than a power cut may take.
    /// - Throws: `StoreError.io`.
    package init?(besideDatabase path: String) throws {
        let path = path + "-wal"
        guard let file = try LogFile(path), let header = LogHeader(try file.read(LogHeader.byteCount, at: 0)) else { return nil }
        var reading = LogReading(header)
        var offset = LogHeader.byteCount
        while let frame = LogFrame(try file.read(LogFrame.byteCount, at: offset)) {
            reading.take(frame)
            offset += LogFrame.byteCount
        }
        guard reading.brokenCommits > reading.tornCommits else { return nil }
        self.path = path
        frame = reading.firstBroken
        commitCount = reading.brokenCommits
    }
}

extension LogDamage: CustomStringConvertible {
    package var description: String {
        "\(path) is damaged at frame \(frame): \(commitCount) commits there and behind it cannot be read, "
            + "and all or all but the last were acknowledged"
    }
}

extension StoreError {
    /// What would go on from what can be read would sign a second history.
    static func lossy(_ damage: LogDamage, of path: String) -> StoreError {
        StoreError(
            .corrupt,
            """
            \(damage). Nothing was changed. Put both files back as they were, if there is a copy. To go on with what can be read: \
            touchmark restore \(path) DIR, and then touchmark resume with the newest checkpoint known outside.
            """)
    }
}

/// What has been seen of a log.
private struct LogReading {
    private let header: LogHeader
    private var checksum: LogChecksum
    private var salts: [UInt8]
    private var frames = 0
    private var wholeCommits = 0
    /// From 1; `nil` while all holds.
    private var broken: Int?
    private(set) var brokenCommits = 0

    init(_ header: LogHeader) {
        self.header = header
        checksum = header.stated
        salts = header.salts
        broken = header.isSound ? nil : 0
    }

    var firstBroken: Int { broken ?? frames }

    /// How many commits a power cut may have torn: the last one; where a log has just begun, also the one by which a pool of
    /// GRDB's makes it and which does not wait for the disk. The header is on the disk before any of them.
    var tornCommits: Int { broken == 0 ? 0 : wholeCommits == 0 ? 2 : 1 }

    mutating func take(_ frame: LogFrame) {
        frames += 1
        let follows = broken == nil || frames == 1 ? checksum(with: frame) : nil
        // The header's salts may be what was damaged: its frames follow from its own checksum all the same. Of a header that is
        // none, nothing can be believed; its first bytes are the same each time, so it is none that a cut tore while a log
        // began anew.
        if broken == 0, frames == 1, follows != nil || !header.isLogs { salts = frame.salts }
        // The same sector has the first frame's.
        if !header.isLogs, salts.allSatisfy({ $0 == 0 }) { salts = frame.salts }
        // Those of a log before this one were brought home when it began anew.
        let isOwn = frame.salts == salts
        if broken == nil, isOwn, let follows {
            checksum = follows
            if frame.isCommit { wholeCommits += 1 }
            return
        }
        if broken == nil { broken = frames }
        if isOwn, frame.isCommit { brokenCommits += 1 }
    }

    /// The log's checksum up to and with this frame; `nil` if another one stands there.
    private func checksum(with frame: LogFrame) -> LogChecksum? {
        var next = checksum
        for part in frame.summed { next.add(part, header.order) }
        return next == frame.checksum ? next : nil
    }
}
