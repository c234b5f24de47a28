// What is said of auditors who cannot be heard, without any of the product's Swift code.
import { checkAuditors } from "../../Sources/VerifierPage/Engine/auditorCheck.mjs";
import { parseCheckpoint, parseVkey } from "../../Sources/VerifierPage/Engine/note.mjs";
import { Checks } from "./checks.mjs";
import { cosigned, cosigner } from "./cosigners.mjs";

const checks = new Checks("auditors");
const auditor = cosigner("auditor.example/m");
const vkey = await parseVkey(auditor.vkey);
const text = `ledger.example/log\n9\n${Buffer.alloc(32).toString("base64")}\n`;
const note = cosigned(`${text}\n\u2014 ledger.example/log ${Buffer.alloc(68).toString("base64")}\n`, auditor, 1_800_000_000n);

/** The sentences found where completeness rests on a seal at `index`. */
async function sentences(logKeys, index) {
  const found = [];
  const findings = { add: (code, sentence) => found.push(`${code}: ${sentence}`) };
  const checkpoints = { main: { checkpoint: parseCheckpoint(note) }, earlier: [], logKeys };
  await checkAuditors(checkpoints, [vkey], { isWhole: false, seal: { index } }, findings);
  return found;
}

const end = "cosigned a checkpoint that holds the seal: that nothing was left out is the operator's word.";
const named = "The ledger names the key of auditor.example/m as its own, under which nobody is heard, and no other auditor given";
checks.equal(await sentences([], 8), [], "she has replayed the seal");
checks.equal(await sentences([], 9), [`not-replayed: No auditor given ${end} They replayed the first 9 entries.`], "she has not seen it");
checks.equal(await sentences([vkey], 8), [`not-replayed: ${named} ${end}`], "the ledger names her key as its own");
checks.equal(await sentences([vkey], 9), [`not-replayed: No auditor given ${end}`], "it does, and she has not seen the seal");
checks.finish();
