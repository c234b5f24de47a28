import ArgumentParser
import Connectors
import Foundation
import Intake
import Ledger
import Primitives
import Signatures

struct ConnectorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "connector", abstract: "Set up what annotation tools deliver to.", subcommands: [LabelStudio.self])

    struct LabelStudio: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "label-studio", abstract: "Set up a webhook receiver for a Label Studio server, or change it.",
            discussion: """
                Prints the address, the header and a new secret, which is kept as a digest only: it is not shown again.
                A running service takes the settings up at once (Docs/LabelStudio.md).

                Example: touchmark connector label-studio studio --dataset clips
                """)

        @OptionGroup var ledger: LedgerOption
        @Argument(help: "The connector's id.") var name: String
        @Option(help: "The dataset's id.") var dataset: String
        @Option(help: "The header that the secret comes in.") var header = "X-Touchmark-Secret"
        @Option(help: "A file (mode 0600) that holds the secret, of at least 16 characters, in place of a new one.")
        var secretFile: String?
        @Flag(help: "Believe whoever reaches the address. Only for a network of one's own.") var withoutSecret = false
        @OptionGroup var choices: LabelStudioChoices
        @OptionGroup var json: JSONOption

        func validate() throws {
            guard secretFile == nil || !withoutSecret else {
                throw ValidationError("Give either --secret-file or --without-secret.")
            }
            // Label Studio takes names of these characters.
            let isName = { (byte: UInt8) in
                byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_") || (byte < 128 && Character(UnicodeScalar(byte)).isLetter)
                    || (0x30...0x39).contains(byte)
            }
            guard !header.isEmpty, header.utf8.allSatisfy(isName) else {
                throw ValidationError("A header's name consists of letters, digits, - and _.")
            }
        }

        func run() throws {
            let directory = try ledger.open()
            let store = try directory.openForReading()
            try ConnectorStation.requireKey(of: name, keys: directory.keys, in: store)
            if try !store.read({ try $0.isDefined(dataset) }) {
                Output.note("The ledger has no dataset \(dataset) yet: what is delivered before it is defined is refused.")
            }
            let secret = try newSecret()
            let authentication: LabelStudioSettings.Authentication =
                if let secret { .header(name: header, secret: Digest(hashing: secret)) } else { .nothing }
            let settings = try choices.settings(over: LabelStudioSettings(dataset: dataset, authentication: authentication))
            // What cannot be read later is refused now.
            _ = try LabelStudioImporter(from: name, options: try settings.options(configuration: nil), secret: .random())
            try settings.write(name, keys: directory.keys)
            report(secret)
        }

        /// `nil` if there is to be none.
        private func newSecret() throws -> String? {
            guard !withoutSecret else { return nil }
            guard let secretFile else {
                var generator = SystemRandomNumberGenerator()
                return Base64.encodeURL((0..<32).map { _ in UInt8.random(in: .min ... .max, using: &generator) })
            }
            let text = String(decoding: try OwnersFile.read(secretFile, "secret"), as: UTF8.self).trimmed
            guard text.count >= 16 else { throw CommandFailure("The secret in \(secretFile) is shorter than 16 characters.") }
            return text
        }

        private func report(_ secret: String?) {
            let path = "/v1/connectors/label-studio/\(PercentEncoded.segment(name))"
            let isNew = secret != nil && secretFile == nil
            if json.isOn {
                var object: JSONObject = ["path": .string(path)]
                if secret != nil { object["header"] = .string(header) }
                if isNew { object["secret"] = secret.map(JSONValue.string) }
                return Output.json(.object(object))
            }
            Output.line("path    \(path)")
            guard let secret else { return Output.note("Whoever reaches this address is believed.") }
            Output.line("header  \(header)")
            if isNew { Output.line("secret  \(secret)") }
        }
    }
}
