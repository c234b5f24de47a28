import { phrase, say } from "../Words/words.mjs";
import { bullets, foreign, paragraph } from "./dom.mjs";
import { isCertificate } from "./verdictWords.mjs";

/** What the result does not show: there is always something. */
export function openPoints({ report, known, world, wish }) {
  const has = (code) => report.findings.some((finding) => finding.code === code);
  const { options, keyOrigin } = wish;
  const points = [
    keyOrigin ? phrase("open.key", { origin: foreign(keyOrigin) }) : say("open.key.unsaid"),
    say("open.truth"),
    say("open.content"),
    authorityPoint(report, known),
    say("open.name"),
    options.witnesses === undefined ? say("open.witnesses") : null,
    ...timePoints(report, has),
    options.greatestAge === undefined ? say("open.age") : null,
    completenessPoint(report, has),
    has("past-seal") ? say("open.past") : null,
    sealedPoint(world),
    say("open.page"),
  ];
  return [paragraph(say("open.lead")), bullets(points.filter((point) => point !== null))];
}

/** What anchors leave open, or that there are none. */
function timePoints({ anchors }, has) {
  return [
    anchors.length === 0 ? say("open.time") : null,
    anchors.length > 0 && has("time-unanchored") ? say("open.time.above") : null,
    anchors.length > 0 ? say("open.time.older") : null,
    anchors.some(({ kind }) => kind === "token") ? say("open.time.revoked") : null,
    has("time-not-evaluated") ? say("open.time.tokens") : null,
  ];
}

function authorityPoint({ verdicts }, known) {
  if (Object.keys(known).length === 0) return say("open.authorities");
  const rest = verdicts.some(({ then, now, trusted }) => !trusted && (isCertificate(then) || isCertificate(now)));
  return rest ? say("open.authorities.some") : null;
}

function completenessPoint({ completeness, seal, result }, has) {
  if (seal && result !== "failed") return say("open.seal");
  return completeness.startsWith("complete:") && !has("unsealed") ? null : say("open.complete");
}

function sealedPoint({ labels, people }) {
  const steps = labels.shown.flatMap((life) => life.steps.filter((step) => !step.elsewhere));
  const hidden = [...steps.map(({ sealed, disclosed }) => sealed - disclosed.length),
    ...people.shown.map(({ sealed, disclosed }) => sealed - disclosed)];
  const count = hidden.reduce((sum, one) => sum + Math.max(0, one), 0);
  return count > 0 ? say("open.sealed", { count }) : null;
}
