import { createHash, sign } from "node:crypto";
import { linesOf, withEnd } from "./bundles.mjs";
import { keyNamed } from "./stagedLedger.mjs";

const sha256 = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash("sha256")).digest();

/** A bundle of a staged ledger, with further checkpoints, cosignatures and time tokens. */
export class AnchoredBundle {
  /** @param text the bundle without them; that of the whole ledger if it is left out */
  constructor(ledger, text = ledger.bundle) {
    this.origin = ledger.origin;
    this.logKey = ledger.logKey;
    const linesOfBundle = (bundle) => linesOf(bundle).slice(0, -1).map((line) => JSON.parse(line));
    [this.header, , ...this.rest] = linesOfBundle(text);
    this.leaves = linesOfBundle(ledger.bundle).filter(({ kind }) => kind === "entry").map(({ entry }) => sha256(Buffer.of(0), entry));
    this.size = this.leaves.length;
  }

  /** The three lines that a token stamps. */
  textOf(size) {
    return `${this.origin}\n${size}\n${rootOf(this.leaves.slice(0, size)).toString("base64")}\n`;
  }

  /** The note of a size; `cosigned` are [witness, seconds]. */
  note(size, cosigned = []) {
    const text = this.textOf(size);
    const material = Buffer.concat([Buffer.of(1), Buffer.from(this.logKey.x, "base64url")]);
    const id = sha256(this.origin, "\n", material).subarray(0, 4);
    const own = Buffer.concat([id, sign(null, Buffer.from(text), this.logKey.key)]).toString("base64");
    return `${text}\n\u2014 ${this.origin} ${own}\n${cosigned.map(([witness, seconds]) => witness.line(text, seconds)).join("")}`;
  }

  /**
   * @param about {cosigned, further: [{size, cosigned}], tokens: [{size, token}]}
   */
  bundle({ cosigned = [], further = [], tokens = [] }) {
    const checkpoints = further.flatMap(({ size, cosigned: own }) => [
      { kind: "checkpoint", note: this.note(size, own) },
      { kind: "consistency", from: size, to: this.size, hashes: this.consistency(size).map((hash) => hash.toString("base64")) },
    ]);
    const times = tokens.map(({ size, token }) => ({ kind: "time", size, token: token.toString("base64") }));
    const lines = [this.header, { kind: "checkpoint", note: this.note(this.size, cosigned) }, ...checkpoints, ...this.rest, ...times, {}];
    return withEnd(lines.map((line) => JSON.stringify(line)));
  }

  consistency(from) {
    return from === 0 || from === this.size ? [] : subProof(from, this.leaves, true);
  }
}

/** A witness (C2SP tlog-cosignature) whose key a name makes. */
export class StagedWitness {
  constructor(name) {
    this.name = name;
    this.key = keyNamed(name);
    this.material = Buffer.concat([Buffer.of(4), Buffer.from(this.key.x, "base64url")]);
    this.id = sha256(name, "\n", this.material).subarray(0, 4);
  }

  get vkey() {
    return `${this.name}+${this.id.toString("hex")}+${this.material.toString("base64")}`;
  }

  line(text, seconds) {
    const time = Buffer.alloc(8);
    time.writeBigUInt64BE(BigInt(seconds));
    const signature = sign(null, Buffer.from(`cosignature/v1\ntime ${seconds}\n${text}`), this.key.key);
    return `\u2014 ${this.name} ${Buffer.concat([this.id, time, signature]).toString("base64")}\n`;
  }
}

/** RFC 9162, as the definition says it. */
function rootOf(leaves) {
  if (leaves.length === 0) return sha256("");
  if (leaves.length === 1) return leaves[0];
  const split = splitOf(leaves.length);
  return sha256(Buffer.of(1), rootOf(leaves.slice(0, split)), rootOf(leaves.slice(split)));
}

function subProof(size, leaves, isStart) {
  if (size === leaves.length) return isStart ? [] : [rootOf(leaves)];
  const split = splitOf(leaves.length);
  if (size <= split) return [...subProof(size, leaves.slice(0, split), isStart), rootOf(leaves.slice(split))];
  return [...subProof(size - split, leaves.slice(split), false), rootOf(leaves.slice(0, split))];
}

function splitOf(count) {
  let split = 1;
  while (split * 2 < count) split *= 2;
  return split;
}
