import { phrase, say } from "../Words/words.mjs";
import { element, foreignName, paragraph, section, told } from "./dom.mjs";
import { evidenceSection } from "./evidence.mjs";
import { findingsSection } from "./findings.mjs";
import { itemsSection } from "./items.mjs";
import { labelsSection } from "./labels.mjs";
import { openPoints } from "./openPoints.mjs";
import { credentialsSection, peopleSection } from "./people.mjs";
import { checkedList, scopeWords, summaryOf } from "./summary.mjs";

const marks = { verified: "✓", failed: "✕", incomplete: "◐", unreadable: "?", stopped: "–" };

/** The result of a check: the sentence first, then what it rests on. */
export function resultParts(outcome) {
  const { report } = outcome;
  const lead = phrase(`result.lead.${report.result}`, { scope: scopeWords(report.scope) });
  const sections = [
    section("unknown", say("open.title"), openPoints(outcome)),
    section("checked", say("checked.title"), checkedList(outcome)),
    findingsSection(outcome), labelsSection(outcome), peopleSection(outcome), credentialsSection(outcome), itemsSection(outcome),
    evidenceSection(outcome),
  ];
  return [banner(report.result, lead), element("div", { class: "summary" }, summaryOf(outcome)), contents(sections), sections];
}

/** Nothing was judged: the file cannot be read, or the check did not come to its end. */
export function unjudgedParts({ unreadable, failed, wish }) {
  if (unreadable) {
    const where = unreadable.line === undefined || unreadable.line === null ? "result.unreadable.code" : "result.unreadable.where";
    return [
      banner("unreadable", phrase("result.lead.unreadable", { name: foreignName(wish.file.name) })),
      paragraph(phrase(where, { ...unreadable, message: told(unreadable.message) })),
    ];
  }
  const why = phrase("result.stopped.why", { message: told(failed.message) });
  return [banner("stopped", say("result.lead.stopped")), paragraph(why)];
}

function banner(result, lead) {
  return element("div", { class: `banner ${result}` },
    element("span", { class: "mark", "aria-hidden": "true" }, marks[result]),
    element("div", {},
      element("h2", { id: "verdict", tabindex: "-1", "data-result": result }, say(`result.${result}`)),
      element("p", { class: "lead" }, lead)));
}

function contents(sections) {
  const links = sections.map(({ id, firstChild }) => element("li", {}, element("a", { href: `#${id}` }, firstChild.textContent)));
  return element("nav", { "aria-label": say("contents"), class: "contents" }, element("ul", {}, links));
}
