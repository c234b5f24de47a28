import Ledger
package import Primitives
import Provenance
import Signatures

/// A text that its event may have sealed (protocol.md §2), as the reader may see it.
package enum SealableText: Hashable, Sendable {
    /// In the log, for all who may read it.
    case clear(String)
    /// Sealed, and shown to this reader.
    case disclosed(String)
    /// Sealed, and not shown here. A seal may also hide nothing.
    case withheld
    /// Sealed, and erased by order.
    case erased
    /// Some of the event's seals were erased, and nobody can say whether this one was among them, if there was one.
    case withheldOrErased
    /// What the event's seals hide is not here, and there are fewer than members that they may hide.
    case withheldOrAbsent
    /// The event's seals were erased, and there were fewer than members that they may have hidden.
    case erasedOrAbsent

    /// The one word for it.
    package var state: String {
        switch self {
        case .clear: "clear"
        case .disclosed: "disclosed"
        case .withheld: "withheld"
        case .erased: "erased"
        case .withheldOrErased: "withheld-or-erased"
        case .withheldOrAbsent: "withheld-or-absent"
        case .erasedOrAbsent: "erased-or-absent"
        }
    }

    package var text: String? {
        switch self {
        case .clear(let text), .disclosed(let text): text
        case .withheld, .erased, .withheldOrErased, .withheldOrAbsent, .erasedOrAbsent: nil
        }
    }
}

/// What a label says.
package struct ShownValue: Hashable, Sendable {
    /// With the disclosed text, if there is one to be shown.
    package let json: JSONValue
    /// `nil` if nothing of it is sealed.
    package let sealedText: SealableText?

    /// True if nothing of it is hidden from the reader.
    var isWhole: Bool { sealedText.map { $0.text != nil } ?? true }
}

/// What an event seals, and how much of it may be shown.
struct SealedParts {
    private let entry: LoggedEvent
    private let disclosed: [DisclosedValue]
    private let erased: Set<String>
    private let showsDisclosures: Bool

    /// - Throws: `StoreError.corrupt` if a disclosure in the store is none of the event's.
    init(of entry: LoggedEvent, in reader: any LedgerReader, showsDisclosures: Bool) throws {
        self.entry = entry
        self.showsDisclosures = showsDisclosures
        guard !entry.event.sealed.isEmpty else {
            (disclosed, erased) = ([], [])
            return
        }
        // The whole log, also past the certificate's size: what is gone cannot be called withheld.
        var erased: Set<String> = []
        for later in try reader.events(of: entry.event.subject, below: try reader.size()) {
            if case .disclosureErased(let data) = later.event.body, data.event == entry.reference {
                erased.formUnion(data.digests)
            }
        }
        self.erased = erased
        disclosed = try reader.disclosedValues(of: entry)
    }

    /// A member of `data` that was sealed, kept and not erased; `nil` if it is not here.
    static func disclosed(_ name: String, of entry: LoggedEvent, in reader: any LedgerReader) throws -> JSONValue? {
        let parts = try SealedParts(of: entry, in: reader, showsDisclosures: true)
        return parts.disclosed.first { $0.path.isEmpty && $0.name == name && !parts.erased.contains($0.disclosure.digest) }?.value
    }

    /// A member of `data`; `nil` if it was never given.
    func text(_ member: Sealable<String>, named name: String) -> SealableText? {
        switch member {
        case .clear(let text): .clear(text)
        case .absent: nil
        case .withheld: state(of: name, in: [])
        }
    }

    /// The value in the member `value`.
    func value(_ value: LabelValue) -> ShownValue {
        let logged = JSONValue.object(value.json)
        guard value.isTextSealed, let text = state(of: "text", in: ["value"]) else {
            return ShownValue(json: logged, sealedText: nil)
        }
        var shown = value.json
        if let disclosed = text.text { shown["text"] = .string(disclosed) }
        return ShownValue(json: .object(shown), sealedText: text)
    }

    private func state(of name: String, in path: [String]) -> SealableText? {
        guard let object = entry.event.sealed.first(where: { $0.path == path }) else { return nil }
        let present = disclosed.filter { $0.path == path && !erased.contains($0.disclosure.digest) }
        if let own = present.first(where: { $0.name == name }) {
            return showsDisclosures ? .disclosed(own.value.string ?? own.value.canonicalText) : .withheld
        }
        let known = Set(present.map(\.disclosure.digest))
        let unknown = object.digests.filter { !known.contains($0) }
        let gone = unknown.filter(erased.contains)
        // Every seal is some other member's.
        if unknown.isEmpty { return nil }
        let names = Set(present.map(\.name))
        let isGiven = object.candidates.count { !names.contains($0) } <= unknown.count
        if gone.isEmpty { return isGiven ? .withheld : .withheldOrAbsent }
        guard gone.count == unknown.count else { return .withheldOrErased }
        return isGiven ? .erased : .erasedOrAbsent
    }
}
