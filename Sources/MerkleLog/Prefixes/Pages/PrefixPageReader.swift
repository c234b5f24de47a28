package import Primitives

/// Makes proofs from a prefix tree that lies in pages. Pages that were read once are kept, so that the subjects of one bundle
/// cost little more than one of them.
package struct PrefixPageReader<Pages: PrefixPages> {
    private let pages: Pages
    private let crown: Heap<PrefixDirectory>
    private var directories: [UInt64: Heap<PrefixDirectory>] = [:]

    /// - Throws: `DamagedPrefixPage`, also where there is no tree.
    package init(_ pages: Pages) throws {
        self.pages = pages
        guard let crown = try pages.crown() else { throw DamagedPrefixPage() }
        self.crown = Heap(crown)
    }

    /// Root and number of leaves.
    package var summary: PrefixSummary { crown.summary }

    /// The way to where this key stands or would stand.
    package mutating func proof(of key: Digest) throws -> PrefixProof {
        var siblings: [Digest] = []
        var leaf: PrefixLeaf?
        switch descend(crown, key, &siblings) {
        case .ended(let directory): leaf = try directory.flatMap { try onlyLeaf(below: $0) }
        case .below(let entry):
            switch descend(try directory(entry), key, &siblings) {
            case .ended(let bucket): leaf = try bucket.flatMap { try pages.bucket($0).elements.first }
            case .below(let bucket): leaf = descend(try pages.bucket(bucket), key, &siblings)
            }
        }
        return PrefixProof(siblings: siblings, leaf: leaf)
    }

    private enum Step {
        /// The key's way goes on in this page.
        case below(PrefixDirectory.Entry)
        /// The way ends: at the one leaf, which lies somewhere in this page, or at none.
        case ended(PrefixDirectory.Entry?)
    }

    private func descend(_ page: Heap<PrefixDirectory>, _ key: Digest, _ siblings: inout [Digest]) -> Step {
        var node = page.top
        while page.summary(node).count > 1, let (left, right) = page.children(node) {
            let goesRight = key.bit(siblings.count)
            siblings.append(page.summary(goesRight ? left : right).hash)
            node = goesRight ? right : left
        }
        let entries = page.elements(node)
        if page.summary(node).count > 1, let entry = entries.first { return .below(entry) }
        return .ended(entries.first { $0.summary.count == 1 })
    }

    private func descend(_ bucket: PrefixBucket, _ key: Digest, _ siblings: inout [Digest]) -> PrefixLeaf? {
        var here = bucket.elements[...]
        while here.count > 1 {
            let (left, right) = PrefixBucket.parted(here, depth: siblings.count)
            let goesRight = key.bit(siblings.count)
            siblings.append(PrefixBucket.summary(goesRight ? left : right, depth: siblings.count + 1).hash)
            here = goesRight ? right : left
        }
        return here.first
    }

    private mutating func directory(_ entry: PrefixDirectory.Entry) throws -> Heap<PrefixDirectory> {
        if let known = directories[entry.span.start] { return known }
        let page = Heap(try pages.directory(entry))
        directories[entry.span.start] = page
        return page
    }

    /// The leaf below a directory that holds no other.
    private mutating func onlyLeaf(below entry: PrefixDirectory.Entry) throws -> PrefixLeaf? {
        try directory(entry).all.first { $0.summary.count == 1 }.flatMap { try pages.bucket($0).elements.first }
    }
}

/// A page with the summaries of all nodes in it, so that they are hashed once.
private struct Heap<Page: PrefixPage> {
    private struct Node {
        let range: Range<Int>
        let summary: PrefixSummary
        var children: (Int, Int)?
    }

    private let page: Page
    private var nodes: [Node] = []
    private(set) var top = 0

    init(_ page: Page) {
        self.page = page
        top = add(page.elements.indices, depth: page.span.depth)
    }

    private mutating func add(_ range: Range<Int>, depth: Int) -> Int {
        let elements = page.elements[range]
        if elements.count <= 1 {
            nodes.append(Node(range: range, summary: elements.first?.summary ?? .empty, children: nil))
        } else {
            let (left, right) = Page.parted(elements, depth: depth)
            let children = (add(left.indices, depth: depth + 1), add(right.indices, depth: depth + 1))
            nodes.append(
                Node(
                    range: range, summary: PrefixSummary(nodes[children.0].summary, nodes[children.1].summary),
                    children: children))
        }
        return nodes.count - 1
    }

    var summary: PrefixSummary { nodes[top].summary }
    var all: [Page.Element] { page.elements }
    func summary(_ node: Int) -> PrefixSummary { nodes[node].summary }
    func children(_ node: Int) -> (Int, Int)? { nodes[node].children }
    func elements(_ node: Int) -> ArraySlice<Page.Element> { page.elements[nodes[node].range] }
}
