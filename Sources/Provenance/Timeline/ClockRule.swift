public import Primitives

/// Whether the clock of a track counts: key and standing of whoever stated it are good, as known now. Many may state clocks, and a
/// false one turns what certified people said of times into its contrary.
///
/// The clock before it is not taken instead: somebody found that one wanting, and perhaps rightly.
public enum ClockRule {
    /// The tracks of an item, each with the verdict on whoever stated its clock, as known at `size`.
    ///
    /// - Returns: `nil` if a history that the verdicts read is not here whole.
    public static func tracks(
        on timeline: ItemTimeline, at size: TreeSize, in histories: some Histories
    ) throws -> [PlacedTrack]? {
        var judgements: [EntryIndex: Judgement] = [:]
        var placed: [PlacedTrack] = []
        for stated in timeline.tracks {
            let index = stated.statement.index
            let known = try judgements[index] ?? SignatureRule.judge(stated.statement, at: size, in: histories)
            guard let judgement = known else { return nil }
            judgements[index] = judgement
            placed.append(PlacedTrack(stated, judgement))
        }
        return placed
    }
}
