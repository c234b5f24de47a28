import ArgumentParser
import Connectors
import Intake

/// What has to be said of a Label Studio project because neither its export nor its webhooks do.
struct LabelStudioChoices: ParsableArguments {
    @Option(help: "The project's labelling configuration (XML).") var config: String?
    @Option(help: "Frames a second of all videos: 25, 29.97, 30000/1001.") var frameRate: String?
    @Option(help: "Of all audio, in hertz.") var sampleRate: Int64?
    @Option(help: "Label Studio's version.") var toolVersion: String?
    @Option(help: "Where the content comes from: collected (unless said otherwise), synthetic, augmented, derived.")
    var origin: String?
    @Option(
        help: "Who an annotation is put to that somebody else edited last: last-editor (unless said otherwise), owner, connector."
    )
    var editing: String?

    /// The settings with what was given here in the place of what they have.
    func settings(over base: LabelStudioSettings) throws -> LabelStudioSettings {
        var settings = base
        if let origin {
            guard let kind = OriginMapping.Kind(rawValue: origin) else {
                throw CommandFailure("--origin is collected, synthetic, augmented or derived.", ExitStatus.usage)
            }
            settings.origin = kind
        }
        if let editing {
            guard let rule = LabelStudioOptions.Editing(rawValue: editing) else {
                throw CommandFailure("--editing is last-editor, owner or connector.", ExitStatus.usage)
            }
            settings.editing = rule
        }
        if let config { settings.configuration = String(decoding: try WholeFile.read(config), as: UTF8.self) }
        if let frameRate {
            guard LabelStudioOptions.isFrameRate(frameRate) else {
                throw CommandFailure("--frame-rate is frames a second: 25, 29.97 or 30000/1001.", ExitStatus.usage)
            }
            settings.frameRate = frameRate
        }
        settings.sampleRate = sampleRate ?? settings.sampleRate
        settings.toolVersion = toolVersion ?? settings.toolVersion
        return settings
    }
}
