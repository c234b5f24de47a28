import { listParts, say, sayMoment } from "../Words/words.mjs";

const svgNames = new Set(["svg", "g", "rect", "line", "path", "text", "title", "desc", "pattern"]);

/** An element. Children are elements and texts, lists of them, or nothing; a text is never read as markup. */
export function element(name, attributes = {}, ...children) {
  const made = svgNames.has(name) ? document.createElementNS("http://www.w3.org/2000/svg", name) : document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    made.setAttribute(key, value === true ? "" : String(value));
  }
  made.append(...childNodes(children));
  return made;
}

function childNodes(children) {
  return children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false);
}

/**
 * Text of a bundle. Control characters, and those that turn or hide what follows, are written as ⟨U+202E⟩; and it stands in an
 * element of its own, which is tinted, so that its direction does not reach beyond it and nobody takes it for the page's own words.
 */
export function foreign(text) {
  return element("bdi", { class: "foreign" }, visibleText(text));
}

/** The same within a sentence of the page, where a long text would write sentences of its own. */
export function foreignName(text) {
  return foreign(shortened(text, nameLength));
}

/** What the engine says: its sentences, which may quote, and its times. */
export function told(text) {
  return element("bdi", {}, visibleText(text));
}

const nameLength = 60;

/** At most so many characters, the last one telling that there are more. */
export function shortened(text, limit = nameLength) {
  const shown = [...visibleText(text)];
  return shown.length > limit ? shown.slice(0, limit - 1).join("") + "…" : shown.join("");
}

export function visibleText(text) {
  return String(text ?? "")
    .replace(/\n/g, "↵")
    .replace(/[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g, (letter) =>
      "⟨U+" + letter.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0") + "⟩");
}

/** Names of others, each by itself, joined as the language joins them. */
export function foreignList(names, shown = foreignName) {
  return element("span", {}, listParts(names).map(({ isName, text }) => (isName ? shown(text) : text)));
}

/** Digests, thumbprints and keys. */
export function code(text) {
  return element("code", {}, visibleText(text));
}

export function moment(microseconds) {
  const date = new Date(microseconds / 1000);
  const machine = Number.isNaN(date.valueOf()) ? null : date.toISOString();
  return element("time", { datetime: machine }, sayMoment(microseconds));
}

/** A table with a caption; it scrolls by itself where the screen is narrow, also by keyboard. */
export function table(caption, columns, rows) {
  const head = element("tr", {}, columns.map((column) => element("th", { scope: "col" }, column)));
  const body = rows.map((cells) => element("tr", {}, cells.map((cell, place) =>
    place === 0 ? element("th", { scope: "row" }, cell) : element("td", {}, cell))));
  return element("div", { class: "scrolls", role: "group", tabindex: "0", "aria-label": caption },
    element("table", {}, element("caption", {}, caption), element("thead", {}, head), element("tbody", {}, body)));
}

/** Pairs of a name and what there is to say. */
export function facts(pairs) {
  return element("dl", { class: "facts" }, pairs.filter((pair) => pair && pair[1] !== null)
    .map(([name, value]) => element("div", {}, element("dt", {}, name), element("dd", {}, value))));
}

export function bullets(things) {
  return element("ul", {}, things.map((thing) => element("li", {}, thing)));
}

export function paragraph(...children) {
  return element("p", {}, ...children);
}

export function section(id, title, ...children) {
  return element("section", { id, "aria-labelledby": `${id}-title` }, element("h2", { id: `${id}-title` }, title), ...children);
}

/** What stands over everything that a failed bundle tells. */
export function cautionOf({ result }) {
  return result === "failed" ? element("p", { class: "caution" }, say("labels.failed")) : null;
}

/** "and 12 more are not shown", or nothing. */
export function more(key, count) {
  return count > 0 ? element("p", { class: "note" }, say(key, { count })) : null;
}
