import { sameBytes } from "./bytes.mjs";
import { emptyLogRoot, nodeHash } from "./hashing.mjs";

/** The pair (fn, sn) of RFC 9162: a node on its way up, beside the last node of its level. Both are BigInts. */
class TreeWalk {
  constructor(position, last) {
    this.position = position;
    this.last = last;
  }

  get isAtRoot() {
    return this.last === 0n;
  }

  get isRight() {
    return (this.position & 1n) === 1n || this.position === this.last;
  }

  up() {
    // A last node without a sibling goes up as it is until it is a right child.
    if (this.position === this.last) while (this.position !== 0n && (this.position & 1n) === 0n) this.shift();
    this.shift();
  }

  shift() {
    this.position >>= 1n;
    this.last >>= 1n;
  }
}

/** Why an inclusion proof does not hold, in words; null if it does. `index` is a number, `size` a BigInt. */
export async function inclusionFailure(index, size, hashes, leaf, root) {
  if (BigInt(index) >= size) return "its index is not below the size of the tree";
  const walk = new TreeWalk(BigInt(index), size - 1n);
  let node = leaf;
  for (const hash of hashes) {
    if (walk.isAtRoot) return "it has too many hashes";
    node = walk.isRight ? await nodeHash(hash, node) : await nodeHash(node, hash);
    walk.up();
  }
  if (!walk.isAtRoot) return "it has too few hashes";
  return sameBytes(node, root) ? null : "it leads to another root";
}

/** Whether the tree of size `to` begins with that of size `from` (BigInts). */
export async function isConsistent(from, to, hashes, oldRoot, newRoot) {
  if (from > to) return false;
  if (from === 0n || from === to) {
    if (hashes.length > 0) return false;
    return from === to ? sameBytes(oldRoot, newRoot) && (from > 0n || (await isEmptyRoot(oldRoot))) : isEmptyRoot(oldRoot);
  }
  const isPerfect = (from & (from - 1n)) === 0n;
  const seed = isPerfect ? oldRoot : hashes[0];
  if (seed === undefined) return false;
  const walk = new TreeWalk(from - 1n, to - 1n);
  while ((walk.position & 1n) === 1n) walk.shift();
  return followConsistency(walk, seed, isPerfect ? hashes : hashes.slice(1), oldRoot, newRoot);
}

async function isEmptyRoot(root) {
  return sameBytes(root, await emptyLogRoot());
}

async function followConsistency(walk, seed, hashes, oldRoot, newRoot) {
  let older = seed;
  let newer = seed;
  for (const hash of hashes) {
    if (walk.isAtRoot) return false;
    if (walk.isRight) {
      older = await nodeHash(hash, older);
      newer = await nodeHash(hash, newer);
    } else {
      newer = await nodeHash(newer, hash);
    }
    walk.up();
  }
  return walk.isAtRoot && sameBytes(older, oldRoot) && sameBytes(newer, newRoot);
}

/** The leaves of a log so far, as the roots of its perfect subtrees; takes many leaves at once. */
export class LogRange {
  constructor() {
    this.size = 0;
    /** By level, the root that waits for a right sibling, or undefined. */
    this.waiting = [];
  }

  async append(leaves) {
    this.size += leaves.length;
    let level = 0;
    let nodes = leaves;
    while (nodes.length > 0) {
      const all = this.waiting[level] === undefined ? nodes : [this.waiting[level], ...nodes];
      const pairs = [];
      for (let place = 0; place + 1 < all.length; place += 2) pairs.push(nodeHash(all[place], all[place + 1]));
      this.waiting[level] = all.length % 2 === 1 ? all[all.length - 1] : undefined;
      nodes = await Promise.all(pairs);
      level += 1;
    }
  }

  /** The root of the tree over all leaves so far. */
  async root() {
    return rootOfSubtrees(this.waiting.filter((node) => node !== undefined));
  }
}

/** The root over perfect subtrees, the smallest (rightmost) first. */
export async function rootOfSubtrees(subtrees) {
  if (subtrees.length === 0) return emptyLogRoot();
  let node = subtrees[0];
  for (const left of subtrees.slice(1)) node = await nodeHash(left, node);
  return node;
}

/** The roots of the perfect subtrees over these hashes, the smallest first. */
export async function perfectSubtrees(hashes) {
  const range = new LogRange();
  await range.append(hashes);
  return range.waiting.filter((node) => node !== undefined);
}
