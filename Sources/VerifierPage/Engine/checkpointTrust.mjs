import { NoteError, checkCheckpoint, isSameVkey, parseVkey } from "./note.mjs";
import { isConsistent } from "./merkle.mjs";

/**
 * Whether the checkpoint is one that the key given vouches for.
 *
 * Another key of the log may have signed the checkpoint only if it came later than the key given, and only if a further checkpoint
 * is signed by the key given: else anybody could open a ledger that names a stranger's key and go on with one of their own.
 *
 * @param ledger the fold of `ledger:`: {opened, origin, logKeys: [{vkey, index, end}]}
 * @returns {main: null or {checkpoint, vkey}, earlier: [{checkpoint, vkey}]}: those that the log signed
 */
export async function checkCheckpoints(survey, ledger, given, findings) {
  checkOrigins(survey, ledger, given, findings);
  const keys = await readLogKeys(ledger.logKeys);
  const own = keys.find((key) => isSameVkey(key.vkey, given));
  if (own === undefined && ledger.opened !== null) {
    findings.add("log-key-unknown", "The key given is neither that of entry 0 nor one added since.");
  }
  const later = own === undefined ? [] : keys.filter((key) => key.index > own.index);
  const further = await checkFurther(survey, given, keys, findings);
  const signer = await signerOf(survey.checkpoint, given, later);
  checkSigner(signer, own, further.isAnchored, findings);
  return { main: signer, earlier: further.earlier };
}

function checkOrigins({ checkpoint, header }, ledger, given, findings) {
  if (checkpoint.origin !== given.name) {
    findings.add("other-ledger", "The checkpoint is of another ledger than the key given.");
  }
  if (checkpoint.origin !== header.ledger) {
    findings.add("other-ledger", "The checkpoint is of another ledger than the bundle says.");
  }
  if (ledger.origin !== undefined && ledger.origin !== checkpoint.origin) {
    findings.add("other-ledger", "Entry 0 opens another ledger than the checkpoint's.", { index: 0 });
  }
}

async function readLogKeys(logKeys) {
  const keys = [];
  for (const { vkey: text, index, end } of logKeys) {
    try {
      keys.push({ vkey: await parseVkey(text), index, end });
    } catch (error) {
      if (!(error instanceof NoteError)) throw error;
    }
  }
  return keys;
}

/** {checkpoint, vkey, logKey: null for the key given}; null if no key that counts signed. */
async function signerOf(checkpoint, given, others) {
  const own = await checkCheckpoint(checkpoint, given);
  if (own === "valid") return { checkpoint, vkey: given, logKey: null };
  // A line that pretends to be the key's and does not hold spoils the note.
  if (own === "bad") return null;
  for (const key of others) {
    if ((await checkCheckpoint(checkpoint, key.vkey)) === "valid") return { checkpoint, vkey: key.vkey, logKey: key };
  }
  return null;
}

function checkSigner(signer, own, isAnchored, findings) {
  if (signer === null) {
    const sentence = "The checkpoint is not signed by the key given, nor by a log key added after it.";
    findings.add("checkpoint-signature", sentence);
    return;
  }
  checkEnd(signer.logKey ?? own, findings);
  if (signer.logKey === null) return;
  // Nothing rests on a key that somebody else may have, not even what a later key signed.
  if (own?.end?.reason === "compromised") {
    const sentence =
      "The key given was compromised: whoever has it can show another ledger. Get the log's present key another way.";
    findings.add("log-key-compromised", sentence, { index: own.end.index });
  }
  if (!isAnchored) {
    const sentence =
      "The checkpoint is signed by a log key added later, and no further checkpoint is signed by the key given.";
    findings.add("log-key-unanchored", sentence);
  }
}

function checkEnd(logKey, findings) {
  const end = logKey?.end ?? null;
  if (end === null) return;
  const about = { index: end.index };
  if (end.reason === "compromised") {
    findings.add("log-key-compromised", "The log key that signed the checkpoint was compromised.", about);
  } else {
    findings.add("log-key-retired", "The log key that signed the checkpoint was retired before.", about);
  }
}

/**
 * Any key of the log may have signed a further checkpoint, those before the key given too; it anchors what the key given signed.
 */
async function checkFurther(survey, given, keys, findings) {
  const main = survey.checkpoint;
  const earlier = [];
  let isAnchored = false;
  for (const { checkpoint, consistency } of survey.further) {
    const signer = await signerOf(checkpoint, given, keys);
    if (signer === null) {
      findings.add("checkpoint-signature", "A further checkpoint is not signed by a key of the log.");
    }
    // Without a proof there is a finding already.
    if (consistency === null) continue;
    if (!(await doesExtend(main, checkpoint, consistency))) {
      const sentence = `The checkpoint does not extend a further one of size ${checkpoint.size}.`;
      findings.add("consistency-failed", sentence);
      continue;
    }
    if (signer !== null) earlier.push(signer);
    if (signer !== null && signer.logKey === null && checkpoint.size > 0n) isAnchored = true;
  }
  return { isAnchored, earlier };
}

async function doesExtend(main, older, { from, to, hashes }) {
  if (BigInt(from) !== older.size || BigInt(to) !== main.size || older.origin !== main.origin) return false;
  return isConsistent(older.size, main.size, hashes, older.root, main.root);
}
