import { NoteError, checkCheckpoint, isSameVkey, parseVkey } from "./note.mjs";
import { isConsistent } from "./merkle.mjs";

/**
 * Whether the checkpoint is one that the key given vouches for.
 *
 * Another key of the log may have signed the checkpoint only if the key given vouches for it: by a checkpoint over the entry that adds
 * it, or over one that adds a key which vouches for it so. Else whoever can write an entry that adds a log key could go on with one of
 * their own.
 *
 * @param ledger the fold of `ledger:`: {opened, origin, logKeys: [{vkey, index, end}]}
 * @returns {main: null or {checkpoint, vkey}, earlier: [{checkpoint, vkey}], logKeys: [vkey]}: those that the log signed, and all keys
 * that it has had
 */
export async function checkCheckpoints(survey, ledger, given, findings) {
  checkOrigins(survey, ledger, given, findings);
  const keys = await readLogKeys(ledger.logKeys);
  const own = keys.find((key) => isSameVkey(key.vkey, given));
  if (own === undefined && ledger.opened !== null) {
    findings.add("log-key-unknown", "The key given is neither that of entry 0 nor one added since.");
  }
  const further = await checkFurther(survey, given, keys, findings);
  const main = { checkpoint: survey.checkpoint, keys: await signersOf(survey.checkpoint, given, keys) };
  const vouched = own === undefined ? [] : vouchedFor(own, keys, [...further, main]);
  const later = own === undefined ? [] : keys.filter((key) => key.index > own.index);
  const signer = await signerOf(survey.checkpoint, given, [...vouched, ...later]);
  checkSigner(signer, own, vouched, findings);
  const earlier = further.map(({ checkpoint, keys: [first] }) => ({ checkpoint, vkey: first.vkey }));
  return { main: signer, earlier, logKeys: keys.map(({ vkey }) => vkey) };
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

/** All keys of the log that signed the checkpoint. */
async function signersOf(checkpoint, given, keys) {
  // A line that pretends to be the key's and does not hold spoils the note.
  if ((await checkCheckpoint(checkpoint, given)) === "bad") return [];
  const signers = [];
  for (const key of keys) {
    if ((await checkCheckpoint(checkpoint, key.vkey)) === "valid") signers.push(key);
  }
  return signers;
}

/**
 * The keys added after this one that it vouches for, directly or by others: those whose adding is covered by a checkpoint that one of
 * these signed. Keys stand in the order in which they were added.
 */
function vouchedFor(own, keys, checkpoints) {
  const reach = new Map();
  for (const { checkpoint, keys: signers } of checkpoints) {
    for (const key of signers) {
      if (mayVouch(key, checkpoint.size) && checkpoint.size > (reach.get(key) ?? 0n)) reach.set(key, checkpoint.size);
    }
  }
  let covered = reach.get(own) ?? 0n;
  return keys.filter((key) => {
    if (key.index <= own.index || covered <= BigInt(key.index)) return false;
    if ((reach.get(key) ?? 0n) > covered) covered = reach.get(key);
    return true;
  });
}

/** While it was in use. Nothing rests on a key that somebody else may have. */
function mayVouch({ end }, size) {
  return (end ?? null) === null || (end.reason !== "compromised" && size <= BigInt(end.index));
}

function checkSigner(signer, own, vouched, findings) {
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
  if (!vouched.includes(signer.logKey)) {
    const sentence =
      "The checkpoint is signed by a log key added later, and no checkpoint over the entry that adds it is signed by the key given " +
      "or by one that it vouches for.";
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
 * Any key of the log may have signed a further checkpoint, those before the key given too.
 *
 * @returns [{checkpoint, keys}] of those that the log signed and that the main one extends
 */
async function checkFurther(survey, given, keys, findings) {
  const main = survey.checkpoint;
  const extended = [];
  for (const { checkpoint, consistency } of survey.further) {
    const signers = await signersOf(checkpoint, given, keys);
    if (signers.length === 0) {
      findings.add("checkpoint-signature", "A further checkpoint is not signed by a key of the log.");
    }
    // Without a proof there is a finding already.
    if (consistency === null) continue;
    if (!(await doesExtend(main, checkpoint, consistency))) {
      const sentence = `The checkpoint does not extend a further one of size ${checkpoint.size}.`;
      findings.add("consistency-failed", sentence);
      continue;
    }
    if (signers.length > 0) extended.push({ checkpoint, keys: signers });
  }
  return extended;
}

async function doesExtend(main, older, { from, to, hashes }) {
  if (BigInt(from) !== older.size || BigInt(to) !== main.size || older.origin !== main.origin) return false;
  return isConsistent(older.size, main.size, hashes, older.root, main.root);
}
