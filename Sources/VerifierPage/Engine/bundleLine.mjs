import { readJsonBytes } from "./json.mjs";
import { isEvidenceScope, parseSubject } from "./Provenance/provenance.mjs";
import {
  arrayShape,
  base64Shape,
  countOf,
  countShape,
  hashShape,
  hashesShape,
  integerOf,
  memberOf,
  misshapen,
  objectShape,
  stringOf,
} from "./shape.mjs";
import { timeTokenByteLimit } from "./Time/timeToken.mjs";

const siblingLimit = 256;
const tileHashLimit = 256;
const greatestTileLevel = 255;
/** The place of each kind in the order of lines; kinds of one number may stand among each other. */
const lineStages = { bundle: 1, checkpoint: 2, consistency: 2, entry: 3, tile: 4, history: 5, time: 6, claim: 7, end: 8 };

/** The order of lines by name, for whoever asks whether something comes too late. */
export const bundleStage = { start: 0, bundle: 1, checkpoints: 2, entries: 3, tiles: 4, histories: 5, times: 6, claims: 7, end: 8 };

/**
 * What a line says, of the shape of its kind; nothing of it is checked. `{kind, stage, …}`; `stage` is undefined for a kind that
 * is not of this version. Throws JsonError and ShapeError.
 */
export function readBundleLine(bytes) {
  const object = objectShape(readJsonBytes(bytes));
  const kind = stringOf(object, "kind");
  const stage = Object.hasOwn(lineStages, kind) ? lineStages[kind] : undefined;
  return stage === undefined ? { kind } : { kind, stage, ...shapeOfLine(kind, object) };
}

function shapeOfLine(kind, object) {
  switch (kind) {
    case "bundle":
      return headerOfLine(object);
    case "checkpoint":
      return { note: stringOf(object, "note") };
    case "consistency":
      return {
        from: countOf(object, "from"),
        to: countOf(object, "to"),
        hashes: "hashes" in object ? hashesShape(object.hashes, "hashes") : [],
      };
    case "entry":
      return entryOfLine(object);
    case "tile":
      return tileOfLine(object);
    case "history":
      return historyOfLine(object);
    case "time":
      return { size: BigInt(countOf(object, "size")), token: boundedToken(base64Shape(memberOf(object, "token"), "token")) };
    case "claim":
      return {
        subject: subjectOf(object, "subject"),
        verdict: stringOf(object, "verdict"),
        verdictNow: stringOf(object, "verdictNow"),
      };
    default:
      return { lines: countOf(object, "lines"), sha256: hashShape(memberOf(object, "sha256"), "sha256") };
  }
}

/** One that is too large is not kept. */
function boundedToken(bytes) {
  return bytes.length > timeTokenByteLimit ? null : bytes;
}

function headerOfLine(object) {
  const version = countOf(object, "version");
  const ledger = stringOf(object, "ledger");
  const scope = objectShape(memberOf(object, "scope"), "scope");
  const kind = stringOf(scope, "kind", "scope.");
  const subject = subjectOf(scope, "subject", "scope.");
  if (!isEvidenceScope(kind, subject)) {
    throw misshapen("scope.kind", "no scope of this version has such a kind and subject");
  }
  // Nothing follows from when and with what it was made.
  integerOf(object, "created");
  stringOf(object, "generator");
  return { version, ledger, scope: { kind, subject: subject.text } };
}

/** `{kind, segments, text}` of a subject. */
function subjectOf(object, name, path = "") {
  const subject = parseSubject(stringOf(object, name, path));
  if (subject === null) throw misshapen(`${path}${name}`, "a subject is expected, such as label:dataset/item/label");
  return subject;
}

/** `{index, entry (text), disclosures: [text], inclusion: [hash] or null}`. */
function entryOfLine(object) {
  const index = countOf(object, "index");
  const disclosures = "disclosures" in object ? arrayShape(object.disclosures, "disclosures") : [];
  for (const [place, text] of disclosures.entries()) {
    if (typeof text !== "string") throw misshapen(`disclosures.${place}`, "a string is expected");
  }
  const inclusion = "inclusion" in object ? hashesShape(object.inclusion, "inclusion") : null;
  return { index, entry: stringOf(object, "entry"), disclosures, inclusion };
}

function tileOfLine(object) {
  const level = countOf(object, "level");
  if (level > greatestTileLevel) throw misshapen("level", "a tile's level is 0 to 7");
  const number = countOf(object, "number");
  const hashes = base64Shape(memberOf(object, "hashes"), "hashes");
  const width = hashes.length / 32;
  if (!Number.isInteger(width) || width < 1 || width > tileHashLimit) {
    throw misshapen("hashes", "1 to 256 hashes of 32 bytes are expected");
  }
  return { level, number, hashes };
}

function historyOfLine(object) {
  const subject = subjectOf(object, "subject");
  const part = countOf(object, "part");
  const runs = arrayShape(memberOf(object, "indices"), "indices").map((run, place) => {
    const path = `indices.${place}`;
    const numbers = arrayShape(run, path).map((number, at) => countShape(number, `${path}.${at}`));
    if (numbers.length !== 2) throw misshapen(path, "[first, count] is expected");
    return numbers;
  });
  return { subject, part, runs, proof: "proof" in object ? proofOfLine(objectShape(object.proof, "proof")) : null };
}

/** `{seal: index, siblings: [hash], leaf: null or {key, count, head}}`. */
function proofOfLine(object) {
  const seal = countOf(object, "seal", "proof.");
  const siblings = hashesShape(memberOf(object, "siblings", "proof."), "proof.siblings");
  if (siblings.length > siblingLimit) throw misshapen("proof.siblings", "at most 256 siblings");
  const given = memberOf(object, "leaf", "proof.");
  return { seal, siblings, leaf: given === null ? null : leafOfProof(objectShape(given, "proof.leaf")) };
}

function leafOfProof(object) {
  const key = hashShape(memberOf(object, "key", "proof.leaf."), "proof.leaf.key");
  const count = countOf(object, "count", "proof.leaf.");
  const head = hashShape(memberOf(object, "head", "proof.leaf."), "proof.leaf.head");
  if (count < 1) throw misshapen("proof.leaf.count", "a leaf counts at least one entry");
  return { key, count, head };
}
