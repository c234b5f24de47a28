import { utf8 } from "./bytes.mjs";
import { ed25519Key, isSignatureValid } from "./ed25519.mjs";
import { contentDigest, keyThumbprint, leafHash } from "./hashing.mjs";
import { JsonError, readJsonBytes } from "./json.mjs";
import { inclusionFailure } from "./merkle.mjs";
import { NoteError, logAlgorithm, parseVkey } from "./note.mjs";
import { decodeEvent } from "./Provenance/provenance.mjs";
import { latestTime } from "./times.mjs";
import { TokenError, eventTokenType, isKeyProof, parseJws, readDisclosure } from "./token.mjs";

const entryByteLimit = 65_535;
const disclosureLimit = 64;
const disclosureByteLimit = 1 << 20;

/**
 * Looks at all that concerns an entry alone: its hash, its proof, its signature, its shape, its disclosures.
 *
 * @param line of readBundleLine
 * @param keys Map from thumbprint to {actor, key}
 * @param proofs {size, root, leafAt: null or a function}
 * @returns {index, leaf, proof: null (none is there) or {code, sentence} or "verified", disclosures: {list} or {problem}, content}
 */
export async function examineEntry(line, keys, proofs) {
  const bytes = utf8(line.entry);
  const [leaf, disclosures, content] = await Promise.all([
    leafHash(bytes),
    readDisclosures(line.disclosures),
    contentOfEntry(line.index, line.entry, bytes, keys),
  ]);
  return { index: line.index, leaf, proof: await proofOfEntry(line, leaf, proofs), disclosures, content };
}

async function proofOfEntry(line, leaf, { size, root, leafAt }) {
  if (line.inclusion !== null) {
    const failure = await inclusionFailure(line.index, size, line.inclusion, leaf, root);
    if (failure === null) return "verified";
    return { code: "inclusion-failed", sentence: `The inclusion proof does not hold: ${failure}.` };
  }
  const there = leafAt?.(line.index);
  if (there === undefined) return null;
  if (there.every((byte, place) => byte === leaf[place])) return "verified";
  return { code: "entry-unproven", sentence: "The tile has another hash in the entry's place." };
}

async function readDisclosures(texts) {
  if (texts.length === 0) return { list: [] };
  const count = texts.reduce((sum, text) => sum + text.length, 0);
  if (texts.length > disclosureLimit || count > disclosureByteLimit) {
    return { problem: "There are more than 64 disclosures, or more than 1 MiB of them." };
  }
  try {
    return { list: await Promise.all(texts.map(readDisclosure)) };
  } catch (error) {
    if (error instanceof TokenError) return { problem: `A disclosure: ${error.message}.` };
    throw error;
  }
}

/**
 * What an entry is: `{kind}` signed (with recorded, event, kid, digest), key-unknown (with recorded, token), unknown-type (with
 * recorded), or a fault, with code and sentence.
 */
async function contentOfEntry(index, text, bytes, keys) {
  const opened = openEntry(text, bytes);
  if (opened.kind === "fault") return opened;
  const { recorded, token } = opened;
  const known = keys.get(token.kid);
  if (known !== undefined) return signedContent(recorded, token, known.key);
  // Entry 0 brings the key that it is signed with; the rules ask whether it is the operator's.
  const own = index === 0 ? await openingKey(token) : null;
  if (own === null) return { kind: "key-unknown", recorded, token };
  if (own.thumbprint !== token.kid) return badSignature();
  return signedContent(recorded, token, own.key);
}

/** An entry's `{recorded, token}` before any signature is looked at; or a fault. */
export function openEntry(text, bytes) {
  if (bytes.length > entryByteLimit) return fault("entry-too-large", "The entry is larger than 65,535 bytes.");
  const space = text.indexOf(" ");
  const digits = space < 0 ? "" : text.slice(0, space);
  if (!/^(?:0|[1-9][0-9]{0,17})$/.test(digits) || BigInt(digits) > latestTime) {
    return fault("entry-malformed", "An entry is decimal microseconds, up to the year 9999, a space and a JWS.");
  }
  try {
    const token = parseJws(text.slice(space + 1), eventTokenType);
    if (token.rest !== "") return fault("entry-malformed", "Something follows the JWS.");
    return { recorded: BigInt(digits), token };
  } catch (error) {
    if (error instanceof TokenError) return fault("entry-malformed", `The JWS: ${error.message}.`);
    throw error;
  }
}

function fault(code, sentence) {
  return { kind: "fault", code, sentence };
}

function badSignature() {
  return fault("bad-signature", "The signature is not that of the key that it names.");
}

/** The operator's key that an opening names; null if the token is no opening. */
async function openingKey(token) {
  const decoded = decodedPayload(token);
  const introduced = decoded.event?.type === "touchmark.ledger.opened" ? decoded.event.introduces : null;
  if (introduced === null) return null;
  return { key: await ed25519Key(introduced.x), thumbprint: await keyThumbprint(introduced.x) };
}

/** What decodeEvent says of a token's payload. */
export function decodedPayload(token) {
  let payload;
  try {
    payload = readJsonBytes(token.payload);
  } catch (error) {
    if (error instanceof JsonError) return { malformed: error.message };
    throw error;
  }
  return decodeEvent(payload);
}

async function signedContent(recorded, token, key) {
  const signed = utf8(token.signed);
  if (!(await isSignatureValid(key, token.signature, signed))) return badSignature();
  const decoded = decodedPayload(token);
  if (decoded.unknownType) return { kind: "unknown-type", recorded };
  if (decoded.malformed !== undefined) return notAnEvent(decoded.malformed);
  const problem = await addKeyFacts(decoded.event);
  if (problem !== null) return notAnEvent(problem);
  return { kind: "signed", recorded, event: decoded.event, kid: token.kid, digest: await contentDigest(utf8(token.jws)) };
}

function notAnEvent(sentence) {
  return fault("event-malformed", `The event: ${sentence}.`);
}

/** Adds what cryptography says of the keys that an event brings in; a sentence if it spoils the event, else null. */
async function addKeyFacts(event) {
  if (event.vkey !== undefined) event.logKey = await readLogKey(event.vkey);
  const introduced = event.introduces;
  if (introduced === null) return null;
  introduced.key = await ed25519Key(introduced.x);
  if (introduced.key === null) return "x: is not an acceptable Ed25519 key: not a canonical point, or of small order";
  introduced.thumbprint = await keyThumbprint(introduced.x);
  if (introduced.kid !== undefined && introduced.kid !== introduced.thumbprint) {
    return `kid: must be "${introduced.thumbprint}" in this JWK`;
  }
  introduced.isProven = await isKeyProof(introduced.proof, introduced, event.ledger, introduced.actor);
  return null;
}

/** A log's vkey as `{name, key (bytes)}`; null where the text is none. */
async function readLogKey(text) {
  try {
    const vkey = await parseVkey(text);
    return vkey.algorithm === logAlgorithm ? { name: vkey.name, key: vkey.bytes } : null;
  } catch (error) {
    if (error instanceof NoteError) return null;
    throw error;
  }
}

/** Looks again at an entry whose key was unknown, with a key that came in since. */
export async function resolveEntry(examined, keys) {
  if (examined.content.kind !== "key-unknown") return;
  const { recorded, token } = examined.content;
  const known = keys.get(token.kid);
  if (known !== undefined) examined.content = await signedContent(recorded, token, known.key);
}
