package import Primitives
import Provenance

extension StoredEntry {
    /// Reads an entry as tiles hold it: `<recorded> <JWS>`. `nil` for any other spelling of the time.
    package init?(index: EntryIndex, bytes: [UInt8]) {
        let parts = bytes.withUnsafeBytes { EntryParts($0).map { ($0.recorded, Array($0.jws)) } }
        guard let (recorded, jws) = parts else { return nil }
        self.init(index: index, recorded: recorded, jws: jws)
    }
}
