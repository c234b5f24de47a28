import { sameBytes } from "./bytes.mjs";
import { prefixHash, prefixLeafHash, subjectKey, zeroHash } from "./hashing.mjs";

/** The bit of a key at a depth, the most significant of byte 0 first. */
export function bitOfKey(key, depth) {
  return (key[depth >> 3] >> (7 - (depth & 7))) & 1;
}

/**
 * What a path proof says of a subject before the root is known, which is far smaller than the proof.
 *
 * @param proof {siblings: [hash], leaf: null or {key, count, head}}, at most 256 siblings
 * @returns {failure: a word} or {root, history: null or {count, head}}
 */
export async function claimOfProof(subject, { siblings, leaf }) {
  const key = await subjectKey(subject);
  if (siblings.length > 0 && sameBytes(siblings[siblings.length - 1], zeroHash)) return { failure: "lastSiblingEmpty" };
  const isOwn = leaf !== null && sameBytes(leaf.key, key);
  if (leaf !== null && !isOwn) {
    for (let depth = 0; depth < siblings.length; depth += 1) {
      if (bitOfKey(leaf.key, depth) !== bitOfKey(key, depth)) return { failure: "leafElsewhere" };
    }
  }
  let node = leaf === null ? zeroHash : await prefixLeafHash(leaf.key, leaf.count, leaf.head);
  for (let depth = siblings.length - 1; depth >= 0; depth -= 1) {
    node = bitOfKey(key, depth) ? await prefixHash(siblings[depth], node) : await prefixHash(node, siblings[depth]);
  }
  return { root: node, history: isOwn ? { count: leaf.count, head: leaf.head } : null };
}
