/// The files of the page do not make a page. Says which one is at fault, and what is wanted.
package struct PageError: Error, Hashable, CustomStringConvertible {
    package enum Code: String, Hashable, Sendable {
        /// A file that is named is not there.
        case missing
        /// An import or export of a form that cannot be dropped.
        case syntax
        /// Modules that import each other.
        case cycle
        /// One name for two things: in one script they would be one.
        case nameTaken = "name-taken"
        /// Text that would end the element it stands in.
        case endsElement = "ends-element"
    }

    package let code: Code
    /// The piece at fault.
    package let piece: String
    package let description: String

    init(_ code: Code, _ piece: String, _ sentence: String) {
        self.code = code
        self.piece = piece
        description = "\(piece): \(sentence)"
    }
}
