import { parseTime } from "../../times.mjs";

/**
 * What the entries that touch one subject add up to, as far as rules need it. A fold keeps the index of whatever it keeps, so that a
 * rule can ask what was known at an earlier moment. Only admissible entries are applied, in the order of the log.
 */

/** A reference to an event, as one text. */
export function referenceText({ id, digest }) {
  return `${id} ${digest}`;
}

/** When something takes effect: what the event says, else when it was recorded. */
export function effectiveTime(entry) {
  const said = entry.event.data.effective;
  return said === undefined ? entry.recorded : parseTime(said);
}

/** The first place in a list at which `holds` is true, or its end. Where it is true once, it is true from there on. */
export function firstPlace(list, holds) {
  let low = 0;
  for (let high = list.length; low < high; ) {
    const middle = (low + high) >> 1;
    if (holds(list[middle])) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** What holds from some time on, in the order of the log: the first that holds is found without a look at all. */
export class Onsets {
  /** Without what holds no earlier than something before it: `effective` falls from each to the next. */
  #steps = [];

  /** @param onset {index, effective} */
  push(onset) {
    if (this.#steps.length === 0 || onset.effective < this.#steps[this.#steps.length - 1].effective) this.#steps.push(onset);
  }

  get isEmpty() {
    return this.#steps.length === 0;
  }

  /** The first in the log that holds at `time`, as known below `limit`; null if none does. */
  firstAt(time, limit) {
    const found = this.#steps[firstPlace(this.#steps, ({ effective }) => effective <= time)];
    return found === undefined || found.index >= limit ? null : found;
  }
}
