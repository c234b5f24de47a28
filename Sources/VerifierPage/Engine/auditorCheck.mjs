import { sameBytes } from "./bytes.mjs";
import { checkCosignatures } from "./note.mjs";

/**
 * What auditors say of a bundle's checkpoints.
 *
 * @param checkpoints of checkCheckpoints
 * @param completeness {isWhole, seal: {index} or null}, by what the bundle itself holds
 * @returns [{name, time, last, size, vkey}] of the cosignatures that hold
 */
export async function checkAuditors(checkpoints, auditors, completeness, findings) {
  const cosignatures = [];
  const unheard = [];
  // Under a key of its own the log replays nobody.
  const isOwn = ({ bytes }) => checkpoints.logKeys.some((own) => sameBytes(own.bytes, bytes));
  // What the log did not sign bears no cosignature that counts, and has its finding already.
  for (const { checkpoint } of [checkpoints.main, ...checkpoints.earlier].filter((signed) => signed !== null)) {
    for (const vkey of auditors) {
      const { time, last, isBroken } = await checkCosignatures(checkpoint, vkey);
      if (isBroken) {
        const what = `A cosignature in the name of ${vkey.name}, over the checkpoint of size ${checkpoint.size}, does not hold.`;
        findings.add("cosignature-failed", what);
      }
      if (time !== null) (isOwn(vkey) ? unheard : cosignatures).push({ name: vkey.name, time, last, size: checkpoint.size, vkey });
    }
  }
  const { isWhole, seal } = completeness;
  if (!isWhole && seal === null) {
    findings.add("not-replayed", "Completeness rests on no seal here that an auditor could have replayed.");
  } else if (!isWhole && replaying(cosignatures, seal).length === 0) {
    findings.add("not-replayed", unseen(cosignatures, unheard, seal), { index: seal.index });
  }
  return cosignatures;
}

/** Who replayed a seal: each who cosigned a checkpoint with the seal's entry in it, once, with the earliest word. */
export function replaying(cosignatures, seal) {
  const earliest = new Map();
  for (const cosignature of cosignatures) {
    if (cosignature.size <= BigInt(seal.index)) continue;
    const known = earliest.get(cosignature.vkey);
    if (known === undefined || cosignature.time < known.time) earliest.set(cosignature.vkey, cosignature);
  }
  return [...earliest.values()].sort((a, b) => Number(a.time - b.time) || (a.name < b.name ? -1 : 1));
}

function unseen(cosignatures, unheard, seal) {
  const greatest = cosignatures.reduce((size, cosignature) => (cosignature.size > size ? cosignature.size : size), 0n);
  const known = greatest === 0n ? "" : ` They replayed the first ${greatest} entries.`;
  const names = [...new Set(unheard.filter(({ size }) => size > BigInt(seal.index)).map(({ name }) => name))];
  const who =
    names.length === 0
      ? "No auditor given"
      : `The ledger names the key of ${names.join(", ")} as its own, under which nobody is heard, and no other auditor given`;
  return `${who} cosigned a checkpoint that holds the seal: that nothing was left out is the operator's word.${known}`;
}
