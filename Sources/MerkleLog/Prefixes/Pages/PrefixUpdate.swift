package import Primitives

/// That an entry touches a subject, as the prefix tree sees it.
package struct PrefixTouch: Sendable {
    /// SHA-256 of the subject.
    package let key: Digest
    /// The leaf hash of the entry.
    package let leaf: Digest

    package init(key: Digest, leaf: Digest) {
        self.key = key
        self.leaf = leaf
    }
}

/// Takes touches into a prefix tree that lies in pages: each page that they fall into is read and written once.
package struct PrefixUpdate {
    /// By key, those of one key in the order of the log.
    private let touches: [PrefixTouch]

    /// - Parameter touches: in the order of the log.
    package init(_ touches: [PrefixTouch]) {
        // Sorting is stable: those of one key stay in order.
        self.touches = touches.sorted { $0.key < $1.key }
    }

    /// - Returns: root and number of leaves of the tree after it.
    /// - Throws: `DamagedPrefixPage`, and what the pages throw.
    package func apply(to pages: inout some WritablePrefixPages) throws -> PrefixSummary {
        var entries: [PrefixDirectory.Entry] = []
        var rest = touches[...]
        if let crown = try pages.crown() {
            for entry in crown.elements {
                let own = Self.take(&rest, within: entry.span)
                entries += own.isEmpty ? [entry] : try update(try pages.directory(entry), with: own, in: &pages)
            }
        } else {
            let empty = PrefixDirectory.Entry(span: .whole, summary: .empty)
            let directory = PrefixDirectory(span: .whole, elements: [empty])
            if rest.isEmpty { try pages.write(directory.bytes, .directory, at: 0) }
            entries = rest.isEmpty ? [empty] : try update(directory, with: rest, in: &pages)
        }
        let crown = PrefixDirectory(span: .whole, elements: entries)
        try pages.write(crown.bytes, .crown, at: 0)
        return crown.summary
    }

    private func update(
        _ directory: PrefixDirectory, with touches: ArraySlice<PrefixTouch>, in pages: inout some WritablePrefixPages
    ) throws -> [PrefixDirectory.Entry] {
        var entries: [PrefixDirectory.Entry] = []
        var rest = touches
        for entry in directory.elements {
            let own = Self.take(&rest, within: entry.span)
            guard !own.isEmpty else {
                entries.append(entry)
                continue
            }
            let bucket = PrefixBucket(span: entry.span, elements: Self.merged(try pages.bucket(entry).elements, own))
            for part in bucket.fitting() {
                try pages.write(part.bytes, .bucket, at: part.span.start)
                entries.append(PrefixDirectory.Entry(span: part.span, summary: part.summary))
            }
        }
        return try PrefixDirectory(span: directory.span, elements: entries).fitting().map { part in
            try pages.write(part.bytes, .directory, at: part.span.start)
            return PrefixDirectory.Entry(span: part.span, summary: part.summary)
        }
    }

    private static func take(_ rest: inout ArraySlice<PrefixTouch>, within span: PrefixSpan) -> ArraySlice<PrefixTouch> {
        let own = rest.prefix { span.contains($0.key) }
        rest = rest[own.endIndex...]
        return own
    }

    private static func merged(_ leaves: [PrefixLeaf], _ touches: ArraySlice<PrefixTouch>) -> [PrefixLeaf] {
        var merged: [PrefixLeaf] = []
        merged.reserveCapacity(leaves.count + touches.count)
        var next = 0
        var rest = touches
        while let first = rest.first {
            while next < leaves.count, leaves[next].key < first.key {
                merged.append(leaves[next])
                next += 1
            }
            let same = rest.prefix { $0.key == first.key }
            rest = rest[same.endIndex...]
            var known: HistoryHead?
            if next < leaves.count, leaves[next].key == first.key {
                known = leaves[next].history
                next += 1
            }
            var head = known ?? HistoryHead(first: first.leaf)
            for touch in known == nil ? same.dropFirst() : same { head.append(touch.leaf) }
            merged.append(PrefixLeaf(key: first.key, history: head))
        }
        return merged + leaves[next...]
    }
}
