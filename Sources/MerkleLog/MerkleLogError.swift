/// Why a tree could not be opened or a proof could not be built. A proof that does not hold is no error but a `ProofCheck`.
public struct MerkleLogError: Error, Sendable, CustomStringConvertible {
    public enum Code: String, Sendable {
        case sizeTooLarge, indexBeyondSize, sizesReversed
        case tileMissing, tileTooShort, tileUnreadable, rootMismatch
    }

    public let code: Code
    public let message: String
    /// The tile concerned.
    public let tile: TileCoordinate?
    /// What the reader of tiles threw. Not part of the description.
    public let cause: (any Error)?

    init(_ code: Code, _ message: String, tile: TileCoordinate? = nil, cause: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.tile = tile
        self.cause = cause
    }

    /// Safe to show: it holds positions only.
    public var description: String {
        tile.map { "\(message) (tile level \($0.level), number \($0.number))" } ?? message
    }
}

extension MerkleLogError: Equatable {
    /// By code: two failures of one kind are the same failure.
    public static func == (a: MerkleLogError, b: MerkleLogError) -> Bool { a.code == b.code }
}
