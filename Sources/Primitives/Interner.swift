/// Values that stand in many records, each kept once.
package struct Interner<Value: Hashable & Sendable>: Sendable {
    package private(set) var values: [Value] = []
    private var numbers: [Value: UInt32] = [:]

    package init() {}

    package mutating func number(of value: Value) -> UInt32 {
        if let known = numbers[value] { return known }
        let number = UInt32(values.count)
        numbers[value] = number
        values.append(value)
        return number
    }

    /// The number of a value that was seen; `nil` for any other.
    package func known(_ value: Value) -> UInt32? { numbers[value] }

    package subscript(number: UInt32) -> Value { values[Int(number)] }
    package var count: Int { values.count }
}
