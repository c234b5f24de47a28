// Makes audited.touchmark of good.touchmark in a directory: cosigned by an auditor, and stamped where openssl is here. Beside it
// auditors.vkeys and roots.pem.
//
//   node audited.mjs DIRECTORY
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { linesOf, withEnd } from "./bundles.mjs";
import { cosigned, cosigner } from "./cosigners.mjs";
import { TimeAuthority } from "./timeAuthority.mjs";

const directory = process.argv[2];
const lines = linesOf(readFileSync(join(directory, "good.touchmark"), "utf8"));
const auditor = cosigner("auditor.example/office");
writeFileSync(join(directory, "auditors.vkeys"), `${auditor.vkey}\n`);
const place = lines.findIndex((line) => line.startsWith('{"kind":"checkpoint"'));
const checkpoint = JSON.parse(lines[place]);
const { note } = checkpoint;
lines[place] = JSON.stringify({ ...checkpoint, note: cosigned(note, auditor, BigInt(Math.floor(Date.now() / 1000))) });
if (spawnSync("openssl", ["version"]).status === 0) {
  const text = note.slice(0, note.indexOf("\n\n") + 1);
  const authority = new TimeAuthority(join(directory, "time-authority"));
  writeFileSync(join(directory, "roots.pem"), authority.rootPem);
  const token = { kind: "time", size: Number(text.split("\n")[1]), token: authority.stamp(text).toString("base64") };
  lines.splice(lines.findIndex((line) => line.startsWith('{"kind":"claim"')), 0, JSON.stringify(token));
}
writeFileSync(join(directory, "audited.touchmark"), withEnd(lines));
