import { addBounded, BoundedTable, shownBounds } from "./bounds.mjs";
import { shownMicroseconds, shownSubject } from "./subjects.mjs";

/** What happened to each label, step by step. */
export class LabelLives {
  constructor(texts, filter) {
    this.texts = texts;
    this.filter = filter;
    this.table = new BoundedTable(shownBounds.labels);
    this.filtered = 0;
  }

  add(entry) {
    const { payload } = entry;
    const data = payload.data;
    const life = this.life(payload.subject, data);
    if (life) addBounded(life.steps, shownBounds.steps, this.step(entry), life, "moreSteps");
    if (life && entry.admissible) this.settle(life, payload, entry.index);
    for (const label of mentionedLabels(payload)) {
      const other = this.table.find(shownSubject("label", data.dataset, data.item, label));
      if (other && other !== life) {
        addBounded(other.steps, shownBounds.steps, { ...this.step(entry), elsewhere: payload.subject }, other, "moreSteps");
      }
    }
  }

  life(subject, data) {
    if (this.filter && !subject.includes(this.filter)) {
      if (!this.table.find(subject)) this.filtered += 1;
      return undefined;
    }
    return this.table.create(subject, {
      subject, dataset: this.texts.take(data.dataset), item: this.texts.take(data.item), label: this.texts.take(data.label),
      name: this.texts.take(data.name), steps: [], moreSteps: 0, segments: null, value: null, withdrawn: false,
    });
  }

  /** Only what moves the head changes what the label says: reviews do not. */
  settle(life, { type, data }, index) {
    if (type === "touchmark.review.recorded") return;
    life.head = index;
    life.withdrawn = type === "touchmark.label.withdrawn";
    life.value = this.value(type, data);
    if (data.segments !== undefined) life.segments = this.segments(data.segments);
    else if (!life.withdrawn) life.segments = null;
  }

  step({ index, recorded, payload, disclosures, digest, admissible }) {
    const { type, source, data } = payload;
    return {
      index, recorded: shownMicroseconds(recorded), type, source, admissible, digest,
      value: this.value(type, data), segments: this.segments(data.segments), outcome: data.outcome ?? null,
      reason: this.texts.take(data.reason), rule: data.rule ?? null, accepts: data.accepts !== undefined,
      confidence: typeof data.confidence === "number" ? data.confidence : null,
      disclosed: (disclosures ?? []).slice(0, shownBounds.listed)
        .map(({ name, value }) => ({ name: this.texts.take(name), text: this.texts.take(value) })),
      sealed: (data._sd?.length ?? 0) + (data.value?._sd?.length ?? 0),
    };
  }

  /** The value as something to read: a choice, a number or a text as it is, anything else with its kind and members. */
  value(type, data) {
    if (type === "touchmark.relation.asserted") {
      return { kind: "relation", text: this.texts.take(`${data.from} ${data.relation} ${data.to}`) };
    }
    if (type === "touchmark.preference.ranked") return { kind: "ranking", text: this.texts.take(rankingText(data.rankings)) };
    const value = data.value;
    if (value === null || typeof value !== "object") return null;
    const { kind, _sd, ...members } = value;
    const names = Object.keys(members);
    const single = names.length === 1 ? members[names[0]] : undefined;
    const text = names.length === 0 ? null : this.texts.take(typeof single === "string" || typeof single === "number" ? String(single) : members);
    return { kind: this.texts.take(kind), text, sealed: _sd !== undefined };
  }

  segments(list) {
    if (!Array.isArray(list)) return null;
    return list.slice(0, shownBounds.listed).map(({ track, start, end, region }) => ({
      track: this.texts.take(track), start: start ?? null, end: end ?? null, region: this.texts.take(region),
    }));
  }
}

/** Labels that an event names besides its own. */
function mentionedLabels({ type, data }) {
  if (type === "touchmark.relation.asserted") return [data.from, data.to];
  if (type === "touchmark.adjudication.decided") return data.among.slice(0, 1000).map(({ label }) => label);
  return [];
}

/** "helpfulness: a, b = c": ties are joined by an equals sign. */
function rankingText(rankings) {
  if (!Array.isArray(rankings)) return null;
  return rankings
    .map(({ criterion, order }) => `${criterion}: ` + order.map((place) => [].concat(place).join(" = ")).join(", ")).join("; ");
}
