import Foundation
import Primitives
import Signatures
import TrustedTime

/// What a verifier is given beside the evidence.
enum VerifierInput {
    /// No checkpoint is longer.
    static let greatestNote: UInt64 = 1 << 20

    /// A vkey, or `@FILE` that holds it.
    static func key(_ option: String) throws -> VerifierKey {
        let text = try option.hasPrefix("@") ? self.text(String(option.dropFirst())) : option
        do {
            return try VerifierKey(parsing: text.trimmingCharacters(in: .whitespacesAndNewlines))
        } catch {
            throw VerifyFailure("The key is no vkey: \(error).")
        }
    }

    static func policy(_ path: String) throws -> WitnessPolicy {
        guard let data = FileManager.default.contents(atPath: path) else { throw VerifyFailure("\(path) cannot be read.") }
        do {
            return try WitnessPolicy(parsing: Array(data))
        } catch {
            throw VerifyFailure("\(path) is no witness policy: \(error).")
        }
    }

    static func timeRoots(_ path: String) throws -> TimeRoots {
        do {
            return try TimeRoots(pem: try text(path))
        } catch let error as TimeRootsError {
            throw VerifyFailure("\(path) holds no roots: \(error)")
        }
    }

    static func text(_ path: String) throws -> String {
        guard let data = FileManager.default.contents(atPath: path), let text = String(data: data, encoding: .utf8) else {
            throw VerifyFailure("\(path) cannot be read as text.")
        }
        return text
    }
}
