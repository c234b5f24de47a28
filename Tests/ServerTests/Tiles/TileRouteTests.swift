import Ledger
import LedgerServer
import LedgerTesting
import MerkleLog
import Primitives
import Provenance
import Signatures
import Testing

@Suite("The log for transparency-log clients")
struct TileRouteTests {
    @Test("Tiles and entry bundles lead to the root that the checkpoint signs")
    func proof() async throws {
        try await RunningService.with { service, events, item in
            _ = try await service.post(lines: try events.assertions(700, on: item).map(\.token))
            let note = try await service.get("/checkpoint")
            #expect(note.headers["content-type"] == "text/plain; charset=utf-8")
            guard case .valid(let checkpoint) = try UncheckedCheckpoint(parsing: note.text).check(with: events.vkey) else {
                Issue.record("the checkpoint is not the log's")
                return
            }
            #expect(checkpoint.checkpoint.size == TreeSize(705))
            var leaves: [Digest] = []
            for (path, width) in [("000", 256), ("001", 256), ("002.p/193", 193)] {
                let hashes = try await service.get("/tile/0/\(path)")
                #expect(hashes.headers["content-type"] == "application/octet-stream")
                #expect(hashes.headers["cache-control"]?.contains("immutable") == true)
                let entries = try #require(
                    EntryBundle.parse(try await service.get("/tile/entries/\(path)", token: "auditor").bytes))
                #expect(entries.count == width)
                #expect(Tile.hashes(from: hashes.bytes) == entries.map { Digest.leaf($0) })
                leaves += entries.map { Digest.leaf($0) }
            }
            var range = CompactRange()
            range.append(contentsOf: leaves)
            #expect(range.root == checkpoint.checkpoint.root)
            #expect(try await service.get("/tile/1/000.p/2").bytes.count == 64)
            #expect(
                try await service.get("/tile/0/000.p/5").bytes == Array(try await service.get("/tile/0/000").bytes.prefix(160)))
        }
    }

    @Test(
        "What is no tile's path, or not there, is not found",
        arguments: [
            "/tile/0/003", "/tile/0/000.p/0", "/tile/0/000.p/256", "/tile/0/0", "/tile/0/x000/000", "/tile/00/000", "/tile/8/000",
            "/tile/0/000.p/6", "/tile/0/000/", "/tile/0/..%2f..%2fetc%2fpasswd", "/tile/0/%30%30%30", "/tile/-1/000",
            "/tile/0/000.p/+5", "/tile/1/000", "/tile/64/000", "/tile/", "/tile/0/x999/x999/x999/x999/x999/x999/x999/999",
        ])
    func tricks(_ path: String) async throws {
        try await RunningService.with { (service, _, _) async throws in
            #expect(try await service.get(path).status == 404)
            #expect(try await service.get("/tile/0/000.p/5").status == 200)
            #expect(try await service.get(path.replacing("/tile/0", with: "/tile/entries"), token: "auditor").status == 404)
        }
    }

    @Test("Entry bundles need a token that reads the whole ledger")
    func access() async throws {
        try await RunningService.with { (service, _, _) async throws in
            #expect(try await service.get("/tile/entries/000.p/5").status == 401)
            #expect(try await service.get("/tile/entries/000.p/5", token: "reader-d").status == 403)
            #expect(try await service.get("/tile/entries/000.p/5", token: "regulator-d").status == 403)
            #expect(try await service.get("/tile/entries/000.p/5", token: "operator").status == 200)
        }
    }
}
