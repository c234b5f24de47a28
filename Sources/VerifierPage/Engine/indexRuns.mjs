/** Rising indices, kept as runs [first, past the last) in one flat array: a million in a row cost what one does. */
export class IndexRuns {
  constructor() {
    this.runs = [];
    this.count = 0;
  }

  /** False, and nothing happens, unless the run is not empty and begins past all that are here. */
  append(first, end) {
    if (end <= first) return false;
    const last = this.runs.length - 1;
    if (last > 0 && first < this.runs[last]) return false;
    if (last > 0 && first === this.runs[last]) this.runs[last] = end;
    else this.runs.push(first, end);
    this.count += end - first;
    return true;
  }

  /** The greatest index; undefined where there is none. */
  get last() {
    return this.count === 0 ? undefined : this.runs[this.runs.length - 1] - 1;
  }

  has(index) {
    return this.endOfRun(index) !== null;
  }

  /** The first index from `first` below `end` that is not here; null if all are. */
  firstMissing(first, end) {
    const runEnd = this.endOfRun(first);
    if (runEnd === null) return first;
    return runEnd >= end ? null : runEnd;
  }

  /** Where the run that holds the index ends; null if none does. */
  endOfRun(index) {
    let low = 0;
    let high = this.runs.length / 2;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.runs[2 * middle + 1] <= index) low = middle + 1;
      else high = middle;
    }
    return 2 * low < this.runs.length && this.runs[2 * low] <= index ? this.runs[2 * low + 1] : null;
  }
}
