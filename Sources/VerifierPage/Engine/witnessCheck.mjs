import { checkCosignatures } from "./note.mjs";
import { doesPolicyCover, isQuorumMet } from "./policy.mjs";

/**
 * What a witness policy says of a bundle's checkpoints.
 *
 * @param checkpoints of checkCheckpoints
 * @returns [{name, time, last, size, place: in the policy}] of the cosignatures that hold
 */
export async function checkWitnesses(checkpoints, policy, given, findings) {
  const cosignatures = [];
  // What the log did not sign bears no cosignature that counts, and has its finding already.
  const main = checkpoints.main === null ? null : await checkedNote(checkpoints.main, policy, cosignatures, findings);
  let greatestEarlier = null;
  for (const signed of checkpoints.earlier) {
    const places = await checkedNote(signed, policy, cosignatures, findings);
    const { size } = signed.checkpoint;
    if (isQuorumMet(policy, places) && (greatestEarlier === null || size > greatestEarlier)) greatestEarlier = size;
  }
  const { vkey } = checkpoints.main ?? {};
  if (vkey !== undefined && !doesPolicyCover(policy, vkey) && !doesPolicyCover(policy, given)) {
    findings.add("witness-quorum", "The witness policy names logs, and this one is not among them.");
  } else if (main === null || !isQuorumMet(policy, main)) {
    findings.add("witness-quorum", missingQuorum(greatestEarlier));
  }
  return cosignatures;
}

function missingQuorum(earlier) {
  const rest =
    earlier === null
      ? ""
      : ` One did cosign the earlier checkpoint of size ${earlier}: entries from ${earlier} on are not witnessed.`;
  return `No quorum of witnesses cosigned the checkpoint: others may have been shown another history.${rest}`;
}

/** The places in the policy of those who cosigned a checkpoint. */
async function checkedNote({ checkpoint }, policy, cosignatures, findings) {
  const places = new Set();
  const broken = [];
  for (const [place, { name, vkey }] of policy.witnesses.entries()) {
    const { time, last, isBroken } = await checkCosignatures(checkpoint, vkey);
    if (isBroken) broken.push(name);
    if (time === null) continue;
    places.add(place);
    cosignatures.push({ name, time, last, size: checkpoint.size, place });
  }
  for (const name of broken) {
    const what = `A cosignature in the name of ${name}, over the checkpoint of size ${checkpoint.size}, does not hold.`;
    findings.add("cosignature-failed", what);
  }
  return places;
}
