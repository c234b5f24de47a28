import { createHash, createPrivateKey, createPublicKey } from "node:crypto";
import { canonicalJson, readJson } from "../../Sources/VerifierPage/Engine/json.mjs";
import { decodeEvent } from "../../Sources/VerifierPage/Engine/Provenance/event.mjs";
import { parseActor } from "../../Sources/VerifierPage/Engine/Provenance/subjects.mjs";
import { vocabularyTypes } from "../../Sources/VerifierPage/Engine/Provenance/vocabulary.mjs";
import { World } from "../../Sources/VerifierPage/Engine/Provenance/provenance.mjs";
import { formatTime } from "../../Sources/VerifierPage/Engine/times.mjs";
import { linesOf, withEnd } from "./bundles.mjs";
import { ForgedLedger, signed } from "./forger.mjs";

const sha256 = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash("sha256")).digest();
const secondsPerDay = 86_400n;
const firstDay = 1_767_225_600n;
const someDigest = `sha256:${"0".repeat(64)}`;

/** The first moment of a day, counted from the ledger's opening, in microseconds. */
export function momentOfDay(day) {
  return (firstDay + BigInt(day) * secondsPerDay) * 1_000_000n;
}

/** The same, as events write it. */
export function timeOfDay(day) {
  return formatTime(momentOfDay(day));
}

/** A key that a name makes: the same each time, and a secret of nobody's. */
export function keyNamed(name) {
  const der = Buffer.concat([Buffer.from("302e020100300506032b657004220420", "hex"), sha256("staged ", name)]);
  const key = createPrivateKey({ key: der, format: "der", type: "pkcs8" });
  const { x } = createPublicKey(key).export({ format: "jwk" });
  return { name, key, x, thumbprint: sha256(`{"crv":"Ed25519","kty":"OKP","x":"${x}"}`).toString("base64url") };
}

/** A ledger made here, event by event, with keys made here: whoever signs may say anything. */
export class StagedLedger {
  constructor(enforcement = "record") {
    this.origin = "staged.example/ledger";
    this.logKey = keyNamed("log");
    this.events = [];
    this.clock = momentOfDay(0);
    const operator = { id: "op", name: "Operator", ...this.introduction("operator:op", keyNamed("operator:op")) };
    this.say("ledger.opened", "operator:op", { vkey: this.vkey, operator, policy: { enforcement, clockToleranceSeconds: 300 } });
  }

  get vkey() {
    const key = Buffer.concat([Buffer.of(1), Buffer.from(this.logKey.x, "base64url")]);
    const id = sha256(this.origin, "\n", key).subarray(0, 4).toString("hex");
    return `${this.origin}+${id}+${key.toString("base64")}`;
  }

  /** A key for somebody, with its proof. */
  introduction(source, key) {
    const claims = canonicalJson({ kid: key.thumbprint, ledger: this.origin, source });
    const proof = signed(claims, key, { alg: "Ed25519", kid: key.thumbprint, typ: "touchmark-key-proof+jwt" });
    return { jwk: { crv: "Ed25519", kty: "OKP", x: key.x }, proof };
  }

  /** Waits for a day, if it has not come. */
  waitFor(day) {
    if (this.clock < momentOfDay(day)) this.clock = momentOfDay(day);
  }

  /** Appends an event and gives the reference to it. The key is that of the source's name unless another is given. */
  say(name, source, data, key = keyNamed(source)) {
    const type = `touchmark.${name}`;
    const number = String(this.events.length).padStart(12, "0");
    const [subject] = vocabularyTypes.get(type).subjects(data, parseActor(source));
    const sealing = data._sd === undefined && data.value?._sd === undefined ? {} : { _sd_alg: "sha-256" };
    const payload = canonicalJson({
      specversion: "1.0", id: `0199a0c0-0000-7000-8000-${number}`, source, type, subject, time: formatTime(this.clock), ledger: this.origin, data, ...sealing,
    });
    const jws = signed(payload, key);
    this.events.push({ recorded: String(this.clock), payload, kid: key.thumbprint, jws });
    this.clock += 1n;
    return { id: `0199a0c0-0000-7000-8000-${number}`, digest: `sha256:${sha256(jws).toString("hex")}` };
  }

  enrol(source, custody = "holder") {
    const { kind, id } = parseActor(source);
    const model = kind === "model" ? { model: id, version: "1", digest: someDigest } : {};
    return this.say("annotator.enrolled", "operator:op", { kind, id, custody, ...model, ...this.introduction(source, keyNamed(source)) });
  }

  recognise(authority, ...competences) {
    const key = keyNamed(`authority:${authority}`);
    const introduction = this.introduction(`authority:${authority}`, key);
    return this.say("authority.recognised", "operator:op", { authority, name: authority, competences, ...introduction });
  }

  define(dataset) {
    return this.say("dataset.defined", "operator:op", { dataset, title: "Title", purpose: "Purpose", licence: "CC0-1.0" });
  }

  register(dataset, item) {
    const tracks = [{ id: "t", modality: "text", mediaType: "text/plain", digest: someDigest }];
    return this.say("item.registered", "operator:op", { dataset, item, tracks, origin: { kind: "collected" } });
  }

  /** The bundle of the whole ledger. */
  get bundle() {
    const header = { kind: "bundle", version: 1, ledger: this.origin, scope: { kind: "ledger", subject: "ledger:" }, created: Number(this.clock), generator: "staged" };
    return new ForgedLedger(JSON.stringify(header), new Map(), this.logKey).bundle((events) => events.push(...this.events));
  }

  /** The events with the subjects they touch: [{event, subjects}]; none for what is no event. */
  get touching() {
    return this.events.map(({ payload, jws }) => {
      const { event } = decodeEvent(readJson(payload));
      return { event, subjects: event?.subjects ?? [], digest: `sha256:${sha256(jws).toString("hex")}` };
    });
  }

  /** What the rules make of the events, taken for signed and proven; `isWhole(subject)` says which histories are here. */
  world(isWhole) {
    const world = new World({ knowsEveryEvent: true, isWhole });
    for (const [index, { event, digest }] of this.touching.entries()) {
      const { recorded, kid } = this.events[index];
      event.logKey = event.vkey === undefined ? null : { name: this.origin };
      if (event.introduces !== null) {
        const { x } = event.introduces;
        event.introduces.thumbprint = sha256(`{"crv":"Ed25519","kty":"OKP","x":"${Buffer.from(x).toString("base64url")}"}`).toString("base64url");
        event.introduces.isProven = true;
      }
      const entry = { index, recorded: BigInt(recorded), event, digest, kid };
      if (world.refusal(entry) === null) world.apply(entry);
    }
    return world;
  }

  /** A bundle of some histories, without proofs that they are whole. */
  part(scope, subjects) {
    const [header, checkpoint, ...entries] = linesOf(this.bundle).slice(0, -1).map((line) => JSON.parse(line));
    const touched = this.touching.map((found) => new Set(found.subjects));
    const histories = subjects.map((subject) => ({
      kind: "history", subject, part: 0, indices: [...touched.keys()].filter((index) => touched[index].has(subject)).map((index) => [index, 1]),
    }));
    const wanted = new Set(histories.flatMap(({ indices }) => indices.map(([index]) => index)));
    const hashes = Buffer.concat(entries.map(({ entry }) => sha256(Buffer.of(0), entry))).toString("base64");
    for (const history of histories) history.indices = joined(history.indices);
    const lines = [
      { ...header, scope }, checkpoint, ...entries.filter(({ index }) => wanted.has(index)),
      { kind: "tile", level: 0, number: 0, hashes }, ...histories.filter(({ indices }) => indices.length > 0), {},
    ];
    return withEnd(lines.map((line) => JSON.stringify(line)));
  }
}

/** Runs of [first, count], with neighbours in one. */
function joined(runs) {
  const all = [];
  for (const [first, count] of runs) {
    const last = all[all.length - 1];
    if (last !== undefined && last[0] + last[1] === first) last[1] += count;
    else all.push([first, count]);
  }
  return all;
}
