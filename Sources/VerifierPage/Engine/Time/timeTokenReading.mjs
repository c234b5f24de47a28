import { utf8 } from "../bytes.mjs";
import { checkTimeToken } from "./timeToken.mjs";

/**
 * Checks the time tokens of a bundle against the roots given.
 *
 * @param tokens [{size, token: bytes, or null for one that is too large}]
 * @param checkpoints {main, earlier} of checkCheckpoints: those that the log signed
 * @param roots null if none were given: then nothing is looked at
 * @returns anchors, as TimeAnchors takes them
 */
export async function readTimeTokens(tokens, checkpoints, roots, findings) {
  if (tokens.length === 0) return [];
  if (roots === null) {
    const count = tokens.length === 1 ? "1 time token was" : `${tokens.length} time tokens were`;
    findings.add("time-not-evaluated", `${count} not evaluated: no roots were given (--tsa-roots).`);
    return [];
  }
  const texts = new Map();
  for (const signed of [checkpoints.main, ...checkpoints.earlier]) {
    if (signed !== null && !texts.has(signed.checkpoint.size)) texts.set(signed.checkpoint.size, utf8(signed.checkpoint.text));
  }
  const anchors = [];
  for (const { size, token } of tokens) {
    const anchor = await anchorOfToken(size, token, texts.get(size), roots, findings);
    if (anchor !== null) anchors.push(anchor);
  }
  return anchors;
}

async function anchorOfToken(size, token, text, roots, findings) {
  const begin = `A time token for size ${size} proves nothing.`;
  if (text === undefined) {
    findings.add("time-token-checkpoint", `${begin} No checkpoint of that size is here that the log signed.`);
    return null;
  }
  const { reason, sentence, authority, ...anchor } = await checkTimeToken(token, text, roots);
  if (reason === undefined) return { kind: "token", size, name: authority, ...anchor };
  findings.add(`time-token-${reason}`, `${begin} ${sentence}`);
  return null;
}
