import { sameBytes, utf8 } from "./bytes.mjs";
import { decodedPayload, openEntry } from "./examination.mjs";
import { leafHash } from "./hashing.mjs";
import { blocksOfLines } from "./lines.mjs";
import { LogRange } from "./merkle.mjs";
import { PrefixIndex } from "./prefixIndex.mjs";
import { parsedLine } from "./survey.mjs";

/** About 400 bytes each are held; in a ledger with more, seals stay the operator's word. */
const indexedSubjectLimit = 500_000;

/**
 * Makes the index of every seal anew, from a bundle that holds every entry and in which nothing failed: whoever has the whole
 * ledger need not take the operator's word for a seal.
 *
 * @param seals in the order of the log: [{index, data, root, indexRoot}]
 */
export async function recomputeSeals(source, survey, seals, findings, watch) {
  if (seals.length === 0) return;
  const recomputation = new SealRecomputation(seals, findings);
  for await (const block of blocksOfLines(source, watch)) {
    const lines = block.filter(({ number }) => number >= survey.entries.first && number < survey.entries.end);
    const touched = await Promise.all(lines.map((line) => touchedByEntry(parsedLine(line))));
    for (const entry of touched) {
      if (entry !== null) await recomputation.take(entry);
    }
    await recomputation.settle();
    if (recomputation.isDone) return;
  }
  await recomputation.check();
}

/** {leaf, subjects}; null for what is no event, with which the bundle has failed before. */
async function touchedByEntry(line) {
  if (line.kind !== "entry") return null;
  const bytes = utf8(line.entry);
  const opened = openEntry(line.entry, bytes);
  const event = opened.kind === "fault" ? undefined : decodedPayload(opened.token).event;
  return event === undefined ? null : { leaf: await leafHash(bytes), subjects: event.subjects };
}

class SealRecomputation {
  constructor(seals, findings) {
    this.seals = seals.slice();
    this.findings = findings;
    this.index = new PrefixIndex();
    this.range = new LogRange();
    this.leaves = [];
    this.taken = 0;
  }

  get isDone() {
    return this.seals.length === 0;
  }

  async take({ leaf, subjects }) {
    await this.check();
    if (this.isDone) return;
    this.taken += 1;
    this.leaves.push(leaf);
    for (const subject of subjects) this.index.touch(subject, leaf);
  }

  async settle() {
    const { leaves } = this;
    this.leaves = [];
    await this.range.append(leaves);
    await this.index.settle();
    if (this.index.count <= indexedSubjectLimit || this.isDone) return;
    const sentence = "The ledger has too many subjects for this verifier to make this seal anew, and those after it.";
    this.findings.add("seal-not-recomputed", sentence, { index: this.seals[0].index });
    this.seals = [];
  }

  /** Compares the seals that are of as many entries as were taken. */
  async check() {
    while (!this.isDone && this.seals[0].data.size <= this.taken) {
      const seal = this.seals[0];
      if (seal.data.size < this.taken) {
        const sentence = "The seal goes less far than one before it; it was not made anew.";
        this.findings.add("seal-not-recomputed", sentence, { index: seal.index });
        this.seals.shift();
        continue;
      }
      await this.settle();
      if (this.isDone) return;
      this.seals.shift();
      await this.compare(seal);
    }
  }

  async compare({ index, data, root, indexRoot }) {
    if (!sameBytes(await this.index.rootHash(), indexRoot) || this.index.count !== data.subjects) {
      const sentence = `The seal is not what the histories of the entries before ${data.size} come to.`;
      this.findings.add("seal-false", sentence, { index });
    }
    if (!sameBytes(await this.range.root(), root)) {
      const sentence = `The seal is of another tree than that of the entries before ${data.size}.`;
      this.findings.add("seal-differs", sentence, { index });
    }
  }
}
