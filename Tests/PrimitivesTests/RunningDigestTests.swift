import Primitives
import Testing

@Suite("Digests of what comes in pieces")
struct RunningDigestTests {
    @Test("Texts and bytes in pieces have the digest of the whole, and asking for it ends nothing")
    func pieces() {
        var running = RunningDigest()
        #expect(running.digest == Digest(hashing: ""))
        running.update("nødule ")
        #expect(running.digest == Digest(hashing: "nødule "))
        [UInt8]("on a scan".utf8).withUnsafeBytes { bytes in
            running.update(UnsafeRawBufferPointer(rebasing: bytes[..<2]))
            running.update(UnsafeRawBufferPointer(rebasing: bytes[2...]))
        }
        #expect(running.digest == Digest(hashing: "nødule on a scan"))
        #expect(running.byteCount == UInt64("nødule on a scan".utf8.count))
    }
}
