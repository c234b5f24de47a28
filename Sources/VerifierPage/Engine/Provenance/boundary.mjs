import { keyAncestry } from "./folds.mjs";
import { authorityOfCredential, judgeStatement, knowledgeNow, knowledgeThen } from "./judge.mjs";

/** Moments at which a verdict is asked for; more of them count as a boundary. */
const momentLimit = 256;

/**
 * The boundary of a verdict that is nearest to the time recorded, if the verdict, then or now at a log size, turns within a span.
 *
 * Only the time of the label is moved: what came before it in the log stays before it, and what others say of times stays.
 *
 * @param span {first, last}: microseconds, BigInts, both in it
 * @returns {moment, beyond: {then, now} or null where there are too many moments to ask at each}; null if the verdict is the same all
 *   over, or a history that the rules read is not here whole
 */
export function boundaryOfVerdict(statement, size, { first, last }, histories) {
  const { recorded } = statement;
  const distance = (moment) => (moment > recorded ? moment - recorded : recorded - moment);
  const moments = [...momentsOf(statement, histories)]
    .filter((moment) => moment > first && moment <= last)
    .sort((a, b) => Number(distance(a) - distance(b)) || Number(a - b));
  const knowledge = [knowledgeThen(statement), knowledgeNow(statement, size)];
  const own = moments.length === 0 ? null : verdictsBy(statement, knowledge, histories);
  if (own === null) return null;
  for (const [count, moment] of moments.entries()) {
    if (count >= momentLimit) return { moment, beyond: null };
    // What begins or ends does so at its moment, and not before.
    const time = moment <= recorded ? moment - 1n : moment;
    const moved = verdictsBy(statement, knowledge.map((known) => ({ ...known, time })), histories);
    if (moved === null) return null;
    if (moved[0] !== own[0] || moved[1] !== own[1]) return { moment, beyond: { then: moved[0], now: moved[1] } };
  }
  return null;
}

/** Verdicts by each knowledge; null if one of them cannot be derived. */
function verdictsBy(statement, knowledge, histories) {
  const judgements = knowledge.map((known) => judgeStatement(statement, known, histories));
  return judgements.includes(null) ? null : judgements.map(({ verdict }) => verdict);
}

/** All moments that the rules compare the time of a label with, each once. */
function momentsOf(statement, histories) {
  const moments = new Set();
  const add = (effects) => effects.forEach(({ effective }) => moments.add(effective));
  const addSuspensions = (suspensions) => {
    add(suspensions);
    add(suspensions.flatMap(({ reinstatement }) => (reinstatement === null ? [] : [reinstatement])));
  };
  const signer = histories.fold(statement.source);
  if (signer === null) return moments;
  for (const { ends } of keyAncestry(signer.keys, statement.kid)) add(ends);
  addSuspensions(signer.suspensions);
  for (const subject of signer.credentials) {
    const credential = histories.fold(subject);
    const issue = credential?.issue ?? null;
    if (issue === null) continue;
    moments.add(issue.validFrom).add(issue.validUntil);
    addSuspensions(credential.suspensions);
    add(credential.revocations);
    add(histories.fold(authorityOfCredential(subject))?.withdrawals ?? []);
  }
  return moments;
}
