import Primitives

/// The bytes of hex digits that a test has typed in. A mistyped one gives bytes that no test passes with.
func hex(_ text: String) -> [UInt8] { Hex.decode(text.utf8) ?? [] }
