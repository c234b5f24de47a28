import Primitives

/// The content security policy of the page: nothing is loaded, nothing is sent, nothing runs but the script and the style that are
/// named by their hashes, and a worker made of the page itself. Text is never taken for markup, where the browser can see to it.
struct ContentPolicy {
    let script: String
    let style: String

    var text: String {
        [
            "default-src 'none'", "script-src \(Self.source(script))", "style-src \(Self.source(style))", "worker-src blob:",
            "connect-src 'none'", "img-src 'none'", "base-uri 'none'", "form-action 'none'",
            "require-trusted-types-for 'script'", "trusted-types touchmark-worker",
        ].joined(separator: "; ")
    }

    private static func source(_ text: String) -> String { "'sha256-\(Digest(hashing: text).base64)'" }
}
