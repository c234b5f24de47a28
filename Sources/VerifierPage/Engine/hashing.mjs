import { encodeBase64url } from "./base64.mjs";
import { hexOf, joinBytes, utf8 } from "./bytes.mjs";

/** Hashes between two rests. */
const restEvery = 500;
let hashesSinceRest = 0;

/** SHA-256 by the platform: the only hash there is here. */
export async function sha256(bytes) {
  hashesSinceRest += 1;
  if (hashesSinceRest >= restEvery) {
    hashesSinceRest = 0;
    await nextTask();
  }
  return new Uint8Array(await globalThis.crypto.subtle.digest("SHA-256", bytes));
}

/** 32 zero bytes: the hash of nothing in the trees of subjects. Never written to. */
export const zeroHash = new Uint8Array(32);

/** The root of a log without entries. */
export function emptyLogRoot() {
  return sha256(new Uint8Array(0));
}

/** The leaf hash of an entry (RFC 9162). */
export function leafHash(entry) {
  return sha256(joinBytes(0x00, entry));
}

/** An inner node of the log's tree. */
export function nodeHash(left, right) {
  return sha256(joinBytes(0x01, left, right));
}

/** The head of a history that goes on with a leaf. */
export function headHash(head, leaf) {
  return sha256(joinBytes(0x12, head, leaf));
}

/** An inner node of the index of a seal. */
export function prefixHash(left, right) {
  return sha256(joinBytes(0x11, left, right));
}

/** A leaf of the index of a seal; `count` is a number. */
export function prefixLeafHash(key, count, head) {
  const counted = new Uint8Array(8);
  new DataView(counted.buffer).setBigUint64(0, BigInt(count));
  return sha256(joinBytes(0x10, key, counted, head));
}

/** The place of a subject in the index: SHA-256 of its text. */
export function subjectKey(subject) {
  return sha256(utf8(subject));
}

/** `sha256:` and hex. */
export async function contentDigest(bytes) {
  return `sha256:${hexOf(await sha256(bytes))}`;
}

/** RFC 7638 of an Ed25519 key's 32 bytes. */
export async function keyThumbprint(key) {
  return encodeBase64url(await sha256(utf8(`{"crv":"Ed25519","kty":"OKP","x":"${encodeBase64url(key)}"}`)));
}


/**
 * Ends the present task. What a hash leaves behind is collected between tasks only, and what follows promises is all one task: a
 * million hashes without a rest hold hundreds of megabytes.
 */
function nextTask() {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
