/// Why bytes are not JSON as protocol.md §1 wants it, or not of the shape that was asked for.
public struct JSONError: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Code: String, Sendable {
        case syntax, encoding, byteOrderMark, duplicateMember, surrogate, depth, numberRange, tooLarge
        case missingMember, unknownMember, wrongType, invalidValue
    }

    public let code: Code
    public let message: String
    /// Member names and array positions from the root to where it is wrong.
    public var path: [String]

    public init(_ code: Code, _ message: String, path: [String] = []) {
        self.code = code
        self.message = message
        self.path = path
    }

    /// The same error, seen from the object or array that holds the value.
    public func inside(_ name: String) -> JSONError {
        JSONError(code, message, path: [name] + path)
    }

    /// Safe to show: it names members, never their values, and nothing in it drives a terminal.
    public var description: String {
        let place = path.map { VisibleText.name($0) }.joined(separator: ".")
        return VisibleText.showingControls(path.isEmpty ? message : "\(place): \(message)")
    }
}
