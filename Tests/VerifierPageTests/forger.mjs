import { createHash, createPrivateKey, sign } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { linesOf, withEnd } from "./bundles.mjs";

const sha256 = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash("sha256")).digest();
const base64url = (text) => Buffer.from(text).toString("base64url");

/** Private keys by thumbprint, from all JWK files of directories. */
export function readKeys(...directories) {
  const keys = new Map();
  for (const directory of directories) {
    for (const file of readdirSync(directory).filter((name) => name.endsWith(".jwk"))) {
      const jwk = JSON.parse(readFileSync(join(directory, file), "utf8"));
      if (jwk.d === undefined) continue;
      const thumbprint = sha256(`{"crv":"Ed25519","kty":"OKP","x":"${jwk.x}"}`).toString("base64url");
      keys.set(thumbprint, { name: file.replace(".jwk", ""), thumbprint, x: jwk.x, key: createPrivateKey({ key: jwk, format: "jwk" }) });
    }
  }
  return keys;
}

/** A compact JWS by one of readKeys over a payload's text. */
export function signed(payload, key, header = { alg: "Ed25519", kid: key.thumbprint, typ: "touchmark-event+sd-jwt" }) {
  const text = `${base64url(JSON.stringify(header))}.${base64url(payload)}`;
  return `${text}.${sign(null, Buffer.from(text), key.key).toString("base64url")}`;
}

/** A whole ledger, taken apart: its origin, its events, and the keys to write it anew with. */
export class ForgedLedger {
  /** @param text of a bundle of the whole ledger; @param logKey of readKeys */
  constructor(text, keys, logKey) {
    this.keys = keys;
    this.logKey = logKey;
    const lines = linesOf(text).map((line) => JSON.parse(line));
    this.header = lines[0];
    this.origin = lines[0].ledger;
    this.events = lines.filter(({ kind }) => kind === "entry").map(({ entry, disclosures }) => this.event(entry, disclosures));
    this.claims = lines.filter(({ kind }) => kind === "claim");
  }

  event(entry, disclosures) {
    const [recorded, jws] = entry.split(" ");
    const [header, payload] = jws.split(".").slice(0, 2).map((part) => Buffer.from(part, "base64url").toString());
    return { recorded, payload, kid: JSON.parse(header).kid, jws, disclosures };
  }

  /**
   * The bundle of a ledger with other events. References to an event that was changed are made right, so that only what was
   * meant to be wrong is.
   *
   * @param change(events) changes the list: {recorded, payload, kid, jws, disclosures}; `jws` null has it signed anew
   */
  bundle(change) {
    const events = this.events.map((event) => ({ ...event, old: digestOf(event.jws) }));
    change(events);
    const renamed = new Map();
    const entries = events.map((event, index) => this.written(event, index, renamed));
    const root = rootOf(entries.map(({ entry }) => sha256(Buffer.of(0), entry)));
    const lines = [this.header, { kind: "checkpoint", note: this.note(entries.length, root) }, ...entries, ...this.claims, {}];
    return withEnd(lines.map((line) => JSON.stringify(line)));
  }

  written({ recorded, payload, kid, jws, disclosures, old }, index, renamed) {
    let text = payload;
    for (const [before, after] of renamed) text = text.replaceAll(before, after);
    const own = jws !== null && text === payload ? jws : signed(text, this.keys.get(kid));
    if (old !== undefined && digestOf(own) !== old) renamed.set(old, digestOf(own));
    const line = { kind: "entry", index, entry: `${recorded} ${own}` };
    return disclosures === undefined ? line : { ...line, disclosures };
  }

  /** A checkpoint signed by the log's key. */
  note(size, root) {
    const text = `${this.origin}\n${size}\n${root.toString("base64")}\n`;
    const id = sha256(this.origin, "\n", Buffer.of(1), Buffer.from(this.logKey.x, "base64url")).subarray(0, 4);
    const line = Buffer.concat([id, sign(null, Buffer.from(text), this.logKey.key)]).toString("base64");
    return `${text}\n\u2014 ${this.origin} ${line}\n`;
  }
}

function digestOf(jws) {
  return `sha256:${sha256(jws).toString("hex")}`;
}

/** RFC 9162, as the definition says it. */
function rootOf(leaves) {
  if (leaves.length === 0) return sha256("");
  if (leaves.length === 1) return leaves[0];
  let split = 1;
  while (split * 2 < leaves.length) split *= 2;
  return sha256(Buffer.of(1), rootOf(leaves.slice(0, split)), rootOf(leaves.slice(split)));
}
