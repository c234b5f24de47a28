import Primitives
import Provenance

/// A picture of a lineage: data sets, their releases, models, then systems and decisions, from left to right.
struct LineageFigure {
    private struct Node {
        let column: Int
        let text: String
        let role: Drawing.Role
    }

    private struct Edge: Hashable {
        let from: String
        let to: String
    }

    private var nodes: [String: Node] = [:]
    private var order: [String] = []
    private var edges: [Edge] = []
    private var known: Set<Edge> = []

    /// More boxes than this in a column are told in words and not drawn.
    private static let columnLimit = 14
    private static let columns = ["dataset", "release", "model", "system or decision"]

    private mutating func add(_ id: String, _ column: Int, _ text: String, _ role: Drawing.Role) {
        guard nodes[id] == nil else { return }
        nodes[id] = Node(column: column, text: text, role: role)
        order.append(id)
    }

    private mutating func join(_ from: String, _ to: String) {
        let edge = Edge(from: from, to: to)
        if known.insert(edge).inserted { edges.append(edge) }
    }

    mutating func add(release: ReleaseName, isRecalled: Bool = false) {
        add("d \(release.dataset)", 0, release.dataset, .faint)
        add("r \(release)", 1, release.description, isRecalled ? .warning : .third)
        join("d \(release.dataset)", "r \(release)")
    }

    mutating func add(chain: [ModelName], _ lineage: Lineage) {
        for model in chain { add(model: model, lineage, withReleases: true) }
    }

    mutating func add(downstream models: [ModelName], _ decisions: [RestingDecision], _ lineage: Lineage) {
        for model in models { add(model: model, lineage, withReleases: false) }
        let known = Set(models)
        for (_, data) in lineage.systems where known.contains(ModelName(data.model)) {
            add("s \(data.system)/\(data.version)", 3, "\(data.system)/\(data.version)", .fourth)
            join("m \(ModelName(data.model))", "s \(data.system)/\(data.version)")
        }
        for decision in decisions {
            let (id, model) = (decision.data.decision, ModelName(decision.data.model))
            add("c \(id)", 3, id, .fourth)
            // One that rests on labels alone stands apart: its model is not downstream.
            if decision.isByModel { join("m \(model)", "c \(id)") }
        }
    }

    private mutating func add(model: ModelName, _ lineage: Lineage, withReleases: Bool) {
        add("m \(model)", 2, model.description, .second)
        guard let training = lineage.trainings[model] else { return }
        for release in training.releases where withReleases || nodes["r \(release)"] != nil {
            add(release: release, isRecalled: lineage.releases[release]?.recalls.isEmpty == false)
            join("r \(release)", "m \(model)")
        }
        if let base = training.base {
            add("m \(base)", 2, base.description, .second)
            join("m \(base)", "m \(model)")
        }
    }

    /// `nil` if there is nothing to draw.
    func figure(_ caption: String) -> Figure? {
        guard !nodes.isEmpty else { return nil }
        let columns = (0..<Self.columns.count).map { column in
            order.filter { nodes[$0]?.column == column }.prefix(Self.columnLimit)
        }
        let height = 40 + 34 * Double(columns.map(\.count).max() ?? 1)
        var drawing = Drawing(width: 760, height: height)
        var places: [String: (x: Double, y: Double)] = [:]
        for (column, ids) in columns.enumerated() {
            let x = 4 + 190 * Double(column)
            if !ids.isEmpty { drawing.add(.words(x: x, y: 16, .start, Self.columns[column])) }
            for (row, id) in ids.enumerated() { places[id] = (x, 30 + 34 * Double(row)) }
        }
        for edge in edges { draw(edge, places, in: &drawing) }
        for id in order {
            guard let node = nodes[id], let place = places[id] else { continue }
            drawing.add(
                .box(
                    x: place.x, y: place.y, width: 150, height: 24,
                    node.role == .second ? .third : node.role == .third ? .faint : node.role))
            drawing.add(.words(x: place.x + 6, y: place.y + 16, .start, ReportSource.short(node.text)))
        }
        return Figure(caption: caption, drawing: drawing, description: sentences)
    }

    private func draw(_ edge: Edge, _ places: [String: (x: Double, y: Double)], in drawing: inout Drawing) {
        guard let from = places[edge.from], let to = places[edge.to] else { return }
        if from.x == to.x {
            // A model and its base stand in one column: the line goes round on the right.
            let right = from.x + 150
            drawing.add(
                .path(
                    [
                        .init(right, from.y + 12), .init(right + 14, from.y + 12), .init(right + 14, to.y + 12),
                        .init(right, to.y + 12),
                    ],
                    .first))
        } else {
            drawing.add(.line(x1: from.x + 150, y1: from.y + 12, x2: to.x, y2: to.y + 12, .first))
        }
    }

    private var sentences: [Phrase] {
        let shown = edges.prefix(60).compactMap { edge -> Phrase? in
            guard let from = nodes[edge.from], let to = nodes[edge.to] else { return nil }
            return "\(code: from.text) → \(code: to.text)"
        }
        return edges.count > shown.count ? shown + ["and \(edges.count - shown.count) more"] : shown
    }
}
