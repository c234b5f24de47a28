package import Ledger
import Primitives

/// What every `LedgerStore` must do, clause by clause. Each clause is given a maker of empty stores.
package struct StoreContract: Sendable, CustomStringConvertible {
    /// A sentence.
    package let description: String
    private let clause: @Sendable (ContractCase) throws -> Void

    init(_ description: String, _ clause: @escaping @Sendable (ContractCase) throws -> Void) {
        self.description = description
        self.clause = clause
    }

    package static let clauses: [StoreContract] = logClauses + projectionClauses + sealClauses

    /// - Throws: `ContractViolation`, or whatever the store throws where it should not.
    package func check(seed: UInt64, _ makeStore: @escaping () throws -> any LedgerStore) throws {
        try clause(ContractCase(seed: seed, makeStore: makeStore))
    }
}

/// A store does not keep its contract.
package struct ContractViolation: Error, CustomStringConvertible {
    package let description: String
}

/// A store under test, and what it should hold.
struct ContractCase {
    let seed: UInt64
    let makeStore: () throws -> any LedgerStore

    func require(_ holds: Bool, _ sentence: @autoclosure () -> String) throws {
        guard holds else { throw ContractViolation(description: "\(sentence()) (seed \(seed))") }
    }

    func require<Value: Equatable>(_ found: Value, is expected: Value, _ what: @autoclosure () -> String) throws {
        try require(found == expected, "\(what()): expected \(expected), found \(found)")
    }

    func requireFailure(_ code: StoreError.Code, _ body: () throws -> Void) throws {
        do {
            try body()
        } catch let error as StoreError {
            return try require(error.code, is: code, "the failure")
        }
        throw ContractViolation(description: "nothing failed, \(code) was due (seed \(seed))")
    }

    /// A store with batches of these sizes.
    func filled(_ sizes: [Int]) throws -> (store: any LedgerStore, model: StoreModel, ledger: SyntheticLedger) {
        let store = try makeStore()
        var ledger = SyntheticLedger(seed: seed)
        var model = StoreModel()
        for size in sizes {
            let batch = ledger.batch(of: size)
            try store.append(batch)
            model.add(batch)
        }
        return (store, model, ledger)
    }
}
