/** Subjects and their closure (sections 2 and 4 of the protocol). */

const segmentCounts = new Map(
  Object.entries({
    ledger: 0, seal: 0, authority: 1, annotator: 1, model: 1, connector: 1, credential: 2, work: 2, dataset: 1, policy: 1,
    guideline: 1, item: 2, label: 3, question: 3, labels: 2, session: 1, release: 2, training: 2, decision: 1, report: 1,
  }),
);
const subjectByteLimit = 512;

/** Whether a text is an id: not empty, no dots alone, NFC. */
export function isIdentifier(text) {
  return text !== "" && text !== "." && text !== ".." && text.normalize("NFC") === text;
}

/** An id as a segment: percent-encoded but for A-Z a-z 0-9 . _ ~ -. The id has no lone surrogates. */
export function encodeSegment(id) {
  return encodeURIComponent(id).replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** The id that a segment encodes; null unless it is the one encoding of an id. */
function decodeSegment(segment) {
  let id;
  try {
    id = decodeURIComponent(segment);
  } catch (error) {
    if (error instanceof URIError) return null;
    throw error;
  }
  return isIdentifier(id) && encodeSegment(id) === segment ? id : null;
}

/** The text of a subject, from ids. */
export function subjectText(kind, ...ids) {
  return `${kind}:${ids.map(encodeSegment).join("/")}`;
}

/** `{kind, segments: decoded ids, text}`; null unless the text is the one spelling of a subject. */
export function parseSubject(text) {
  const colon = text.indexOf(":");
  const kind = text.slice(0, Math.max(colon, 0));
  if (text.length > subjectByteLimit || !segmentCounts.has(kind)) return null;
  const path = text.slice(colon + 1);
  const segments = path === "" ? [] : path.split("/").map(decodeSegment);
  if (segments.length !== segmentCounts.get(kind) || segments.includes(null)) return null;
  return { kind, segments, text };
}

const actorKinds = new Set(["operator", "registrar", "service", "authority", "annotator", "model", "connector"]);

/** `{kind, id, text}` of a source; null unless it is the one spelling of an actor. */
export function parseActor(text) {
  const colon = text.indexOf(":");
  const kind = text.slice(0, Math.max(colon, 0));
  const id = decodeSegment(text.slice(colon + 1));
  return colon > 0 && actorKinds.has(kind) && id !== null ? { kind, id, text } : null;
}

/** The history that holds an actor's keys. */
function standingSubject({ kind, text }) {
  return kind === "operator" || kind === "registrar" || kind === "service" ? "ledger:" : text;
}

/** Whether a bundle can be about a subject, under the name of a scope. */
export function isEvidenceScope(kind, subject) {
  if (kind === "annotator") return ["annotator", "model", "connector"].includes(subject.kind);
  return ["label", "item", "dataset", "ledger"].includes(kind) && kind === subject.kind;
}

/** Wider histories, each of which holds every entry of this one: where one of them is here whole, so is this. */
export function coveringSubjects(text) {
  const { kind, segments } = parseSubject(text);
  const dataset = () => subjectText("dataset", segments[0]);
  if (kind === "label" || kind === "question") return [subjectText("labels", segments[0], segments[1]), dataset()];
  return kind === "item" || kind === "policy" || kind === "labels" ? [dataset()] : [];
}

/** The histories that a scope rests on, found by following its entries in order. */
export class EvidenceClosure {
  #found = new Set(["ledger:"]);
  #label = null;
  /** Where a label is the scope: publications by id and digest, and what is cited. */
  #guidelines = new Map();
  #cited = new Set();

  constructor({ kind, subject }) {
    const { segments } = parseSubject(subject);
    const [first, second] = segments;
    if (kind === "label") this.#label = subject;
    if (kind !== "ledger") this.#found.add(subject);
    if (kind === "label") this.#found.add(subjectText("item", first, second));
    if (kind === "item") this.#found.add(subjectText("labels", first, second));
    if (kind === "annotator") this.#found.add(subjectText("work", parseSubject(subject).kind, first));
    if (["label", "item", "dataset"].includes(kind)) this.#found.add(subjectText("policy", first));
  }

  get subjects() {
    return [...this.#found];
  }

  follow(event, { id, digest }) {
    this.#found.add(standingSubject(parseActor(event.source)));
    const { data, type } = event;
    if (type.startsWith("touchmark.credential.")) {
      this.#found.add(event.subject);
      this.#found.add(subjectText("authority", parseSubject(event.subject).segments[0]));
    }
    if (this.#label === null) return;
    if (event.subject === this.#label && "name" in data) {
      this.#found.add(subjectText("question", data.dataset, data.item, data.name));
    }
    if (type === "touchmark.guideline.published") this.#publish(`${id} ${digest}`, subjectText("guideline", data.guideline));
    else if (/^touchmark\.label\.(?:suggested|asserted|revised)$/.test(type) && data.guideline !== undefined) {
      this.#cite(`${data.guideline.id} ${data.guideline.digest}`);
    }
  }

  #publish(reference, subject) {
    this.#guidelines.set(reference, subject);
    if (this.#cited.has(reference)) this.#found.add(subject);
  }

  #cite(reference) {
    this.#cited.add(reference);
    if (this.#guidelines.has(reference)) this.#found.add(this.#guidelines.get(reference));
  }
}
