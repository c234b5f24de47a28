import { effectiveTime, firstPlace, Onsets } from "./effects.mjs";

/** A key of somebody's, from its introduction on. */
export class KeyRecord {
  #onsets = new Onsets();
  #compromises = new Onsets();

  /** @param parent the key that signed the rotation to this one; undefined where none here did */
  constructor(kid, entry, rotatedFrom = null, parent = undefined) {
    this.kid = kid;
    this.index = entry.index;
    this.recorded = entry.recorded;
    /** The key that signed the rotation to this one; null for a key that an officer introduced. */
    this.rotatedFrom = rotatedFrom;
    this.parent = parent;
    this.ends = [];
    /** The first compromise known that voids a rotation which this key comes from; null if none does. */
    this.voidedBy = null;
    /** The rotations that it signed and that no compromise voids, by when they were recorded. */
    this.rotations = [];
    /** Whether its line begins with a key that an officer introduced, and how far up that is. */
    this.isRooted = parent === undefined ? rotatedFrom === null : parent.isRooted;
    this.depth = parent === undefined ? 0 : parent.depth + 1;
    /** A key further up, so that a search need not go through all (Myers, An applicative random-access stack, 1983). */
    this.shortcut = parent === undefined ? this : shortcutBelow(parent);
  }

  /** @param end {index, reason, effective} */
  addEnd(end) {
    this.ends.push(end);
    this.#onsets.push(end);
    if (end.reason === "compromised") this.#compromises.push(end);
  }

  get isCompromised() {
    return !this.#compromises.isEmpty;
  }

  /** The first compromise in the log that holds at `time`, whenever it became known; null if none does. */
  compromiseAt(time) {
    return this.#compromises.firstAt(time, Infinity);
  }

  /** The end that holds at `time` as known below `limit`, a compromise before any other; null if none does. */
  endAt(time, limit) {
    return this.#compromises.firstAt(time, limit) ?? this.#onsets.firstAt(time, limit);
  }

  /**
   * Whether what it signs at `time` is a thief's, as known below `limit`: it was compromised then, or a rotation that it comes from was
   * signed by a key that was.
   */
  isThief(time, limit) {
    return this.#compromises.firstAt(time, limit) !== null || (this.voidedBy !== null && this.voidedBy < limit);
  }

  descendsFrom(ancestor) {
    let key = this;
    while (key.depth > ancestor.depth) key = key.shortcut.depth >= ancestor.depth ? key.shortcut : key.parent;
    return key === ancestor;
  }
}

function shortcutBelow(parent) {
  const { depth, shortcut } = parent;
  return depth - shortcut.depth === shortcut.depth - shortcut.shortcut.depth ? shortcut.shortcut : parent;
}

/** The keys of somebody, with what each descends from. */
export class KeyRing {
  #records = new Map();

  get(kid) {
    return this.#records.get(kid);
  }

  has(kid) {
    return this.#records.has(kid);
  }

  /** In the order of the log. */
  get records() {
    return this.#records.values();
  }

  introduce(entry, rotatedFrom = null) {
    const { thumbprint } = entry.event.introduces;
    // A key enters once; admission refuses the second time.
    if (this.has(thumbprint)) return;
    // A key signs rotations only once it is in the ledger, so a line goes back in the log with each step, and ends.
    const parent = this.get(rotatedFrom);
    const record = new KeyRecord(thumbprint, entry, rotatedFrom, parent);
    this.#records.set(thumbprint, record);
    if (parent === undefined) return;
    const end = parent.endAt(entry.recorded, entry.index);
    const compromise = end?.reason === "compromised" ? end.index : Infinity;
    const voidedBy = Math.min(compromise, parent.voidedBy ?? Infinity);
    if (voidedBy < Infinity) record.voidedBy = voidedBy;
    else parent.rotations.splice(firstPlace(parent.rotations, ({ recorded }) => recorded > record.recorded), 0, record);
  }

  end(entry) {
    const { kid, reason } = entry.event.data;
    const key = this.get(kid);
    if (key === undefined) return;
    const end = { index: entry.index, reason, effective: effectiveTime(entry) };
    key.addEnd(end);
    if (reason !== "compromised") return;
    const { rotations } = key;
    while (rotations.length > 0 && rotations[rotations.length - 1].recorded >= end.effective) voidKey(rotations.pop(), end.index);
  }

  /** All that ended a key or those that it descends from. */
  endsOf(kid) {
    const ends = [];
    for (let key = this.get(kid); key !== undefined; key = key.parent) for (const end of key.ends) ends.push(end);
    return ends;
  }
}

/** Each key is voided once: what is said of it later is not the first. */
function voidKey(first, compromise) {
  const voided = [first];
  for (let key = voided.pop(); key !== undefined; key = voided.pop()) {
    key.voidedBy = compromise;
    for (const rotation of key.rotations) voided.push(rotation);
    key.rotations = [];
  }
}
