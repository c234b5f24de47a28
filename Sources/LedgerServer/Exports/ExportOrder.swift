import Evidence
import Ledger
import Primitives
import Provenance

/// What a caller orders: `{"subject":…}` with `withhold` or `disclose`, and `"seal":false` for the last seal as it is.
struct ExportOrder {
    let scope: EvidenceScope
    let choice: DisclosureChoice
    /// What came since the last seal is sealed first.
    let seals: Bool

    init(parsing body: [UInt8]) throws(Problem) {
        let json: JSONValue
        do throws(JSONError) { json = try JSONValue(parsing: body) } catch {
            throw .badRequest("order", "An order is a JSON object such as {\"subject\":\"dataset:scans\"}: \(error).")
        }
        let known: Set = ["subject", "withhold", "disclose", "seal"]
        guard json.object?.members.allSatisfy({ known.contains($0.name) }) ?? false else {
            throw .badRequest("order", "An order has the members subject, withhold, disclose and seal.")
        }
        switch json["seal"] {
        case nil, .bool(true): seals = true
        case .bool(false): seals = false
        default: throw .badRequest("order", "seal is true or false.")
        }
        (scope, choice) = (try Self.scope(json), try Self.choice(json))
    }

    private static func scope(_ json: JSONValue) throws(Problem) -> EvidenceScope {
        guard let text = json["subject"]?.string else { throw .badRequest("order", "An order names a subject.") }
        guard let subject = Subject(parsing: text),
            let scope = subject == .ledger ? .ledger : EvidenceScope(kind: subject.kind.rawValue, subject: subject)
        else {
            throw .notFound(
                "There is no evidence of such a subject: order that of a label, an item, a dataset, an annotator, a model, a "
                    + "connector, or \"ledger:\" for all.")
        }
        return scope
    }

    private static func choice(_ json: JSONValue) throws(Problem) -> DisclosureChoice {
        switch json["withhold"] {
        case .bool(true) where json["disclose"] == nil: return .none
        case .bool(true):
            throw .badRequest("order", "Name what to disclose or what to withhold, not both: what is not disclosed is withheld.")
        case .bool(false) where json["disclose"] == nil: return .all
        default: break
        }
        do {
            return try DisclosureChoice(disclosing: names(json["disclose"]), withholding: names(json["withhold"]))
        } catch let error as LedgerError {
            throw .badRequest("order", error.description)
        } catch {
            throw .badRequest("order", "withhold is true, false or an array of names; disclose is an array of names.")
        }
    }

    private static func names(_ value: JSONValue?) throws -> [String] {
        switch value {
        case nil, .bool(false): return []
        case .array(let elements):
            let names = elements.compactMap(\.string)
            guard names.count == elements.count, !names.isEmpty else { throw NoNames() }
            return names
        default: throw NoNames()
        }
    }

    private struct NoNames: Error {}
}
