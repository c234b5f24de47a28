import Synchronization

/// Bounds what is under way at length, in all and for one grant: whoever asks for more is told to come back.
final class Places: Sendable {
    private let limit: Int
    private let limitPerGrant: Int
    private let refusal: Problem
    /// By the grant's id.
    private let taken = Mutex<[String: Int]>([:])

    /// - Parameter refusal: the answer where there is no room, of status 503.
    init(_ limit: Int, perGrant: Int, refusal: Problem) {
        self.limit = limit
        limitPerGrant = perGrant
        self.refusal = refusal
    }

    /// - Throws: the refusal, at once.
    func take(for grant: Grant) throws(Problem) -> Place {
        let isTaken = taken.withLock { taken in
            guard taken.values.reduce(0, +) < limit, taken[grant.id, default: 0] < limitPerGrant else { return false }
            taken[grant.id, default: 0] += 1
            return true
        }
        guard isTaken else { throw refusal }
        return Place(self, grant.id)
    }

    fileprivate func leave(_ id: String) {
        taken.withLock { taken in
            let left = taken[id, default: 1] - 1
            taken[id] = left == 0 ? nil : left
        }
    }
}

/// A place, taken for as long as somebody holds it: also an answer that is never written gives it back.
final class Place: Sendable {
    private let places: Places
    private let id: String

    fileprivate init(_ places: Places, _ id: String) {
        self.places = places
        self.id = id
    }

    deinit { places.leave(id) }

    /// Holds the place while `body` runs.
    func hold<Result>(_ body: () async throws -> Result) async rethrows -> Result {
        defer { withExtendedLifetime(self) {} }
        return try await body()
    }
}
