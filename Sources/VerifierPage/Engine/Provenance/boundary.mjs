import { authorityOfCredential, judgeBoth, judgeStatement, knowledgeNow, knowledgeThen } from "./judge.mjs";

/** Moments between which a verdict is asked for; more of them count as a boundary. */
const momentLimit = 256;
/** Entries about signers that are looked at for all labels together: a few seconds. When they are used up, a moment counts as a boundary. */
const examinationLimit = 20_000_000;

/** Looks for the moments at which verdicts turn, once everything is folded. What it learns of signers it keeps. */
export class BoundarySearch {
  /** @param size at which *now* is known */
  constructor(size, histories) {
    this.size = size;
    this.histories = histories;
    this.moments = new Map();
    this.left = examinationLimit;
  }

  /**
   * The moment, within a span of times around that recorded, at which the verdict on a label's statement turns, then or now; the
   * nearest, if there are several. Only the time of the label is moved: what came before it in the log stays before it, and what
   * others say of times stays as they said it.
   *
   * @param span {first, last}, microseconds as BigInts, both in it
   * @returns {moment, beyond: {then, now}, the verdicts on its other side, or null where there is too much to ask}; null if the
   * verdict is the same all over the span, or a history that the rules read is not here whole
   */
  boundaryOf(statement, span) {
    let own = null;
    let count = 0;
    for (const moment of nearestMoments(this.momentsOf(statement), statement.recorded, span)) {
      if (count >= momentLimit || this.left < 0) return { moment, beyond: null };
      own ??= judgeBoth(statement, this.size, this.histories);
      if (own === null) return null;
      const beyond = this.judgeBeyond(statement, moment);
      if (beyond === null) return null;
      if (beyond.then !== own.then.verdict || beyond.now !== own.now.verdict) return { moment, beyond };
      count += 1;
    }
    return null;
  }

  /** The verdicts {then, now} on the other side of a moment; null if they cannot be derived. */
  judgeBeyond(statement, moment) {
    // What begins or ends does so at its moment, and not before.
    const time = moment <= statement.recorded ? moment - 1n : moment;
    const then = judgeStatement(statement, { ...knowledgeThen(statement), time }, this.histories);
    const now = judgeStatement(statement, { ...knowledgeNow(statement, this.size), time }, this.histories);
    this.left -= 2 * (1 + this.histories.examinationCount(statement.source));
    return then === null || now === null ? null : { then: then.verdict, now: now.verdict };
  }

  /** In their order. */
  momentsOf(statement) {
    const key = `${statement.source} ${statement.kid}`;
    let found = this.moments.get(key);
    if (found === undefined) {
      found = momentsOf(statement, this.histories).sort((a, b) => (a < b ? -1 : 1));
      this.moments.set(key, found);
    }
    return found;
  }
}

/** Those in a span, but not at its first moment, by how near they are to `recorded`; of two that are as near, the earlier first. */
function* nearestMoments(moments, recorded, { first, last }) {
  let above = 0;
  for (let end = moments.length; above < end; ) {
    const middle = (above + end) >> 1;
    if (moments[middle] > recorded) end = middle;
    else above = middle + 1;
  }
  let below = above - 1;
  for (;;) {
    const earlier = below >= 0 && moments[below] > first ? moments[below] : null;
    const later = above < moments.length && moments[above] <= last ? moments[above] : null;
    if (earlier === null && later === null) return;
    if (later === null || (earlier !== null && recorded - earlier <= later - recorded)) {
      yield earlier;
      below -= 1;
    } else {
      yield later;
      above += 1;
    }
  }
}

/** All moments that the rules compare the time of a label with, each once. */
function momentsOf(statement, histories) {
  const signer = histories.fold(statement.source);
  if (signer === null) return [];
  const moments = signer.keys.endsOf(statement.kid).map(({ effective }) => effective);
  for (const moment of signer.suspended.moments) moments.push(moment);
  const authorities = new Set();
  for (const subject of signer.credentials) {
    const credential = histories.fold(subject);
    if (credential === null || credential.issue === null) continue;
    const { issue, suspended, revocations } = credential;
    moments.push(issue.validFrom, issue.validUntil);
    for (const moment of suspended.moments) moments.push(moment);
    for (const { effective } of revocations) moments.push(effective);
    authorities.add(authorityOfCredential(subject));
  }
  for (const subject of authorities) {
    for (const { effective } of histories.fold(subject)?.withdrawals ?? []) moments.push(effective);
  }
  return [...new Set(moments)];
}
