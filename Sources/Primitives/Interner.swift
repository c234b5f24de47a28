/// Values that stand in many records, each kept once.
package struct Interner<Value: Hashable & Sendable>: Sendable {
    // Inlinable, so that it is compiled for its values: whoever has many records asks often.
    @usableFromInline var numbered: [Value] = []
    @usableFromInline var numbers: [Value: UInt32] = [:]
    /// The number that was asked for last: records that stand together often hold the same.
    @usableFromInline var last: UInt32?

    package init() {}

    /// By their numbers.
    package var values: [Value] { numbered }

    @inlinable
    package mutating func number(of value: Value) -> UInt32 {
        if let last, numbered[Int(last)] == value { return last }
        let number = numbers[value] ?? UInt32(numbered.count)
        if number == numbered.count {
            numbers[value] = number
            numbered.append(value)
        }
        last = number
        return number
    }

    /// The number of a value that was seen; `nil` for any other.
    package func known(_ value: Value) -> UInt32? { numbers[value] }

    @inlinable
    package subscript(number: UInt32) -> Value { numbered[Int(number)] }
    package var count: Int { numbered.count }
}
