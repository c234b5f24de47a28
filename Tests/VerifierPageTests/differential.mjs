// Both verifiers on the same bundles, whole and damaged: any difference is a bug in one of them.
//
//   node differential.mjs VERIFY DIRECTORY VKEY [COUNT]
//
// VERIFY is touchmark-verify; DIRECTORY holds bundles (*.touchmark); VKEY is the file of the ledger's key; COUNT is how many times
// bits and values of each bundle are changed at random (200).
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Checks, seededRandom } from "./checks.mjs";
import { lineDamage, otherSpellings, withFlippedBits, withOtherValue } from "./damage.mjs";
import { VerifierPair } from "./otherVerifier.mjs";

const [command, directory, keyFile, count = "200"] = process.argv.slice(2);
const checks = new Checks("differential");
const below = seededRandom();
const scratch = mkdtempSync(join(tmpdir(), "touchmark-differential-"));
const pair = new VerifierPair(command, scratch);
const key = readFileSync(keyFile, "utf8");
const bytesOf = (text) => (typeof text === "string" ? new TextEncoder().encode(text) : text);

async function compare(name, bundle, isUnsealedOK) {
  const words = ["--key", key.trim(), ...(isUnsealedOK ? ["--unsealed-ok"] : [])];
  const differences = await pair.differences(bytesOf(bundle), { key, unsealedOK: isUnsealedOK }, words);
  checks.that(differences.length === 0, `${name}: ${differences.join(" | ")}`);
}

try {
  for (const file of readdirSync(directory).filter((name) => name.endsWith(".touchmark")).sort()) {
    const text = readFileSync(join(directory, file), "utf8");
    for (const isUnsealedOK of [false, true]) await compare(file, text, isUnsealedOK);
    for (const [name, spelled] of otherSpellings(text)) await compare(`${file}, ${name}`, spelled, false);
    for (const [name, damaged] of lineDamage(text)) await compare(`${file}, ${name}`, damaged, below(2) === 0);
    for (let number = 0; number < Number(count); number += 1) {
      await compare(`${file}, bits ${number}`, withFlippedBits(text, below), false);
      const [name, altered] = withOtherValue(text, below);
      await compare(`${file}, ${name}`, altered, below(2) === 0);
    }
  }
} finally {
  rmSync(scratch, { recursive: true });
}
for (const [code, [ours, theirs]] of pair.sentences) console.log(`note: ${code} says "${ours}", there "${theirs}"`);
checks.finish();
