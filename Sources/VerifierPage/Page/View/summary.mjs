import { hasWords, phrase, say, sayNumber } from "../Words/words.mjs";
import { bullets, element, foreignList, foreignName, moment, paragraph, shortened, told } from "./dom.mjs";
import { bothVerdicts } from "./verdictWords.mjs";

/** What the evidence is about, as part of a sentence. */
export function scopeWords(scope) {
  if (!scope) return say("scope.none");
  const words = hasWords(`scope.${scope.kind}`) ? phrase(`scope.${scope.kind}`, { subject: foreignName(bareSubject(scope.subject)) }) : foreignName(scope.kind);
  return element("span", {}, words);
}

/** Without its kind, where a sentence names the kind already. */
function bareSubject(subject) {
  return subject.slice(subject.indexOf(":") + 1);
}

/** In whole sentences: what, by whom, and what is missing or wrong. */
export function summaryOf({ report }) {
  return [
    report.result === "verified" ? null : paragraph(troubleWords(report)),
    report.checkpoint ? paragraph(ledgerWords(report)) : null,
    report.result === "failed" ? null : labelWords(report),
    report.result === "failed" ? null : paragraph(completenessWords(report)),
    report.result === "failed" ? null : witnessWords(report),
    report.result === "failed" ? null : timeWords(report),
  ];
}

function ledgerWords({ result, checkpoint }) {
  const key = result === "failed" ? "summary.ledger.claimed" : "summary.ledger";
  return phrase(key, { origin: foreignName(checkpoint.origin), size: checkpoint.size });
}

/** The worst findings, each code once, with its plain meaning where there is one. */
function troubleWords({ result, findings }) {
  const severity = result === "failed" ? "error" : "warning";
  const codes = [...new Set(findings.filter((finding) => finding.severity === severity).map(({ code }) => code))];
  const shown = codes.slice(0, 4).map((code) => (hasWords(`code.${code}`) ? say(`code.${code}`) : firstSentence(findings, code)));
  if (codes.length > 4) shown.push(say("summary.more", { count: codes.length - 4 }));
  return phrase(result === "failed" ? "summary.failed" : "summary.missing", {
    findings: element("span", {}, shown.map((words) => [told(words), " "])),
  });
}

function firstSentence(findings, code) {
  return findings.find((finding) => finding.code === code).sentence;
}

function labelWords({ scope, labels, labelCount, verdicts, disputed, seal }) {
  const one = scope?.kind === "label" ? labels.find(({ subject }) => subject === scope.subject) : undefined;
  if (one) return [paragraph(oneLabel(one, seal)), disputed > 0 && one.isDisputed ? paragraph(say("summary.disputed", { count: 1 })) : null];
  if (labelCount === 0) return paragraph(say("summary.noLabels"));
  const kinds = verdicts.toSorted((a, b) => b.count - a.count).map(({ then, now, trusted, count }) =>
    say("summary.many.verdict", { count, verdict: bothVerdicts(then, now, trusted) }));
  const words = say("summary.many", { count: labelCount, verdicts: kinds.join("; ") });
  const known = seal && verdicts.some(({ then, now }) => then !== now) ? [" ", say("summary.now.sealed", { size: seal.size })] : null;
  return [paragraph(words, known), disputed > 0 ? paragraph(say("summary.disputed", { count: disputed })) : null];
}

function oneLabel({ subject, attributedTo, verdict, verdictNow, isAuthorityTrusted }, seal) {
  const known = seal ? say("verdict.known.sealed", { size: seal.size }) : say("verdict.known.end");
  const words = verdict === verdictNow
    ? say("verdict.sentence.same", { known, verdict: bothVerdicts(verdict, verdictNow, isAuthorityTrusted) })
    : say("verdict.sentence.changed", {
      known, then: bothVerdicts(verdict, verdict, isAuthorityTrusted), now: bothVerdicts(verdictNow, verdictNow, isAuthorityTrusted),
    });
  return phrase("summary.one", { label: foreignName(bareSubject(subject)), people: foreignName(attributedTo), verdict: words });
}

function completenessWords({ completeness, seal }) {
  if (seal) {
    const parameters = { size: seal.size, moment: moment(Number(seal.recorded)), auditors: foreignList(seal.replayedBy) };
    return phrase(seal.replayedBy.length > 0 ? "summary.complete.replayed" : "summary.complete.sealed", parameters);
  }
  return say(completeness.startsWith("complete:") ? "summary.complete.whole" : "summary.complete.none");
}

function witnessWords({ witnesses, findings }) {
  const isShort = findings.some(({ code }) => code === "witness-quorum");
  if (witnesses.length === 0) return isShort ? paragraph(say("summary.witnessed.nobody")) : null;
  const names = foreignList(witnesses.map(({ name, time }) => `${shortened(name, 36)} (${time})`));
  return paragraph(phrase(isShort ? "summary.witnessed.not" : "summary.witnessed", { witnesses: names }));
}

/** By when the last anchored entry was there, by others' word. */
function timeWords({ anchors, checkpoint }) {
  if (anchors.length === 0) return null;
  const size = Math.max(...anchors.map((anchor) => anchor.size));
  const best = anchors.filter((anchor) => anchor.size === size).reduce((a, b) => (b.latest < a.latest ? b : a));
  const parameters = { size, name: foreignName(best.name), moment: told(best.latest) };
  return paragraph(phrase(size === checkpoint.size ? "summary.time.all" : "summary.time.some", parameters));
}

/** What was counted while checking. */
export function checkedList({ report, milliseconds }) {
  const { counts, result } = report;
  const counted = ["lines", "entries", "signatures", "disclosures", "histories", "claims"]
    .filter((name) => counts[name] > 0).map((name) => [name, say(`${result === "failed" ? "counted" : "checked"}.${name}`, { count: counts[name] })]);
  const texts = counted.map(([, words]) => words);
  if (result !== "failed" && report.checkpoint) texts.splice(1, 0, say("checked.checkpoint"));
  if (result !== "failed" && counts.entries > 0) texts.push(say("checked.rules"));
  const seconds = milliseconds / 1000;
  return [
    result === "failed" ? paragraph(say("checked.lead.failed")) : null,
    bullets(texts),
    element("p", { class: "note" }, say("checked.speed", {
      seconds: sayNumber(seconds, { maximumFractionDigits: 2 }), rate: Math.round(counts.entries / Math.max(seconds, 0.001)),
    })),
  ];
}
