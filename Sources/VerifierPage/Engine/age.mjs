import { isQuorumMet } from "./policy.mjs";
import { formatTime } from "./times.mjs";

/** How far the clocks of others may be ahead, in microseconds. */
export const clockTolerance = 300_000_000n;

/**
 * Whether a bundle is as new as asked for (protocol, section 3, "Age"). A cosigner never cosigns less than before: at the time of a
 * cosignature all that the cosigner had seen was in the tree.
 *
 * @param limit {days, now: microseconds, a BigInt}
 * @param witnesses [{place, last, size}] and a policy or null
 * @param auditors [{last, size}]
 * @param isCovered whether the bundle is known to hold what matters of the tree that was cosigned
 */
export function checkAge({ days, now }, witnesses, policy, auditors, isCovered, findings) {
  const times = [...witnesses, ...auditors].map(({ last }) => last);
  if (times.length === 0) {
    const sentence =
      "The age of the evidence was not evaluated: no witness or auditor given cosigned it, and nobody else can say that it is new.";
    findings.add("age-not-evaluated", sentence);
    return;
  }
  if (times.some((time) => time > now + clockTolerance)) {
    const sentence = `The age of the evidence was not evaluated: it was cosigned later than now. Look at this machine's clock, ${formatTime(now)}.`;
    findings.add("age-not-evaluated", sentence);
    return;
  }
  const isFresh = (word) => (now - word.last) / 1_000_000n <= BigInt(days) * 86_400n && isCovered(word);
  const places = new Set(witnesses.filter(isFresh).map(({ place }) => place));
  if (places.size > 0 && isQuorumMet(policy, places)) return;
  if (auditors.some(isFresh)) return;
  const covered = [...witnesses, ...auditors].filter(isCovered).map(({ last }) => last);
  const newest =
    covered.length === 0
      ? "Those who cosigned had seen entries that the seal does not cover."
      : `The newest word is of ${formatTime(covered.reduce((a, b) => (a > b ? a : b)))}.`;
  const sentence = `Nobody whose word is enough says that this was up to date within the age asked for. ${newest}`;
  findings.add("evidence-old", sentence);
}
