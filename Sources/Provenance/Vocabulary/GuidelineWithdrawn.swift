public import Primitives

/// A version of a guideline is no longer to be followed.
public struct GuidelineWithdrawn: EventData {
    public static let type = "touchmark.guideline.withdrawn"
    public static let signers: Set<ActorKind> = [.operator, .annotator]

    public let guideline: String
    /// The publication of the version.
    public let of: EventReference
    /// Those of the publication.
    public let datasets: [String]
    public let reason: String
    public let effective: Timestamp?

    public init(_ reader: inout EventDataReader, source: Actor) throws(JSONError) {
        guideline = try reader.id("guideline")
        of = try reader.reference("of")
        datasets = try reader.ids("datasets")
        reason = try reader.string("reason")
        effective = try reader.optionalTime("effective")
    }

    public var subjects: [Subject] {
        [.guideline(guideline)] + datasets.map { .policy($0) } + datasets.map { .dataset($0) }
    }
}
