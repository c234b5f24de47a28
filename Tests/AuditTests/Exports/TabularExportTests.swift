import Audit
import Primitives
import Testing

struct TabularExportTests {
    /// RFC 4180, byte by byte and plainly.
    private func cells(_ text: String) -> [[String]] {
        var rows: [[String]] = []
        var row: [String] = []
        var cell = ""
        var isQuoted = false
        var scalars = Array(text.unicodeScalars)[...]
        while let scalar = scalars.popFirst() {
            if isQuoted {
                if scalar != "\"" {
                    cell.unicodeScalars.append(scalar)
                } else if scalars.first == "\"" {
                    cell.unicodeScalars.append(scalars.removeFirst())
                } else {
                    isQuoted = false
                }
            } else if scalar == "\"" {
                isQuoted = true
            } else if scalar == "," || scalar == "\n" {
                row.append(cell)
                cell = ""
                if scalar == "\n" {
                    rows.append(row)
                    row = []
                }
            } else {
                cell.unicodeScalars.append(scalar)
            }
        }
        return rows
    }

    @Test func `CSV gives back every value as it was`() async throws {
        let shelf = try await Shelf.filled()
        let rows = cells(try shelf.text(CSVExport()))
        let lines = try shelf.lines()
        #expect(rows.count == lines.count + 1)
        #expect(
            rows[0].prefix(10) == [
                "dataset", "item", "label", "name", "index", "recorded", "source", "verdict", "disputed", "value",
            ])
        for (row, line) in zip(rows.dropFirst(), lines) {
            #expect(row.count == rows[0].count)
            #expect(row[1] == line["item"]?.string && row[2] == line["label"]?.string)
            #expect(try JSONValue(parsing: row[9]) == line["value"])
            #expect(row[10] == line["type"]?.string && row[13] == line["split"]?.string ?? "")
        }
    }

    @Test func `for spreadsheets, what would be a formula begins with an apostrophe, and it is said`() async throws {
        let shelf = try await Shelf.filled()
        let (text, remarks) = try shelf.exported(CSVExport(forSpreadsheets: true))
        #expect(cells(text).contains { $0[1] == "'=1,\u{301}" } && !cells(text).contains { $0[1] == "=1,\u{301}" })
        #expect(remarks == ["1 cell begins with an apostrophe that was not there, so that no spreadsheet runs what follows it."])
        #expect(try shelf.exported(CSVExport()).remarks.isEmpty)
        #expect(cells(try shelf.text(CSVExport())).contains { $0[1] == "=1,\u{301}" })
    }

    @Test func `the table sends no control character and no turn of direction to a terminal`() async throws {
        let shelf = try await Shelf.filled()
        let text = try shelf.text(TableExport())
        #expect(text.split(separator: "\n").count == 13)
        #expect(!text.unicodeScalars.contains { $0 == "\r" || $0 == "\u{202E}" })
        #expect(text.contains("(disputed)"))
    }

    @Test func `a label as a service lists it has the same row, and what is none has none`() async throws {
        let shelf = try await Shelf.filled()
        var listed = TableExport()
        let rows = try shelf.lines().map { listed.add(listed: $0) }
        let text = try shelf.text(TableExport())
        #expect(listed.begin() + rows.compactMap { $0 }.joined() == text)
        #expect(listed.remarks == ["12 labels"])
        #expect(listed.add(listed: ["item": "i", "label": "l"]) == nil && listed.remarks == ["12 labels"])
    }

    @Test func `Label Studio gets a task an item, seconds to the microsecond, and is told what was rounded`() async throws {
        let shelf = try await Shelf.filled()
        let (text, remarks) = try shelf.exported(LabelStudioExport())
        let tasks = try #require(try JSONValue(parsing: text).array)
        #expect(tasks.count == Shelf.items.count)
        let talk = try #require(tasks.first { $0["data"]?["item"] == "talk" })
        let results = (talk["annotations"]?.array ?? []).flatMap { $0["result"]?.array ?? [] }
        let timed = try #require(results.first { $0["id"] == "timed" })
        #expect(timed["value"] == ["choices": ["sad"], "start": 1, "end": .number(2.000021)])
        #expect(timed["meta"] == ["ticks": [48_000, 96_001], "timebase": [1, 48_000], "rounded": true])
        #expect(timed["to_name"] == "audio" && timed["type"] == "choices")
        #expect(
            remarks == [
                "1 segment does not begin and end on whole microseconds; the seconds are rounded to six decimals."
            ])
        #expect(try shelf.text(LabelStudioExport(), at: try shelf.size(after: "guideline")) == "[]\n")
    }
}
