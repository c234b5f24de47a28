// What numbers and hashes are read from in every document of the protocol (§1).

extension UInt64 {
    /// A whole number from 0 up.
    package init(countNode node: JSONNode) throws(JSONError) {
        guard let count = UInt64(exactly: try node.integer()) else {
            throw JSONError(.invalidValue, "a whole number from 0 up is expected")
        }
        self = count
    }
}

extension [UInt8] {
    /// Standard base64.
    package init(base64Node node: JSONNode) throws(JSONError) {
        guard let bytes = try node.withString({ Base64.decode($0) }) else {
            throw JSONError(.invalidValue, "base64 in its one spelling is expected")
        }
        self = bytes
    }
}

extension Digest {
    /// 32 bytes in standard base64.
    package init(base64Node node: JSONNode) throws(JSONError) {
        guard let digest = Digest(bytes: try [UInt8](base64Node: node)) else {
            throw JSONError(.invalidValue, "32 bytes in base64 are expected")
        }
        self = digest
    }
}
