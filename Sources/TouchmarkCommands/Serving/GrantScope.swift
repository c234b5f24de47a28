import LedgerServer

/// How far a role reaches: a reader names datasets, a regulator names them or says all, the others name none.
struct GrantScope {
    struct Failure: Error {
        let sentence: String
    }

    /// `nil` for the whole ledger, or where the role has no use for it.
    let datasets: Set<String>?

    init(_ role: Role, datasets: [String], all: Bool) throws(Failure) {
        guard datasets.allSatisfy({ !$0.isEmpty && $0.utf8.count <= 256 && !$0.contains(where: \.isNewline) }) else {
            throw Failure(sentence: "names a dataset that is none")
        }
        switch role {
        case .reader:
            guard !all else { throw Failure(sentence: "is a reader's, which never reads all: name the datasets that it reads") }
            guard !datasets.isEmpty else { throw Failure(sentence: "is a reader's: name the datasets that it reads") }
            self.datasets = Set(datasets)
        case .regulator:
            guard datasets.isEmpty == all else {
                throw Failure(sentence: "is a regulator's: name the datasets that it reads, or say that it reads all, not both")
            }
            self.datasets = all ? nil : Set(datasets)
        case .operator, .auditor, .connector:
            guard datasets.isEmpty, !all else { throw Failure(sentence: "is of a role that names no datasets: \(role.rawValue)") }
            self.datasets = nil
        }
    }
}
