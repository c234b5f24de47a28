package import MerkleLog

/// Where a log is read (C2SP tlog-tiles). Nothing that comes from it is believed.
package protocol LogSource: Sendable {
    /// - Throws: `SourceFailure`.
    func checkpoint() async throws -> String
    /// The bytes of a hash tile or of a tile of entries.
    ///
    /// - Throws: `SourceFailure`.
    func bytes(of tile: TilePath) async throws -> [UInt8]
}

/// That the log could not be read. It is no verdict on it.
package struct SourceFailure: Error, CustomStringConvertible {
    package let description: String
    package init(_ description: String) { self.description = description }
}
