import { hasWords, phrase, say, sayNumber } from "../Words/words.mjs";
import { cautionOf, element, facts, foreign, foreignList, moment, more, paragraph, section } from "./dom.mjs";
import { bothVerdicts, verdictTone, verdictWords } from "./verdictWords.mjs";

/** With so few labels their lives are open from the start. */
const labelsOpen = 3;

export function labelsSection({ report, world, wish }) {
  const verdicts = new Map(report.labels.map((label) => [label.subject, label]));
  const lives = world.labels.shown.toSorted((a, b) => rank(report, a) - rank(report, b));
  const others = report.labels.filter(({ subject }) => !lives.some((life) => life.subject === subject));
  const isOpen = lives.length <= labelsOpen;
  const unjudged = report.scope?.kind === "label" ? "labels.outside" : "labels.unjudged";
  const shown = lives.length + others.length;
  return section("labels", say("labels.title"),
    cautionOf(report),
    world.labels.filtered > 0 ? paragraph(say("labels.filtered", { filter: wish.filter, count: world.labels.filtered })) : null,
    shown === 0 ? paragraph(say("labels.none")) : null,
    lives.map((life) => labelBox(life, verdicts.get(life.subject), isOpen || isScope(report, life), { unjudged, now: knownWords(report) })),
    others.map((label) => element("p", { class: "label-line" }, foreign(label.subject), " ", badge(label))),
    wish.filter ? null : more("labels.more", report.labelCount - verdicts.size));
}

/** The label that the bundle is about comes first. */
function rank(report, life) {
  return isScope(report, life) ? 0 : 1;
}

function isScope({ scope }, { subject }) {
  return scope?.kind === "label" && scope.subject === subject;
}

/** At which size verdicts now are known. */
function knownWords({ result, seal }) {
  if (seal) return say("labels.now.sealed", { size: seal.size });
  return say(result === "failed" ? "labels.now.failed" : "labels.now");
}

function labelBox(life, verdict, isOpen, { unjudged, now }) {
  const summary = element("summary", {},
    element("span", { class: "label-name" }, foreign(life.label)), " ",
    element("span", { class: "note" }, phrase("labels.itemOf", { item: foreign(life.item), dataset: foreign(life.dataset) })), " ",
    verdict ? badge(verdict) : element("span", { class: "badge plain" }, say(unjudged)),
    verdict?.isDisputed ? element("span", { class: "badge adverse" }, say("labels.disputed")) : null);
  const box = element("details", { class: "label", open: isOpen }, summary);
  fillOnce(box, () => [labelFacts(life, verdict, now), stepList(life)]);
  return box;
}

/** A closed part is made when it is first opened: there may be many. */
export function fillOnce(box, content) {
  let isFilled = false;
  const fill = () => {
    if (isFilled || !box.open) return;
    isFilled = true;
    box.append(...content().filter((part) => part !== null));
  };
  box.addEventListener("toggle", fill);
  box.fill = fill;
  fill();
}

function badge({ verdict, verdictNow, isAuthorityTrusted }) {
  const tone = verdict === verdictNow || verdictTone(verdictNow) === "adverse" ? verdictTone(verdictNow) : verdictTone(verdict);
  return element("span", { class: `badge ${tone}` }, bothVerdicts(verdict, verdictNow, isAuthorityTrusted));
}

function labelFacts(life, verdict, now) {
  return facts([
    [say("labels.value"), life.withdrawn ? say("labels.withdrawn") : valueWords(life.value)],
    [say("labels.question"), foreign(life.name)],
    [say("labels.part"), partWords(life.segments)],
    verdict && [say("labels.then"), verdictWords(verdict.verdict, verdict.isAuthorityTrusted)],
    verdict && [now, verdictWords(verdict.verdictNow, verdict.isAuthorityTrusted)],
    verdict?.authority && [say("labels.authority"),
      phrase(verdict.isAuthorityTrusted ? "labels.trusted" : "labels.untrusted", { authority: foreign(verdict.authority) })],
    verdict && [say("labels.attributed"), foreign(verdict.attributedTo)],
    verdict && [say("labels.signers"), foreignList(verdict.signers, foreign)],
  ]);
}

function valueWords(value) {
  if (!value) return say("labels.noPart");
  if (value.text === null) return value.sealed ? phrase("value.sealed", { kind: foreign(value.kind) }) : foreign(value.kind);
  return element("span", {}, phrase("value.kind", { text: foreign(value.text), kind: foreign(value.kind) }));
}

function partWords(segments) {
  if (segments === null) return say("labels.noPart");
  if (segments.length === 0) return say("labels.whole");
  return element("ul", { class: "plain" }, segments.map((segment) => element("li", {}, segmentWords(segment))));
}

function segmentWords({ track, start, end, region }) {
  const ticks = start === null
    ? phrase("segment.track", { track: foreign(track) })
    : phrase("segment.ticks", { track: foreign(track), start, end });
  return region === null ? ticks : phrase("segment.region", { segment: element("span", {}, ticks), region: foreign(region) });
}

function stepList({ steps, moreSteps }) {
  return element("div", {}, element("h3", {}, say("labels.steps")),
    element("ol", { class: "life" }, steps.map((step) => element("li", { class: step.admissible ? null : "refused" }, stepWords(step)))),
    more("labels.moreSteps", moreSteps));
}

function stepWords(step) {
  const isReview = step.type === "touchmark.review.recorded";
  const details = [
    step.admissible ? null : say("step.refused"),
    step.value && !step.elsewhere ? phrase(isReview ? "step.proposal" : "step.value", { value: valueWords(step.value) }) : null,
    step.segments?.length > 0 && !step.elsewhere
      ? phrase("step.part", { part: element("span", {}, step.segments.map((segment, place) => [place > 0 ? "; " : "", segmentWords(segment)])) })
      : null,
    step.confidence === null ? null : say("step.confidence", { confidence: sayNumber(step.confidence, { maximumFractionDigits: 3 }) }),
    step.reason === null ? null : phrase("step.reason", { reason: foreign(step.reason) }),
    ...step.disclosed.map(({ name, text }) => phrase("step.disclosed", { name: foreign(name), text: foreign(text) })),
    sealedWords(step),
  ].filter((detail) => detail !== null);
  return [
    element("p", { class: "step" }, element("strong", {}, stepTitle(step))),
    element("p", { class: "note" }, phrase("step.head", { index: step.index, moment: moment(step.recorded) })),
    details.length === 0 ? null : element("ul", { class: "plain" }, details.map((detail) => element("li", {}, detail))),
  ];
}

function stepTitle({ type, source, outcome, rule, accepts, elsewhere }) {
  const wanted = elsewhere ? `step.elsewhere.${type}` : accepts ? `step.${type}.accepts` : `step.${type}`;
  const key = hasWords(wanted) ? wanted : `step.${type}`;
  const outcomeKey = `outcome.${outcome}`;
  return phrase(key, {
    source: foreign(source), rule: foreign(rule ?? ""), label: foreign(elsewhere ?? ""),
    outcome: hasWords(outcomeKey) ? say(outcomeKey) : foreign(outcome ?? ""),
  });
}

function sealedWords({ sealed, disclosed, erasure, elsewhere }) {
  if (elsewhere) return null;
  if (erasure) {
    return phrase("step.erased", {
      count: erasure.count, index: erasure.index, moment: moment(erasure.recorded), basis: foreign(erasure.basis),
    });
  }
  return sealed > disclosed.length ? say("step.sealed", { count: sealed - disclosed.length }) : null;
}
