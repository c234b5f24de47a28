/// Why an import cannot begin or go on at all. Two errors are equal if their codes are.
package struct ImportError: Error, Equatable, Sendable, CustomStringConvertible {
    package enum Code: String, Sendable {
        /// The file is not there or cannot be read.
        case unreadable
        /// The mapping file is not YAML, or says something that this importer does not know.
        case badMapping
        /// The table has no header, or not the columns that the mapping names.
        case badTable
        /// The labelling configuration is not XML.
        case badConfiguration
        /// The export is not a JSON array.
        case badExport
    }

    package let code: Code
    package let place: ImportPlace
    /// Tells the reader what to do next.
    package let message: String

    package init(_ code: Code, _ place: ImportPlace, _ message: String) {
        self.code = code
        self.place = place
        self.message = message
    }

    package static func == (a: ImportError, b: ImportError) -> Bool { a.code == b.code }

    package var description: String { "\(place): \(message)" }
}
