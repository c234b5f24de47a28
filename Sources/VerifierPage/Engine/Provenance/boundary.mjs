import { keyAncestry } from "./folds.mjs";
import { authorityOfCredential, judgeBoth, judgeStatement, knowledgeNow, knowledgeThen } from "./judge.mjs";

/** Moments between which a verdict is asked for; more of them count as a boundary. */
const momentLimit = 256;

/**
 * The moment, within a span of times around that recorded, at which the verdict on a label's statement turns, then or as known at a
 * log size; the nearest, if there are several. Only the time of the label is moved: what came before it in the log stays before
 * it, and what others say of times stays as they said it.
 *
 * @param span {first, last}, microseconds as BigInts, both in it
 * @returns {moment, beyond: {then, now}, the verdicts on its other side, or null where there were too many moments to ask at each};
 * null if the verdict is the same all over the span, or a history that the rules read is not here whole
 */
export function boundaryOf(statement, size, { first, last }, histories) {
  const { recorded } = statement;
  const distance = (moment) => (moment > recorded ? moment - recorded : recorded - moment);
  const order = (a, b) => (distance(a) !== distance(b) ? distance(a) < distance(b) : a < b) ? -1 : 1;
  const moments = momentsOf(statement, histories).filter((moment) => moment > first && moment <= last).sort(order);
  const own = moments.length === 0 ? null : judgeBoth(statement, size, histories);
  if (own === null) return null;
  for (const [count, moment] of moments.entries()) {
    if (count >= momentLimit) return { moment, beyond: null };
    // What begins or ends does so at its moment, and not before.
    const time = moment <= recorded ? moment - 1n : moment;
    const then = judgeStatement(statement, { ...knowledgeThen(statement), time }, histories);
    const now = judgeStatement(statement, { ...knowledgeNow(statement, size), time }, histories);
    if (then === null || now === null) return null;
    if (then.verdict !== own.then.verdict || now.verdict !== own.now.verdict) {
      return { moment, beyond: { then: then.verdict, now: now.verdict } };
    }
  }
  return null;
}

/** All moments that the rules compare the time of a label with, each once. */
function momentsOf(statement, histories) {
  const signer = histories.fold(statement.source);
  if (signer === null) return [];
  const moments = keyAncestry(signer.keys, statement.kid).flatMap(({ ends }) => ends.map(({ effective }) => effective));
  moments.push(...momentsOfSuspensions(signer.suspensions));
  for (const subject of signer.credentials) {
    const credential = histories.fold(subject);
    if (credential === null || credential.issue === null) continue;
    const { issue, suspensions, revocations } = credential;
    moments.push(issue.validFrom, issue.validUntil, ...momentsOfSuspensions(suspensions));
    for (const { effective } of revocations) moments.push(effective);
    const authority = histories.fold(authorityOfCredential(subject));
    for (const { effective } of authority?.withdrawals ?? []) moments.push(effective);
  }
  return [...new Set(moments)];
}

function momentsOfSuspensions(suspensions) {
  return suspensions.flatMap(({ effective, reinstatement }) => (reinstatement === null ? [effective] : [effective, reinstatement.effective]));
}
