public import Primitives
public import Signatures
public import TrustedTime

/// What a verifier brings along, got another way than the bundle.
public struct VerificationOptions: Sendable {
    /// The ledger's log key.
    public var key: VerifierKey
    /// Waives the proofs that nothing was left out; the report then says *completeness not evaluated*. Default false:
    /// anything but a whole ledger is then incomplete.
    public var unsealedOK: Bool
    /// Authorities by their id in the ledger, with the thumbprint of the key that each is known by. Default none: every
    /// certificate is then the operator's word for the authority.
    public var authorities: [String: KeyThumbprint]
    /// How old the evidence may be. Default none. Only witnesses and auditors can tell.
    public var greatestAge: AgeLimit?
    /// The reader's clock. Default none: that an entry was recorded later than now is then not found.
    public var now: Timestamp?
    /// Which witnesses must have cosigned the checkpoint. Default none: cosignatures are then not looked at.
    public var witnesses: WitnessPolicy?
    /// Who is believed to have replayed what they cosigned. Default none: a seal is then the operator's word. None of the keys may
    /// be a witness's or the log's (`AuditorList.shares`).
    public var auditors: AuditorList?
    /// Roots of time-stamping authorities (RFC 3161). Default none: time tokens are then not looked at.
    public var timeRoots: TimeRoots?

    public init(
        key: VerifierKey, unsealedOK: Bool = false, authorities: [String: KeyThumbprint] = [:], greatestAge: AgeLimit? = nil,
        now: Timestamp? = nil, witnesses: WitnessPolicy? = nil, auditors: AuditorList? = nil, timeRoots: TimeRoots? = nil
    ) {
        self.key = key
        self.unsealedOK = unsealedOK
        self.authorities = authorities
        self.greatestAge = greatestAge
        self.now = now
        self.witnesses = witnesses
        self.auditors = auditors
        self.timeRoots = timeRoots
    }
}
