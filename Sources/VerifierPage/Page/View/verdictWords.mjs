import { hasWords, say } from "../Words/words.mjs";

const certifiedVerdicts = new Set(["certified", "certified-by-custodian"]);

/** A verdict in words; "on the operator's word for the authority" where nobody else vouches. */
export function verdictWords(verdict, isTrusted) {
  const key = `verdict.${verdict}`;
  const words = hasWords(key) ? say(key) : verdict;
  return certifiedVerdicts.has(verdict) && !isTrusted ? say("verdict.word", { verdict: words }) : words;
}

/** Both verdicts: one where they agree, else then and now. */
export function bothVerdicts(then, now, isTrusted) {
  if (then === now) return verdictWords(now, isTrusted);
  return say("verdict.changed", { then: verdictWords(then, isTrusted), now: verdictWords(now, isTrusted) });
}

export function isCertificate(verdict) {
  return certifiedVerdicts.has(verdict);
}

/** How a verdict looks: good, adverse, or neither. */
export function verdictTone(verdict) {
  if (certifiedVerdicts.has(verdict)) return "good";
  return verdict === "machine" || verdict === "not-required" ? "plain" : "adverse";
}
