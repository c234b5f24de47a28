/// A module of JavaScript, taken apart as far as is needed to put several into one script.
///
/// Understood are imports of names, `import { a, b } from "./x.mjs";`, exports before a declaration, and `export { a, b };`. A
/// statement begins at the beginning of a line. Whatever else begins with `import` or `export` there is refused.
struct ScriptModule {
    let name: String
    /// Names of the modules that it imports from, in its order, and what it takes from each.
    private(set) var imports: [(module: String, names: [String])] = []
    private(set) var exports: Set<String> = []
    /// What it declares outside of every block, in its order.
    private(set) var declarations: [String] = []
    /// Its text without imports and exports.
    private(set) var body = ""

    init(_ piece: PagePiece) throws(PageError) {
        name = piece.name
        var lines = piece.text.split(separator: "\n", omittingEmptySubsequences: false)[...]
        while let line = lines.popFirst() {
            if line.hasPrefix("import") {
                try readImport(Self.statement(line, &lines))
            } else if line.hasPrefix("export {") {
                exports.formUnion(Self.names(in: Self.statement(line, &lines)))
            } else if line.hasPrefix("export") {
                try readExport(line)
            } else {
                readLine(line)
            }
        }
    }

    /// A statement that may go over several lines, to its semicolon.
    private static func statement(_ first: Substring, _ lines: inout ArraySlice<Substring>) -> String {
        var statement = String(first)
        while !statement.hasSuffix(";"), let next = lines.popFirst() { statement += " " + next }
        return statement
    }

    /// What stands in the braces.
    private static func names(in statement: String) -> [String] {
        guard let open = statement.firstIndex(of: "{"), let close = statement.firstIndex(of: "}"), open < close else { return [] }
        return statement[statement.index(after: open)..<close].split { $0 == "," || $0 == " " }.map(String.init)
    }

    private mutating func readImport(_ statement: String) throws(PageError) {
        let parts = statement.split(separator: "\"", omittingEmptySubsequences: false)
        let names = Self.names(in: statement)
        guard statement.hasPrefix("import {"), parts.count == 3, parts[2] == ";", !names.isEmpty, !names.contains("as"),
            parts[1].hasPrefix("./") || parts[1].hasPrefix("../")
        else { throw PageError(.syntax, name, "imports are written import { a, b } from \"./x.mjs\";") }
        imports.append((Self.resolve(parts[1], from: name), names))
    }

    private mutating func readExport(_ line: Substring) throws(PageError) {
        let rest = line.dropFirst("export ".count)
        guard line.hasPrefix("export "), let declared = Self.declared(by: rest) else {
            throw PageError(
                .syntax, name, "exports stand before a function, class, const or let, or are written export { a, b };")
        }
        exports.insert(declared)
        readLine(rest)
    }

    private mutating func readLine(_ line: Substring) {
        if let declared = Self.declared(by: line) { declarations.append(declared) }
        body += line + "\n"
    }

    /// The name that a line declares, if it does.
    private static func declared(by line: Substring) -> String? {
        let words = line.split(maxSplits: 3) { $0 == " " }
        guard let first = words.first, !line.hasPrefix(" ") else { return nil }
        let place = first == "async" ? 2 : 1
        let isDeclaration =
            ["function", "function*", "class", "const", "let", "var"].contains(first)
            || first == "async" && words.count > 1 && words[1].hasPrefix("function")
        guard isDeclaration, words.count > place else { return nil }
        let name = words[place].drop { $0 == "*" }.prefix { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "$" }
        return name.isEmpty ? nil : String(name)
    }

    /// The name of the module that stands at `path` as seen from `module`.
    private static func resolve(_ path: Substring, from module: String) -> String {
        var folders = module.split(separator: "/").dropLast().map(String.init)
        for part in path.split(separator: "/") where part != "." {
            if part == ".." { folders = Array(folders.dropLast()) } else { folders.append(String(part)) }
        }
        return folders.joined(separator: "/")
    }
}
