import Primitives
import Signatures

@testable import Provenance

/// Rule 1 of the vocabulary.
enum KeyCircumstances {
    /// Rotates ann from her first key to `second`, labels on day 30, and returns the label with both keys.
    private static func rotated(_ world: World) throws -> (label: LoggedEvent, first: KeyThumbprint, second: KeyThumbprint) {
        let first = world.key(of: .ann).publicKey.thumbprint
        world.clock = World.day(20)
        try world.rotate(.ann, to: World.key("second"))
        world.clock = World.day(30)
        let label = try world.assert()
        world.clock = World.day(40)
        return (label, first, world.key(of: .ann).publicKey.thumbprint)
    }

    private static func kid(_ world: World) -> KeyThumbprint { world.key(of: .ann).publicKey.thumbprint }

    static let all: [Circumstance] = [
        .init("a good key", .certified) { try $0.assert() },
        .init("retired before the label", .keyRevoked) { world in
            try world.revoke(.ann, kid(world), "retired")
            return try world.assert()
        },
        .init("lost before the label", .keyRevoked) { world in
            try world.revoke(.ann, kid(world), "lost", effective: 5)
            return try world.assert()
        },
        .init("compromised before the label", .keyCompromised) { world in
            try world.revoke(.ann, kid(world), "compromised")
            return try world.assert()
        },
        .init("lost from a later day on, said before the label", .certified) { world in
            try world.revoke(.ann, kid(world), "lost", effective: 50)
            return try world.assert()
        },
        .init("lost at the very time of the label", .keyRevoked) { world in
            try world.revoke(.ann, kid(world), "lost", effective: 20)
            world.clock = World.day(20)
            return try world.assert()
        },
        .init("lost after the label", .certified) { world in
            let label = try world.assert()
            try world.revoke(.ann, kid(world), "lost")
            return label
        },
        .init("found lost, from before the label on", .certified, now: .keyRevoked) { world in
            let label = try world.assert()
            try world.revoke(.ann, kid(world), "lost", effective: 9)
            return label
        },
        .init("found compromised, from before the label on", .certified, now: .keyCompromised) { world in
            let label = try world.assert()
            try world.revoke(.ann, kid(world), "compromised", effective: 9)
            return label
        },
        .init("found compromised, from after the label on", .certified) { world in
            let label = try world.assert()
            try world.revoke(.ann, kid(world), "compromised", effective: 11)
            return label
        },
        .init("lost and then found compromised", .keyRevoked, now: .keyCompromised) { world in
            try world.revoke(.ann, kid(world), "lost")
            let label = try world.assert()
            try world.revoke(.ann, kid(world), "compromised", effective: 9)
            return label
        },
        .init("rotated: the credential of the old key holds", .certified) { try rotated($0).label },
        .init("rotated; the old key is retired afterwards", .certified) { world in
            let (label, first, _) = try rotated(world)
            try world.revoke(.ann, first, "retired", effective: 20)
            return label
        },
        .init("rotated; the old key was lost before the rotation", .certified) { world in
            let (label, first, _) = try rotated(world)
            try world.revoke(.ann, first, "lost", effective: 15)
            return label
        },
        .init("rotated; the old key was compromised after the rotation", .certified) { world in
            let (label, first, _) = try rotated(world)
            try world.revoke(.ann, first, "compromised", effective: 25)
            return label
        },
        .init("rotated; the old key was compromised before: the rotation is void", .certified, now: .keyCompromised) { world in
            let (label, first, _) = try rotated(world)
            try world.revoke(.ann, first, "compromised", effective: 15)
            return label
        },
        .init("rotated twice; the first key was compromised: what descends is void", .certified, now: .keyCompromised) { world in
            let first = kid(world)
            try world.rotate(.ann, to: World.key("second"))
            try world.rotate(.ann, to: World.key("third"))
            let label = try world.assert()
            try world.revoke(.ann, first, "compromised", effective: 9)
            return label
        },
        .init("rotated twice; only the second was compromised, after", .certified) { world in
            try world.rotate(.ann, to: World.key("second"))
            let second = kid(world)
            try world.rotate(.ann, to: World.key("third"))
            let label = try world.assert()
            try world.revoke(.ann, second, "compromised", effective: 11)
            return label
        },
        .init("the compromise of a key voids nothing signed by another branch", .certified) { world in
            let first = world.key(of: .ann)
            try world.rotate(.ann, to: World.key("second"))
            let second = kid(world)
            world.use(first, for: .ann)
            let label = try world.assert()
            try world.revoke(.ann, second, "compromised", effective: 9)
            return label
        },
        .init("a credential bound to the new key does not cover the old one", .keyMismatch, credential: false) { world in
            let first = world.key(of: .ann)
            try world.rotate(.ann, to: World.key("second"))
            try world.issue("c2")
            world.use(first, for: .ann)
            return try world.assert()
        },
    ]
}
