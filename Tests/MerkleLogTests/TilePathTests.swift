import MerkleLog
import Testing

@Suite("Tile paths (C2SP tlog-tiles)")
struct TilePathTests {
    @Test(
        "paths are written and read",
        arguments: [
            ("tile/0/000", 0, 0, 256), ("tile/0/x001/x234/067", 0, 1_234_067, 256),
            ("tile/0/x001/x234/067.p/12", 0, 1_234_067, 12),
            ("tile/1/999.p/255", 1, 999, 255), ("tile/2/x001/000.p/1", 2, 1000, 1), ("tile/63/005", 63, 5, 256),
            ("tile/0/x018/x446/x744/x073/x709/x551/615", 0, .max, 256),
        ] as [(String, UInt8, UInt64, Int)])
    func hashTiles(text: String, level: UInt8, number: UInt64, width: Int) throws {
        let path = TilePath.tile(TileCoordinate(level: level, number: number), try #require(TileWidth(width)))
        #expect(path.description == text)
        #expect(TilePath(text) == path)
    }

    @Test(
        "entry paths are written and read",
        arguments: [
            ("tile/entries/000", 0, 256), ("tile/entries/x001/x234/067", 1_234_067, 256), ("tile/entries/273.p/112", 273, 112),
        ] as [(String, UInt64, Int)])
    func entries(text: String, number: UInt64, width: Int) throws {
        let path = TilePath.entries(number: number, try #require(TileWidth(width)))
        #expect(path.description == text)
        #expect(TilePath(text) == path)
    }

    @Test(
        "any other spelling is refused",
        arguments: [
            "", "/", "tile", "tile/", "tile/0", "tile/0/", "/tile/0/000", "tile/0/000/", "tile//000", "Tile/0/000", "tile/0//000",
            "tile/00/000", "tile/01/000", "tile/64/000", "tile/256/000", "tile/-1/000", "tile/+1/000", "tile/ 1/000",
            "tile/a/000",
            "tile/data/000", "tile/Entries/000",
            "tile/0/0", "tile/0/00", "tile/0/0000", "tile/0/1234", "tile/0/+01", "tile/0/-01", "tile/0/0x1", "tile/0/ 01",
            "tile/0/x000", "tile/0/x001", "tile/0/x000/001", "tile/0/x000/x001/234", "tile/0/001/234", "tile/0/x001/x234",
            "tile/0/X001/234", "tile/0/xx001/234", "tile/0/x1/234", "tile/0/x0001/234",
            "tile/0/x018/x446/x744/x073/x709/x551/616", "tile/0/x019/x446/x744/x073/x709/x551/615",
            "tile/0/x999/x999/x999/x999/x999/x999/x999/999",
            "tile/0/000.p/0", "tile/0/000.p/256", "tile/0/000.p/257", "tile/0/000.p/01", "tile/0/000.p/+1", "tile/0/000.p/-1",
            "tile/0/000.p/", "tile/0/000.p", "tile/0/000.p/1/", "tile/0/000.p/1/2", "tile/0/000.P/1", "tile/0/000.q/1",
            "tile/0/000p/1",
            "tile/0/000.p.p/1", "tile/0/.p/1", "tile/0.p/1", "tile/.p/1", "tile/0/000.p/99999999999999999999",
            "tile/0/x001.p/234",
            "tile/0/000.p/x01", "tile/entries", "tile/entries/", "tile/entries/0", "tile/entries/000.p/0",
            "tile/../000", "tile/0/..", "tile/0/../000", "../tile/0/000", "tile/0/x001/../067", "tile/entries/../../etc/passwd",
            "tile/0/%30%30%30", "tile/0/000?", "tile/0/000\n", "tile/0/000\0", "tile/0/٠٠٠", "tile/٠/000", "tile/0/0\u{301}00",
            "tile/0/000.p/1\u{301}", "tile\u{FF0F}0/000",
        ])
    func strict(text: String) {
        #expect(TilePath(text) == nil)
    }

    @Test("a width is 1 to 256", arguments: [-1, 0, 257, Int.min, Int.max])
    func widths(value: Int) {
        #expect(TileWidth(value) == nil)
    }
}
