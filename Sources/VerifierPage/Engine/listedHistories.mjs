import { sameBytes } from "./bytes.mjs";
import { HeadChain } from "./headChain.mjs";
import { IndexRuns } from "./indexRuns.mjs";
import { claimOfProof } from "./prefixProof.mjs";
import { coveringSubjects } from "./Provenance/provenance.mjs";

/** Each takes about a kilobyte; a closure has as many as people, credentials and authorities. */
const listLimit = 100_000;

/** A history that a bundle says it holds, and how far it was found to be so. */
class ListedHistory {
  constructor(subject) {
    this.subject = subject;
    this.runs = new IndexRuns();
    this.nextPart = 0;
    /** The run in which the next entry is expected (a place in `runs.runs`), and that entry. */
    this.run = 0;
    this.passed = 0;
    this.isBroken = false;
    /** What its proof says; null where it has none. */
    this.claim = null;
    this.chain = new HeadChain();
    /** It holds entries that cannot be read, so that its head is not known. */
    this.isOpaque = false;
    this.isProven = false;
  }

  /** The entry that is expected next; undefined at the end. */
  get next() {
    const first = this.runs.runs[this.run];
    return first === undefined ? undefined : first + this.passed;
  }

  /** `index` is in the run in which the next entry is expected. */
  advancePast(index) {
    if (index + 1 < this.runs.runs[this.run + 1]) {
      this.passed = index + 1 - this.runs.runs[this.run];
    } else {
      this.run += 2;
      this.passed = 0;
    }
  }
}

/** The histories of a bundle's `history` lines. */
export class ListedHistories {
  constructor() {
    this.lists = new Map();
    this.runCount = 0;
    this.hasWider = false;
    /** The entry that proofs name as the seal; the first, if they name several. */
    this.seal = null;
    /** How many entries it covers, by its own account; null where that is not known. */
    this.sealedSize = null;
    this.waiting = new Set();
    /** Index of an entry -> the histories that list it next. */
    this.expecting = new Map();
    /** Histories that listed an entry of which nobody can say what it touches, since the last of which somebody can. */
    this.passing = [];
  }

  get count() {
    return this.lists.size;
  }

  /**
   * Takes in a line of kind `history`; `present` are the entries of the bundle.
   *
   * @param limit of runs and of histories
   */
  async add(line, present, size, limit, findings) {
    const subject = line.subject.text;
    const isNew = !this.lists.has(subject);
    if (this.runCount + line.runs.length >= limit || this.count >= limit || (isNew && this.count >= listLimit)) {
      findings.add("limit-exceeded", "There are more histories than the entries can have.", { subject });
      return;
    }
    const list = this.list(line.subject);
    if (list.nextPart !== line.part) {
      list.isBroken = true;
      findings.add("history-repeated", "A part of the history is repeated or left out.", { subject });
      return;
    }
    list.nextPart += 1;
    if (!(await this.addProof(line, list, findings))) return;
    const isFirst = list.next === undefined;
    if (!this.addRuns(line.runs, list, present, size, findings)) return;
    this.runCount += line.runs.length;
    if (isFirst) this.expect(list);
  }

  expect(list) {
    const { next } = list;
    if (next === undefined) return;
    const others = this.expecting.get(next);
    if (others === undefined) this.expecting.set(next, [list]);
    else others.push(list);
  }

  list(subject) {
    let list = this.lists.get(subject.text);
    if (list === undefined) {
      list = new ListedHistory(subject.text);
      this.lists.set(subject.text, list);
      if (subject.kind === "dataset" || subject.kind === "labels") this.hasWider = true;
    }
    return list;
  }

  async addProof({ proof, part }, list, findings) {
    if (proof === null) return true;
    if (part !== 0 || (this.seal !== null && this.seal !== proof.seal)) {
      const sentence = "A proof stands behind the first part of its history, or names another seal than the others.";
      findings.add("seal-differs", sentence, { subject: list.subject });
      return false;
    }
    this.seal = proof.seal;
    list.claim = await claimOfProof(list.subject, proof);
    return true;
  }

  addRuns(runs, list, present, size, findings) {
    const { subject } = list;
    for (const [first, count] of runs) {
      const end = first + count;
      if (!Number.isSafeInteger(end) || BigInt(end) > size || !list.runs.append(first, end)) {
        list.isBroken = true;
        const sentence = "Its indices do not rise, or are not below the checkpoint's size.";
        findings.add("history-malformed", sentence, { subject });
        return false;
      }
      const missing = present.firstMissing(first, end);
      if (missing !== null) {
        list.isBroken = true;
        const sentence = "The history lists an entry that the bundle does not hold.";
        findings.add("history-entry-missing", sentence, { index: missing, subject });
        return false;
      }
    }
    return true;
  }

  /** The entry at `index` touches `subject`. `opaque`: entries of which nobody can say what they touch. */
  touch(subject, index, leaf, opaque, findings) {
    const list = this.lists.get(subject);
    if (list === undefined || list.isBroken || !this.passOpaque(list, opaque, index, findings)) return;
    if (list.next !== index) {
      list.isBroken = true;
      const sentence = "The entry touches the subject, and the history does not list it.";
      findings.add("history-entry-unlisted", sentence, { index, subject });
      return;
    }
    list.advancePast(index);
    if (this.sealedSize !== null && index < this.sealedSize) {
      list.chain.append(leaf);
      this.waiting.add(list.chain);
    }
  }

  /** All that the entry at `index` touches was told: whoever lists it and was not touched does not hold. */
  pass(index, opaque, findings) {
    const listing = this.expecting.get(index);
    if (listing !== undefined) {
      this.expecting.delete(index);
      for (const list of listing) this.passing.push(list);
    }
    // A bundle may list many such entries in a row in many histories: these look at them once.
    if (this.passing.length === 0 || opaque.last === index) return;
    const lists = this.passing;
    this.passing = [];
    for (const list of lists) {
      if (!list.isBroken && this.passOpaque(list, opaque, index + 1, findings)) this.expect(list);
    }
  }

  /** Hashes what touched histories since. */
  async settle() {
    const chains = [...this.waiting];
    this.waiting.clear();
    await Promise.all(chains.map((chain) => chain.settle()));
  }

  /** All entries were seen. */
  finish(opaque, findings) {
    for (const list of this.lists.values()) {
      if (!list.isBroken) this.passOpaque(list, opaque, Infinity, findings);
    }
  }

  /** Passes over listed entries below `limit` that are opaque; any other that is listed there is a lie. True if there was none. */
  passOpaque(list, opaque, limit, findings) {
    for (let next = list.next; next !== undefined && next < limit; next = list.next) {
      const end = opaque.endOfRun(next);
      if (end === null) {
        list.isBroken = true;
        const sentence = "The history lists an entry that does not touch the subject.";
        findings.add("history-entry-unrelated", sentence, { index: next, subject: list.subject });
        return false;
      }
      list.isOpaque = true;
      list.advancePast(Math.min(end, list.runs.runs[list.run + 1]) - 1);
    }
    return true;
  }

  /** Whether the history is here whole: listed, or part of one that is. */
  isWhole(subject) {
    const own = this.lists.get(subject);
    return own === undefined ? this.isCovered(subject, (list) => !list.isBroken) : !own.isBroken;
  }

  /** Whether a proof shows that the history, or one that it is part of, was whole when it was sealed. */
  isProven(subject) {
    return this.lists.get(subject)?.isProven === true || this.isCovered(subject, (list) => list.isProven);
  }

  /** Whether `holds` is true of a history here that `subject` is part of. */
  isCovered(subject, holds) {
    if (!this.hasWider) return false;
    return coveringSubjects(subject).some((wider) => {
      const list = this.lists.get(wider);
      return list !== undefined && holds(list);
    });
  }

  /** Holds each history against what the seal's tree has of it. */
  prove(indexRoot, findings) {
    for (const list of this.lists.values()) {
      if (list.claim === null || list.isBroken || list.isOpaque) continue;
      const { subject } = list;
      const failure = list.claim.failure ?? (sameBytes(list.claim.root, indexRoot) ? null : "rootMismatch");
      if (failure !== null) {
        findings.add("history-proof-failed", `The proof does not lead to the seal: ${failure}.`, { subject });
        continue;
      }
      const sentence = differenceOfHeads(list.claim.history, list.chain);
      if (sentence === null) list.isProven = true;
      else findings.add("history-incomplete", sentence, { subject });
    }
  }
}

/** A sentence if the seal's history is not the one at hand; else null. */
function differenceOfHeads(sealed, chain) {
  const there = sealed?.count ?? 0;
  if (there !== chain.count) return `When it was sealed, the history had ${there} entries; ${chain.count} are here.`;
  if (there === 0 || sameBytes(sealed.head, chain.head)) return null;
  return "The seal is of other entries of this history than those that are here.";
}
