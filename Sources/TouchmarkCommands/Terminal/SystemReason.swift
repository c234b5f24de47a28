import Files
import Foundation

/// What the operating system gave as the reason why something failed, in its own words.
struct SystemReason: CustomStringConvertible {
    let code: Int32

    static var last: SystemReason { SystemReason(code: errno) }

    init(code: Int32) { self.code = code }

    /// Foundation's errors hide the reason beneath themselves.
    init?(_ error: any Error) {
        if let failure = error as? FileFailure {
            guard let code = failure.code else { return nil }
            self.code = code
            return
        }
        let error = error as NSError
        if error.domain == NSPOSIXErrorDomain {
            code = Int32(truncatingIfNeeded: error.code)
        } else if let cause = error.userInfo[NSUnderlyingErrorKey] as? any Error, let reason = SystemReason(cause) {
            self = reason
        } else {
            return nil
        }
    }

    var description: String { String(cString: strerror(code)) }

    /// The reason, if the error bears one, else what it says of itself.
    static func description(of error: any Error) -> String { SystemReason(error)?.description ?? error.localizedDescription }
}
