import LedgerTesting
import Primitives

extension SeededGenerator {
    mutating func digest() -> Digest { Digest(hashing: String(next())) }
}
