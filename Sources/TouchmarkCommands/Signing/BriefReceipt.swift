import Primitives

extension JSONValue {
    /// A receipt as `--brief` asks for it: without its inclusion proof.
    func asReceipt(brief: Bool) -> JSONValue {
        guard brief, case .object(var object) = self else { return self }
        object["inclusion"] = nil
        return .object(object)
    }
}
