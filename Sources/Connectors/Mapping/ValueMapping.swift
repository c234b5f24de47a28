import Yams

/// How a label's value is made from cells.
enum ValueMapping: Hashable, Sendable {
    /// One answer out of several. Cells are translated by `values`, if given; then any other cell is a problem.
    case choice(Template, values: [String: String]?)
    case number(Template, minimum: Int64?, maximum: Int64?)
    /// A whole number of points from 1 to the most that can be given.
    case rating(Template, outOf: Int64)
    /// Free text, sealed.
    case text(Template)
    /// A name for the label's segments.
    case span(Template, values: [String: String]?)
    /// An order of responses: becomes `preference.ranked`.
    case preference(PreferenceMapping)

    var columns: [String] {
        switch self {
        case .choice(let template, _), .number(let template, _, _), .rating(let template, _), .text(let template),
            .span(let template, _):
            template.columns
        case .preference(let preference): preference.choice.columns + preference.responses.flatMap(\.columns)
        }
    }

    private enum Kind: String, CaseIterable {
        case choice, number, rating, text, span, preference
    }

    /// - Parameter values: The mapping's own translation of cells, for values that bring none.
    init(_ reader: MappingReader, values: [String: String]?) throws(ImportError) {
        var reader = reader
        guard let kind = try reader.choice("kind", of: Kind.self) else {
            throw reader.fail("\(reader.path).kind is missing; say what kind of value it is")
        }
        switch kind {
        case .choice: self = .choice(try reader.template("choice"), values: try reader.optionalTable("values") ?? values)
        case .span: self = .span(try reader.template("label"), values: try reader.optionalTable("values") ?? values)
        case .text: self = .text(try reader.template("text"))
        case .number:
            self = .number(
                try reader.template("number"), minimum: try reader.optionalInteger("minimum"),
                maximum: try reader.optionalInteger("maximum"))
        case .rating:
            let template = try reader.template("rating")
            guard let outOf = try reader.optionalInteger("outOf"), outOf > 0 else {
                throw reader.fail("\(reader.path).outOf is missing; say how many points can be given")
            }
            self = .rating(template, outOf: outOf)
        case .preference: self = .preference(try PreferenceMapping(&reader))
        }
        try reader.finish()
    }
}

/// How cells say which response is better.
struct PreferenceMapping: Hashable, Sendable {
    struct Response: Hashable, Sendable {
        let id: String
        /// The response itself; only its digest is kept.
        let content: Template
        let model: Template

        var columns: [String] { content.columns + model.columns }
    }

    let criterion: String
    let choice: Template
    let responses: [Response]
    /// What each cell means: response ids, best first; those of one inner array are equally good.
    let orders: [String: [[String]]]

    init(_ reader: inout MappingReader) throws(ImportError) {
        criterion = try reader.text("criterion")
        choice = try reader.template("choice")
        var responses: [Response] = []
        for var response in try reader.objects("responses") {
            responses.append(
                Response(
                    id: try response.identifier("id"), content: try response.template("content"),
                    model: try response.template("model")))
            try response.finish()
        }
        guard responses.count >= 2, Set(responses.map(\.id)).count == responses.count else {
            throw reader.fail("\(reader.path).responses must be two or more, with an id each of its own")
        }
        self.responses = responses
        var orders: [String: [[String]]] = [:]
        var given = try reader.object("orders")
        for name in given.names {
            var order: [[String]] = []
            for node in try given.list(name) {
                var rank: [String] = []
                for place in node.sequence.map(Array.init) ?? [node] {
                    rank.append(try given.identifier(place.scalar?.string ?? "", name))
                }
                order.append(rank)
            }
            guard order.flatMap({ $0 }).sorted() == responses.map(\.id).sorted() else {
                throw given.fail("\(given.path).\(name) must order each of the responses once")
            }
            orders[name] = order
        }
        self.orders = orders
    }
}
