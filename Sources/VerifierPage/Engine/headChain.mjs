import { headHash, zeroHash } from "./hashing.mjs";

/** The head of a history: each leaf hashed onto the one before. Leaves wait, so that many chains can grow at once. */
export class HeadChain {
  constructor() {
    this.count = 0;
    this.head = zeroHash;
    this.waiting = [];
  }

  append(leaf) {
    this.count += 1;
    this.waiting.push(leaf);
  }

  /** Hashes what waits. */
  async settle() {
    const leaves = this.waiting;
    this.waiting = [];
    for (const leaf of leaves) this.head = await headHash(this.head, leaf);
  }
}
