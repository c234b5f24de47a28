import { EvidenceClosure } from "../../Sources/VerifierPage/Engine/Provenance/subjects.mjs";
import { wheels } from "./lifeMoods.mjs";
import { StagedLedger, keyNamed, timeOfDay } from "./stagedLedger.mjs";

const people = ["annotator:ann", "annotator:bob", "annotator:eve", "model:net", "connector:studio"];
const officers = ["operator:op", "operator:second", "registrar:desk", "service:log"];
const authorities = ["authority:board", "authority:court"];
const competences = ["medicine", "medicine/radiology", "medicine/radiology/chest", "law"];
const labels = ["l1", "l2", "l3", "l4"];
const names = ["finding", "side"];
const someDigest = `sha256:${"2".repeat(64)}`;

const idOf = (source) => source.slice(source.indexOf(":") + 1);
const kindOf = (source) => source.slice(0, source.indexOf(":"));

/** A ledger in which everybody says whatever comes to mind, most of it sensible. Days pass; nothing is refused here. */
export class RandomLife {
  constructor(below) {
    this.below = below;
    this.mood = this.any(["wild", "calm", "papers", "papers", "guided"]);
    this.labels = ["papers", "guided"].includes(this.mood) ? Array.from({ length: 40 }, (_, number) => `l${number + 1}`) : labels;
    this.ledger = new StagedLedger(this.any(["record", "record", this.mood === "wild" ? "refuse" : "record"]));
    /** Source -> names of its keys, as the speakers believe. */
    this.keys = new Map();
    this.day = 1;
    this.credentials = [];
    this.heads = new Map();
    this.suggestions = [];
    this.guidelines = [];
    this.published = [];
    this.reports = [];
    this.said = [];
    this.open();
  }

  any(list) {
    return list[this.below(list.length)];
  }

  isRare(times = 12) {
    return this.below(this.mood === "wild" ? times : times * 8) === 0;
  }

  open() {
    for (const source of officers.slice(1)) this.officer(source);
    for (const source of people) this.ledger.enrol(source, source.endsWith("eve") ? "connector" : "holder");
    for (const source of authorities) this.ledger.recognise(idOf(source), idOf(source) === "court" ? "law" : "medicine");
    for (const source of [...officers, ...people, ...authorities]) this.keys.set(source, [source]);
    this.ledger.define("d");
    if (this.mood === "guided") this.ledger.define("e");
    this.on = this.ledger.register("d", "i");
    this.require();
  }

  officer(source, key = keyNamed(source)) {
    return this.say("ledger.key-added", "operator:op", { role: kindOf(source), id: idOf(source), ...this.ledger.introduction(source, key) }, key);
  }

  /** The bundle after so many events. */
  play(count) {
    for (let number = 0; number < count; number += 1) {
      if (this.below(3) === 0) this.day += this.below(12);
      this.ledger.waitFor(this.day);
      this[this.any(wheels[this.mood])]();
    }
    return this.ledger.bundle;
  }

  /** Says it, mostly with a key of the source's. */
  say(name, source, data) {
    const speaker = this.isRare(25) ? this.any([...people, ...officers, ...authorities]) : source;
    const owner = this.isRare(25) ? this.any([...people, ...officers, ...authorities]) : speaker;
    const key = keyNamed(this.any(this.keys.get(owner) ?? [owner]));
    const reference = this.ledger.say(name, speaker, data, key);
    this.said.push({ ...reference, name });
    return reference;
  }

  kidOf(source) {
    return keyNamed(this.any(this.keys.get(source) ?? [source])).thumbprint;
  }

  /** Adds `effective`, now and then: mostly back in time. */
  dated(data) {
    if (this.below(2) === 0) return data;
    return { ...data, effective: timeOfDay(Math.max(0, this.day - (this.mood === "papers" ? 60 : 20) + this.below(60))) };
  }

  newKey(source) {
    const name = this.isRare() ? this.any([...this.keys.values()].flat()) : `${source} ${this.ledger.events.length}`;
    return { name, introduction: this.ledger.introduction(this.isRare(15) ? this.any(people) : source, keyNamed(name)) };
  }

  introduced(source, name) {
    this.keys.set(source, [...(this.keys.get(source) ?? []), name]);
  }

  person() {
    const source = this.any(people);
    return { source, kind: kindOf(source), id: idOf(source) };
  }

  address(label = this.any(this.labels)) {
    const name = this.heads.get(label)?.name ?? this.any(names);
    return { dataset: "d", item: "i", label, name: this.isRare(20) ? this.any(names) : name };
  }

  anyReference() {
    return (({ id, digest }) => ({ id, digest }))(this.any(this.said));
  }

  headOf(label) {
    const head = this.heads.get(label)?.reference;
    return head === undefined || this.isRare() ? this.anyReference() : head;
  }

  lookedAt() {
    return this.isRare(20) ? this.anyReference() : this.on;
  }

  context() {
    const context = {};
    if (this.below(this.mood === "guided" ? 1 : 4) === 0 && this.guidelines.length > 0) context.guideline = this.isRare(8) ? this.anyReference() : this.any(this.guidelines);
    if (this.below(4) === 0 && this.suggestions.length > 0) context.accepts = this.any(this.suggestions);
    return context;
  }

  value() {
    return { kind: "choice", choice: this.any(["yes", "no"]) };
  }

  moved(data, reference) {
    this.heads.set(data.label, { reference, name: data.name });
  }

  assert() {
    if (this.mood === "papers") return this.assertAnew();
    const data = { ...this.address(), on: this.lookedAt(), value: this.value(), segments: [], ...this.context() };
    this.moved(data, this.say("label.asserted", this.any(people.filter((source) => kindOf(source) !== "model")), data));
  }

  /** A label that nobody made yet, by a person. */
  assertAnew() {
    // A label on the first moment of a day meets the ends that are said to be then.
    this.day += this.below(2);
    this.ledger.waitFor(this.day);
    const label = this.labels.find((one) => !this.heads.has(one)) ?? this.any(this.labels);
    const data = { dataset: "d", item: "i", label, name: this.any(names), on: this.on, value: this.value(), segments: [] };
    this.moved(data, this.say("label.asserted", this.any(people.slice(0, 3)), data));
  }

  suggest() {
    const data = { ...this.address(), on: this.lookedAt(), value: this.value(), segments: [] };
    const reference = this.say("label.suggested", "model:net", data);
    this.suggestions.push(reference);
    if (!this.heads.has(data.label)) this.moved(data, reference);
  }

  revise() {
    const address = this.address();
    const data = { ...address, on: this.lookedAt(), revises: this.headOf(address.label), value: this.value(), segments: [], ...this.context() };
    this.moved(data, this.say("label.revised", this.any(people), data));
  }

  withdraw() {
    const address = this.address();
    const data = { ...address, revises: this.headOf(address.label), reason: "A reason" };
    this.moved(data, this.say("label.withdrawn", this.any([...people, "operator:op"]), data));
  }

  review() {
    const address = this.address();
    this.say("review.recorded", this.any(people.slice(0, 3)), { ...address, reviews: this.headOf(address.label), outcome: this.any(["accepted", "rejected", "corrected"]) });
  }

  relate() {
    const data = { ...this.address(), on: this.lookedAt(), from: this.any(labels), to: this.any(labels), relation: "supports" };
    this.moved(data, this.say("relation.asserted", this.any(["annotator:ann", "model:net"]), data));
  }

  rank() {
    const responses = ["a", "b"].map((id) => ({ id, digest: someDigest, model: "m" }));
    const data = { ...this.address(), on: this.lookedAt(), responses, rankings: [{ criterion: "c", order: ["a", "b"] }] };
    this.moved(data, this.say("preference.ranked", this.any(["annotator:bob", "model:net"]), data));
  }

  adjudicate() {
    const chosen = labels.filter((label) => this.heads.has(label) && this.below(2) === 0);
    const among = chosen.map((label) => ({ label, event: this.headOf(label) }));
    const data = { ...this.address(), among, value: this.value(), rule: "expert" };
    this.moved(data, this.say("adjudication.decided", this.any(people.slice(0, 3)), data));
  }

  terms(annotator) {
    const kid = this.kidOf(this.isRare() ? this.any(people) : `annotator:${annotator}`);
    const from = Math.max(0, this.day - 10 + this.below(15));
    const credential = this.isRare(8) && this.credentials.length > 0 ? this.any(this.credentials).credential : `c${this.ledger.events.length}`;
    const isLong = this.mood === "papers" && !this.isRare(1);
    const validUntil = timeOfDay(from + 1 + (isLong ? 400 : this.below(90)));
    const competence = isLong ? this.any(["medicine", "medicine", "medicine/radiology", "medicine/radio"]) : this.any(competences);
    return { credential, annotator, kid, competence, validFrom: timeOfDay(isLong ? 0 : from), validUntil };
  }

  issue() {
    const annotator = this.isRare(20) ? "nobody" : this.any(["ann", "bob", "eve"]);
    const data = this.terms(annotator);
    const authority = this.any(this.mood === "papers" ? ["authority:board"] : ["authority:board", "authority:board", "authority:court"]);
    this.credentials.push({ authority: idOf(authority), credential: data.credential, annotator });
    this.say("credential.issued", authority, data);
  }

  present() {
    const annotator = this.any(["ann", "bob", "eve"]);
    const authority = this.isRare(20) ? "nobody" : this.any(["board", "court"]);
    const data = { authority, ...this.terms(annotator), format: "vc-jwt", tokenDigest: someDigest, algorithm: "EdDSA", statusChecked: 1, checkedBy: "desk" };
    this.credentials.push({ authority, credential: data.credential, annotator });
    this.say("credential.presented", this.any(["registrar:desk", `annotator:${annotator}`]), data);
  }

  endCredential() {
    if (this.credentials.length === 0) return;
    const about = { ...this.any(this.credentials) };
    if (this.isRare()) about.annotator = this.any(["ann", "bob"]);
    const verb = this.any(["suspended", "suspended", "reinstated", "reinstated", "revoked"]);
    this.say(`credential.${verb}`, this.isRare(6) ? "operator:op" : `authority:${about.authority === "nobody" ? "board" : about.authority}`, this.dated({ ...about, reason: "A reason" }));
  }

  addAuthorityKey() {
    const source = this.mood === "papers" ? "authority:board" : this.any(authorities);
    const { name, introduction } = this.newKey(source);
    this.say("authority.key-added", this.any([source, "operator:op"]), { authority: idOf(source), reason: "A reason", ...introduction });
    this.introduced(source, name);
  }

  endAuthorityKey() {
    const source = this.mood === "papers" ? "authority:board" : this.any(authorities);
    const data = { authority: idOf(source), kid: this.isRare() ? this.kidOf(this.any(people)) : this.kidOf(source), reason: this.any(["retired", "lost", "compromised"]) };
    this.say("authority.key-revoked", this.any([source, "operator:op", "operator:op"]), this.dated(data));
  }

  withdrawAuthority() {
    this.say("authority.withdrawn", "operator:op", this.dated({ authority: this.any(["board", "court", "court", "nobody"]), reason: "A reason" }));
  }

  recognise() {
    const source = this.any([...authorities, "authority:guild"]);
    const { name, introduction } = this.newKey(source);
    this.say("authority.recognised", "operator:op", { authority: idOf(source), name: "An authority", competences: [this.any(competences)], ...introduction });
    this.introduced(source, name);
  }

  enrol() {
    const source = this.any([...people, "annotator:late"]);
    const { name, introduction } = this.newKey(source);
    const model = kindOf(source) === "model" ? { model: "net", version: "1", digest: someDigest } : {};
    this.say("annotator.enrolled", this.any(["operator:op", "registrar:desk"]), { kind: kindOf(source), id: idOf(source), custody: "holder", ...model, ...introduction });
    this.introduced(source, name);
  }

  rotate() {
    const { source, kind, id } = this.person();
    const { name, introduction } = this.newKey(source);
    this.say("annotator.key-rotated", this.isRare() ? this.any(people) : source, { kind, id, reason: "A reason", ...introduction });
    this.introduced(source, name);
  }

  endKey() {
    const { source, kind, id } = this.person();
    const data = { kind, id, kid: this.isRare() ? this.kidOf(this.any(people)) : this.kidOf(source), reason: this.any(["retired", "lost", "compromised"]) };
    this.say("annotator.key-revoked", this.any([source, "operator:op", "registrar:desk"]), this.dated(data));
  }

  standing() {
    const { kind, id } = this.person();
    this.say(`annotator.${this.any(["suspended", "reinstated", "reinstated"])}`, this.any(["operator:op", "registrar:desk"]), { kind, id: this.isRare(20) ? "nobody" : id, reason: "A reason" });
  }

  require() {
    const row = (asked) => ({ labels: asked, ...(this.mood !== "papers" && this.below(4) === 0 ? {} : { competence: this.any(competences.slice(0, 3)) }) });
    const requirements = this.any([[row("*")], [row("*"), row("side")], [row(["finding"])], [row(["finding", "side"])], [row("*")]]);
    const enforcement = this.mood === "papers" ? {} : this.any([{}, {}, { enforcement: "record" }, { enforcement: "refuse" }]);
    this.say("requirement.set", "operator:op", { dataset: this.isRare(20) ? "nothing" : "d", requirements, ...enforcement });
  }

  policy() {
    this.say("ledger.policy-set", "operator:op", { policy: { enforcement: this.any(["record", "refuse"]), clockToleranceSeconds: this.below(500) } });
  }

  addOfficer() {
    const source = this.any(officers);
    const { name, introduction } = this.newKey(source);
    this.say("ledger.key-added", "operator:op", { role: kindOf(source), id: idOf(source), ...introduction });
    this.introduced(source, name);
  }

  retireOfficer() {
    const source = this.any(officers.slice(1));
    this.say("ledger.key-retired", "operator:op", this.dated({ kid: this.kidOf(this.isRare() ? this.any(people) : source), reason: this.any(["rotated", "lost", "compromised"]) }));
  }

  logKey() {
    const vkey = this.any([this.ledger.vkey, "nothing", this.ledger.vkey.replace("staged", "other")]);
    this.say("ledger.key-added", "operator:op", { role: "log", vkey });
  }

  guideline() {
    const source = this.any(["operator:op", "annotator:ann"]);
    const data = { guideline: this.any(["g", "h"]), version: String(this.below(6)), digest: someDigest, datasets: this.any(this.mood === "guided" ? [["d"], ["d"], ["d", "e"], ["e"]] : [["d"], ["d"], ["nothing"], []]) };
    const reference = this.say("guideline.published", source, data);
    this.guidelines.push(reference);
    this.published.push({ guideline: data.guideline, of: reference, datasets: data.datasets });
  }

  withdrawGuideline() {
    if (this.published.length === 0) return;
    const data = { ...this.any(this.published), reason: "A reason" };
    if (this.below(8) === 0) data.of = this.anyReference();
    if (this.below(6) === 0) data.datasets = this.any([["d"], [], ["e", "d"], ["d", "nothing"]]);
    if (this.below(8) === 0) data.guideline = "h";
    this.say("guideline.withdrawn", this.any(["operator:op", "operator:op", "annotator:ann", "annotator:bob"]), this.dated(data));
  }

  session() {
    const data = { session: `s${this.below(9)}`, annotator: this.any(["ann", "bob"]), started: timeOfDay(1), ended: timeOfDay(2), activeMs: 1, tool: "t" };
    this.say("session.recorded", this.any([`annotator:${data.annotator}`, "annotator:ann", "connector:studio"]), data);
  }

  release() {
    const size = this.ledger.events.length - 1 + this.below(3);
    this.say("dataset.released", "operator:op", { dataset: this.isRare() ? "nothing" : "d", version: String(this.below(3)), size, items: 1, labels: 1, digest: someDigest, splits: {} });
  }

  recall() {
    this.say("dataset.recalled", "operator:op", { dataset: "d", version: String(this.below(3)), reason: "A reason" });
  }

  train() {
    const releases = [{ dataset: "d", version: String(this.below(3)) }];
    this.say("model.trained", "operator:op", { model: "m", version: String(this.below(2)), releases, method: "supervised", digest: someDigest });
  }

  place() {
    this.say("system.placed", "operator:op", { system: "s", version: "1", model: { model: "m", version: String(this.below(2)) }, date: "today", purpose: "Purpose" });
  }

  trace() {
    const model = { model: "m", version: String(this.below(2)) };
    this.say("decision.traced", "operator:op", { decision: String(this.below(3)), model, occurred: timeOfDay(1), method: "A method", influences: [] });
  }

  report() {
    const data = { report: String(this.below(4)), dataset: "d", size: this.ledger.events.length - this.below(2), digest: someDigest };
    this.reports.push({ report: data.report, of: this.say("report.issued", this.any(["operator:op", "service:log"]), data) });
  }

  sign() {
    if (this.reports.length === 0) return;
    const { report, of } = this.any(this.reports);
    this.say("report.signed", this.any(["operator:op", "annotator:ann"]), { report, of: this.isRare(5) ? this.anyReference() : of, role: "A role" });
  }

  seal() {
    const root = Buffer.alloc(32).toString("base64url");
    this.say("ledger.sealed", "service:log", { size: this.ledger.events.length + this.below(2), root, indexRoot: root, subjects: 1 });
  }

  item() {
    const name = this.any(["item.quarantined", "item.readmitted"]);
    this.say(name, "operator:op", { dataset: "d", item: this.any(["i", "j"]), reason: "A reason" });
  }

  gold() {
    this.say("gold.placed", "operator:op", { dataset: "d", item: this.any(["i", "j"]), name: "finding", value: this.value() });
  }

  erase() {
    const event = this.anyReference();
    this.say("disclosure.erased", "operator:op", { event, subjects: [this.any(["label:d/i/l1", "annotator:ann"])], digests: [], legalBasis: "A basis" });
  }

  training() {
    const annotator = this.any(["ann", "nobody"]);
    this.say("training.completed", this.any(["operator:op", "authority:board"]), { annotator, course: "c", version: "1", score: 1, passMark: 0.5 });
  }

  /** A bundle of a part: what its scope rests on, but for what is left out now and then; or histories at random. */
  part() {
    const [kind, subject] = this.any([["label", "label:d/i/l1"], ["label", "label:d/i/l2"], ["item", "item:d/i"], ["annotator", "annotator:ann"], ["dataset", "dataset:d"]]);
    const closure = new EvidenceClosure({ kind, subject });
    const touching = this.ledger.touching;
    for (const { event, subjects, digest } of [...touching, ...touching]) {
      if (closure.subjects.some((one) => subjects.includes(one))) closure.follow(event, { id: event.id, digest });
    }
    const everything = [...new Set(touching.flatMap(({ subjects }) => subjects))];
    const chosen = this.below(3) > 0 ? closure.subjects : everything.filter((one) => one === subject || this.below(2) === 0);
    const keptOf = this.any([1, 1, 8]);
    return this.ledger.part({ kind, subject }, chosen.filter(() => keptOf === 1 || this.below(keptOf) > 0));
  }
}
