/// One script made of a module and all that it imports, in an order that follows from the modules alone: each stands behind what
/// it imports. All share one scope, so no name may be declared twice.
struct ScriptAssembly {
    /// The modules in it, in their order.
    private(set) var names: [String] = []
    private(set) var text = ""

    private let pieces: [String: PagePiece]
    private var modules: [String: ScriptModule] = [:]
    /// By declared name, who declares it.
    private var owners: [String: String] = [:]

    init(of entry: String, from pieces: [PagePiece]) throws(PageError) {
        self.pieces = Dictionary(pieces.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        text = "(() => {\n\"use strict\";\n"
        try add(entry, wantedBy: entry, path: [])
        text += "})();\n"
        guard !Self.endsElement(text) else {
            throw PageError(.endsElement, entry, "a script, or a comment in one, holds </script or <!--; write it in two parts.")
        }
    }

    private mutating func add(_ name: String, wantedBy importer: String, path: [String]) throws(PageError) {
        guard modules[name] == nil else { return }
        guard !path.contains(name) else {
            throw PageError(.cycle, name, "it imports itself, over \(path.joined(separator: ", ")).")
        }
        guard let piece = pieces[name] else { throw PageError(.missing, importer, "imports \(name), which is not there.") }
        let module = try ScriptModule(piece)
        for (wanted, names) in module.imports {
            try add(wanted, wantedBy: name, path: path + [name])
            if let absent = names.first(where: { modules[wanted]?.exports.contains($0) != true }) {
                throw PageError(.missing, name, "imports \(absent), which \(wanted) does not export.")
            }
        }
        try claim(module)
        modules[name] = module
        names.append(name)
        text += "\n// \(name)\n" + module.body
    }

    private mutating func claim(_ module: ScriptModule) throws(PageError) {
        for declared in module.declarations {
            if let owner = owners.updateValue(module.name, forKey: declared) {
                throw PageError(.nameTaken, module.name, "declares \(declared), which \(owner) does already.")
            }
        }
    }

    /// True if HTML would not read the text as one whole script.
    private static func endsElement(_ text: String) -> Bool {
        let lower = text.lowercased()
        return lower.contains("</script") || lower.contains("<!--")
    }
}
