import Foundation
import LedgerTesting
import Provenance
import Testing

/// A small disk that fills up.
@Suite(
    .enabled(if: BuiltProducts.areHere, BuiltProducts.why),
    .enabled(if: SmallDisk.canBeMade, "a small disk can be mounted by root alone"))
struct FullDiskTests {
    @Test("on a full disk nothing is half written, and the ledger goes on when there is room")
    func append() throws {
        let ledger = try TestLedger()
        let disk = try SmallDisk(at: ledger.tool.path("disk"), mebibytes: 3)
        defer { disk.remove() }
        try ledger.tool.copy("L", to: "disk/L")
        // Five megabytes; of a third there is room for some.
        let tokens = try (0..<3000).map { try ledger.newItem("item-\($0)").token }
        let file = try ledger.tool.write(Array(tokens.joined(separator: [UInt8(ascii: "\n")])), to: "tokens")
        let run = try ledger.tool.touchmark("append", "--ledger", "disk/L", file)
        #expect(run.status == 1)
        #expect(run.errors.contains("The disk is full. Nothing was written; make room and try again."), "\(run.errors)")

        let key = try ledger.vkey
        let receipts = try run.lines.map { try Receipt($0) }
        #expect(receipts.allSatisfy { $0.isTrue(under: key) })
        let log = try ledger.log("disk/L")
        #expect(log.split(separator: "\n").count == TestLedger.size + receipts.count)
        #expect(try ledger.check("disk/L").status == 0)

        try disk.grow(to: 64)
        let again = try ledger.tool.touchmark("append", "--ledger", "disk/L", file)
        #expect(again.status == 0, "\(again.errors)")
        #expect(again.output.hasPrefix(run.output))
        #expect(try ledger.check("disk/L").status == 0)
    }

    @Test("what does not fit on the disk leaves nothing behind")
    func newFiles() throws {
        let ledger = try TestLedger()
        try ledger.append(try (0..<200).map { try ledger.newItem("item-\($0)").token })
        let disk = try SmallDisk(at: ledger.tool.path("disk"), mebibytes: 1)
        defer { disk.remove() }
        try ledger.tool.write([UInt8](repeating: 1, count: 950_000), to: "disk/ballast")
        for command in [
            "init disk/N --origin n.example/l", "export --ledger L --all -o disk/all.touchmark", "backup --ledger L disk/copy.db",
        ] {
            let run = try ledger.tool.run("touchmark", command.split(separator: " ").map(String.init))
            #expect(run.status == 1, "\(command): \(run.status) \(run.errors)")
            #expect(run.errors.contains("The disk is full") || run.errors.contains("No space left on device"), "\(run.errors)")
            let left = try FileManager.default.contentsOfDirectory(atPath: ledger.tool.path("disk"))
            #expect(left == ["ballast"], "\(command) left \(left)")
        }
    }

    @Test("a new ledger that does not fit says so, wherever the room ends", arguments: [500_000, 600_000, 700_000, 800_000])
    func newLedger(ballast: Int) throws {
        let ledger = try TestLedger()
        let disk = try SmallDisk(at: ledger.tool.path("disk"), mebibytes: 1)
        defer { disk.remove() }
        try ledger.tool.write([UInt8](repeating: 1, count: ballast), to: "disk/ballast")
        let run = try ledger.tool.touchmark("init", "disk/N", "--origin", "n.example/l")
        #expect(run.status == 1, "\(run.status) \(run.errors)")
        #expect(run.errors.contains("The disk is full") || run.errors.contains("No space left on device"), "\(run.errors)")
        #expect(try FileManager.default.contentsOfDirectory(atPath: ledger.tool.path("disk")) == ["ballast"])
    }
}

/// A file system in memory.
struct SmallDisk {
    let path: String

    static let canBeMade: Bool = {
        guard geteuid() == 0 else { return false }
        let path = NSTemporaryDirectory() + "touchmark-disk-\(UUID().uuidString)"
        guard let disk = try? SmallDisk(at: path, mebibytes: 1) else { return false }
        disk.remove()
        try? FileManager.default.removeItem(atPath: path)
        return true
    }()

    init(at path: String, mebibytes: Int) throws {
        self.path = path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        try Self.run("mount", "-t", "tmpfs", "-o", "size=\(mebibytes)m", "tmpfs", path)
    }

    func grow(to mebibytes: Int) throws { try Self.run("mount", "-o", "remount,size=\(mebibytes)m", path) }

    func remove() { try? Self.run("umount", "-l", path) }

    private static func run(_ program: String, _ arguments: String...) throws {
        let end = try StartedProgram("/usr/bin/env", [program] + arguments).wait()
        guard end == .exited(0) else { throw CocoaError(.fileWriteUnknown) }
    }
}
