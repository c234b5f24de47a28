package import Primitives

/// What an export does not say and somebody has to.
package struct LabelStudioOptions: Sendable {
    /// To whom an annotation is put that was last saved by someone else than whoever made it. Label Studio exports only the
    /// last state, so what the first annotator had said is not known.
    package enum Editing: String, Hashable, Sendable, CaseIterable {
        /// Whoever saved the state that is exported. Recommended: it is the one thing that is known.
        case lastEditor = "last-editor"
        /// Whoever made the annotation, though they may never have seen what it says now.
        case owner
        /// The connector, in nobody's name: no verdict on a person rests on it.
        case connector
    }

    package var dataset: String
    /// Where the tasks' content comes from.
    package var origin: OriginMapping
    /// Without it, every text in a task's data is a track, and what it is follows from its ending.
    package var configuration: LabelStudioConfiguration?
    /// Frames a second of all videos: `25`, `29.97`, `30000/1001`. Before the configuration's.
    package var frameRate: String?
    /// Of all audio, in hertz. Without it a tick is a microsecond.
    package var sampleRate: Int64?
    /// Label Studio's version; without it, labels do not name their tool.
    package var toolVersion: String?
    package var editing = Editing.lastEditor
    /// The digest of the content behind an address, where the caller has it. Without it the address itself is digested.
    package var contentDigest: @Sendable (String) -> Digest? = { _ in nil }

    package init(dataset: String, origin: OriginMapping) {
        self.dataset = dataset
        self.origin = origin
    }
}

extension LabelStudioOptions {
    /// Whether a text is frames a second: `25`, `29.97`, `30000/1001`.
    package static func isFrameRate(_ text: String) -> Bool { Timebase(frameRate: text) != nil }
}
