/// Something to be read or printed, before it is known how: text and HTML are made from the same one.
package struct Document: Hashable, Sendable {
    package let title: String
    /// What it is about, under the title.
    package let subtitle: Phrase
    package let sections: [Section]

    package init(title: String, subtitle: Phrase, sections: [Section]) {
        self.title = title
        self.subtitle = subtitle
        self.sections = sections
    }

    package struct Section: Hashable, Sendable {
        package let title: String
        package let blocks: [Block]

        package init(_ title: String, _ blocks: [Block]) {
            self.title = title
            self.blocks = blocks
        }
    }

    package enum Block: Hashable, Sendable {
        case paragraph(Phrase)
        case list([Phrase])
        /// What is known under each name.
        case facts([Fact])
        case table(Table)
        /// A part with a heading of its own.
        case group(Phrase, [Block])
        /// Text that must stay as it is, line by line, such as a signed note.
        case verbatim(String)
        case figure(Figure)
    }

    package struct Fact: Hashable, Sendable {
        package let name: String
        /// One or more lines.
        package let values: [Phrase]

        package init(_ name: String, _ values: Phrase...) { self.init(name, values) }

        package init(_ name: String, _ values: [Phrase]) {
            self.name = name
            self.values = values
        }
    }

    package struct Table: Hashable, Sendable {
        package let caption: String
        package let headers: [String]
        package let rows: [[Phrase]]

        package init(caption: String, headers: [String], rows: [[Phrase]]) {
            self.caption = caption
            self.headers = headers
            self.rows = rows
        }
    }
}
