import Primitives
import Signatures

/// Which members may be kept out of the log, and which of them whoever signs keeps out unless told otherwise: what is
/// personal, and free text, into which people write what is personal.
public enum Sealing {
    /// Members of `data` that are sealed by default, by type.
    static let byDefault: [String: Set<String>] = [
        AnnotatorEnrolled.type: ["name", "contact", "employer", "group"],
        AnnotatorSuspended.type: ["reason"],
        AnnotatorReinstated.type: ["reason"],
        CredentialIssued.type: ["licence"],
        CredentialPresented.type: ["licence", "token"],
        ItemRegistered.type: ["transcript"],
        LabelAsserted.type: ["rationale"],
        LabelRevised.type: ["rationale"],
        LabelWithdrawn.type: ["reason"],
        RelationAsserted.type: ["rationale"],
        PreferenceRanked.type: ["rationale"],
        ReviewRecorded.type: ["comment"],
        AdjudicationDecided.type: ["rationale"],
        SessionRecorded.type: ["counts", "trace"],
        DisclosureErased.type: ["orderedBy"],
    ]

    /// Names of all members that can be sealed. Of `value`, a gold answer's whole, of others its `text`.
    public static let names = byDefault.values.reduce(into: ["value", "text"] as Set) { $0.formUnion($1) }

    /// Replaces what is to be sealed by digests: the members of `_seal` objects and, unless `keepsClear`, those that are
    /// sealed by default.
    ///
    /// - Returns: `data` as it goes into the log, and the disclosures that open it.
    static func seal(_ data: JSONObject, of type: String, keepsClear: Bool) throws(JSONError) -> (JSONObject, [Disclosure]) {
        var disclosures: [Disclosure] = []
        var sealed = try seal(data, names: keepsClear ? [] : byDefault[type] ?? [], &disclosures)
        if case .object(let value) = sealed["value"] {
            sealed["value"] = .object(try seal(value, names: keepsClear ? [] : ["text"], &disclosures))
        }
        return (sealed, disclosures)
    }

    private static func seal(
        _ object: JSONObject, names: Set<String>, _ disclosures: inout [Disclosure]
    ) throws(JSONError) -> JSONObject {
        var clear: [JSONObject.Member] = []
        var hidden: [JSONObject.Member] = []
        for member in object.members {
            if member.name == "_seal" {
                guard case .object(let named) = member.value else {
                    throw JSONError(.wrongType, "an object {name: value} is expected", path: ["_seal"])
                }
                hidden += named.members
            } else if names.contains(member.name) {
                hidden.append(member)
            } else {
                clear.append(member)
            }
        }
        guard !hidden.isEmpty else { return object }
        let made = hidden.map { Disclosure.make(name: $0.name, value: $0.value) }
        disclosures += made
        // In the order of the digests, so that their order says nothing of the members'.
        clear.append(.init(name: "_sd", value: .array(made.map(\.digest).sorted().map { .string($0) })))
        return JSONObject(clear)
    }
}
