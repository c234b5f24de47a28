import { english } from "./en.mjs";

/** Every language that the page speaks. Another one is another file like `en.mjs`, named here. */
export const languages = [english];

let spoken = languages.find(({ language }) => navigator.languages?.some((wanted) => wanted.split("-")[0] === language)) ?? english;

export function spokenLanguage() {
  return spoken;
}

export function speak(language) {
  spoken = languages.find((known) => known.language === language) ?? spoken;
}

/** True if the language has words for the key; English has words for all. */
export function hasWords(key) {
  return key in spoken.texts || key in english.texts;
}

/** The text for a key; `{name}` in it is the parameter of that name. A text may have forms by `count` (CLDR plurals). */
export function say(key, parameters = {}) {
  return template(key, parameters).replace(/\{(\w+)\}/g, (_, name) => shownParameter(parameters[name]));
}

/** The same in pieces, for parameters that are elements. */
export function phrase(key, parameters = {}) {
  return template(key, parameters).split(/(\{\w+\})/).filter((piece) => piece !== "").map((piece) => {
    const name = /^\{(\w+)\}$/.exec(piece)?.[1];
    if (!name) return piece;
    const value = parameters[name];
    return value instanceof Node ? value : shownParameter(value);
  });
}

function template(key, parameters) {
  const text = spoken.texts[key] ?? english.texts[key];
  if (text === undefined) throw new Error(`no words for ${key}`);
  if (typeof text === "string") return text;
  return text[new Intl.PluralRules(spoken.language).select(parameters.count ?? 0)] ?? text.other;
}

function shownParameter(value) {
  return typeof value === "number" ? sayNumber(value) : String(value ?? "");
}

export function sayNumber(value, options = {}) {
  return new Intl.NumberFormat(spoken.language, options).format(value);
}

/** A size in bytes. */
export function saySize(bytes) {
  if (bytes < 1000) return sayNumber(bytes, { style: "unit", unit: "byte", unitDisplay: "long" });
  const unit = bytes < 1e6 ? ["kilobyte", 1e3] : bytes < 1e9 ? ["megabyte", 1e6] : ["gigabyte", 1e9];
  return sayNumber(bytes / unit[1], { style: "unit", unit: unit[0], maximumFractionDigits: 1 });
}

/** A moment in UTC, from microseconds since 1970. */
export function sayMoment(microseconds) {
  const date = new Date(microseconds / 1000);
  if (Number.isNaN(date.valueOf())) return String(microseconds);
  return new Intl.DateTimeFormat(spoken.language, {
    dateStyle: "medium", timeStyle: "medium", timeZone: "UTC", hourCycle: "h23",
  }).format(date) + " UTC";
}

/** Names, joined as the language joins them, "a, b and c", in pieces: [{isName, text}]. */
export function listParts(names) {
  return new Intl.ListFormat(spoken.language, { type: "conjunction" }).formatToParts(names)
    .map(({ type, value }) => ({ isName: type === "element", text: value }));
}
