import { hasWords, say } from "../Words/words.mjs";
import { code, element, foreign, more, section, table, told } from "./dom.mjs";

const severities = ["error", "warning", "notice"];
const findingsShown = 200;

export function findingsSection({ report }) {
  const { findings, omittedFindings } = report;
  const groups = severities.map((severity) => group(severity, findings.filter((finding) => finding.severity === severity)));
  return section("findings", say("findings.title"),
    findings.length === 0 ? element("p", {}, say("findings.none")) : groups, more("findings.omitted", omittedFindings));
}

function group(severity, findings) {
  if (findings.length === 0) return null;
  const columns = ["code", "place", "sentence"].map((name) => say(`findings.column.${name}`));
  const rows = findings.slice(0, findingsShown).map((finding) => [code(finding.code), place(finding), words(finding)]);
  return element("div", { class: severity },
    table(say(`findings.${severity}`, { count: findings.length }), columns, rows),
    findings.length > findingsShown ? element("p", { class: "note" }, say("findings.shown", { count: findingsShown })) : null);
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
