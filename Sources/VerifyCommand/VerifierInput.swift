import Primitives
import Signatures
import TrustedTime

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// What a verifier is given beside the evidence.
enum VerifierInput {
    /// No checkpoint is longer.
    static let greatestNote: UInt64 = 1 << 20
    private static let greatestInput = 16 << 20

    /// A vkey, or `@FILE` that holds it.
    static func key(_ option: String) throws -> VerifierKey {
        let text = try option.hasPrefix("@") ? self.text(String(option.dropFirst())) : option
        do {
            return try VerifierKey(parsing: text.trimmed)
        } catch {
            throw VerifyFailure("The key is no vkey: \(error).")
        }
    }

    static func policy(_ path: String) throws -> WitnessPolicy {
        let bytes = try bytes(of: path)
        do {
            return try WitnessPolicy(parsing: bytes)
        } catch {
            throw VerifyFailure("\(path) is no witness policy: \(error).")
        }
    }

    static func auditors(_ path: String) throws -> AuditorList {
        let bytes = try bytes(of: path)
        do {
            return try AuditorList(parsing: bytes)
        } catch {
            throw VerifyFailure("\(path) is no list of auditors: \(error).")
        }
    }

    static func timeRoots(_ path: String) throws -> TimeRoots {
        do {
            return try TimeRoots(pem: try text(path))
        } catch let error as TimeRootsError {
            throw VerifyFailure("\(path) holds no roots: \(error)")
        }
    }

    /// By this machine's clock.
    static func now() -> Timestamp {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000)
    }

    static func text(_ path: String) throws -> String {
        guard let text = String(validating: try bytes(of: path), as: UTF8.self) else {
            throw VerifyFailure("\(path) is no text in UTF-8.")
        }
        return text
    }

    /// A file read whole.
    ///
    /// With the C library alone: Foundation would make the verifier four times as large (Docs/VerifierBuild.md). No `PlainFile`: what is
    /// given here may be a pipe.
    ///
    /// - Throws: `VerifyFailure` where it cannot be read, or is larger than any key, list or policy.
    private static func bytes(of path: String) throws -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw unreadable(path) }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = read(descriptor, &piece, piece.count)
            if count == 0 { return bytes }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw unreadable(path) }
            bytes += piece[..<count]
            guard bytes.count <= greatestInput else {
                throw VerifyFailure("\(path) is larger than \(greatestInput >> 20) MiB, as no key, list or policy is.")
            }
        }
    }

    private static func unreadable(_ path: String) -> VerifyFailure {
        VerifyFailure("\(path) cannot be read: \(String(cString: strerror(errno))).")
    }
}
