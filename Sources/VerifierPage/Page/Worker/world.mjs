import { BoundedTable, shownBounds, TextBudget } from "./bounds.mjs";
import { ItemRegister } from "./itemRegister.mjs";
import { LabelLives } from "./labelLives.mjs";
import { PeopleRegister } from "./peopleRegister.mjs";
import { shownMicroseconds } from "./subjects.mjs";

/**
 * What verified entries tell, gathered for showing, in bounded memory. It decides nothing: verdicts are the engine's.
 * An entry that the rules refuse shows in its label's life, and nowhere else.
 */
export class ShownWorld {
  /** Labels whose subject does not contain `filter` are not shown. */
  constructor(filter) {
    this.texts = new TextBudget();
    this.labels = new LabelLives(this.texts, filter);
    this.people = new PeopleRegister(this.texts);
    this.items = new ItemRegister(this.texts);
    this.erasures = new BoundedTable(shownBounds.erasures);
    this.ledger = { operator: null, opened: null, continues: null };
    this.entries = 0;
    this.refused = 0;
  }

  add(entry) {
    this.entries += 1;
    const { type } = entry.payload;
    if (lifeEvents.has(type)) this.labels.add(entry);
    if (!entry.admissible) {
      this.refused += 1;
      return;
    }
    this.people.add(entry);
    this.items.add(entry);
    if (type === "touchmark.ledger.opened") this.opened(entry);
    if (type === "touchmark.disclosure.erased") this.erased(entry);
  }

  opened({ recorded, payload: { data } }) {
    this.ledger = {
      operator: this.texts.take(data.operator.name), opened: shownMicroseconds(recorded),
      continues: data.continues ? { origin: this.texts.take(data.continues.origin), size: data.continues.size } : null,
    };
  }

  erased({ index, recorded, payload: { data } }) {
    const erasure = this.erasures.create(data.event.digest, {
      index, recorded: shownMicroseconds(recorded), basis: this.texts.take(data.legalBasis), count: 0,
    });
    if (erasure) erasure.count += data.digests.length;
  }

  /** Everything that is shown, as plain values. */
  async summary() {
    const { people, authorities, credentials } = this.people;
    for (const life of this.labels.table.shown) {
      for (const step of life.steps) step.erasure = this.erasures.find(step.digest) ?? null;
    }
    for (const owner of [...people.shown, ...authorities.shown]) {
      for (const key of owner.keys) key.kid = await shownThumbprint(key.x);
    }
    return {
      entries: this.entries, refused: this.refused, cutTexts: this.texts.cut, ledger: this.ledger,
      labels: { shown: this.labels.table.shown, more: this.labels.table.more, filtered: this.labels.filtered },
      people: rowsOf(people), authorities: rowsOf(authorities), credentials: rowsOf(credentials),
      datasets: rowsOf(this.items.datasets), guidelines: rowsOf(this.items.guidelines), items: rowsOf(this.items.items),
    };
  }
}

const lifeEvents = new Set([
  "touchmark.label.suggested", "touchmark.label.asserted", "touchmark.label.revised", "touchmark.label.withdrawn",
  "touchmark.relation.asserted", "touchmark.preference.ranked", "touchmark.review.recorded",
  "touchmark.adjudication.decided",
]);

function rowsOf({ shown, more }) {
  return { shown, more };
}

/** The name that events call a key by (RFC 7638). */
async function shownThumbprint(x) {
  const text = `{"crv":"Ed25519","kty":"OKP","x":"${x}"}`;
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
  return btoa(String.fromCharCode(...digest)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
