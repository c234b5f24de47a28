import { formatTime } from "./times.mjs";

/**
 * What anchors say of the times recorded, and of the verdicts that rest on them.
 *
 * @param replay of all entries
 * @param derived verdicts by label
 * @param known the size at which verdicts *now* are known
 * @param last the last entry of the bundle; null for none
 */
export function judgeTimes(replay, derived, anchors, known, last, findings) {
  addUnanchored(anchors, last, findings);
  addContradicted(replay.recordedBelow, anchors, findings);
  if (anchors.all.length === 0) return;
  for (const { subject } of replay.world.labels()) {
    if (derived.has(subject)) addUndecidable(subject, replay.world, anchors, known, findings);
  }
}

/** Whether entries are above the last anchor, said once. */
function addUnanchored({ greatestSize }, last, findings) {
  if (last === null) return;
  if (greatestSize === null) {
    findings.add("time-unanchored", "When entries were recorded is the operator's word: no anchor was evaluated.");
  } else if (BigInt(last) >= greatestSize) {
    const sentence = `When entries from ${greatestSize} on were recorded is the operator's word: they are above the last anchor.`;
    findings.add("time-unanchored", sentence);
  }
}

/**
 * Times recorded that cannot be true: later than a moment at which the entry was there. `recorded` rises, so the last entry below each
 * anchor tells.
 */
function addContradicted(recordedBelow, anchors, findings) {
  for (const { size, latest, name } of anchors.all) {
    const last = recordedBelow.at(size);
    if (last === null || last.recorded <= latest) continue;
    const sentence =
      `The time recorded, ${formatTime(last.recorded)}, is later than ${formatTime(latest)}, by which the entry was there ` +
      `(${name}): the operator's clock was ahead, or the other was behind.`;
    findings.add("time-contradicted", sentence, { index: last.index });
  }
}

function addUndecidable(subject, world, anchors, known, findings) {
  const { index, recorded } = world.statement(subject);
  const before = anchors.before(index);
  const after = anchors.after(index);
  const ends = [recorded, before?.earliest, after?.latest].filter((end) => end !== undefined);
  const span = { first: ends.reduce((a, b) => (a < b ? a : b)), last: ends.reduce((a, b) => (a > b ? a : b)) };
  const boundary = span.first < span.last ? world.boundary(subject, known, span) : null;
  if (boundary === null) return;
  const { moment, beyond } = boundary;
  const other = beyond === null ? "" : ` (to ${beyond.then === beyond.now ? beyond.then : `${beyond.then}, now ${beyond.now}`})`;
  const sentence =
    `The verdict holds for the time that the operator recorded, ${formatTime(recorded)}. It turns at ${formatTime(moment)}${other}, ` +
    `and the anchors do not tell on which side the label was recorded: ${sentenceOf(before, after)}`;
  findings.add("time-undecidable", sentence, { index, subject });
}

function sentenceOf(before, after) {
  const known =
    after === null ? "none is over a checkpoint that holds it" : `it was there by ${formatTime(after.latest)} (${after.name})`;
  const earlier =
    before === null ? "" : `; a checkpoint without it is anchored at ${formatTime(before.time)} (${before.name})`;
  return `${known}${earlier}.`;
}
