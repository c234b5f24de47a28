import Synchronization

/// Bounds the bytes of bodies that are in memory, of all requests together.
///
/// Of each request the first bytes are not counted: connections bound them, and single events and small batches get through,
/// whoever holds the rest.
final class BodyRoom: Sendable {
    /// Bytes of each request that are not counted.
    static let uncounted = 64 << 10

    private let limit: Int
    private let taken = Mutex(0)

    /// - Parameter limit: in bytes.
    init(limit: Int) { self.limit = limit }

    /// Those that are counted.
    var bytes: Int { taken.withLock { $0 } }

    /// One request's share, empty yet.
    func share() -> BodyShare { BodyShare(self) }

    /// False if there is no room; one request alone always finds it.
    fileprivate func change(_ held: Int, to wanted: Int) -> Bool {
        taken.withLock { taken in
            let others = taken - held
            guard wanted <= held || others == 0 || others + wanted <= limit else { return false }
            taken = others + wanted
            return true
        }
    }
}

/// The bytes of one request; given back at the latest when nobody holds the share any more.
final class BodyShare: Sendable {
    private let room: BodyRoom
    private let held = Mutex(0)

    fileprivate init(_ room: BodyRoom) { self.room = room }

    deinit { keep(atMost: 0) }

    /// Takes room for so many bytes in place of those that it has.
    ///
    /// - Returns: false if there is none; then it has what it had.
    func hold(_ bytes: Int) -> Bool {
        let wanted = max(0, bytes - BodyRoom.uncounted)
        return held.withLock { held in
            guard room.change(held, to: wanted) else { return false }
            held = wanted
            return true
        }
    }

    /// Gives back what it has beyond so many bytes.
    func keep(atMost bytes: Int) {
        let wanted = max(0, bytes - BodyRoom.uncounted)
        held.withLock { held in
            guard wanted < held, room.change(held, to: wanted) else { return }
            held = wanted
        }
    }
}

extension Problem {
    static let noRoomForBodies = Problem.tooBusy(
        "Too many bytes of requests are under way. Send what was not answered again in a second.")
}
