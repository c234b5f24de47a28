package import Signatures

/// What an operator can set; the defaults are what a single machine wants.
package struct ServerSettings: Hashable, Sendable {
    package var host = "127.0.0.1"
    package var port = 8080
    package var tls: TLSFiles?
    package var limits = ServerLimits()
    /// Seconds between seals; 0 for none.
    package var sealSeconds = 600
    /// Who is believed about whom a request comes from.
    package var trustedProxies = TrustedProxies()
    /// Origins whose pages may append from a browser, as browsers send them; none unless somebody says so.
    package var allowedOrigins: [String] = []
    /// What becomes of an append of which no quorum of witnesses knows yet.
    package var lateWitnesses = LateWitnesses.goOn
    /// How long an append waits for them, if it does.
    package var witnessSeconds = 20
    /// Whose cosignatures are taken in where they bring them: vkeys of auditors, who replay the ledger.
    package var auditors: [VerifierKey] = []
    /// Where the ledger lies, to see how much room there is.
    package var ledgerDirectory: String?
    /// The program's version, as exports and the description name it.
    package var version = "0"

    package init() {}
}

/// What the service does while witnesses are late.
package enum LateWitnesses: String, Hashable, Sendable, CaseIterable {
    /// Receipts are handed out as soon as events are durable.
    case goOn = "go-on"
    /// A receipt is handed out once a quorum has cosigned a checkpoint that covers the event.
    case holdReceipts = "hold-receipts"
}

/// A limit on everything that comes from outside.
package struct ServerLimits: Hashable, Sendable {
    /// Connections at once; further ones wait in the system's queue.
    package var connections = 1024
    /// A connection on which nothing happens for so long is closed. A head that comes in bit by bit is nothing until it is whole.
    package var idleSeconds = 60
    /// A request that has not arrived whole so long after its head is given up.
    package var requestSeconds = 120
    /// A client that takes nothing of its answer for so long is given up.
    package var stalledSeconds = 30
    package var headerCount = 100
    /// All header fields together.
    package var headerBytes = 32 * 1024
    /// Lines of a batch.
    package var batchLines = 10_000
    package var batchBytes = 32 << 20
    /// Events that are being checked, or wait to be written, at once: beyond it callers are asked to come back.
    package var eventsUnderWay = 16_384
    /// Bytes of bodies, and of what batches are answered, in memory at once, beside 64 KiB of each request: beyond it
    /// callers are asked to come back.
    package var bodyBytes = 256 << 20
    /// Entries of one page.
    package var pageEntries = 1000
    /// Requests a second and address, with ten seconds' worth at once after a pause; 0 for no limit.
    package var requestsPerSecondAndAddress = 0
    /// Requests a second and token, in the same way; 0 for no limit.
    package var requestsPerSecondAndToken = 0
    /// Free bytes on the ledger's disk below which it is not ready.
    package var freeDiskBytes = 512 << 20
    /// How long an ordered export can be fetched.
    package var exportSeconds = 3600
    /// How long requests that are under way have to end when the service is asked to.
    package var shutdownSeconds = 30

    package init() {}
}
