// The table of Docs/Verdicts.md: every circumstance and every pair of them, played in a ledger and judged by the page's verifier.
//
//   node rulesVerdicts.mjs [VERIFY]
//
// VERIFY is touchmark-verify: then its report is compared with the page's, too.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { verify } from "../../Sources/VerifierPage/Engine/verify.mjs";
import { sourceOf } from "./bundles.mjs";
import { Checks } from "./checks.mjs";
import { VerifierPair } from "./otherVerifier.mjs";
import { Scene, situations } from "./scenes.mjs";

const [command] = process.argv.slice(2);
const checks = new Checks("verdicts");
const lines = readFileSync(fileURLToPath(new URL("../../Docs/Verdicts.md", import.meta.url)), "utf8").split("\n");
const cellsOf = (line) => line.split("|").slice(1, -1).map((cell) => cell.trim().replaceAll("*", ""));

/** Code -> verdict. */
const verdicts = new Map(lines.filter((line) => /^\| [A-Z]{2} \| `/.test(line)).map((line) => [cellsOf(line)[0], cellsOf(line)[1].replaceAll("`", "")]));

/** "row column" -> "then now", or null where two exclude each other. */
const table = new Map();
let columns = [];
for (const line of lines) {
  if (/^\| \| \*\*\d/.test(line)) columns = cellsOf(line).slice(1);
  if (!/^\| \*\*\d/.test(line)) continue;
  const [row, ...cells] = cellsOf(line);
  for (const [place, cell] of cells.entries()) {
    const [then, now = then] = cell.split("\u2192");
    table.set(`${row} ${columns[place]}`, cell === "\u00b7" ? null : `${verdicts.get(then)} ${verdicts.get(now)}`);
  }
}
checks.equal(table.size, situations.length ** 2, "cells of the table");

const scratch = mkdtempSync(join(tmpdir(), "touchmark-verdicts-"));
const pair = command === undefined ? null : new VerifierPair(command, scratch);
let judged = 0;
try {
  for (const [row, one] of situations.entries()) {
    for (const [column, other] of situations.entries()) {
      if (column < row) continue;
      const name = `${row + 1} ${column + 1}`;
      const scene = Scene.of(row === column ? [one] : [one, other]);
      checks.equal(scene === null, table.get(name) === null, `${name}: whether they exclude each other`);
      if (scene === null) continue;
      const ledger = scene.play();
      const bytes = new TextEncoder().encode(ledger.bundle);
      const options = { key: ledger.vkey, unsealedOK: false };
      const { labels } = await verify(sourceOf(bytes), options);
      checks.equal(labels.map(({ verdict, verdictNow }) => `${verdict} ${verdictNow}`), [table.get(name)], name);
      judged += 1;
      if (pair === null) continue;
      const differences = await pair.differences(bytes, options, ["--key", ledger.vkey]);
      checks.that(differences.length === 0, `${name}: ${differences.join(" | ")}`);
    }
  }
} finally {
  rmSync(scratch, { recursive: true });
}
checks.that(judged === 943, `${judged} scenes were judged`);

// What is known grows with the size, and is never less than what was known when the label was recorded.
const revoked = Scene.of([situations[13]]).play();
const label = "label:d/i/l";
const told = revoked.events.length - 1;
const known = revoked.world(() => true);
for (const [size, now] of [[0, "certified"], [told, "certified"], [told + 1, "revoked"]]) {
  const { then, now: found } = known.verdicts(label, size);
  checks.equal([then.verdict, found.verdict], ["certified", now], `known at size ${size}`);
}
const gone = Scene.of([situations[11]]).play().world(() => true);
checks.equal(gone.verdicts(label, 0).now.verdict, "revoked", "what was known when the label was recorded is known at size 0");
for (const missing of ["annotator:ann", "policy:d", "credential:board/good", "authority:board"]) {
  const partial = Scene.of([situations[0]]).play().world((subject) => subject !== missing);
  checks.equal(partial.verdicts(label, 1000), null, `a verdict without ${missing}`);
}
checks.finish();
