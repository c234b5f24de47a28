#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Work done on all cores and taken in the order in which it was given.
enum OrderedPipeline {
    /// - Parameters:
    ///   - next: gives the work, piece by piece; `nil` at the end.
    ///   - perform: is called on any thread.
    ///   - consume: takes the results in order, while later work goes on. What is under way is bounded, so that neither
    ///     side can run ahead of the other.
    static func run<Work: Sendable, Output: Sendable>(
        next: () throws -> Work?, perform: @escaping @Sendable (Work) throws -> Output,
        consume: (Output) async throws -> Void
    ) async throws {
        try await withThrowingTaskGroup(of: (Int, Output).self) { group in
            var given = 0
            var taken = 0
            var isAtEnd = false
            var early: [Int: Output] = [:]
            while true {
                while !isAtEnd, given - taken < windowCount {
                    guard let work = try next() else {
                        isAtEnd = true
                        break
                    }
                    let number = given
                    given += 1
                    group.addTask { (number, try perform(work)) }
                }
                guard taken < given else { return }
                while early[taken] == nil {
                    guard let (number, output) = try await group.next() else { return }
                    early[number] = output
                }
                if let output = early.removeValue(forKey: taken) {
                    taken += 1
                    try await consume(output)
                }
            }
        }
    }

    private static let windowCount = 2 * max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) + 2
}
