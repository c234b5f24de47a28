import { referenceText } from "./effects.mjs";

/** `item:<dataset>/<item>` */
export class ItemFold {
  registration = null;

  apply({ digest, event }) {
    if (event.type === "touchmark.item.registered") this.registration = referenceText({ id: event.id, digest });
  }
}

const headKinds = new Map(
  Object.entries({
    "touchmark.label.suggested": "suggested",
    "touchmark.label.asserted": "asserted",
    "touchmark.label.revised": "revised",
    "touchmark.label.withdrawn": "withdrawn",
    "touchmark.relation.asserted": "related",
    "touchmark.preference.ranked": "ranked",
    "touchmark.adjudication.decided": "adjudicated",
  }),
);

/** Whether an event gives a label a value; not a withdrawal, nor a review, whose value is a proposal. */
export function givesLabelValue({ type }) {
  return headKinds.has(type) && headKinds.get(type) !== "withdrawn";
}

/** Whether an event has the address of a label. */
export function isOfLabel({ type }) {
  return headKinds.has(type) || type === "touchmark.review.recorded";
}

/** Who said something of a label, when, and under which key: what a verdict is about. */
export function statementOf({ index, recorded, kid, event }) {
  return { index, recorded, source: event.source, kid, dataset: event.data.dataset, name: event.data.name };
}

const signerLimit = 256;

/** `label:<dataset>/<item>/<label>` */
export class LabelFold {
  /** The event that gave the label its value or took it away: {reference, kind, statement}. */
  head = null;
  /** The statements of the reviews that accept the head since one that did not; null if there was none that did not. */
  acceptances = null;
  /** The statement of the last review that did not accept the head; null if there is none. */
  doubt = null;
  /** Who signed events of it, each once. */
  signers = [];

  get hasValue() {
    return this.head !== null && this.head.kind !== "withdrawn";
  }

  /** Takes in an entry whose primary subject the label is. */
  apply(entry) {
    const { type, id, data, source } = entry.event;
    const isReview = type === "touchmark.review.recorded";
    const isSigned = isReview || headKinds.has(type);
    if (isSigned && this.signers.length < signerLimit && !this.signers.includes(source)) this.signers.push(source);
    if (isReview) {
      if (data.outcome === "accepted") this.acceptances?.push(statementOf(entry));
      else [this.doubt, this.acceptances] = [statementOf(entry), []];
      return;
    }
    const kind = headKinds.get(type);
    if (kind === undefined) return;
    this.head = { reference: referenceText({ id, digest: entry.digest }), kind, statement: statementOf(entry) };
    [this.doubt, this.acceptances] = [null, null];
  }
}

/** `question:<dataset>/<item>/<name>` */
export class QuestionFold {
  suggestions = new Set();

  apply({ digest, event }) {
    if (event.type === "touchmark.label.suggested") this.suggestions.add(referenceText({ id: event.id, digest }));
  }
}
