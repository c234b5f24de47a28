package import Primitives
package import Provenance
import Signatures

/// Which sealed values an erasure takes, event by event.
package struct ErasurePlan: Sendable {
    package enum Scope: Hashable, Sendable {
        case event(EventID)
        /// What a person, model or connector said, and what was said of her: her standing, her credentials, her work.
        case person(Subject)
        case dataset(String)

        fileprivate var isEvent: Bool { if case .event = self { true } else { false } }
    }

    /// One event, and what of it is erased.
    package struct Step: Sendable {
        package let entry: LoggedEvent
        package let digests: [String]

        /// The data of the event that says so.
        ///
        /// - Parameter orderedBy: who asked for it.
        package func data(legalBasis: String, orderedBy: String?) -> JSONObject {
            let reference = entry.reference
            var data: JSONObject = [
                "event": ["id": .string(reference.id.description), "digest": .string(reference.digest.contentDigest)],
                "subjects": .array(entry.event.namedSubjects.map { .string($0.description) }),
                "digests": .array(digests.map { .string($0) }), "legalBasis": .string(legalBasis),
            ]
            if let orderedBy { data["orderedBy"] = .string(orderedBy) }
            return data
        }
    }

    package let steps: [Step]
    /// Values that are left alone because their name, by which they would be chosen, cannot be read here.
    package let unreadable: Int

    package var valueCount: Int { steps.reduce(0) { $0 + $1.digests.count } }

    /// - Parameter names: of the members to erase; `nil` for all, also those whose text was never given to this ledger: they
    ///   cannot be brought afterwards.
    /// - Throws: `LedgerError.missing` if there is nothing of that name.
    package init(_ scope: Scope, names: Set<String>?, in reader: any LedgerReader) throws {
        var steps: [Step] = []
        var unreadable = 0
        for index in try Self.indices(scope, reader) {
            let entry = try reader.event(at: index)
            guard !entry.event.sealed.isEmpty else { continue }
            // By whose order something was erased goes when it is asked for, and not with the next erasure.
            if case .disclosureErased = entry.event.body, !scope.isEvent { continue }
            var digests = entry.event.sealed.flatMap(\.digests)
            if let names {
                unreadable += try reader.lockedDisclosures(of: index).count
                digests = try reader.disclosures(of: index).filter { try names.contains($0.name) }.map(\.digest)
            } else {
                let erased = Set(try reader.erasures(of: index))
                digests.removeAll { erased.contains($0) }
            }
            if !digests.isEmpty { steps.append(Step(entry: entry, digests: digests)) }
        }
        self.steps = steps
        self.unreadable = unreadable
    }

    private static func indices(_ scope: Scope, _ reader: any LedgerReader) throws -> [EntryIndex] {
        let size = try reader.size()
        switch scope {
        case .event(let id):
            guard let index = try reader.index(of: id) else { throw LedgerError(.missing, "There is no event \(id).") }
            return [index]
        case .dataset(let dataset):
            let history = try reader.history(of: .dataset(dataset), below: size)
            guard !history.isEmpty else { throw LedgerError(.missing, "There is no dataset \(dataset).") }
            return history
        case .person(let person):
            guard let actor = Actor(parsing: person.description), actor.kind.isEnrolled else {
                throw LedgerError(.invalid, "\(person) is nobody: name an annotator, a model or a connector, annotator:a.")
            }
            let standing = try reader.history(of: person, below: size)
            guard !standing.isEmpty else { throw LedgerError(.missing, "There is no \(person).") }
            var indices = Set(standing)
            indices.formUnion(try reader.history(of: actor.workSubject, below: size))
            for index in standing {
                for subject in try reader.event(at: index).event.subjects where subject.kind == .credential {
                    indices.formUnion(try reader.history(of: subject, below: size))
                }
            }
            return indices.sorted()
        }
    }

    /// Of the values that were to be erased those that are still there, or whose keys are: sentences, none if all are gone.
    package func remains(in store: any LedgerStore) throws -> [String] {
        var remains = try store.read { reader in
            try steps.filter { try !Set(reader.erasures(of: $0.entry.index)).isSuperset(of: $0.digests) }
                .map { "Sealed values of entry \($0.entry.index) are still there." }
        }
        let unsettled = try store.unsettledErasures()
        if unsettled > 0 {
            remains.append(
                "The keys of \(unsettled) erased values could not be destroyed yet. A service tries again each minute; without one, open the ledger for writing."
            )
        }
        return remains
    }
}

extension StoredDisclosure {
    /// The member that it discloses.
    ///
    /// - Throws: `StoreError.corrupt` if it is not in its form.
    var name: String {
        get throws {
            do { return try Disclosure(parsing: encoded).name } catch {
                throw StoreError(.corrupt, "A disclosure is not in its form: \(error). Run touchmark check.")
            }
        }
    }
}
