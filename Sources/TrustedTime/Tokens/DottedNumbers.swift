import SwiftASN1

/// An object identifier as people write it.
enum DottedNumbers {
    /// The library divides the first two numbers as if the second were always below 40; under 2 it need not be.
    static func of(_ identifier: ASN1ObjectIdentifier) -> String {
        let numbers = identifier.oidComponents
        guard let first = numbers.first, first > 2, numbers.count > 1 else { return identifier.description }
        return ([2, (first - 2) * 40 + numbers[1]] + numbers.dropFirst(2)).map(String.init).joined(separator: ".")
    }
}
