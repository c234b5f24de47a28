extension BinaryInteger {
    /// "1 label", "2 labels".
    ///
    /// - Parameter many: the other form, where it is not made with an s.
    public func counted(_ one: String, _ many: String? = nil) -> String { "\(self) \(self == 1 ? one : many ?? one + "s")" }
}
