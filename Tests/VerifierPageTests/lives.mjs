// Both verifiers on random lives of a ledger: every signature holds, and much of what is said is not to be said. Any difference is
// a bug in one of the two.
//
//   node lives.mjs VERIFY [COUNT]
//
// VERIFY is touchmark-verify; COUNT is how many ledgers are played (300).
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { linesOf, withEnd } from "./bundles.mjs";
import { Checks, seededRandom } from "./checks.mjs";
import { cosigned, cosigner } from "./cosigners.mjs";
import { VerifierPair } from "./otherVerifier.mjs";
import { RandomLife } from "./randomLife.mjs";
import { timeOfDay } from "./stagedLedger.mjs";

const [command, count = "300"] = process.argv.slice(2);
const checks = new Checks("lives");
const below = seededRandom();
const scratch = mkdtempSync(join(tmpdir(), "touchmark-lives-"));
const pair = new VerifierPair(command, scratch);
const tallied = new Map();

function tally(word) {
  tallied.set(word, (tallied.get(word) ?? 0) + 1);
}

const witnesses = ["a", "b"].map((name) => cosigner(`witness.example/${name}`));
const policy = `${witnesses.map(({ vkey }, place) => `witness w${place} ${vkey}\n`).join("")}group g any w0 w1\nquorum g\n`;
const policyFile = join(scratch, "witnesses.policy");
writeFileSync(policyFile, policy);

/** The bundle, cosigned on whatever days: each is a moment that verdicts may turn before or after. */
function witnessed(text, life) {
  const lines = linesOf(text).map((line) => {
    if (!line.startsWith('{"kind":"checkpoint"')) return line;
    const object = JSON.parse(line);
    const note = witnesses.slice(0, below(3)).reduce((signed, witness) => cosigned(signed, witness, secondsOfDay(below(life.day + 40))), object.note);
    return JSON.stringify({ ...object, note });
  });
  return withEnd(lines);
}

function secondsOfDay(day) {
  return BigInt(Date.parse(timeOfDay(day)) / 1000);
}

async function compare(name, text, life, isUnsealedOK, isWitnessed = false) {
  const key = life.ledger.vkey;
  const words = ["--key", key, ...(isUnsealedOK ? ["--unsealed-ok"] : []), ...(isWitnessed ? ["--witnesses", policyFile] : [])];
  const options = { key, unsealedOK: isUnsealedOK, ...(isWitnessed ? { witnesses: policy } : {}) };
  const differences = await pair.differences(new TextEncoder().encode(text), options, words);
  checks.that(differences.length === 0, `${name}: ${differences.join(" | ")}`);
  const { report } = pair.last;
  if (report === null) return tally("unreadable");
  for (const { code, rule } of report.findings) tally(rule ?? code);
  for (const { verdict, verdictNow } of report.labels) tally(`verdict ${verdict}, ${verdictNow}`);
}

try {
  for (let number = 0; number < Number(count); number += 1) {
    const life = new RandomLife(below);
    const whole = life.play(40 + below(80));
    await compare(`life ${number}`, whole, life, false);
    await compare(`life ${number}, witnessed`, witnessed(whole, life), life, false, true);
    const part = life.part();
    await compare(`part of life ${number}`, part, life, below(4) > 0);
    await compare(`part of life ${number}, witnessed`, witnessed(part, life), life, true, true);
  }
} finally {
  rmSync(scratch, { recursive: true });
}
console.log([...tallied].sort().map(([word, times]) => `${word} ${times}`).join("; "));
checks.finish();
