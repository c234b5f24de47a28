import { prefixHash, prefixLeafHash, headHash, subjectKey, zeroHash } from "./hashing.mjs";
import { bitOfKey } from "./prefixProof.mjs";

const hashesAtOnce = 4096;

/** A subject in the index: a leaf of the tree. */
class IndexedSubject {
  constructor(key) {
    this.key = key;
    this.count = 0;
    this.head = zeroHash;
    this.hash = zeroHash;
    this.waiting = [];
  }
}

/** An inner node: `hash` is null while something below it has changed. */
class IndexBranch {
  constructor() {
    this.left = null;
    this.right = null;
    this.hash = null;
  }
}

/** The index that a seal is over, growing with the log: a prefix tree over subjects. */
export class PrefixIndex {
  constructor() {
    this.subjects = new Map();
    this.root = null;
    this.touched = new Set();
    this.fresh = [];
  }

  get count() {
    return this.subjects.size;
  }

  /** An entry with this leaf hash touches the subject. */
  touch(subject, leaf) {
    let place = this.subjects.get(subject);
    if (place === undefined) {
      place = new IndexedSubject(null);
      this.subjects.set(subject, place);
      this.fresh.push([subject, place]);
    }
    place.waiting.push(leaf);
    this.touched.add(place);
  }

  /** Hashes the heads of all that was touched since, and marks the way to them. */
  async settle() {
    const { fresh, touched } = this;
    this.fresh = [];
    this.touched = new Set();
    await inParallel(fresh, async ([subject, place]) => {
      place.key = await subjectKey(subject);
    });
    await inParallel([...touched], async (place) => {
      for (const leaf of place.waiting) place.head = await headHash(place.head, leaf);
      place.count += place.waiting.length;
      place.waiting = [];
      place.hash = await prefixLeafHash(place.key, place.count, place.head);
    });
    for (const place of touched) this.root = withLeaf(this.root, place);
  }

  /** `indexRoot` of all that was settled. */
  async rootHash() {
    if (this.root === null) return zeroHash;
    const byDepth = [];
    collectStale(this.root, 0, byDepth);
    for (const branches of byDepth.reverse()) {
      await inParallel(branches, async (branch) => {
        branch.hash = await prefixHash(branch.left?.hash ?? zeroHash, branch.right?.hash ?? zeroHash);
      });
    }
    return this.root.hash;
  }
}

/** Calls `perform` for all elements, a bounded number at once. */
async function inParallel(elements, perform) {
  for (let start = 0; start < elements.length; start += hashesAtOnce) {
    await Promise.all(elements.slice(start, start + hashesAtOnce).map(perform));
  }
}

/** The tree with a leaf put in or changed. Depth is at most that at which two keys differ, 256 by far. */
function withLeaf(root, leaf) {
  if (root === null) return leaf;
  let node = root;
  let parent = null;
  let depth = 0;
  while (node instanceof IndexBranch) {
    node.hash = null;
    parent = node;
    node = bitOfKey(leaf.key, depth) ? node.right : node.left;
    depth += 1;
  }
  if (node === leaf) return root;
  const below = node === null ? leaf : branchOver(node, leaf, depth);
  if (parent === null) return below;
  if (bitOfKey(leaf.key, depth - 1)) parent.right = below;
  else parent.left = below;
  return root;
}

/** The subtree, from `depth` on, of two leaves. */
function branchOver(first, second, depth) {
  const top = new IndexBranch();
  let branch = top;
  let at = depth;
  while (bitOfKey(first.key, at) === bitOfKey(second.key, at)) {
    const next = new IndexBranch();
    if (bitOfKey(first.key, at)) branch.right = next;
    else branch.left = next;
    branch = next;
    at += 1;
  }
  [branch.left, branch.right] = bitOfKey(first.key, at) ? [second, first] : [first, second];
  return top;
}

function collectStale(node, depth, byDepth) {
  if (!(node instanceof IndexBranch) || node.hash !== null) return;
  (byDepth[depth] ??= []).push(node);
  collectStale(node.left, depth + 1, byDepth);
  collectStale(node.right, depth + 1, byDepth);
}
