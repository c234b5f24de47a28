/// A picture made of lines, boxes and words, drawn as SVG that stands inside a page: no script, nothing loaded, nothing that a
/// label's text could break out of. Lengths are in CSS pixels; colours are the stylesheet's, by role.
package struct Drawing: Hashable, Sendable {
    package let width: Double
    package let height: Double
    package private(set) var shapes: [Shape] = []

    package enum Shape: Hashable, Sendable {
        case box(x: Double, y: Double, width: Double, height: Double, Role)
        case line(x1: Double, y1: Double, x2: Double, y2: Double, Role)
        /// Points joined by straight lines.
        case path([Point], Role)
        case words(x: Double, y: Double, Anchor, String)
    }

    package struct Point: Hashable, Sendable {
        package let x: Double
        package let y: Double

        package init(_ x: Double, _ y: Double) { (self.x, self.y) = (x, y) }
    }

    package enum Anchor: String, Hashable, Sendable {
        case start, middle, end
    }

    /// What a shape stands for. Roles differ in lightness and stroke, so that they can be told apart without colour.
    package enum Role: String, Hashable, Sendable, CaseIterable {
        case axis, first, second, third, fourth, warning, faint
    }

    package init(width: Double, height: Double) {
        self.width = width
        self.height = height
    }

    package mutating func add(_ shape: Shape) { shapes.append(shape) }
}

/// A drawing with what it shows in words.
package struct Figure: Hashable, Sendable {
    package let caption: String
    package let drawing: Drawing
    /// What a reader who does not see the picture must know: also what text output prints.
    package let description: [Phrase]

    package init(caption: String, drawing: Drawing, description: [Phrase]) {
        self.caption = caption
        self.drawing = drawing
        self.description = description
    }
}

extension Drawing {
    /// The SVG element.
    ///
    /// - Parameter label: its text alternative, for `aria-label`.
    func svg(label: String) -> String {
        let size = "\(Self.number(width)) \(Self.number(height))"
        let body = shapes.map(Self.svg).joined(separator: "\n")
        return """
            <svg role="img" aria-label="\(HTMLRenderer.escape(label))" viewBox="0 0 \(size)" \
            width="\(Self.number(width))" height="\(Self.number(height))">
            \(body)
            </svg>
            """
    }

    private static func svg(_ shape: Shape) -> String {
        switch shape {
        case .box(let x, let y, let width, let height, let role):
            """
            <rect class="\(role.rawValue)" x="\(number(x))" y="\(number(y))" width="\(number(max(0, width)))" \
            height="\(number(max(0, height)))"/>
            """
        case .line(let x1, let y1, let x2, let y2, let role):
            """
            <line class="\(role.rawValue)" x1="\(number(x1))" y1="\(number(y1))" x2="\(number(x2))" y2="\(number(y2))"/>
            """
        case .path(let points, let role):
            """
            <polyline class="\(role.rawValue)" \
            points="\(points.map { "\(number($0.x)),\(number($0.y))" }.joined(separator: " "))"/>
            """
        case .words(let x, let y, let anchor, let text):
            "<text x=\"\(number(x))\" y=\"\(number(y))\" text-anchor=\"\(anchor.rawValue)\">\(HTMLRenderer.escape(text))</text>"
        }
    }

    /// At most two decimals, the same bytes on every machine.
    private static func number(_ value: Double) -> String {
        guard value.isFinite else { return "0" }
        let hundredths = Int64((max(-1e9, min(1e9, value)) * 100).rounded())
        let (whole, rest) = hundredths.magnitude.quotientAndRemainder(dividingBy: 100)
        let sign = hundredths < 0 ? "-" : ""
        if rest == 0 { return "\(sign)\(whole)" }
        return rest % 10 == 0 ? "\(sign)\(whole).\(rest / 10)" : "\(sign)\(whole).\(rest < 10 ? "0" : "")\(rest)"
    }
}
