import { utf8 } from "./bytes.mjs";
import { checkTimeToken } from "./TrustedTime/timeTokenCheck.mjs";

/**
 * Checks the time tokens of a bundle against the roots given.
 *
 * @param tokens [{size, token}]
 * @param checkpoints of checkCheckpoints
 * @param roots null if none were given: then nothing is looked at
 * @returns anchors (timeAnchors.mjs)
 */
export async function readTokens(tokens, checkpoints, roots, findings) {
  if (tokens.length === 0) return [];
  if (roots === null) {
    const what = tokens.length === 1 ? "time token was" : "time tokens were";
    findings.add("time-not-evaluated", `${tokens.length} ${what} not evaluated: no roots were given (--tsa-roots).`);
    return [];
  }
  const texts = new Map();
  for (const signed of [checkpoints.main, ...checkpoints.earlier]) {
    if (signed !== null && !texts.has(signed.checkpoint.size)) texts.set(signed.checkpoint.size, signed.checkpoint.text);
  }
  const anchors = [];
  for (const { size, token } of tokens) {
    const text = texts.get(BigInt(size));
    const report = (code, sentence) => findings.add(code, `A time token for size ${size} proves nothing. ${sentence}`);
    if (text === undefined) {
      report("time-token-checkpoint", "No checkpoint of that size is here that the log signed.");
      continue;
    }
    const { failure, time, earliest, latest, authority, policy } = await checkTimeToken(token, utf8(text), roots);
    if (failure !== null) report(`time-token-${failure.reason}`, failure.sentence);
    else anchors.push({ kind: "token", size: BigInt(size), time, earliest, latest, name: authority, policy });
  }
  return anchors;
}
