// Both verifiers on random lives of a ledger: every signature holds, and much of what is said is not to be said. Any difference is
// a bug in one of the two.
//
//   node lives.mjs VERIFY [COUNT]
//
// VERIFY is touchmark-verify; COUNT is how many ledgers are played (300).
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Checks, seededRandom } from "./checks.mjs";
import { VerifierPair } from "./otherVerifier.mjs";
import { RandomLife } from "./randomLife.mjs";

const [command, count = "300"] = process.argv.slice(2);
const checks = new Checks("lives");
const below = seededRandom();
const scratch = mkdtempSync(join(tmpdir(), "touchmark-lives-"));
const pair = new VerifierPair(command, scratch);
const tallied = new Map();

function tally(word) {
  tallied.set(word, (tallied.get(word) ?? 0) + 1);
}

async function compare(name, text, life, isUnsealedOK) {
  const key = life.ledger.vkey;
  const words = ["--key", key, ...(isUnsealedOK ? ["--unsealed-ok"] : [])];
  const differences = await pair.differences(new TextEncoder().encode(text), { key, unsealedOK: isUnsealedOK }, words);
  checks.that(differences.length === 0, `${name}: ${differences.join(" | ")}`);
  const { report } = pair.last;
  if (report === null) return tally("unreadable");
  for (const { code, rule } of report.findings) tally(rule ?? code);
  for (const { verdict, verdictNow } of report.labels) tally(`verdict ${verdict}, ${verdictNow}`);
}

try {
  for (let number = 0; number < Number(count); number += 1) {
    const life = new RandomLife(below);
    await compare(`life ${number}`, life.play(40 + below(80)), life, false);
    await compare(`part of life ${number}`, life.part(), life, below(4) > 0);
  }
} finally {
  rmSync(scratch, { recursive: true });
}
console.log([...tallied].sort().map(([word, times]) => `${word} ${times}`).join("; "));
checks.finish();
