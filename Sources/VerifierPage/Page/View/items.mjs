import { phrase, say } from "../Words/words.mjs";
import { cautionOf, code, element, foreign, moment, more, paragraph, section, table } from "./dom.mjs";
import { fillOnce } from "./labels.mjs";
import { timelineOf } from "./timeline.mjs";

const itemsOpen = 2;

export function itemsSection({ report, world }) {
  const { items, labels, datasets, guidelines } = world;
  return section("items", say("items.title"), cautionOf(report),
    items.shown.length === 0 ? paragraph(say("items.none")) : items.shown.map((item) => itemBox(item, labels.shown, items.shown.length <= itemsOpen)),
    more("items.more", items.more), datasetTable(datasets), guidelineTable(guidelines));
}

function itemBox(item, lives, isOpen) {
  const own = lives.filter((life) => life.dataset === item.dataset && life.item === item.item);
  const title = phrase("items.heading", { item: foreign(item.item), dataset: foreign(item.dataset) });
  const box = element("details", { class: "item", open: isOpen }, element("summary", {}, element("span", { class: "label-name" }, title)));
  fillOnce(box, () => [
    paragraph(originWords(item.origin), "; ", phrase("items.registered", { index: item.index, moment: moment(item.recorded) })),
    item.quarantine ? paragraph(phrase("items.quarantine", { index: item.quarantine.index, reason: foreign(item.quarantine.reason) })) : null,
    ...timelineOf(item, own),
  ]);
  return box;
}

function originWords({ kind, model, version }) {
  if (model === null) return phrase("items.origin", { kind: foreign(kind) });
  return phrase("items.origin.model", { kind: foreign(kind), model: foreign(model), version: foreign(version ?? "") });
}

function datasetTable({ shown, more: rest }) {
  if (shown.length === 0) return null;
  const columns = ["name", "purpose", "requirement"].map((name) => say(`datasets.column.${name}`));
  const rows = shown.map(({ id, title, purpose, licence, requirement }) => [
    phrase("datasets.named", { title: foreign(title), id: foreign(id) }),
    [foreign(purpose), element("div", { class: "note" }, foreign(licence))],
    requirement === null ? say("datasets.requirement.none")
      : element("ul", { class: "plain" }, requirement.rows.map((row) => element("li", {}, requirementWords(row)))),
  ]);
  return [table(say("datasets.caption"), columns, rows), more("people.more", rest)];
}

function requirementWords({ labels, competence, annotationsPerItem, reviews, reviewerCompetence }) {
  const wants = [
    competence === null ? say("datasets.row.nothing") : phrase("datasets.row.competence", { competence: foreign(competence) }),
    annotationsPerItem === null ? null : say("datasets.row.annotations", { count: annotationsPerItem }),
    reviews === null ? null : say("datasets.row.reviews", { count: reviews }),
    reviewerCompetence === null ? null : phrase("datasets.row.reviewer", { competence: foreign(reviewerCompetence) }),
  ].filter((want) => want !== null);
  return phrase("datasets.row", {
    labels: foreign(labels), wants: element("span", {}, wants.map((want, place) => [place > 0 ? ", " : "", want])),
  });
}

function guidelineTable({ shown, more: rest }) {
  if (shown.length === 0) return null;
  const columns = ["name", "recorded", "digest"].map((name) => say(`guidelines.column.${name}`));
  const rows = shown.map(({ id, version, recorded, digest, withdrawal }) => [
    [phrase("guidelines.named", { id: foreign(id), version: foreign(version) }), withdrawal === null ? null : withdrawalNote(withdrawal)],
    moment(recorded), code(digest),
  ]);
  return [table(say("guidelines.caption"), columns, rows), more("people.more", rest)];
}

function withdrawalNote({ index, reason, effective }) {
  const since = effective === null ? null : [", ", say("change.effective", { effective })];
  return element("div", { class: "note" }, phrase("guidelines.withdrawn", { index, reason: foreign(reason) }), since);
}
