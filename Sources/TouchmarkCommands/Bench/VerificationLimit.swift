import Dispatch
import Foundation
import Primitives
import Signatures
import Synchronization

/// The physical limit that rates are given as shares of: how many Ed25519 signatures over 1 KB libsodium verifies a second, on
/// all cores, on this machine, now.
enum VerificationLimit {
    /// What was measured.
    struct Measurement {
        let perSecond: Double
        /// Processor time of one verification: it does not suffer from what else the machine does.
        let microsecondsEach: Double
    }

    /// Different signatures by different keys, as those of events are: one and the same again and again is verified some 6 % faster,
    /// because the processor learns its branches by heart.
    private static let signed: [(key: PublicKey, message: [UInt8], signature: [UInt8])] = {
        let keys = (0..<64).map { _ in PrivateKey() }
        return (0..<512).map { number in
            let key = keys[number % keys.count]
            let message = (0..<1024).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ number) }
            return (key.publicKey, message, key.sign(message))
        }
    }()

    /// Measures for about `seconds`.
    static func measure(seconds: Double) -> Measurement {
        let signed = signed
        let cores = ProcessInfo.processInfo.activeProcessorCount
        let verified = Mutex(0)
        let start = Date()
        let processor = ProcessorTime.seconds
        DispatchQueue.concurrentPerform(iterations: cores) { _ in
            var own = 0
            var next = 0
            while Date().timeIntervalSince(start) < seconds {
                for _ in 0..<64 {
                    if signed[next].key.isValid(signature: signed[next].signature, for: signed[next].message) { own += 1 }
                    next = next + 1 == signed.count ? 0 : next + 1
                }
            }
            verified.withLock { $0 += own }
        }
        let count = Double(verified.withLock { $0 })
        return Measurement(
            perSecond: count / Date().timeIntervalSince(start),
            microsecondsEach: (ProcessorTime.seconds - processor) / count * 1_000_000)
    }
}

/// The processor time that this process has used, user and system, on all cores.
enum ProcessorTime {
    static var seconds: Double {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        func value(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1_000_000 }
        return value(usage.ru_utime) + value(usage.ru_stime)
    }
}

/// The memory of this process.
enum ResidentMemory {
    /// Now, in MiB.
    static var mebibytes: Double { value(of: "VmRSS:") }

    private static func value(of field: String) -> Double {
        guard let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8),
            let line = status.split(separator: "\n").first(where: { $0.hasPrefix(field) }),
            let kibibytes = line.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap({ Double($0) })
        else { return 0 }
        return kibibytes / 1024
    }
}

/// Watches the memory of this process from beside, so that peaks between two looks of the work itself are seen too.
///
/// On a thread of its own: one of those that tasks share would be missing from what is measured.
final class MemoryWatch: Sendable {
    private let state = Mutex((peak: 0.0, isOn: true))

    init() {
        Thread.detachNewThread { [self] in
            while state.withLock({ $0.isOn }) {
                let now = ResidentMemory.mebibytes
                state.withLock { $0.peak = max($0.peak, now) }
                usleep(100_000)
            }
        }
    }

    /// The highest value seen, in MiB.
    func stop() -> Double {
        state.withLock { state in
            state.isOn = false
            return state.peak
        }
    }
}
