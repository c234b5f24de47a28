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
    historyPoint(report, has, options),
    timePoint(report, has),
    options.greatestAge === undefined ? say("open.age") : null,
    completenessPoint(report, has),
    has("past-seal") ? say("open.past") : null,
    sealedPoint(world),
    say("open.page"),
  ];
  return [paragraph(say("open.lead")), bullets(points.filter((point) => point !== null))];
}

/** That everybody is shown this history, only those can tell who cosigned it: witnesses enough for the policy, one at least, or an auditor. */
function historyPoint({ witnesses, auditors, checkpoint }, has, options) {
  const isWitnessed = witnesses.length > 0 && !has("witness-quorum");
  if (isWitnessed || auditors.some(({ size }) => size === checkpoint.size)) return null;
  if (auditors.length > 0) return say("open.witnesses.earlier", { size: Math.max(...auditors.map(({ size }) => size)) });
  return say(options.witnesses === undefined && options.auditors === undefined ? "open.witnesses" : "open.witnesses.none");
}

function authorityPoint({ verdicts }, known) {
  if (Object.keys(known).length === 0) return say("open.authorities");
  const rest = verdicts.some(({ then, now, trusted }) => !trusted && (isCertificate(then) || isCertificate(now)));
  return rest ? say("open.authorities.some") : null;
}

function completenessPoint({ completeness, seal, result }, has) {
  if (seal && result !== "failed") return say(seal.replayedBy.length > 0 ? "open.seal.replayed" : "open.seal");
  return completeness.startsWith("complete:") && !has("unsealed") ? null : say("open.complete");
}

function timePoint({ anchors, result }, has) {
  if (anchors.length > 0 && result !== "failed") return say(has("time-unanchored") ? "open.time.some" : "open.time.anchored");
  return has("time-unanchored") || has("time-not-evaluated") ? say("open.time") : null;
}

function sealedPoint({ labels, people }) {
  const steps = labels.shown.flatMap((life) => life.steps.filter((step) => !step.elsewhere));
  const hidden = [...steps.map(({ sealed, disclosed }) => sealed - disclosed.length),
    ...people.shown.map(({ sealed, disclosed }) => sealed - disclosed)];
  const count = hidden.reduce((sum, one) => sum + Math.max(0, one), 0);
  return count > 0 ? say("open.sealed", { count }) : null;
}
