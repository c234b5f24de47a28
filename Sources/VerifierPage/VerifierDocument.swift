/// The verifier as one HTML file, for a machine without network: `touchmark verifier --html`.
///
/// It is put together from `Sources/VerifierPage/Engine` (the second implementation of the protocol) and
/// `Sources/VerifierPage/Page`, without any other tool. The same program gives the same bytes each time.
package struct VerifierDocument: Sendable {
    package static let page = "Page/page.html"
    package static let style = "Page/page.css"
    /// What is seen.
    package static let script = "Page/View/main.mjs"
    /// What works.
    package static let worker = "Page/Worker/worker.mjs"

    package let html: String
    /// The modules in it, those of the worker and then those of the page.
    package let modules: [String]

    /// - Parameter version: of the program that makes it; it stands in the page.
    package init(_ pieces: [PagePiece] = PagePiece.embedded, version: String) throws(PageError) {
        let script = try ScriptAssembly(of: Self.script, from: pieces)
        let worker = try ScriptAssembly(of: Self.worker, from: pieces)
        let style = try Self.text(Self.style, pieces)
        guard !style.contains("</") else { throw PageError(.endsElement, Self.style, "a style holds </; write it in two parts.") }
        let policy = ContentPolicy(script: script.text, style: style).text
        modules = worker.names + script.names
        html = try Self.fill(
            try Self.text(Self.page, pieces),
            [
                "policy": policy, "version": version, "style": style, "worker": worker.text, "script": script.text,
            ])
    }

    private static func text(_ name: String, _ pieces: [PagePiece]) throws(PageError) -> String {
        guard let piece = pieces.first(where: { $0.name == name }) else {
            throw PageError(.missing, name, "it is not there.")
        }
        return piece.text
    }

    /// The page with its places, such as `{{style}}`, filled. What is filled in is not looked at again.
    private static func fill(_ page: String, _ values: [String: String]) throws(PageError) -> String {
        var parts = page.split(separator: "{{", omittingEmptySubsequences: false)[...]
        var html = parts.popFirst().map(String.init) ?? ""
        for part in parts {
            let ends = part.split(separator: "}}", maxSplits: 1, omittingEmptySubsequences: false)
            guard ends.count == 2, let value = values[String(ends[0])] else {
                throw PageError(.missing, Self.page, "nothing is known to be filled in at {{\(part.prefix(20))")
            }
            html += value + ends[1]
        }
        return html
    }
}
