import Primitives
import Provenance
import Signatures

/// The second reading of a bundle: the end line's hash, entries and claims. Blocks are parsed on all cores and taken in order.
struct BundleReading {
    let survey: BundleSurvey
    let input: any BundleInput
    /// `nil` where the bundle does not say what it is about, or has no checkpoint.
    private(set) var replay: EntryReplay?
    /// Ids that `DerivedVerdict.authority` numbers.
    private(set) var authorities: [String] = []
    private let prover: EntryProver?
    private let trust: AuthorityTrust
    private var order = EntryOrder()
    private var isDerived = false

    /// What stands in a block: entries, and claims after them.
    private struct Parsed: Sendable {
        var entries: [ExaminedEntry] = []
        var claims: [ClaimLine] = []
    }

    init(
        _ survey: BundleSurvey, of input: any BundleInput, replay: EntryReplay?, prover: EntryProver?, trust: AuthorityTrust
    ) {
        self.survey = survey
        self.input = input
        self.replay = replay
        self.prover = prover
        self.trust = trust
    }

    /// Reads everything.
    ///
    /// - Returns: the hash of the bytes before the end line.
    /// - Throws: `UnreadableBundle`, and what the input throws.
    mutating func read() async throws -> Digest {
        var reader = LineBlockReader(input)
        var hash = RunningDigest()
        let (entries, claims, end) = (survey.entries, survey.claims, survey.endOffset)
        let (prover, keys) = (prover, replay?.histories.keys)
        try await OrderedPipeline.run(
            next: { () -> LineBlock? in
                guard let block = try reader.next() else { return nil }
                block.bytes.withUnsafeBytes { bytes in
                    let lines = UnsafeRawBufferPointer(rebasing: bytes[..<block.end(block.lines.count - 1)])
                    let count = end.map { $0 > block.offset ? Int(clamping: $0 - block.offset) : 0 } ?? lines.count
                    hash.update(UnsafeRawBufferPointer(rebasing: lines.prefix(count)))
                }
                return block
            },
            perform: { block in
                guard let keys, let prover else { return Parsed() }
                return try Self.parse(block, entries, claims, prover, keys)
            },
            consume: { parsed in try await take(parsed) })
        try await derive()
        return hash.digest
    }

    private static func parse(
        _ block: LineBlock, _ entries: Range<Int>, _ claims: Range<Int>, _ prover: EntryProver, _ keys: KeyRegister
    ) throws -> Parsed {
        try block.bytes.withUnsafeBytes { bytes in
            var parsed = Parsed()
            for (place, line) in block.lines.enumerated() {
                let number = block.number(place)
                let text = UnsafeRawBufferPointer(rebasing: bytes[line])
                do throws(JSONError) {
                    if entries.contains(number) {
                        let place = BundlePlace(offset: block.offset(place), count: UInt32(line.count))
                        if let entry = try Self.entry(text, place, prover, keys) { parsed.entries.append(entry) }
                    } else if claims.contains(number), case .claim(let claim) = try BundleLine(text) {
                        parsed.claims.append(claim)
                    }
                } catch {
                    throw UnreadableBundle(error, line: number)
                }
            }
            return parsed
        }
    }

    private static func entry(
        _ text: UnsafeRawBufferPointer, _ place: BundlePlace, _ prover: EntryProver, _ keys: KeyRegister
    ) throws(JSONError) -> ExaminedEntry? {
        try EntryLine.read(text) { line in
            var entry = ExaminedEntry(
                index: line.index, bytes: line.entry, disclosures: line.disclosures, inclusion: line.inclusion, keys: keys)
            entry.place = place
            entry.proof = prover.proof(of: entry)
            return entry
        }
    }

    private mutating func take(_ parsed: Parsed) async throws {
        guard let size = survey.checkpoint?.claimed.size else { return }
        for entry in parsed.entries {
            // What is out of order or range has its finding from the first reading.
            if order.take(entry.index, below: size) == nil { try replay?.take(entry) }
        }
        guard !parsed.claims.isEmpty else { return }
        // Claims stand behind all entries.
        try await derive()
        for claim in parsed.claims { replay?.compare(claim) }
    }

    /// Every entry was taken: looks at the whole, once.
    private mutating func derive() async throws {
        guard !isDerived, var replay, let size = survey.checkpoint?.claimed.size else { return }
        isDerived = true
        guard replay.counts.entries == survey.present.count else {
            throw UnreadableBundle(.changed, line: survey.entries.lowerBound, "The input changed while it was read.")
        }
        // One owner at a time: two would mean a copy of the whole state.
        self.replay = nil
        replay.finish()
        authorities = try await VerdictDerivation.derive(&replay, at: replay.knownSize, trust: trust)
        try ActDerivation.derive(&replay, at: replay.knownSize)
        if replay.hasLaterEntries {
            try await VerdictDerivation.compare(&replay, with: size, trust: trust)
            try ActDerivation.compare(&replay, with: size)
        }
        self.replay = replay
    }
}
