import { StagedLedger, keyNamed, timeOfDay } from "./stagedLedger.mjs";

/** The circumstances of Docs/Verdicts.md, in its order: what each adds to the history of one label, made on day 100. */

export const labelDay = 100;
const step = (day, verb, ...words) => ({ day, verb, words });
const good = step(10, "issued", { id: "good" });
const rotation = step(38, "rotated");
const paper = (day, about, ...later) => ({ steps: [step(day, "issued", about), ...later], saysCredentials: true });
const under = (...steps) => ({ steps });

export const situations = [
  { steps: [good], saysCredentials: true },
  { steps: [], saysCredentials: true },
  paper(13, { id: "law", competence: "law" }),
  paper(14, { id: "parent", competence: "medicine" }),
  paper(15, { id: "sibling", competence: "medicine/radio" }),
  paper(16, { id: "stray", isBoundToAnother: true }),
  paper(17, { id: "early", from: 200 }),
  paper(18, { id: "lapsed", until: 50 }),
  paper(19, { id: "edge", until: labelDay }),
  paper(20, { id: "paused" }, step(40, "paper", "suspended", "paused"), step(50, "paper", "reinstated", "paused")),
  paper(21, { id: "held" }, step(41, "paper", "suspended", "held")),
  paper(22, { id: "gone" }, step(42, "paper", "revoked", "gone")),
  paper(23, { id: "later" }, step(103, "paper", "revoked", "later")),
  paper(24, { id: "back" }, step(104, "paper", "revoked", "back", 50)),
  paper(105, { id: "late" }),
  { steps: [step(26, "presented", { id: "shown" }, false)], saysCredentials: true },
  { steps: [step(27, "presented", { id: "own" }, true)], saysCredentials: true },
  paper(28, { id: "guild", authority: "guild" }),
  paper(29, { id: "young", authority: "young" }, step(106, "recognised", "young", "medicine"), step(107, "issued", { id: "again", authority: "young" })),
  paper(30, { id: "court", authority: "court" }, step(2, "recognised", "court", "law")),
  under(step(60, "withdrawn")),
  under(step(108, "withdrawn")),
  under(step(109, "withdrawn", 50)),
  under(step(110, "boardKeyCompromised", 7)),
  paper(31, { id: "second", isBySecondKey: true }, step(8, "boardAddsKey"), step(110, "boardKeyCompromised", 7)),
  paper(32, { id: "thief" }, step(43, "paper", "suspended", "thief"), step(53, "paper", "reinstated", "thief"), step(111, "boardKeyCompromised", 52)),
  under(rotation),
  { steps: [rotation], signsWithOldKey: true },
  under(step(61, "keyEnded", "retired")),
  under(step(112, "keyEnded", "retired", 62)),
  under(step(113, "keyEnded", "lost")),
  under(step(115, "keyEnded", "compromised", 114)),
  under(step(116, "keyEnded", "compromised", 63)),
  under(rotation, step(117, "keyEnded", "compromised", 37)),
  under(step(70, "standing", "suspended", "registrar:desk")),
  under(step(72, "standing", "suspended", "operator:op"), step(74, "standing", "reinstated", "operator:op")),
  { steps: [], author: "annotator:eve" },
  { steps: [], author: "model:net" },
  { steps: [], author: "connector:studio" },
  { steps: [], saysRequirement: true },
  { steps: [step(6, "required")], saysRequirement: true },
  under(step(118, "required", "law")),
  under(step(80, "required", "law")),
];

const dated = (data, day) => (day === undefined ? data : { ...data, effective: timeOfDay(day) });

/** The history of one label under some situations. */
export class Scene {
  /** Null if the situations have different authors. */
  static of(chosen) {
    const authors = new Set(chosen.flatMap(({ author }) => author ?? []));
    return authors.size > 1 ? null : new Scene(chosen, [...authors][0] ?? "annotator:ann");
  }

  constructor(chosen, author) {
    this.author = author;
    this.holder = author.startsWith("annotator:") ? author : "annotator:ann";
    const steps = [step(1, "recognised", "board", "medicine")];
    if (!chosen.some(({ saysRequirement }) => saysRequirement)) steps.push(step(5, "required", "medicine/radiology"));
    if (!chosen.some(({ saysCredentials }) => saysCredentials)) steps.push(good);
    const known = new Set(steps.map((said) => JSON.stringify(said)));
    for (const said of chosen.flatMap((situation) => situation.steps)) {
      const text = JSON.stringify(said);
      if (!known.has(text)) steps.push(said);
      known.add(text);
    }
    this.steps = steps.sort((a, b) => a.day - b.day);
    const isRotated = steps.some(({ verb }) => verb === "rotated");
    this.signsWithSecond = isRotated && !chosen.some(({ signsWithOldKey }) => signsWithOldKey);
  }

  /** Plays it in a new ledger, the label as label:d/i/l. */
  play() {
    this.ledger = new StagedLedger();
    const introduction = this.ledger.introduction("registrar:desk", keyNamed("registrar:desk"));
    this.ledger.say("ledger.key-added", "operator:op", { role: "registrar", id: "desk", ...introduction });
    for (const source of ["annotator:ann", "annotator:bob", "model:net", "connector:studio"]) this.ledger.enrol(source);
    this.ledger.enrol("annotator:eve", "connector");
    this.ledger.define("d");
    const on = this.ledger.register("d", "i");
    for (const said of this.steps) if (said.day < labelDay) this.act(said);
    this.ledger.waitFor(labelDay);
    const type = this.author.startsWith("model:") ? "label.suggested" : "label.asserted";
    const data = { dataset: "d", item: "i", label: "l", name: "finding", on, value: { kind: "choice", choice: "yes" }, segments: [] };
    this.ledger.say(type, this.author, data, keyNamed(this.signsWithSecond ? "second" : this.author));
    for (const said of this.steps) if (said.day > labelDay) this.act(said);
    return this.ledger;
  }

  act({ day, verb, words }) {
    this.ledger.waitFor(day);
    this[verb](...words);
  }

  recognised(authority, competence) {
    this.ledger.recognise(authority, competence);
  }

  required(competence) {
    const row = competence === undefined ? { labels: "*" } : { labels: "*", competence };
    this.ledger.say("requirement.set", "operator:op", { dataset: "d", requirements: [row] });
  }

  terms({ id, competence = "medicine/radiology", isBoundToAnother = false, from = 0, until = 365 }) {
    const kid = keyNamed(isBoundToAnother ? "annotator:bob" : this.holder).thumbprint;
    const annotator = this.holder.slice("annotator:".length);
    return { credential: id, annotator, kid, competence, validFrom: timeOfDay(from), validUntil: timeOfDay(until) };
  }

  issued(about) {
    const source = `authority:${about.authority ?? "board"}`;
    this.ledger.say("credential.issued", source, this.terms(about), keyNamed(about.isBySecondKey ? "board's second" : source));
  }

  presented(about, isByHolder) {
    const check = { format: "vc-jwt", algorithm: "EdDSA", statusChecked: "no", checkedBy: "desk", tokenDigest: `sha256:${"1".repeat(64)}` };
    const data = { authority: about.authority ?? "board", ...this.terms(about), ...check };
    this.ledger.say("credential.presented", isByHolder ? this.holder : "registrar:desk", data);
  }

  paper(verb, credential, day) {
    const data = { authority: "board", credential, annotator: this.holder.slice("annotator:".length), reason: "A reason" };
    this.ledger.say(`credential.${verb}`, "authority:board", dated(data, day));
  }

  withdrawn(day) {
    this.ledger.say("authority.withdrawn", "operator:op", dated({ authority: "board", reason: "A reason" }, day));
  }

  boardAddsKey() {
    const introduction = this.ledger.introduction("authority:board", keyNamed("board's second"));
    this.ledger.say("authority.key-added", "authority:board", { authority: "board", reason: "A second desk", ...introduction });
  }

  boardKeyCompromised(day) {
    const data = { authority: "board", kid: keyNamed("authority:board").thumbprint, reason: "compromised" };
    this.ledger.say("authority.key-revoked", "operator:op", dated(data, day));
  }

  get actor() {
    const [kind, id] = this.author.split(":");
    return { kind, id };
  }

  rotated() {
    const introduction = this.ledger.introduction(this.author, keyNamed("second"));
    this.ledger.say("annotator.key-rotated", this.author, { ...this.actor, reason: "A reason", ...introduction });
  }

  keyEnded(reason, day) {
    const data = { ...this.actor, kid: keyNamed(this.author).thumbprint, reason };
    this.ledger.say("annotator.key-revoked", "operator:op", dated(data, day));
  }

  standing(verb, officer) {
    this.ledger.say(`annotator.${verb}`, officer, { ...this.actor, reason: "A reason" });
  }
}
