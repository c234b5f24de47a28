package import Primitives

/// Someone or something in a foreign file that made labels. The ledger knows neither their id there nor their name: the
/// session that imports mints a random id, makes a key in the connector's custody, and keeps who is who.
package struct ForeignActor: Hashable, Sendable {
    /// What the foreign file calls an actor. It may be a name or an address, so it never enters an event.
    package struct ID: Hashable, Sendable {
        package enum Kind: String, Hashable, Sendable {
            case annotator, model
        }

        package let kind: Kind
        /// In Unicode normalisation form C.
        package let text: String

        package init(_ kind: Kind, _ text: String) {
            self.kind = kind
            self.text = text
        }
    }

    /// What is known of a model that suggested labels.
    package struct Model: Hashable, Sendable {
        package let name: String
        package let version: String

        package init(name: String, version: String) {
            self.name = name
            self.version = version
        }

        /// SHA-256 of the canonical JSON `{"model":…,"version":…}`. It identifies this declaration, not the weights: a
        /// foreign file does not hold them.
        package var declarationDigest: Digest {
            Digest(hashing: (["model": .string(name), "version": .string(version)] as JSONValue).canonicalBytes)
        }
    }

    package let id: ID
    /// Personal: to be sealed.
    package let name: String?
    /// Personal: to be sealed.
    package let email: String?
    /// For a model; `nil` for a person.
    package let model: Model?

    package init(annotator text: String, name: String? = nil, email: String? = nil) {
        id = ID(.annotator, text)
        self.name = name
        self.email = email
        model = nil
    }

    package init(model: Model) {
        id = ID(.model, model.name + "@" + model.version)
        name = nil
        email = nil
        self.model = model
    }
}

extension ForeignActor.ID: CustomStringConvertible {
    /// The kind only: the text may be personal.
    package var description: String { kind.rawValue }
}

extension ForeignActor: CustomStringConvertible, CustomDebugStringConvertible {
    /// The kind only: the rest may be personal.
    package var description: String { id.description }
    package var debugDescription: String { description }
}
