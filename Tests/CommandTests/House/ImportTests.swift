import Foundation
import Testing

/// Who may import whom: the sources are held against Package.swift, and that against the table of Docs/Architecture.md.
@Suite("Imports", .enabled(if: ForeignProgram.succeeds("swift", "--version"), "there is no swift on the PATH"))
struct ImportTests {
    /// What comes with every toolchain.
    private static let toolchain: Set = [
        "Darwin", "Dispatch", "Foundation", "FoundationXML", "Glibc", "Musl", "Swift", "Synchronization", "Testing",
    ]

    private let targets: [DeclaredTarget]
    private let rows: [ArchitectureRow]

    init() throws {
        targets = try DeclaredTarget.all()
        rows = try ArchitectureRow.all()
    }

    @Test("Every target imports what Package.swift declares for it, and nothing else")
    func declared() throws {
        for target in targets {
            let imported = try target.imports().subtracting(Self.toolchain)
            #expect(imported == target.dependencies, "\(target.name)")
        }
    }

    @Test("Package.swift declares nothing that the table of the architecture does not allow")
    func allowed() throws {
        let ours = Set(targets.map(\.name))
        let allowed = ArchitectureRow.allowed(rows)
        #expect(allowed.count > 20)
        for target in targets where !target.isTest && target.name != "label-example" {
            let allowed = try #require(allowed[target.name], "\(target.name) has no row")
            #expect(target.dependencies.intersection(ours).subtracting(allowed) == [], "\(target.name)")
        }
    }

    @Test("No arrow goes up the table")
    func down() {
        for (place, row) in rows.enumerated() {
            #expect(rows[place...].allSatisfy { row.imports.isDisjoint(with: $0.names) }, "\(row.names)")
        }
    }

    @Test("What is pure has no Foundation")
    func pure() throws {
        let pure: Set = ["Primitives", "MerkleLog", "Signatures", "Provenance", "TrustedTime", "Evidence", "Vault"]
        let found = targets.filter { pure.contains($0.name) }
        #expect(found.count == pure.count)
        for target in found {
            // For `Date`, which swift-certificates takes.
            let exception: Set = target.name == "TrustedTime" ? ["Foundation"] : []
            #expect(try target.imports().intersection(["Foundation", "FoundationXML"]) == exception, "\(target.name)")
        }
    }
}

/// A target as SwiftPM understands Package.swift.
private struct DeclaredTarget {
    let name: String
    let isTest: Bool
    /// Names of modules, ours and others'.
    let dependencies: Set<String>
    private let folder: URL

    static func all() throws -> [DeclaredTarget] {
        let shell = try Shell()
        defer { try? shell.remove() }
        // Apart from the build that is under way.
        let outcome = try BuiltTool(directory: shell.directory).run(
            "/usr/bin/env",
            [
                "swift", "package", "--package-path", BuiltProducts.packageRoot.path, "--scratch-path",
                shell.directory.appendingPathComponent("scratch").path, "dump-package",
            ])
        let package = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any]
        let targets = try #require(package?["targets"] as? [[String: Any]], "\(outcome.errors)")
        return try targets.map { try DeclaredTarget($0) }
    }

    private init(_ object: [String: Any]) throws {
        name = try #require(object["name"] as? String)
        isTest = object["type"] as? String == "test"
        // `{"byName": ["Primitives", null]}`, `{"product": ["Crypto", "swift-crypto", null, null]}`
        let dependencies = try #require(object["dependencies"] as? [[String: [Any]]])
        self.dependencies = Set(dependencies.compactMap { $0.values.first?.first as? String })
        let path = object["path"] as? String ?? (isTest ? "Tests/" : "Sources/") + name
        folder = BuiltProducts.packageRoot.appendingPathComponent(path)
    }

    func imports() throws -> Set<String> {
        let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
        var imports: Set<String> = []
        for case let file as URL in try #require(files) where file.pathExtension == "swift" {
            for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") {
                let words = line.split(separator: " ")
                guard !line.hasPrefix("//"), !line.hasPrefix("#") else { continue }
                // What follows the first line of code may be a text in another language.
                guard words.contains("import") else { break }
                // Of `import struct Crypto.SHA256` the module.
                imports.formUnion(words.last?.split(separator: ".").prefix(1).map(String.init) ?? [])
            }
        }
        return imports
    }
}

/// A row of the table of targets.
private struct ArchitectureRow {
    let names: Set<String>
    /// The words of its last column.
    let imports: Set<String>

    static func all() throws -> [ArchitectureRow] {
        let file = BuiltProducts.packageRoot.appendingPathComponent("Docs/Architecture.md")
        return try String(contentsOf: file, encoding: .utf8).split(separator: "\n").filter { $0.hasPrefix("| `") }.map { line in
            let cells = line.split(separator: "|")
            let names = cells[0].split { "`, ".contains($0) }
            let words = cells[cells.count - 1].split { " ,;`".contains($0) }
            return ArchitectureRow(names: Set(names.map(String.init)), imports: Set(words.map(String.init)))
        }
    }

    /// What each target may import: the row's own targets and what it names; every row before it where it says "the above".
    static func allowed(_ rows: [ArchitectureRow]) -> [String: Set<String>] {
        var allowed: [String: Set<String>] = [:]
        for (place, row) in rows.enumerated() {
            let reach = row.imports.contains("above") ? place : 0
            let all = rows[..<reach].reduce(into: row.imports.union(row.names)) { $0.formUnion($1.names) }
            for name in row.names { allowed[name] = all }
        }
        return allowed
    }
}
