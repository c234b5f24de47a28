/// Where a page comes from, as browsers write it in the header Origin (RFC 6454 §6.2): `https://tool.example.org`,
/// `http://localhost:8931`, or `null` for a page from a file.
package enum PageOrigin {
    private static let ownPorts = ["http": "80", "https": "443"]

    /// False for what no browser sends: there is no pattern, no path, no capital letter and no port that the scheme has anyway.
    package static func isOne(_ text: String) -> Bool {
        guard text != "null" else { return true }
        let form = /([a-z][a-z0-9+.\-]*):\/\/(?:[a-z0-9._\-]+|\[[0-9a-f:.]+\])(?::([1-9][0-9]{0,4}))?/
        guard text.utf8.allSatisfy({ $0 < 0x80 }), let parts = text.wholeMatch(of: form) else { return false }
        guard let port = parts.2 else { return true }
        return UInt16(port) != nil && ownPorts[String(parts.1)] != String(port)
    }
}
