public import Primitives

/// What became of a token that was sent.
public enum DeliveryOutcome: Sendable {
    /// It is in the log, and that was checked.
    case receipt(ProvedReceipt)
    /// The ledger does not take it; the same token again would be refused again.
    case refused(ReceivedProblem)
    /// The server says that it is in the log, and does not prove it. Not sent again: the server or the key given is wrong.
    case unproved(ReceiptFailure)
    /// Not known after all attempts. It may be in the log: the same token again does no harm.
    case undecided(AppendFailure)
}

/// Why a ledger refuses, as RFC 9457 says it.
public struct ReceivedProblem: Hashable, Sendable, CustomStringConvertible {
    /// The status of HTTP, 400 to 599.
    public let status: Int
    /// As it came: `type`, `title`, `status`, `detail`, and `rule` where a rule refused.
    public let json: JSONValue

    init(status: Int, json: JSONValue) {
        self.status = status
        self.json = json
    }

    /// The admission rule that refused.
    public var rule: String? { json["rule"]?.string }
    /// For a label's head that has moved: `{"id","digest"}` of the one that is there.
    public var head: JSONValue? { json["head"] }
    /// True if the ledger says that it wrote nothing, and not only that it does not know.
    var deniesWriting: Bool {
        status == 503
            && ["busy", "full", "not-written", "read-only", "stopped"].contains {
                json["type"] == .string("urn:touchmark:problem:\($0)")
            }
    }
    /// How long the ledger asks to be left alone.
    var retryAfter: Duration? {
        guard let seconds = json["retryAfter"]?.integer, 0..<1_000_000_000 ~= seconds else { return nil }
        return .seconds(seconds)
    }

    /// What the server says, with nothing in it that drives or turns a terminal's text: it may be printed.
    public var description: String {
        VisibleText.showingControls(json["detail"]?.string ?? json["title"]?.string ?? "status \(status)")
    }
}

/// Why it is not known what became of a token.
public struct AppendFailure: Error, Sendable, CustomStringConvertible {
    public enum Code: String, Sendable {
        /// No connection, or it broke, or no answer came in time.
        case unreachable
        /// Status 429 or 503: too much to do.
        case busy
        /// Another status that says that the server is at fault.
        case serverFailed
        /// The answer is none that a ledger gives.
        case unreadable
        /// The request as a whole is refused, without a word about its tokens: mostly the address is not a ledger's.
        case requestRefused
    }

    public let code: Code
    public let message: String
    /// What the network threw. Not part of the description.
    public let cause: (any Error)?
    /// True if the ledger said at each attempt that it wrote nothing of the token. It is not said of tokens behind the first that
    /// is undecided.
    public internal(set) var isDenied = false

    init(_ code: Code, _ message: String, cause: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.cause = cause
    }

    /// False where the same request would fare the same.
    var isWorthAnotherAttempt: Bool { code != .requestRefused }

    public var description: String { message }
}

extension AppendFailure: Equatable {
    public static func == (a: AppendFailure, b: AppendFailure) -> Bool { a.code == b.code }
}
