import { decodeBase64, encodeBase64 } from "./base64.mjs";
import { bytesOfHex, hexOf, joinBytes, sameBytes, utf8 } from "./bytes.mjs";
import { ed25519Key, isSignatureValid } from "./ed25519.mjs";
import { sha256 } from "./hashing.mjs";

/** Why a text is no signed note, no checkpoint or no verifier key. */
export class NoteError extends Error {
  constructor(message) {
    super(message);
    this.name = "NoteError";
  }
}

/** C2SP's types of signatures. */
export const logAlgorithm = 0x01;
export const cosignatureAlgorithm = 0x04;

const signatureLimit = 100;
const greatestSize = (1n << 64n) - 1n;
const lineMark = "\u2014 ";
const timeOfCosignatureLimit = ((1n << 63n) - 1n) / 1_000_000n;

/** Whether a name may be a log's origin and a key's: not empty, no Unicode white space, no plus, no control character. */
export function isNoteName(name) {
  return name !== "" && !/[+\p{Cc}\p{White_Space}]/u.test(name);
}

/** A vkey's `{name, algorithm, bytes, id (hex), key}`. Throws NoteError. */
export async function parseVkey(text) {
  const parts = splitAtPlus(text);
  const id = parts === null ? null : bytesOfHex(parts[1]);
  const material = parts === null ? null : decodeBase64(parts[2]);
  if (id === null || id.length !== 4 || material === null || material.length === 0) {
    throw new NoteError("a verifier key is name+8 hex digits+base64 of the algorithm and the key");
  }
  const [name] = parts;
  if (!isNoteName(name)) throw new NoteError("a key name is not empty and has no white space or plus");
  const algorithm = material[0];
  if (algorithm !== logAlgorithm && algorithm !== cosignatureAlgorithm) {
    throw new NoteError("the verifier key's algorithm is neither Ed25519 (1) nor a cosignature (4)");
  }
  const bytes = material.subarray(1);
  const key = await ed25519Key(bytes);
  if (key === null) throw new NoteError("the verifier key's bytes are no acceptable Ed25519 key");
  const own = (await sha256(joinBytes(utf8(name), 0x0a, material))).subarray(0, 4);
  if (!sameBytes(own, id)) throw new NoteError("the verifier key's id does not follow from its name and key");
  return { name, algorithm, bytes, id: hexOf(id), key };
}

/** Base64 has pluses too: only the first two separate. */
function splitAtPlus(text) {
  const first = text.indexOf("+");
  const second = first < 0 ? -1 : text.indexOf("+", first + 1);
  return second < 0 ? null : [text.slice(0, first), text.slice(first + 1, second), text.slice(second + 1)];
}

/** Whether two keys of parseVkey are the same. */
export function isSameVkey(a, b) {
  return a.name === b.name && a.algorithm === b.algorithm && sameBytes(a.bytes, b.bytes);
}

/** A note's `{text, signatures: [{name, id (hex), bytes}]}`. Throws NoteError. */
function parseNote(note) {
  if (/[\u0000-\u0009\u000b-\u001f]/.test(note)) {
    throw new NoteError("a note has no control characters but newline");
  }
  // The last blank line separates: the text may have blank lines of its own.
  const blank = note.lastIndexOf("\n\n");
  if (blank < 0 || !note.endsWith("\n") || blank + 2 >= note.length) {
    throw new NoteError("a note is a text, a blank line and signature lines, each ended by a newline");
  }
  const lines = note.slice(blank + 2, -1).split("\n");
  if (lines.length > signatureLimit) throw new NoteError(`a note has at most ${signatureLimit} signatures`);
  return { text: note.slice(0, blank + 1), signatures: lines.map(parseSignatureLine) };
}

function parseSignatureLine(line) {
  if (!line.startsWith(lineMark)) throw new NoteError("a signature line begins with an em dash and a space");
  const parts = line.slice(lineMark.length).split(" ");
  const bytes = parts.length === 2 ? decodeBase64(parts[1]) : null;
  if (bytes === null || bytes.length <= 4 || !isNoteName(parts[0])) {
    throw new NoteError("a signature line is an em dash, a key name and base64 of key id and signature");
  }
  return { name: parts[0], id: hexOf(bytes.subarray(0, 4)), bytes: bytes.subarray(4) };
}

/** A checkpoint's `{origin, size (BigInt), root, text, signatures}` as it claims; nothing is checked. Throws NoteError. */
export function parseCheckpoint(note) {
  const { text, signatures } = parseNote(note);
  const lines = text.split("\n");
  if (lines.length < 4) throw new NoteError("a checkpoint is three lines: origin, size, root");
  if (lines.length > 4) throw new NoteError("a checkpoint here has no extension lines");
  const [origin, sizeText, rootText] = lines;
  if (!isNoteName(origin)) throw new NoteError("a checkpoint's origin is not empty and has no white space or plus");
  const size = /^(?:0|[1-9][0-9]{0,19})$/.test(sizeText) ? BigInt(sizeText) : null;
  if (size === null || size > greatestSize) {
    throw new NoteError("a checkpoint's size is a decimal number below 2^64 without leading zeros");
  }
  const root = decodeBase64(rootText);
  if (root === null || root.length !== 32) throw new NoteError("a checkpoint's root is 32 bytes in base64");
  return { origin, size, root, text, signatures };
}

/** What became of a checkpoint under a log's key: "valid", "bad" (a line that pretends does not hold) or "none". */
export async function checkCheckpoint(checkpoint, vkey) {
  if (checkpoint.origin !== vkey.name || vkey.algorithm !== logAlgorithm) return "none";
  const own = signaturesNamed(checkpoint, vkey);
  if (own.length === 0) return "none";
  const message = utf8(checkpoint.text);
  for (const signature of own) {
    if (!(await isSignatureValid(vkey.key, signature.bytes, message))) return "bad";
  }
  return "valid";
}

function signaturesNamed(checkpoint, vkey) {
  return checkpoint.signatures.filter((signature) => signature.id === vkey.id && signature.name === vkey.name);
}

/** A witness's lines under a checkpoint: `{time: of the earliest that holds, last: of the latest, or null, isBroken: a
 * line does not hold}`. */
export async function checkCosignatures(checkpoint, vkey) {
  let time = null;
  let last = null;
  let isBroken = false;
  for (const signature of signaturesNamed(checkpoint, vkey)) {
    const own = await timeOfCosignature(signature.bytes, checkpoint.text, vkey);
    if (own === null) isBroken = true;
    else {
      if (time === null || own < time) time = own;
      if (last === null || own > last) last = own;
    }
  }
  return { time, last, isBroken };
}

/** Microseconds, a BigInt; null where the cosignature does not hold. */
async function timeOfCosignature(bytes, text, vkey) {
  if (bytes.length !== 72) return null;
  const seconds = new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0);
  if (seconds > timeOfCosignatureLimit) return null;
  const message = utf8(`cosignature/v1\ntime ${seconds}\n${text}`);
  return (await isSignatureValid(vkey.key, bytes.subarray(8), message)) ? seconds * 1_000_000n : null;
}

/** The root of a checkpoint as a text. */
function rootText(checkpoint) {
  return encodeBase64(checkpoint.root);
}
