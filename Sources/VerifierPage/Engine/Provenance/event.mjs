import { decodeBase64url } from "../base64.mjs";
import { parseTime } from "../times.mjs";
import { fixed, having, isJsonObject, givenMember, text, uuid, time } from "./forms.mjs";
import { parseActor, subjectText } from "./subjects.mjs";
import { readSeal, timesProblem, vocabularyTypes } from "./vocabulary.mjs";

/** Payloads as events, and where disclosures belong (section 2 of the protocol). */

const subjectLimit = 512;

const frame = {
  specversion: (value) => (value === "1.0" ? null : 'specversion: "1.0" is expected'),
  id: uuid,
  source: (value) => (typeof value === "string" && parseActor(value) !== null ? null : "source: an actor is expected, <kind>:<id>, encoded as subjects are"),
  type: text, subject: text, time, ledger: text,
};

/** Of an event of whatever type: one that is not known may hold more, and other data. */
const frameForm = having({ ...frame, "_sd_alg?": text });

/** The rest of an event whose frame was looked at. */
const bodyForm = fixed({
  ...Object.fromEntries(Object.keys(frame).map((name) => [name, () => null])),
  data: (value) => (isJsonObject(value) ? null : "data: an object is expected"),
  "_sd_alg?": (value) => (value === "sha-256" ? null : '_sd_alg: "sha-256" is expected'),
});

/**
 * What a payload says: `{event}`, `{unknownType: true}` or `{malformed: sentence}`. What needs hashes (thumbprints, proofs, log keys) is
 * left to whoever can hash.
 */
export function decodeEvent(payload) {
  const misframed = frameForm(payload, "payload");
  if (misframed !== null) return { malformed: misframed };
  const type = vocabularyTypes.get(payload.type);
  if (type === undefined) return { unknownType: true };
  const misshapen = bodyForm(payload, "payload");
  if (misshapen !== null) return { malformed: misshapen };
  const source = parseActor(payload.source);
  const { seals, problem } = readData(payload.data, type);
  const found = problem ?? sealProblem(seals, payload);
  if (found !== null) return { malformed: found };
  const subjects = [...type.subjects(payload.data, source), subjectText("work", source.kind, source.id)];
  const misplaced = subjectProblem(subjects, payload.subject);
  if (misplaced !== null) return { malformed: misplaced };
  const { id, ledger, data } = payload;
  const event = {
    id, type: payload.type, source: payload.source, time: parseTime(payload.time), ledger, data, payload, subject: subjects[0], subjects,
    introduces: introductionOf(payload), seals, signers: type.signers,
  };
  if (data.vkey !== undefined && /^touchmark\.ledger\.(?:opened|key-added)$/.test(payload.type)) event.vkey = data.vkey;
  return { event };
}

/** `{seals: [{object, digests, candidates}], problem: sentence or null}` of an event's data. */
function readData(data, type) {
  const own = readSeal(data);
  if (own?.problem) return { seals: [], problem: own.problem };
  const members = type.members(data);
  const sealable = Object.keys(members).filter((key) => key.endsWith("~")).map((key) => key.replace(/[?~]+$/, ""));
  if (own !== null && sealable.length === 0) return { seals: [], problem: "data._sd: nothing in this object may be sealed" };
  const sealsSomething = own !== null && own.digests.length > 0;
  const plain = Object.fromEntries(
    Object.entries(members).map(([key, form]) => {
      const isOptional = key.includes("?") || (key.endsWith("~") && sealsSomething);
      return [key.replace(/[?~]+$/, "") + (isOptional ? "?" : ""), form];
    }),
  );
  const { _sd: unused, ...rest } = data;
  const problem = fixed(plain, type.check)(rest, "data") ?? timesProblem(data, parseTime);
  if (problem !== null) return { seals: [], problem };
  const inner = readSeal(givenMember(data, "value"));
  if (inner?.problem) return { seals: [], problem: inner.problem };
  const seals = [];
  if (inner !== null) seals.push({ object: "value", digests: inner.digests, candidates: Object.hasOwn(data.value, "text") ? [] : ["text"] });
  if (own !== null) seals.push({ object: "data", digests: own.digests, candidates: sealable.filter((name) => !Object.hasOwn(data, name)) });
  return { seals, problem: null };
}

function sealProblem(seals, payload) {
  if (seals.length > 0 !== Object.hasOwn(payload, "_sd_alg")) return "_sd_alg: stands exactly when data holds an _sd";
  const digests = seals.flatMap((seal) => seal.digests);
  return new Set(digests).size === digests.length ? null : "data._sd: a digest stands twice";
}

function subjectProblem(subjects, claimed) {
  if (subjects[0] !== claimed) return `subject: type and data make the subject "${subjects[0]}"`;
  if (subjects.some((subject) => subject.length > subjectLimit)) return `subject: a subject is longer than ${subjectLimit} bytes`;
  return new Set(subjects).size === subjects.length ? null : "data: a subject is touched twice";
}

/** `{actor, x, kid, proof}` of the key that an event brings in, or null. */
function introductionOf({ type, data }) {
  const said = type === "touchmark.ledger.opened" ? data.operator : data;
  if (said.jwk === undefined) return null;
  return { actor: actorOf(type, data, said), x: decodeBase64url(said.jwk.x), kid: said.jwk.kid, proof: said.proof };
}

function actorOf(type, data, said) {
  if (type === "touchmark.ledger.opened") return subjectText("operator", said.id);
  if (type === "touchmark.ledger.key-added") return subjectText(data.role, data.id);
  return type.startsWith("touchmark.authority.") ? subjectText("authority", data.authority) : subjectText(data.kind, data.id);
}

/**
 * Whether the signer of an event may have sealed two values of one member: more is sealed in an object than there are members for. Where
 * no member is left nothing can be shown.
 */
export function hasAmbiguousSeal({ seals }) {
  return seals.some(({ digests, candidates }) => candidates.length > 0 && digests.length > candidates.length);
}

/** Says where each disclosure belongs (`object`: data or value); a sentence where one belongs nowhere, else null. */
export function placeDisclosures(event, disclosures) {
  const filled = new Set();
  for (const disclosure of disclosures) {
    const seal = event.seals.find(({ digests }) => digests.includes(disclosure.digest));
    if (seal === undefined) return "A disclosure has a digest that the event does not hold.";
    if (!seal.candidates.includes(disclosure.name)) return "A disclosure names a member that cannot be sealed there.";
    const place = `${seal.object} ${disclosure.name}`;
    if (filled.has(place)) return "Two disclosures are of one member.";
    filled.add(place);
  }
  for (const disclosure of disclosures) disclosure.object = event.seals.find(({ digests }) => digests.includes(disclosure.digest)).object;
  return null;
}
