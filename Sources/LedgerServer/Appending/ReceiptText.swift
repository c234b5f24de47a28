import Ledger
import MerkleLog
import NIOCore
import Primitives
import Provenance

/// Writes answers straight into the bytes that are sent: a receipt a line is what a busy ledger writes most.
struct ReceiptText {
    /// Without inclusion proofs.
    let isBrief: Bool

    func write(_ receipt: Receipt, to buffer: inout ByteBuffer) {
        buffer.writeString("{\"checkpoint\":\"")
        // A note holds no character that JSON escapes but its line feeds.
        for (place, line) in receipt.checkpoint.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            if place > 0 { buffer.writeString("\\n") }
            buffer.writeSubstring(line)
        }
        buffer.writeString("\",\"id\":\"")
        buffer.writeString(receipt.id.description)
        if !isBrief {
            buffer.writeString("\",\"inclusion\":[")
            for (place, hash) in receipt.inclusion.hashes.enumerated() {
                buffer.writeString(place == 0 ? "\"" : ",\"")
                buffer.writeString(hash.base64)
                buffer.writeString("\"")
            }
            buffer.writeString("],\"index\":")
        } else {
            buffer.writeString("\",\"index\":")
        }
        buffer.writeString(String(receipt.index.value))
        buffer.writeString(",\"leaf\":\"")
        buffer.writeString(receipt.leaf.base64)
        buffer.writeString("\",\"recorded\":")
        buffer.writeString(String(receipt.recorded.microseconds))
        buffer.writeString("}")
    }

    /// `{"status":201,"receipt":…}` or `{"status":4xx,"problem":…}` and a line feed.
    func writeLine(_ answer: BatchIntake.Answer, to buffer: inout ByteBuffer) {
        switch answer {
        case .outcome(.appended(let receipt)): write(receipt, status: 201, to: &buffer)
        case .outcome(.duplicate(let receipt)): write(receipt, status: 200, to: &buffer)
        case .outcome(.refused(let refusal)): write(Problem(refusal), to: &buffer)
        case .problem(let problem): write(problem, to: &buffer)
        }
        buffer.writeString("}\n")
    }

    private func write(_ receipt: Receipt, status: Int, to buffer: inout ByteBuffer) {
        buffer.writeString("{\"receipt\":")
        write(receipt, to: &buffer)
        buffer.writeString(",\"status\":\(status)")
    }

    private func write(_ problem: Problem, to buffer: inout ByteBuffer) {
        buffer.writeString("{\"problem\":")
        buffer.writeString(problem.json.canonicalText)
        buffer.writeString(",\"status\":\(problem.status)")
    }
}
