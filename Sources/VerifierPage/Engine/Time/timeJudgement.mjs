import { clockTolerance } from "../age.mjs";
import { formatTime } from "../times.mjs";

/**
 * What anchors say of the times recorded, and of the verdicts that rest on them.
 *
 * @param about {anchors: TimeAnchors, now: by the reader's clock, known: the size at which *now* is known, last: the last entry of the bundle, or undefined}
 * @param derived verdicts by label, of deriveVerdicts
 */
export function judgeTimes({ anchors, now, known, last }, replay, derived, findings) {
  addUnanchored(anchors, last, findings);
  addContradicted(anchors, replay.recordedBelow, findings);
  addAhead(now, replay.recordedBelow.last, findings);
  if (anchors.all.length === 0) return;
  const boundaries = replay.world.boundaries(known, (index, recorded) => anchors.spanOf(index, recorded));
  for (const { subject } of replay.world.labels()) {
    if (derived.has(subject)) judgeLabel(subject, replay.world.statementOf(subject), anchors, boundaries, findings);
  }
}

/** Whether entries are above the last anchor, said once. */
function addUnanchored({ greatestSize }, last, findings) {
  if (last === undefined) return;
  if (greatestSize === undefined) {
    const sentence = "When entries were recorded is the operator's word: no anchor was evaluated.";
    findings.add("time-unanchored", sentence);
  } else if (BigInt(last) >= greatestSize) {
    const sentence = `When entries from ${greatestSize} on were recorded is the operator's word: they are above the last anchor.`;
    findings.add("time-unanchored", sentence);
  }
}

/** Times recorded that cannot be true: later than a moment at which the entry was there. They rise, so the last below tells. */
function addContradicted({ all }, recordedBelow, findings) {
  for (const { size, latest, name } of all) {
    const last = recordedBelow.below(size);
    if (last === null || last.recorded <= latest) continue;
    const sentence =
      `The time recorded, ${formatTime(last.recorded)}, is later than ${formatTime(latest)}, by which the entry was there ` +
      `(${name}): the operator's clock was ahead, or the other was behind.`;
    findings.add("time-contradicted", sentence, { index: last.index });
  }
}

/** Times recorded that the reader's own clock has not come to yet. */
function addAhead(now, last, findings) {
  if (last === null || last.recorded - clockTolerance <= now) return;
  const sentence =
    `The time recorded, ${formatTime(last.recorded)}, is later than now, ${formatTime(now)}, by the clock of this machine: the ` +
    "operator's clock was ahead, or this one is behind.";
  findings.add("time-contradicted", sentence, { index: last.index });
}

function judgeLabel(subject, statement, anchors, boundaries, findings) {
  const boundary = boundaries.boundaryOf(statement);
  if (boundary === null) return;
  const sentence = boundary.basis === null ? labelSentence(boundary, statement, anchors) : basisSentence(boundary, anchors);
  findings.add("time-undecidable", sentence, { index: statement.index, subject });
}

function labelSentence({ moment, beyond }, { index, recorded }, anchors) {
  return (
    `The verdict holds for the time that the operator recorded, ${formatTime(recorded)}. It turns at ` +
    `${formatTime(moment)}${beyondWords(beyond)}, and the anchors do not tell on which side the label was ` +
    `recorded: ${anchorWords(index, anchors)}`
  );
}

/** Of a verdict that turns with the times of entries by keys that are declared compromised. */
function basisSentence({ moment, beyond, basis: { index, recorded, count } }, anchors) {
  const more = count > 1 ? `, and ${count - 1} more likewise` : "";
  return (
    `The verdict holds for the times that the operator recorded. It turns${beyondWords(beyond)} if entry ${index}, recorded ` +
    `${formatTime(recorded)}, came on the other side of ${formatTime(moment)}, from when the key that signed it is declared ` +
    `compromised${more}. The anchors do not tell of that entry: ${anchorWords(index, anchors)}`
  );
}

function beyondWords(beyond) {
  if (beyond === null) return "";
  const { then, now } = beyond;
  return ` (to ${then === now ? then : `${then}, now ${now}`})`;
}

function anchorWords(index, anchors) {
  const [before, after] = [anchors.before(index), anchors.after(index)];
  const known =
    after === undefined
      ? "none is over a checkpoint that holds it"
      : `it was there by ${formatTime(after.latest)} (${after.name})`;
  const earlier =
    before === undefined ? "" : `; a checkpoint without it is anchored at ${formatTime(before.time)} (${before.name})`;
  return `${known}${earlier}.`;
}
