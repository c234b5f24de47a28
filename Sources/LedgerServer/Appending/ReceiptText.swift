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
        buffer.writeStaticString("{\"checkpoint\":\"")
        buffer.writeNote(receipt.checkpoint)
        buffer.writeStaticString("\",\"id\":\"")
        buffer.writeString(receipt.id.description)
        if !isBrief {
            buffer.writeStaticString("\",\"inclusion\":[")
            for (place, hash) in receipt.inclusion.hashes.enumerated() {
                buffer.writeStaticString(place == 0 ? "\"" : ",\"")
                buffer.writeBase64(hash)
                buffer.writeStaticString("\"")
            }
            buffer.writeStaticString("],\"index\":")
        } else {
            buffer.writeStaticString("\",\"index\":")
        }
        buffer.writeString(String(receipt.index.value))
        buffer.writeStaticString(",\"leaf\":\"")
        buffer.writeBase64(receipt.leaf)
        buffer.writeStaticString("\",\"recorded\":")
        buffer.writeString(String(receipt.recorded.microseconds))
        buffer.writeStaticString("}")
    }

    /// `{"status":201,"receipt":…}` or `{"status":4xx,"problem":…}` and a line feed.
    func writeLine(_ answer: Result<AppendOutcome, Problem>, to buffer: inout ByteBuffer) {
        switch answer {
        case .success(.appended(let receipt)): write(receipt, status: 201, to: &buffer)
        case .success(.duplicate(let receipt)): write(receipt, status: 200, to: &buffer)
        case .success(.refused(let refusal)): write(Problem(refusal), to: &buffer)
        case .failure(let problem): write(problem, to: &buffer)
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

extension ByteBuffer {
    /// A note within a string of JSON. Of what JSON escapes it holds line feeds, and quotes and backslashes in the names of keys.
    fileprivate mutating func writeNote(_ note: String) {
        var note = note
        note.withUTF8 { text in
            let bytes = UnsafeRawBufferPointer(text)
            var start = 0
            for (place, byte) in bytes.enumerated() {
                let escape: StaticString
                switch byte {
                case UInt8(ascii: "\n"): escape = "\\n"
                case UInt8(ascii: "\""): escape = "\\\""
                case UInt8(ascii: "\\"): escape = "\\\\"
                default: continue
                }
                writeBytes(UnsafeRawBufferPointer(rebasing: bytes[start..<place]))
                writeStaticString(escape)
                start = place + 1
            }
            writeBytes(UnsafeRawBufferPointer(rebasing: bytes[start...]))
        }
    }

    /// Standard base64, padded, without a string of its own.
    fileprivate mutating func writeBase64(_ digest: Digest) {
        digest.withUnsafeBytes { bytes in
            let length = Base64.encodedCount(bytes.count)
            _ = writeWithUnsafeMutableBytes(minimumWritableBytes: length) { Base64.encode(bytes, into: $0) }
        }
    }
}
