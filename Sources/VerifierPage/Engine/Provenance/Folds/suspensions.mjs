import { effectiveTime } from "./effects.mjs";

/**
 * When somebody or something was suspended, and when reinstated. They are not kept in pairs: which reinstatement ended a suspension
 * depends on what is known of the keys that signed them.
 */
export class Suspensions {
  #begun = [];
  #reinstatements = [];
  /**
   * Of whoever suspended, the last reinstatement since, or null. It was admitted because those before it were known to be void, or were
   * still to come.
   */
  #lastSince = new Map();

  begin(entry) {
    this.#lastSince.set(entry.event.source, null);
    this.#begun.push({ index: entry.index, by: entry.event.source, effective: effectiveTime(entry) });
  }

  end({ index, recorded, kid, event }) {
    const said = effectiveTime({ recorded, event });
    // A reinstatement entitles, so it cannot reach back before it was said.
    const effective = said > recorded ? said : recorded;
    const reinstatement = { index, by: event.source, recorded, effective, kid };
    this.#reinstatements.push(reinstatement);
    if (this.#lastSince.has(event.source)) this.#lastSince.set(event.source, reinstatement);
  }

  /**
   * Whether somebody has a suspension that this actor may end at `time`: there was no reinstatement since, or the last one is still to come or
   * void.
   */
  isOpenBy(actor, time, isVoid = () => false) {
    const last = this.#lastSince.get(actor);
    return last === null || (last !== undefined && (last.effective > time || isVoid(last)));
  }

  /**
   * The suspensions, each with the `reinstatement` that ends it, or null: of those after it by whoever suspended that are not void, the one that
   * holds the earliest; of several, the first.
   */
  ended(isVoid = () => false) {
    const ends = this.#begun.length === 0 ? [] : this.#reinstatements.filter((end) => !isVoid(end));
    const earliest = new Map();
    const latestFirst = [...this.#begun].reverse().map((suspension) => {
      while (ends.length > 0 && ends[ends.length - 1].index > suspension.index) {
        const end = ends.pop();
        if (!(earliest.get(end.by)?.effective < end.effective)) earliest.set(end.by, end);
      }
      return { ...suspension, reinstatement: earliest.get(suspension.by) ?? null };
    });
    return latestFirst.reverse();
  }

  /** In the order of the log. */
  get reinstatements() {
    return this.#reinstatements;
  }

  /** All moments at which one may begin or end. */
  get moments() {
    return [...this.#begun, ...this.#reinstatements].map(({ effective }) => effective);
  }
}
