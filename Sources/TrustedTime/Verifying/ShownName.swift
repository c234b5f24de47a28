import X509

/// A certificate's subject for people: the nearest part first, as RFC 4514 writes it, in characters that are safe to print.
enum ShownName {
    static func of(_ name: DistinguishedName) -> String {
        PrintableText.of(name.reversed().map { $0.map(text).joined(separator: "+") }.joined(separator: ","))
    }

    private static func text(_ attribute: RelativeDistinguishedName.Attribute) -> String {
        let (text, type) = ("\(attribute)", "\(attribute.type)")
        return text.hasPrefix(type) ? DottedNumbers.of(attribute.type) + text.dropFirst(type.count) : text
    }
}
