import { hasWords, phrase, say } from "../Words/words.mjs";
import { code, element, foreign, section, table, told } from "./dom.mjs";

const severities = ["error", "warning", "notice"];
const findingsShown = 200;
/** The first of each code are shown whatever came before, so that thousands of one do not bury another. */
const shownOfEachCode = 10;

export function findingsSection({ report }) {
  const { findings, codes } = report;
  const groups = severities.map((severity) => group(severity, findings.filter((finding) => finding.severity === severity), codes));
  return section("findings", say("findings.title"), findings.length === 0 ? element("p", {}, say("findings.none")) : groups);
}

/** @param codes how many findings there are of each, those too that are not listed */
function group(severity, findings, codes) {
  if (findings.length === 0) return null;
  const columns = ["code", "place", "sentence"].map((name) => say(`findings.column.${name}`));
  const { rows, shown } = firstOf(findings);
  const count = [...shown.keys()].reduce((sum, name) => sum + codes[name], 0);
  return element("div", { class: severity },
    table(say(`findings.${severity}`, { count }), columns, rows.map((finding) => [code(finding.code), place(finding), words(finding)])),
    [...shown].map(([name, number]) => moreOf(name, codes[name] - number)));
}

/** What is shown, and how many of each code that is. */
function firstOf(findings) {
  const shown = new Map();
  const rows = findings.filter((finding, number) => {
    const count = shown.get(finding.code) ?? 0;
    if (number >= findingsShown && count >= shownOfEachCode) return false;
    shown.set(finding.code, count + 1);
    return true;
  });
  return { rows, shown };
}

function moreOf(name, count) {
  return count > 0 ? element("p", { class: "note" }, phrase("findings.more", { count, code: code(name) })) : null;
}

function place({ index, subject, rule }) {
  return [
    index === undefined ? null : say("findings.entry", { index }),
    subject === undefined ? null : [element("br"), foreign(subject)],
    rule === undefined ? null : [element("br"), say("findings.rule", { rule })],
  ];
}

/** Our plain words where there are some, then the verifier's own sentence. */
function words(finding) {
  const key = `code.${finding.code}`;
  return [hasWords(key) ? element("strong", {}, say(key), " ") : null, told(finding.sentence)];
}
