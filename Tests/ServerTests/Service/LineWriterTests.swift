import Foundation
import LedgerServer
import Testing

@Suite("Lines of the log")
struct LineWriterTests {
    @Test("What nobody takes waits up to a limit; what is lost is counted and said, and the rest comes whole and in order")
    func stalled() {
        let pipe = Pipe()
        let writer = LineWriter(to: pipe.fileHandleForWriting.fileDescriptor, limit: 200_000) { "lost \($0)" }
        for number in 0..<10_000 { writer.write("\(number) " + String(repeating: "x", count: 90)) }
        let lost = writer.lost
        #expect(lost > 0 && lost < 10_000)
        var text = ""
        var lines: [Substring] = []
        var said = 0
        while said + lines.count < 10_000 {
            text += String(decoding: pipe.fileHandleForReading.availableData, as: UTF8.self)
            guard text.last == "\n" else { continue }
            let all = text.split(separator: "\n")
            said = all.compactMap { $0.hasPrefix("lost ") ? Int($0.dropFirst(5)) : nil }.reduce(0, +)
            lines = all.filter { !$0.hasPrefix("lost ") }
        }
        #expect(said == lost && lines.count == 10_000 - lost)
        #expect(lines.allSatisfy { $0.hasSuffix(" " + String(repeating: "x", count: 90)) })
        let numbers = lines.compactMap { Int($0.prefix { $0 != " " }) }
        #expect(numbers == numbers.sorted() && numbers.count == lines.count)
        writer.write("more")
        writer.finish(within: 10)
        #expect(String(decoding: pipe.fileHandleForReading.availableData, as: UTF8.self) == "more\n")
        #expect(writer.lost == lost)
    }
}
