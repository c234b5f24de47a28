import { hasWords, phrase, say } from "../Words/words.mjs";
import { cautionOf, code, element, foreign, moment, more, paragraph, section, table } from "./dom.mjs";

export function peopleSection({ report, world: { people } }) {
  const columns = ["who", "known", "keys", "changes", "signed"].map((name) => say(`people.column.${name}`));
  const rows = people.shown.map((person) => [who(person), known(person), keyCells(person), changeList(person), String(person.signed)]);
  return section("people", say("people.title"), cautionOf(report),
    rows.length === 0 ? paragraph(say("people.none")) : table(say("people.caption"), columns, rows), more("people.more", people.more));
}

function who({ kind, id, by, index, recorded, model, version }) {
  return [
    foreign(id), " ", element("span", { class: "badge plain" }, say(`kind.${kind}`)),
    model === null ? null : element("div", {}, phrase("people.model", { model: foreign(model), version: foreign(version) })),
    element("div", { class: "note" }, phrase("people.enrolled", { by: foreign(by), index, moment: moment(recorded) })),
  ];
}

function known({ personal, sealed, disclosed }) {
  const lines = personal.map(({ name, text }) => phrase("people.personal", { name: foreign(name), text: foreign(text) }));
  if (sealed > disclosed) lines.push(say("people.sealed"));
  return lines.length === 0 ? say("people.nothing") : element("ul", { class: "plain" }, lines.map((line) => element("li", {}, line)));
}

function keyCells({ keys, custody }) {
  const lines = keys.map(({ kid }) => code(kid));
  if (custody) lines.push(element("span", { class: "note" }, say(`people.custody.${custody}`)));
  if (custody && keys.length > 1) lines.push(element("span", { class: "note" }, say("people.custody.rotated")));
  return element("ul", { class: "plain" }, lines.map((line) => element("li", {}, line)));
}

function changeList({ changes, moreChanges }) {
  if (changes.length === 0) return say("changes.none");
  return [
    element("ul", { class: "plain" }, changes.map((change) => element("li", {}, changeWords(change)))),
    more("people.more", moreChanges),
  ];
}

function changeWords({ type, by, index, recorded, reason, effective, course }) {
  const key = `change.${type}`;
  const extra = [
    course === null ? null : foreign(course),
    effective === null ? null : say("change.effective", { effective }),
    reason === null ? null : phrase("change.reason", { reason: foreign(reason) }),
  ].filter((part) => part !== null);
  return [
    phrase("change", { what: hasWords(key) ? say(key) : foreign(type), by: foreign(by), index, moment: moment(recorded) }),
    extra.map((part) => element("div", { class: "note" }, part)),
  ];
}

export function credentialsSection({ report, known, world: { credentials, authorities } }) {
  const columns = ["holder", "competence", "valid", "authority", "changes"].map((name) => say(`credentials.column.${name}`));
  const rows = credentials.shown.map((credential) => [
    foreign(credential.annotator), competence(credential), validity(credential), issuer(credential), changeList(credential),
  ]);
  return section("credentials", say("credentials.title"), cautionOf(report),
    rows.length === 0 ? paragraph(say("credentials.none")) : table(say("credentials.caption"), columns, rows),
    more("people.more", credentials.more), authorityTable(authorities, known));
}

function competence({ competence: path, level }) {
  if (level === null) return foreign(path);
  return phrase("credentials.level", { competence: foreign(path), level: foreign(level) });
}

function validity({ validFrom, validUntil }) {
  return phrase("credentials.valid", { from: foreign(validFrom), until: foreign(validUntil) });
}

function issuer({ authority, presented, format, by, index }) {
  return [foreign(authority), element("div", { class: "note" }, presented
    ? phrase("credentials.presented", { format: foreign(format), by: foreign(by) })
    : say("credentials.issued", { index }))];
}

function authorityTable(authorities, known) {
  if (authorities.shown.length === 0) return null;
  const columns = [say("authorities.column.name"), say("authorities.column.competences"), say("authorities.column.keys"), say("people.column.changes")];
  const rows = authorities.shown.map((authority) => [
    [phrase("authorities.named", { name: foreign(authority.name), id: foreign(authority.id) }),
      element("div", { class: "note" }, say(isNamed(authority, known) ? "authorities.known" : "authorities.unknown"))],
    foreign(authority.competences), keyCells(authority), changeList(authority),
  ]);
  return [table(say("authorities.caption"), columns, rows), more("people.more", authorities.more)];
}

/** By its id and a key that it has here. */
function isNamed({ id, keys }, known) {
  return Object.hasOwn(known, id) && keys.some(({ kid }) => kid === known[id]);
}
