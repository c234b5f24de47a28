import { formatTime } from "../times.mjs";

/**
 * The anchors of a bundle, by the size of their checkpoints: `{kind: token or cosignature, size, name, time, earliest, latest,
 * policy: dotted numbers, or null}`; sizes and times are BigInts.
 */
export class TimeAnchors {
  constructor(anchors) {
    this.all = anchors.toSorted((a, b) => orderOf(a.size, b.size) || orderOf(a.latest, b.latest));
    /** Of the anchors from each place on, the one whose `latest` is the earliest. */
    this.bounds = [];
    for (let place = this.all.length - 1; place >= 0; place -= 1) {
      const next = this.bounds[place + 1];
      this.bounds[place] = next !== undefined && next.latest <= this.all[place].latest ? next : this.all[place];
    }
  }

  get greatestSize() {
    return this.all[this.all.length - 1]?.size;
  }

  /** The anchor that bounds when the entry was recorded: of those over checkpoints that hold it, the earliest. */
  after(index) {
    return this.bounds[this.placeOf(index)];
  }

  /** Of those over checkpoints without the entry, the one over the greatest, first given. */
  before(index) {
    const last = this.all[this.placeOf(index) - 1];
    return last === undefined ? undefined : this.all.find(({ size }) => size === last.size);
  }

  /** From the least to the greatest of the time recorded, the earliest of the anchor before and the latest of the anchor after. */
  spanOf(index, recorded) {
    let [first, last] = [recorded, recorded];
    for (const end of [this.before(index)?.earliest, this.after(index)?.latest]) {
      if (end !== undefined && end < first) first = end;
      if (end !== undefined && end > last) last = end;
    }
    return { first, last };
  }

  /** How many anchors are over checkpoints without the entry; they stand first. */
  placeOf(index) {
    let [low, high] = [0, this.all.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.all[middle].size > BigInt(index)) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  /** As a report has them. */
  get reported() {
    return this.all.map(({ kind, size, name, time, latest, policy }) => ({
      kind, size: Number(size), name, time: formatTime(time), latest: formatTime(latest), policy,
    }));
  }
}

function orderOf(a, b) {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** A cosignature has whole seconds, and says nothing of how good its clock is. */
export function anchorOfCosignature({ name, time, size }) {
  return { kind: "cosignature", size, name, time, earliest: time, latest: time + 1_000_000n, policy: null };
}
