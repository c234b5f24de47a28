/** Of each of some checkpoints, the last entry that it holds and the bundle shows, with the time recorded. */
export class RecordedBelow {
  /** @param sizes of the checkpoints, BigInts */
  constructor(sizes) {
    this.sizes = [...new Set(sizes)].sort((a, b) => (a < b ? -1 : 1));
    this.found = new Map();
    this.last = null;
  }

  /** Takes the next entry; indices rise. */
  take(index, recorded) {
    while (this.sizes.length > 0 && this.sizes[0] <= BigInt(index)) this.found.set(this.sizes.shift(), this.last);
    this.last = { index, recorded };
  }

  /** {index, recorded}, or null. */
  below(size) {
    return this.found.has(size) ? this.found.get(size) : this.last;
  }
}
