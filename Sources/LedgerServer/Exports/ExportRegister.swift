import Evidence
import Ledger
import Primitives
import Provenance
import Synchronization

/// Exports that were ordered: what goes into each is settled when it is ordered, and made when it is fetched.
///
/// Nothing is kept but the order: what lies below a checkpoint never changes, so the same order gives the same bundle, but for
/// what was erased in between, and what a newer seal covers.
final class ExportRegister: Sendable {
    struct Order: Sendable {
        let id: String
        let scope: EvidenceScope
        let orderedBy: String
        let ordered: Timestamp
        let evidence: LedgerEvidence
    }

    private static let limit = 1000
    /// Of one caller, so that nobody fills it against everybody else.
    static let ownLimit = 100

    private let lifetime: Int64
    private let orders = Mutex<[String: Order]>([:])

    init(seconds: Int) { lifetime = Int64(seconds) * 1_000_000 }

    /// - Throws: a problem of status 503 if too many, or too many of this caller's, have not expired.
    func requireRoom(for caller: String, at now: Timestamp) throws(Problem) {
        let isFull = orders.withLock { orders in !hasRoom(in: &orders, for: caller, at: now) }
        if isFull { throw Self.full }
    }

    /// - Throws: as `requireRoom` does.
    func add(_ order: Order) throws(Problem) {
        let isAdded = orders.withLock { orders -> Bool in
            guard hasRoom(in: &orders, for: order.orderedBy, at: order.ordered) else { return false }
            orders[order.id] = order
            return true
        }
        if !isAdded { throw Self.full }
    }

    private func hasRoom(in orders: inout [String: Order], for caller: String, at now: Timestamp) -> Bool {
        orders = orders.filter { now.microseconds - $0.value.ordered.microseconds < lifetime }
        return orders.count < Self.limit && orders.values.count { $0.orderedBy == caller } < Self.ownLimit
    }

    private static let full = Problem.tooBusy("Too many exports were ordered. Fetch yours, or try again later.", retryAfter: 60)

    /// An order of this caller's that has not expired.
    func order(_ id: String, by caller: String, at now: Timestamp) -> Order? {
        orders.withLock { orders in
            guard let order = orders[id], order.orderedBy == caller,
                now.microseconds - order.ordered.microseconds < lifetime
            else { return nil }
            return order
        }
    }
}
