import { textOfUtf8 } from "./bytes.mjs";
import { bundleStage, readBundleLine } from "./bundleLine.mjs";
import { FindingLog } from "./findings.mjs";
import { IndexRuns } from "./indexRuns.mjs";
import { JsonError } from "./json.mjs";
import { blocksOfLines } from "./lines.mjs";
import { ListedHistories } from "./listedHistories.mjs";
import { NoteError, parseCheckpoint } from "./note.mjs";
import { ShapeError } from "./shape.mjs";
import { isTileNeeded, neededTiles } from "./tiles.mjs";
import { Unreadable } from "./unreadable.mjs";

const bundleVersion = 1;
const furtherLimit = 64;
/** 8 KiB each. */
const tileLimit = 16_384;
/** Checking one may mean looking for a chain of certificates. */
const tokenLimit = 128;
const leastRuns = 4096;
const runsPerEntry = 16;
/** Each takes about half a kilobyte until the end. */
const entryLimit = 300_000;

const entryHead = new TextEncoder().encode('{"kind":"entry","index":');
const claimHead = new TextEncoder().encode('{"kind":"claim",');

/**
 * The first reading of a bundle: the file as a whole, and every line but those of entries and claims. What histories a bundle
 * holds stands behind its entries, and decides which rules can be asked of them; so it is read once to know that.
 */
export class BundleSurvey {
  constructor() {
    this.header = null;
    /** The checkpoint that all is proved against. */
    this.checkpoint = null;
    /** [{checkpoint, consistency: null or {from, to, hashes}}] */
    this.further = [];
    this.present = new IndexRuns();
    this.tiles = [];
    this.listed = new ListedHistories();
    this.findings = new FindingLog();
    this.lineCount = 0;
    /** Numbers of lines: from the first entry to past the last, and the same of claims. */
    this.entries = { first: 0, end: 0 };
    this.claims = { first: 0, end: 0 };
    this.end = null;
    this.order = new EntryOrder();
    this.stage = bundleStage.start;
    this.needed = null;
    this.isAwaitingConsistency = false;
    /** [{size, token: bytes, or null for one that is too large}], as they came. */
    this.tokens = [];
    /** True once there was more than this verifier takes; the rest was not read. */
    this.isTooLarge = false;
  }

  /** Throws Unreadable. */
  async read(source, watch) {
    for await (const block of blocksOfLines(source, watch)) {
      for (const line of block) {
        await this.readLine(line);
        if (this.isTooLarge) return;
      }
    }
    this.finish();
  }

  async readLine(line) {
    this.lineCount = line.number;
    const hasStart = this.checkpoint !== null && this.header !== null;
    if (hasStart && this.stage <= bundleStage.entries) {
      // Entries and claims are most of a bundle, and are parsed in the second reading only.
      const index = indexAtHead(line.bytes);
      if (index !== null) return this.takeEntry(index, line.number);
    }
    if (hasStart && this.stage <= bundleStage.claims && beginsWith(line.bytes, claimHead)) return this.takeClaim(line.number);
    return this.take(parsedLine(line), line);
  }

  async take(parsed, { number, offset }) {
    if (this.end !== null) return this.findings.add("after-end", `Line ${number} stands behind the end.`);
    if (parsed.stage === undefined) {
      return this.findings.add("unknown-kind", `Line ${number} is of a kind that this version does not know.`);
    }
    if (parsed.stage < this.stage) {
      return this.findings.add("line-order", `Line ${number} stands behind lines that belong after it.`);
    }
    if (parsed.kind === "consistency") return this.takeConsistency(parsed, number);
    this.checkConsistencyIsThere();
    this.stage = parsed.stage;
    return this.takeKind(parsed, number, offset);
  }

  async takeKind(parsed, number, offset) {
    switch (parsed.kind) {
      case "bundle":
        return this.takeHeader(parsed, number);
      case "checkpoint":
        return this.takeCheckpoint(parsed.note, number);
      case "entry":
        return this.takeEntry(parsed.index, number);
      case "tile":
        return this.takeTile(parsed);
      case "history":
        return this.takeHistory(parsed);
      case "time":
        return this.takeToken(parsed);
      case "claim":
        return this.takeClaim(number);
      default:
        this.end = { lines: parsed.lines, sha256: parsed.sha256, number, offset };
        return undefined;
    }
  }

  takeToken({ size, token }) {
    if (this.tokens.length < tokenLimit) this.tokens.push({ size, token });
    else this.findings.add("limit-exceeded", `There are more than ${tokenLimit} time tokens.`);
  }

  takeHeader(header, number) {
    if (header.version !== bundleVersion) {
      const sentence = `The bundle is of version ${header.version}; this verifier reads version 1.`;
      throw new Unreadable("version", number, sentence);
    }
    if (this.header === null) this.header = header;
    else this.findings.add("line-repeated", `Line ${number} says again what the bundle is about.`);
  }

  takeCheckpoint(note, number) {
    const checkpoint = this.parsedNote(note, number);
    if (this.checkpoint === null) {
      this.checkpoint = checkpoint;
      return;
    }
    if (this.further.length >= furtherLimit) {
      this.findings.add("too-many-checkpoints", `Line ${number} is one of more than ${furtherLimit} further checkpoints.`);
      return;
    }
    this.further.push({ checkpoint, consistency: null });
    this.isAwaitingConsistency = true;
  }

  parsedNote(note, number) {
    try {
      return parseCheckpoint(note);
    } catch (error) {
      if (!(error instanceof NoteError)) throw error;
      throw new Unreadable("shape", number, `The note is not a checkpoint: ${error.message}.`);
    }
  }

  takeConsistency(proof, number) {
    if (!this.isAwaitingConsistency) {
      this.findings.add("line-order", `Line ${number} proves the consistency of no checkpoint before it.`);
      return;
    }
    this.further[this.further.length - 1].consistency = proof;
    this.isAwaitingConsistency = false;
  }

  checkConsistencyIsThere() {
    if (!this.isAwaitingConsistency) return;
    this.findings.add("consistency-missing", "A further checkpoint is not followed by a proof of consistency.");
    this.isAwaitingConsistency = false;
  }

  takeEntry(index, number) {
    this.checkConsistencyIsThere();
    this.stage = bundleStage.entries;
    this.entries = { first: this.entries.end === 0 ? number : this.entries.first, end: number + 1 };
    if (this.checkpoint === null || !this.order.take(index, this.checkpoint.size, this.findings)) return;
    this.present.append(index, index + 1);
    if (this.present.count > entryLimit) this.giveUp(`${entryLimit} entries`);
  }

  /** What is left out for its size must not look like what is missing: nothing more is said of the bundle. */
  giveUp(most) {
    this.isTooLarge = true;
    const sentence = `This verifier takes at most ${most}; touchmark-verify takes more. The rest was not read.`;
    this.findings.add("limit-exceeded", sentence);
  }

  takeClaim(number) {
    this.checkConsistencyIsThere();
    this.stage = bundleStage.claims;
    this.claims = { first: this.claims.end === 0 ? number : this.claims.first, end: number + 1 };
  }

  takeTile(tile) {
    if (this.checkpoint === null) return;
    this.needed ??= neededTiles(this.present.runs, this.checkpoint.size);
    if (!isTileNeeded(this.needed, tile)) {
      this.findings.add("tile-not-needed", "A tile proves no entry of the bundle; it was passed over.");
    } else if (this.tiles.length >= tileLimit) {
      this.giveUp(`${tileLimit} tiles`);
    } else {
      this.tiles.push(tile);
    }
  }

  async takeHistory(line) {
    if (this.checkpoint === null) return;
    const limit = Math.max(leastRuns, this.present.count * runsPerEntry);
    await this.listed.add(line, this.present, this.checkpoint.size, limit, this.findings);
  }

  finish() {
    if (this.header === null) this.findings.add("bundle-missing", "No line says what the bundle is about.");
    if (this.checkpoint === null) {
      this.findings.add("checkpoint-missing", "There is no checkpoint to prove anything against.");
    }
    if (this.end === null) this.findings.add("end-missing", "The file has no end: it is cut short.");
    this.checkConsistencyIsThere();
  }
}

/** That indices rise and are below the checkpoint's size. Both readings ask, so that both take the same entries. */
export class EntryOrder {
  constructor() {
    this.last = -1;
  }

  /** Whether the entry at this index is taken; if not, `findings` (which may be null) has why. */
  take(index, size, findings) {
    if (BigInt(index) >= size) {
      findings?.add("index-range", "The index is not below the checkpoint's size.", { index });
      return false;
    }
    if (index <= this.last) {
      findings?.add("entry-order", "The index is not greater than that of the entry before.", { index });
      return false;
    }
    this.last = index;
    return true;
  }
}

/** What a line says. Throws Unreadable. */
export function parsedLine({ bytes, number }) {
  try {
    return readBundleLine(bytes);
  } catch (error) {
    if (error instanceof JsonError) throw new Unreadable("json", number, error.message);
    if (error instanceof ShapeError) throw new Unreadable("shape", number, error.message);
    throw error;
  }
}

function beginsWith(bytes, head) {
  for (let place = 0; place < head.length; place += 1) if (bytes[place] !== head[place]) return false;
  return true;
}

/** The index, if the line begins like one of an entry: then it is an entry with this index, or no JSON. Else null. */
export function indexAtHead(bytes) {
  if (!beginsWith(bytes, entryHead)) return null;
  const digits = textOfUtf8(bytes.subarray(entryHead.length, entryHead.length + 17));
  const match = digits === null ? null : /^(0|[1-9][0-9]{0,15}),/.exec(digits);
  const index = match === null ? NaN : Number(match[1]);
  return Number.isSafeInteger(index) ? index : null;
}
