import { authorityOfCredential, judgeBoth, judgeStatement, knowledgeNow, knowledgeThen } from "./judge.mjs";
import { ShiftedSigners } from "./shifted.mjs";

/** Moments between which a verdict is asked for; more of them count as a boundary. */
const momentLimit = 256;
/** Entries about signers that are looked at for all labels together: a few seconds. When they are used up, a moment counts as a boundary. */
const examinationLimit = 20_000_000;

/** Looks for the moments at which verdicts turn, once everything is folded. What it learns of signers it keeps. */
export class BoundarySearch {
  /**
   * @param size at which *now* is known
   * @param spanOf gives the {first, last}, microseconds as BigInts, between which an entry may have been recorded
   */
  constructor(size, spanOf, histories) {
    this.size = size;
    this.spanOf = spanOf;
    this.histories = histories;
    this.moments = new Map();
    this.shifted = new ShiftedSigners(spanOf, histories);
    this.left = examinationLimit;
  }

  /**
   * A moment at which the verdict on a label's statement turns, then or now, within what the spans leave open.
   *
   * At first only the time of the label is moved: what came before it in the log stays before it, and what others say of times stays as they
   * said it; of such moments it is the nearest. If there is none, the issues, rotations and reinstatements are moved as well that the
   * rules read, all to the beginnings of their spans, and then all to the ends.
   *
   * @returns {moment, beyond: {then, now}, the verdicts on its other side, or null where there is too much to ask, basis: null, or the first
   * of those entries with their count}; null if the verdict is the same everywhere, or a history that the rules read is not here whole
   */
  boundaryOf(statement) {
    const { source, index, recorded } = statement;
    const near = [...nearestMoments(this.momentsOf(statement), recorded, this.spanOf(index, recorded))];
    const shifted = this.shifted.of(source);
    const own = near.length === 0 && shifted.length === 0 ? null : judgeBoth(statement, this.size, this.histories);
    if (own === null) return null;
    const times = near.slice(0, momentLimit).map((moment) => timeBeyond(moment, recorded));
    const turn = this.turnOf(statement, own, times, this.histories);
    if (turn !== null) return { moment: near[turn.place], beyond: turn.beyond, basis: null };
    if (near.length > times.length) return { moment: near[times.length], beyond: null, basis: null };
    for (const signer of shifted) {
      const found = this.turnOf(statement, own, [recorded, ...times], signer.over(this.histories));
      const { first, count } = signer.doubts;
      if (found !== null) return { moment: first.moment, beyond: found.beyond, basis: { ...first, count } };
    }
    return null;
  }

  /**
   * The place of the first of these times at which the verdict would be another one, and that one, `{place, beyond}`; null if it is the same
   * at all of them, or cannot be derived.
   */
  turnOf(statement, own, times, histories) {
    for (const [place, time] of times.entries()) {
      if (this.left < 0) return { place, beyond: null };
      this.left -= 2 * (1 + histories.examinationCount(statement.source));
      const then = judgeStatement(statement, { ...knowledgeThen(statement), time }, histories);
      const now = judgeStatement(statement, { ...knowledgeNow(statement, this.size), time }, histories);
      if (then === null || now === null) return null;
      if (then.verdict !== own.then.verdict || now.verdict !== own.now.verdict) {
        return { place, beyond: { then: then.verdict, now: now.verdict } };
      }
    }
    return null;
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

/** The time nearest to a moment on the side of it where the label was not recorded. */
function timeBeyond(moment, recorded) {
  // What begins or ends does so at its moment, and not before.
  return moment <= recorded ? moment - 1n : moment;
}

/**
 * Those in a span, but not at its first moment, by how near they are to `recorded`, and one more than are asked at; of two that are as near,
 * the earlier first.
 */
function* nearestMoments(moments, recorded, { first, last }) {
  let above = 0;
  for (let end = moments.length; above < end; ) {
    const middle = (above + end) >> 1;
    if (moments[middle] > recorded) end = middle;
    else above = middle + 1;
  }
  let below = above - 1;
  for (let count = 0; count <= momentLimit; count += 1) {
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
