/** An anchor is {kind: "token" or "cosignature", size (BigInt), time, earliest, latest (microseconds, BigInts), name, policy or null}. */

/** A cosignature has whole seconds, and says nothing of how good its clock is. */
export function anchorOfCosignature({ name, time, size }) {
  return { kind: "cosignature", size, time, earliest: time, latest: time + 1_000_000n, name, policy: null };
}

const order = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

/** The anchors of a bundle, by the size of their checkpoints. */
export class TimeAnchors {
  constructor(anchors) {
    this.all = [...anchors].sort((a, b) => order(a.size, b.size) || order(a.latest, b.latest));
    /** Of the anchors from each place on, the earliest `latest`: the time by which an entry below that size was there. */
    this.bounds = this.all.slice();
    for (let place = this.bounds.length - 2; place >= 0; place -= 1) {
      if (this.bounds[place + 1].latest <= this.bounds[place].latest) this.bounds[place] = this.bounds[place + 1];
    }
  }

  get greatestSize() {
    return this.all.length === 0 ? null : this.all[this.all.length - 1].size;
  }

  /** The anchor that bounds when the entry was recorded: of those over checkpoints that hold it, the earliest; null if none does. */
  after(index) {
    return this.bounds[this.place(index)] ?? null;
  }

  /**
   * Of those over checkpoints without the entry, the one over the greatest, first given; null for none. That the entry was not yet
   * recorded then, it does not prove.
   */
  before(index) {
    const place = this.place(index);
    if (place === 0) return null;
    const { size } = this.all[place - 1];
    return this.all.find((anchor) => anchor.size === size);
  }

  /** How many anchors are over checkpoints without the entry; they stand first. */
  place(index) {
    const at = BigInt(index);
    let low = 0;
    let high = this.all.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.all[middle].size > at) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
