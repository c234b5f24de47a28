import ArgumentParser
import Evidence
import Foundation
import Intake
import Ledger
import MerkleLog
import Primitives
import Signatures

struct ReceiptCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "receipt", abstract: "Print the receipt of an entry.",
        discussion: """
            A receipt proves that the entry is in the log. With --format text it is for tools of transparency logs
            (c2sp.org/tlog-proof), with --format cose for those of SCITT (RFC 9942). The latter is signed now, with the log's key
            from the ledger's directory, or by the service.

            Example: touchmark receipt 17 --format cose -o 17.receipt
            Example: touchmark receipt 17 --url https://labels.example.org
            """)

    enum Format: String, CaseIterable, ExpressibleByArgument {
        case json, text, cose
    }

    @OptionGroup var ledger: LedgerSourceOption
    @Argument(help: "The entry's index.") var index: UInt64
    @Option(help: "A size at which a checkpoint was signed; that of the entry's batch if left out.") var size: UInt64?
    @Option(help: "json, text or cose.") var format: Format = .json
    @Option(name: [.customShort("o"), .customLong("out")], help: "The file to write; needed for cose.") var out: String?

    func validate() throws {
        guard format != .cose || out != nil else { throw ValidationError("COSE is no text: name a file with -o.") }
    }

    func run() async throws {
        let bytes = try await bytes()
        guard let out else { return Output.write(String(decoding: bytes, as: UTF8.self), to: .standardOutput) }
        let file = try NewFile(out)
        try file.write(bytes)
        try file.publish()
    }

    private func bytes() async throws -> [UInt8] {
        if let service = try ledger.service() { return try await bytes(from: service) }
        let directory = try ledger.open()
        return try bytes(from: Receipts(store: try directory.openForReading()), directory)
    }

    private func bytes(from service: ServedLedger) async throws -> [UInt8] {
        let path = "/v1/receipts/\(index)"
        let query = size.map { [(name: "size", value: "\($0)")] } ?? []
        switch format {
        case .json: return Array((try await service.json(path, query).canonicalText + "\n").utf8)
        case .text: return try await service.bytes(path, query, accepting: "text/plain")
        case .cose: return try await service.bytes(path, query, accepting: "application/scitt-receipt+cose")
        }
    }

    private func bytes(from receipts: Receipts, _ directory: LedgerDirectory) throws -> [UInt8] {
        let (index, size) = (EntryIndex(index), size.map { TreeSize($0) })
        switch format {
        case .json: return Array((try receipts.receipt(for: index, size: size).json.canonicalText + "\n").utf8)
        case .text: return Array(try receipts.receipt(for: index, size: size).text.utf8)
        case .cose:
            let signer = LogSigner(origin: directory.origin, key: try KeyFile.read(directory.key("log")))
            return try receipts.coseReceipt(for: index, size: size, by: [signer]).bytes
        }
    }
}
