package import Primitives
package import Signatures

/// Which witness is asked to cosign which checkpoint, and when. Pure: it is told what happened and says what to do.
///
/// All witnesses are asked for the same checkpoint, the newest there is, until there is a quorum of them or no hope of one; then
/// comes what is newest by then. A quorum has to cosign one checkpoint: witnesses that were each asked for another one, whenever it
/// suits them, would never meet. A witness has one request at a time; one that is slow keeps nobody else waiting.
package struct CosigningRounds: Sendable {
    package struct Ask: Hashable, Sendable {
        /// By its place in the policy.
        package let witness: Int
        package let size: TreeSize
    }

    private let policy: WitnessPolicy
    /// Those that have an address.
    private let witnesses: Set<Int>
    private var newest: TreeSize
    private var target: TreeSize?
    private var cosigned: Set<Int> = []
    private var asked: Set<Int> = []
    private var busy: Set<Int> = []
    private var resting: Set<Int> = []
    /// The largest tree that a quorum has cosigned.
    package private(set) var witnessed: TreeSize

    /// - Parameter witnessed: what a quorum has cosigned before.
    package init(_ policy: WitnessPolicy, witnessed: TreeSize) {
        self.policy = policy
        self.witnessed = witnessed
        newest = witnessed
        witnesses = Set(policy.witnesses.indices.filter { policy.witnesses[$0].url != nil })
    }

    /// A checkpoint of this size is there.
    package mutating func committed(_ size: TreeSize) -> [Ask] {
        newest = max(newest, size)
        return proceed()
    }

    /// A witness was asked and has answered, or has not in time.
    ///
    /// - Parameter rests: true if it is to be left alone until `rested`.
    package mutating func answered(_ ask: Ask, cosigned isCosigned: Bool, rests: Bool) -> [Ask] {
        busy.remove(ask.witness)
        if rests { resting.insert(ask.witness) }
        if isCosigned, ask.size == target { cosigned.insert(ask.witness) }
        return proceed()
    }

    /// A witness that was left alone may be asked again.
    package mutating func rested(_ witness: Int) -> [Ask] {
        resting.remove(witness)
        if !cosigned.contains(witness) { asked.remove(witness) }
        return proceed()
    }

    private mutating func proceed() -> [Ask] {
        noteQuorum()
        if isOver, newest > (target ?? .empty) {
            target = newest
            (cosigned, asked) = ([], [])
            // No witness may be wanted at all.
            noteQuorum()
        }
        guard let target else { return [] }
        let free = witnesses.subtracting(busy).subtracting(resting).subtracting(asked)
        asked.formUnion(free)
        busy.formUnion(free)
        return free.sorted().map { Ask(witness: $0, size: target) }
    }

    private mutating func noteQuorum() {
        guard let target, policy.isMet(by: cosigned.map { policy.witnesses[$0].key }) else { return }
        witnessed = max(witnessed, target)
    }

    /// There is a quorum, or nobody is left who could make one.
    private var isOver: Bool {
        guard let target, witnessed < target else { return true }
        return asked.intersection(busy).isEmpty && witnesses.subtracting(busy).subtracting(resting).subtracting(asked).isEmpty
    }
}
