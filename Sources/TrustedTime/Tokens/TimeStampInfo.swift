import Primitives
import SwiftASN1

/// A TSTInfo (RFC 3161 §2.4.2): what an authority says. Nothing is checked yet.
struct TimeStampInfo {
    /// The rules by which the authority works, as dotted numbers.
    let policy: String
    let imprintAlgorithm: AlgorithmName
    let imprint: [UInt8]
    let serial: [UInt8]
    let time: Timestamp
    /// Microseconds until the next moment that the authority could have written: it may cut off what its clock says.
    let resolution: Int64
    /// How far its clock may be off, in microseconds; `nil` where it does not say.
    let accuracy: Int64?
    let nonce: [UInt8]?
    /// True if there is something in it that must be understood and is not.
    let hasCriticalExtension: Bool

    init(der: ArraySlice<UInt8>) throws {
        self = try DER.sequence(try DER.parse(der), identifier: .sequence) { try Self(members: &$0) }
    }

    private init(members nodes: inout ASN1NodeCollection.Iterator) throws {
        guard try Int(derEncoded: &nodes) == 1 else {
            throw ASN1Error.invalidASN1Object(reason: "another version of TSTInfo")
        }
        policy = DottedNumbers.of(try ASN1ObjectIdentifier(derEncoded: &nodes))
        (imprintAlgorithm, imprint) = try DER.sequence(try nodes.required(), identifier: .sequence) { nodes in
            (try AlgorithmName(try nodes.required()), Array(try ASN1OctetString(derEncoded: &nodes).bytes))
        }
        serial = try DERInteger.bytes(try nodes.required())
        (time, resolution) = try Self.moment(try GeneralizedTime(derEncoded: &nodes))
        var rest = Rest()
        while let node = nodes.next() { try rest.take(node) }
        accuracy = rest.accuracy
        nonce = rest.nonce
        hasCriticalExtension = rest.hasCriticalExtension
    }

    private static func moment(_ time: GeneralizedTime) throws -> (Timestamp, resolution: Int64) {
        func padded(_ value: Int, _ width: Int) -> String {
            String(repeating: "0", count: max(0, width - String(value).utf8.count)) + String(value)
        }
        let date = "\(padded(time.year, 4))-\(padded(time.month, 2))-\(padded(time.day, 2))"
        let clock = "\(padded(time.hours, 2)):\(padded(time.minutes, 2)):\(padded(time.seconds, 2))"
        let digits = time.rawFractionalSeconds.prefix(6)
        let fraction = digits.isEmpty ? "" : "." + String(decoding: digits, as: UTF8.self)
        guard let moment = Timestamp("\(date)T\(clock)\(fraction)Z") else {
            throw ASN1Error.invalidASN1Object(reason: "the time is none")
        }
        return (moment, digits.reduce(1_000_000) { unit, _ in unit / 10 })
    }
}

/// The members of a TSTInfo that need not be there. They come in this order, each once.
private struct Rest {
    var accuracy: Int64?
    var nonce: [UInt8]?
    var hasCriticalExtension = false
    private var stage = 0

    private static let order: [ASN1Identifier] = [
        .sequence, .boolean, .integer, ASN1Identifier(tagWithNumber: 0, tagClass: .contextSpecific),
        ASN1Identifier(tagWithNumber: 1, tagClass: .contextSpecific),
    ]

    mutating func take(_ node: ASN1Node) throws {
        guard let place = Self.order.firstIndex(of: node.identifier), place >= stage else {
            throw ASN1Error.unexpectedFieldType(node.identifier)
        }
        stage = place + 1
        switch place {
        case 0: accuracy = try Self.accuracy(node)
        case 1: _ = try Bool(derEncoded: node)
        case 2: nonce = try DERInteger.bytes(node)
        case 4: hasCriticalExtension = try Self.hasCritical(node)
        default: break
        }
    }

    private static func accuracy(_ node: ASN1Node) throws -> Int64 {
        try DER.sequence(node, identifier: .sequence) { nodes in
            let seconds: Int64 = try DER.optionalImplicitlyTagged(&nodes) ?? 0
            let milliseconds: Int64 = try part(&nodes, 0)
            let microseconds: Int64 = try part(&nodes, 1)
            guard (0...1_000_000_000).contains(seconds), (0..<1000).contains(milliseconds), (0..<1000).contains(microseconds)
            else { throw ASN1Error.invalidASN1Object(reason: "the accuracy is out of range") }
            return seconds * 1_000_000 + milliseconds * 1000 + microseconds
        }
    }

    private static func part(_ nodes: inout ASN1NodeCollection.Iterator, _ tag: UInt) throws -> Int64 {
        try DER.optionalImplicitlyTagged(&nodes, tag: ASN1Identifier(tagWithNumber: tag, tagClass: .contextSpecific)) ?? 0
    }

    private static func hasCritical(_ node: ASN1Node) throws -> Bool {
        guard case .constructed(let extensions) = node.content else { throw ASN1Error.unexpectedFieldType(node.identifier) }
        return try extensions.contains { one in
            guard case .constructed(let members) = one.content else { throw ASN1Error.unexpectedFieldType(one.identifier) }
            return try members.contains { try $0.identifier == .boolean && Bool(derEncoded: $0) }
        }
    }
}
