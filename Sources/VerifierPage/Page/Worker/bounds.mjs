/** How much of a bundle is kept for showing. What is past a bound is counted, and the page says so. */
export const shownBounds = {
  labels: 300, steps: 30, people: 300, authorities: 100, credentials: 300, items: 40, tracks: 24, datasets: 40,
  guidelines: 100, changes: 20, keys: 20, erasures: 5000, verdicts: 300, listed: 64,
  /** UTF-16 units of one text, and of all texts together. */
  text: 1000, texts: 4000000,
};

/** Cuts texts, so that all that is kept stays within a bound. */
export class TextBudget {
  constructor() {
    this.left = shownBounds.texts;
    this.cut = 0;
  }

  /** The text, or its beginning with an ellipsis; nothing stays nothing. */
  take(value) {
    if (value === undefined || value === null) return null;
    const whole = readableText(value);
    const room = Math.max(0, Math.min(shownBounds.text, this.left));
    this.left -= Math.min(whole.length, room);
    if (whole.length <= room) return whole;
    this.cut += 1;
    return whole.slice(0, room).toWellFormed() + "…";
  }
}

/** A text as it is; a flat object as "a: 1, b: 2"; anything else as its JSON. */
function readableText(value) {
  if (typeof value === "string") return value;
  const isFlat = (member) => member === null || typeof member !== "object";
  if (isFlat(value) || Array.isArray(value) || !Object.values(value).every(isFlat)) return JSON.stringify(value);
  return Object.entries(value).map(([name, member]) => `${name}: ${member}`).join(", ");
}

/** The first so many things by name; the others are counted. */
export class BoundedTable {
  constructor(limit) {
    this.limit = limit;
    this.rows = new Map();
    this.more = 0;
  }

  /** A new row, or `undefined` where there is no room for it. */
  create(key, row) {
    if (this.rows.has(key)) return this.rows.get(key);
    if (this.rows.size >= this.limit) {
      this.more += 1;
      return undefined;
    }
    this.rows.set(key, row);
    return row;
  }

  find(key) {
    return this.rows.get(key);
  }

  get shown() {
    return [...this.rows.values()];
  }
}

/** Adds to a list that has a bound; `list.more` of the owner counts the rest. */
export function addBounded(list, limit, thing, owner, counter) {
  if (list.length < limit) list.push(thing);
  else owner[counter] = (owner[counter] ?? 0) + 1;
}
