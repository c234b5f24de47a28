import Primitives
import Provenance

extension ServedLedger {
    private static let labelsOfPage = 1000

    /// Calls `body` with a dataset's current labels, all of one size of the log: that of the first page, unless one is given.
    ///
    /// - Parameter body: returns false of what is no label.
    /// - Throws: `CommandFailure` where the service shows something else than labels; what `body` throws.
    func forEachLabel(
        of dataset: String, asOf size: UInt64?, _ body: (Subject, JSONValue) throws -> Bool
    ) async throws {
        var (size, after): (UInt64?, String?) = (size, nil)
        repeat {
            var query = [("limit", "\(Self.labelsOfPage)")] + Self.query(asOf: size)
            if let after { query.append(("after", after)) }
            let page = try await json("/v1/datasets/\(PercentEncoded.segment(dataset))/labels", query)
            guard let labels = page["labels"]?.array, let shown = page["asOf"]?.integer.flatMap(UInt64.init(exactly:)) else {
                throw Self.noLabels
            }
            for label in labels {
                guard let item = label["item"]?.string, let id = label["label"]?.string,
                    try body(.label(dataset, item, id), label)
                else { throw Self.noLabels }
            }
            let next = page["next"]?.string
            // A service that stays where it is is not followed.
            if let next, next == after { throw CommandFailure("The service's pages do not go on.", ExitStatus.unreadable) }
            (size, after) = (shown, next)
        } while after != nil
    }

    private static let noLabels = CommandFailure("The service shows labels that are none.", ExitStatus.unreadable)
}
