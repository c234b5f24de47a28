import { authorityOfCredential } from "./judge.mjs";

/**
 * Entries that come to the other side of the moment from which the key that signed them is declared compromised: the first in the log,
 * `{index, recorded, moment}`, and how many there are.
 */
class Doubts {
  first = null;
  count = 0;

  add({ first, count }) {
    this.count += count;
    if (first !== null && (this.first === null || first.index < this.first.index)) this.first = first;
  }
}

/** Moves entries to one end of their spans that a key signed which is declared compromised. */
class EntryShift {
  doubts = new Doubts();

  /**
   * @param end "first" or "last"
   * @param spanOf gives the {first, last} between which an entry may have been recorded
   */
  constructor(end, spanOf) {
    this.end = end;
    this.spanOf = spanOf;
  }

  /** The time to which an entry is moved that `key` signed. */
  move({ index, recorded }, key) {
    if (key === undefined || !key.isCompromised) return recorded;
    const time = this.spanOf(index, recorded)[this.end];
    const [earlier, later] = time < recorded ? [time, recorded] : [recorded, time];
    const holding = key.compromiseAt(later);
    if (holding !== null && holding !== key.compromiseAt(earlier)) {
      this.doubts.add({ first: { index, recorded, moment: holding.effective }, count: 1 });
    }
    return time;
  }
}

/** Keys, had they been brought in at other times: which of them come from a stolen one. */
class ShiftedKeys {
  #voidedBy = new Map();

  constructor(ring, shift) {
    this.ring = ring;
    const keys = [...ring.records];
    if (!keys.some((key) => key.isCompromised)) return;
    // In the order of the log: whatever brought a key in stands before it.
    for (const key of keys) {
      if (key.parent === undefined) continue;
      const own = key.parent.compromiseAt(shift.move(key, key.parent))?.index ?? Infinity;
      this.#voidedBy.set(key.kid, Math.min(own, this.#voidedBy.get(key.parent.kid) ?? Infinity));
    }
  }

  get(kid) {
    const key = this.ring.get(kid);
    return key === undefined ? undefined : new ShiftedKey(key, this.#voidedBy.get(kid) ?? Infinity);
  }
}

class ShiftedKey {
  constructor(key, voidedBy) {
    this.key = key;
    this.voidedBy = voidedBy;
    this.index = key.index;
    this.isRooted = key.isRooted;
  }

  endAt(time, limit) {
    return this.key.endAt(time, limit);
  }

  isThief(time, limit) {
    return this.voidedBy < limit || this.endAt(time, limit)?.reason === "compromised";
  }

  descendsFrom(ancestor) {
    return this.key.descendsFrom(ancestor.key);
  }
}

/** An authority, had its keys been brought in at other times. */
class ShiftedAuthority {
  constructor(authority, shift) {
    this.authority = authority;
    this.recognition = authority.recognition;
    this.keys = new ShiftedKeys(authority.keys, shift);
    this.doubts = shift.doubts;
  }

  isWithdrawn(time, limit) {
    return this.authority.isWithdrawn(time, limit);
  }

  isThief(kid, time, limit) {
    return this.keys.get(kid)?.isThief(time, limit) ?? false;
  }
}

/** A credential, had it been issued and reinstated at other times; from when reinstatements hold stays. */
class ShiftedCredential {
  #times = new Map();

  constructor(credential, authority, shift) {
    this.credential = credential;
    const { issue, suspended } = credential;
    this.issue = { ...issue, recorded: shift.move(issue, authority.keys.get(issue.issuingKey)) };
    for (const end of suspended.reinstatements) this.#times.set(end.index, shift.move(end, authority.keys.get(end.kid)));
  }

  suspensionsIssuedBy(authority, limit, place) {
    const isVoid = ({ index, kid }) => authority.isThief(kid, this.#times.get(index), limit);
    return this.credential.suspended.ended((end) => end.index >= place || isVoid(end));
  }

  isRevoked(time, limit) {
    return this.credential.isRevoked(time, limit);
  }
}

/** What the rules read of one signer, had issues, rotations and reinstatements been recorded at one end of their spans. */
class ShiftedSigner {
  folds = new Map();
  doubts = new Doubts();

  constructor(source, standing, { shift, authorities }, histories) {
    const own = shift();
    const { enrolment, credentials } = standing;
    const suspensionsBelow = (place) => standing.suspensionsBelow(place);
    this.folds.set(source, { enrolment, suspensionsBelow, credentials, keys: new ShiftedKeys(standing.keys, own) });
    for (const subject of credentials) this.takeCredential(subject, own, authorities, histories);
    this.doubts.add(own.doubts);
  }

  takeCredential(subject, shift, authorities, histories) {
    const credential = histories.fold(subject);
    const by = authorityOfCredential(subject);
    const authority = histories.fold(by);
    if (credential === null || credential.issue === null || authority === null) return;
    const shifted = authorities(by, authority);
    this.folds.set(subject, new ShiftedCredential(credential, authority, shift));
    if (!this.folds.has(by)) this.doubts.add(shifted.doubts);
    this.folds.set(by, shifted);
  }

  /** The histories, with these in their places. */
  over(histories) {
    return {
      fold: (subject) => this.folds.get(subject) ?? histories.fold(subject),
      examinationCount: (source) => histories.examinationCount(source),
    };
  }
}

/** Signers, had what the rules read of them been recorded at either end of what anchors leave open. Each is looked at once. */
export class ShiftedSigners {
  #ends;
  #known = new Map();

  constructor(spanOf, histories) {
    this.histories = histories;
    this.#ends = ["first", "last"].map((end) => {
      const shift = () => new EntryShift(end, spanOf);
      return { shift, authorities: shiftedAuthorities(shift) };
    });
  }

  /** [{doubts, over(histories)}], one for each end at which an entry is in doubt. */
  of(source) {
    const standing = this.histories.fold(source);
    if (standing === null) return [];
    let found = this.#known.get(source);
    if (found === undefined) {
      found = this.#ends.map((end) => new ShiftedSigner(source, standing, end, this.histories)).filter(({ doubts }) => doubts.count > 0);
      this.#known.set(source, found);
    }
    return found;
  }
}

/** Each is looked at once. */
function shiftedAuthorities(shift) {
  const known = new Map();
  return (subject, authority) => {
    if (!known.has(subject)) known.set(subject, new ShiftedAuthority(authority, shift()));
    return known.get(subject);
  };
}
