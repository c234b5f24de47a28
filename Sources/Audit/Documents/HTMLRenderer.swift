import Primitives

/// Renders a document as one HTML file: no script, nothing loaded from elsewhere, made to be printed on A4.
///
/// All text is escaped. What the ledger holds stands in `<bdi>`, so that right-to-left text turns nothing around it.
package enum HTMLRenderer {
    package static func render(_ document: Document) -> String {
        var html = """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light">
            <title>\(escape(document.title)): \(escape(document.subtitle.plain))</title>
            <style>\(Stylesheet.text)</style>
            </head>
            <body>
            <main>
            <header>
            <h1>\(escape(document.title))</h1>
            <p class="subtitle">\(render(document.subtitle))</p>
            </header>

            """
        for (number, section) in document.sections.enumerated() {
            let id = "s\(number + 1)"
            html += "<section aria-labelledby=\"\(id)\">\n<h2 id=\"\(id)\">\(number + 1). \(escape(section.title))</h2>\n"
            html += section.blocks.map { render($0, level: 3) }.joined()
            html += "</section>\n"
        }
        return html + "</main>\n</body>\n</html>\n"
    }

    private static func render(_ block: Document.Block, level: Int) -> String {
        switch block {
        case .paragraph(let phrase): "<p>\(render(phrase))</p>\n"
        case .list(let items): "<ul>\n" + items.map { "<li>\(render($0))</li>\n" }.joined() + "</ul>\n"
        case .facts(let facts):
            "<table class=\"facts\">\n<tbody>\n"
                + facts.map { fact in
                    "<tr><th scope=\"row\">\(escape(fact.name))</th><td>\(render(fact.values))</td></tr>\n"
                }.joined() + "</tbody>\n</table>\n"
        case .table(let table): render(table)
        case .group(let title, let blocks):
            "<div class=\"group\">\n<h\(level)>\(render(title))</h\(level)>\n"
                + blocks.map { render($0, level: min(level + 1, 6)) }.joined() + "</div>\n"
        // It can be scrolled sideways, so the keyboard must reach it.
        case .verbatim(let text): "<pre tabindex=\"0\">\(escape(text))</pre>\n"
        case .figure(let figure): render(figure)
        }
    }

    private static func render(_ figure: Figure) -> String {
        let details = figure.description.map { "<li>\(render($0))</li>\n" }.joined()
        let list = details.isEmpty ? "" : "<ul class=\"lines\">\n\(details)</ul>\n"
        let picture = figure.drawing.svg(label: figure.caption)
        return "<figure>\n\(picture)\n<figcaption>\(escape(figure.caption))\n\(list)</figcaption>\n</figure>\n"
    }

    private static func render(_ values: [Phrase]) -> String {
        guard values.count > 1 else { return values.map(render).joined() }
        return "<ul class=\"lines\">" + values.map { "<li>\(render($0))</li>" }.joined() + "</ul>"
    }

    private static func render(_ table: Document.Table) -> String {
        let headers = table.headers.map { "<th scope=\"col\">\(escape($0))</th>" }.joined()
        let rows = table.rows.map { row in "<tr>" + row.map { "<td>\(render($0))</td>" }.joined() + "</tr>\n" }.joined()
        let caption = "<caption>\(escape(table.caption))</caption>"
        // Many columns want smaller letters, on paper above all.
        let kind = table.headers.count > 7 ? " class=\"wide\"" : ""
        return "<table\(kind)>\n\(caption)\n<thead><tr>\(headers)</tr></thead>\n<tbody>\n\(rows)</tbody>\n</table>\n"
    }

    private static func render(_ phrase: Phrase) -> String {
        phrase.pieces.map { piece in
            switch piece {
            case .words(let text): escape(text)
            case .id(let text): "<bdi>\(escape(text))</bdi>"
            case .quote(let text): "“<bdi>\(escape(text))</bdi>”"
            case .code(let text): "<code><bdi>\(escape(text))</bdi></code>"
            case .moment(let time): "<time datetime=\"\(time)\">\(time.forReading)</time>"
            case .warning(let text): "<strong class=\"warning\">\(escape(text))</strong>"
            }
        }.joined()
    }

    /// For text and for attributes in double quotes.
    static func escape(_ text: String) -> String {
        var result = ""
        for scalar in lines(text) {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// Line breaks stay, where verbatim text needs them and elsewhere they are spaces; other controls are made visible.
    private static func lines(_ text: String) -> String.UnicodeScalarView {
        VisibleText.lines(text).joined(separator: "\n").unicodeScalars
    }
}
