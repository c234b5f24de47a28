import { createHash, generateKeyPairSync, sign } from "node:crypto";

/** A witness or an auditor: `{name, id, privateKey, vkey}`. */
export function cosigner(name) {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  const x = Buffer.from(publicKey.export({ format: "jwk" }).x, "base64url");
  const material = Buffer.concat([Buffer.of(4), x]);
  const id = createHash("sha256").update(`${name}\n`).update(material).digest().subarray(0, 4);
  return { name, id, privateKey, vkey: `${name}+${id.toString("hex")}+${material.toString("base64")}` };
}

/** The note with a cosignature at a time in seconds (a BigInt); with `flip`, one that does not hold. */
export function cosigned(note, { name, id, privateKey }, seconds, flip = false) {
  const body = note.slice(0, note.indexOf("\n\n") + 1);
  const time = Buffer.alloc(8);
  time.writeBigUInt64BE(seconds);
  const signature = sign(null, Buffer.from(`cosignature/v1\ntime ${seconds}\n${body}`), privateKey);
  if (flip) signature[7] ^= 1;
  return `${note}\u2014 ${name} ${Buffer.concat([id, time, signature]).toString("base64")}\n`;
}

/** The same key under another name. */
export function renamed({ vkey, privateKey }, name) {
  const material = Buffer.from(vkey.split("+").slice(2).join("+"), "base64");
  const id = createHash("sha256").update(`${name}\n`).update(material).digest().subarray(0, 4);
  return { name, id, privateKey, vkey: `${name}+${id.toString("hex")}+${material.toString("base64")}` };
}

/** A log's key spelled as a cosigner's. */
export function cosignerOfLog(vkey) {
  const material = Buffer.from(vkey.split("+").slice(2).join("+"), "base64");
  material[0] = 4;
  return renamed({ vkey: `x+00000000+${material.toString("base64")}` }, "auditor.example/log").vkey;
}
