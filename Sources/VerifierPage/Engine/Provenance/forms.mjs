import { decodeBase64, decodeBase64url } from "../base64.mjs";
import { parseTime } from "../times.mjs";
import { isIdentifier } from "./subjects.mjs";

/** The shapes of the vocabulary. A form is a function (value, path) that returns null, or a sentence that says what is wrong. */

function formOf(isRight, wish) {
  return (value, path) => (isRight(value) ? null : `${path}: ${wish} is expected`);
}

const isText = (value) => typeof value === "string";
const isWhole = (value) => Number.isSafeInteger(value);

/** Whether a value is an object of JSON, and no array. */
export function isJsonObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The member of an object; undefined where it has none. */
export function givenMember(object, name) {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

function isKidText(value) {
  return isText(value) && value.length === 43 && decodeBase64url(value)?.length === 32;
}

function isCompetence(value) {
  return isText(value) && value.split("/").every((segment) => segment !== "");
}

/** Whether no member in a value is one that only sealing may use. */
export function holdsNoSeal(value) {
  if (Array.isArray(value)) return value.every(holdsNoSeal);
  if (!isJsonObject(value)) return true;
  return Object.keys(value).every((name) => name !== "_sd" && name !== "..." && holdsNoSeal(value[name]));
}

const textForm = formOf(isText, "a string");
const countForm = formOf((value) => isWhole(value) && value >= 0, "a whole number from 0 to 2^53 - 1");

export const forms = {
  text: textForm,
  id: formOf((value) => isText(value) && isIdentifier(value), "an id (not empty, no dots alone, NFC)"),
  count: countForm,
  integer: formOf(isWhole, "a whole number within 2^53"),
  positive: formOf((value) => isWhole(value) && value > 0, "a whole number above 0"),
  number: formOf((value) => typeof value === "number", "a number"),
  boolean: formOf((value) => typeof value === "boolean", "true or false"),
  time: formOf((value) => isText(value) && parseTime(value) !== null, "a time"),
  digest: formOf((value) => isText(value) && /^sha256:[0-9a-f]{64}$/.test(value), "sha256: and 64 lower-case hex digits"),
  kid: formOf(isKidText, "a thumbprint"),
  uuid: formOf((value) => isText(value) && /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value), "a UUID in lower case"),
  competence: formOf(isCompetence, "a path of segments that are not empty"),
  open: formOf(holdsNoSeal, "a value without members _sd and ..."),
  base64Root: formOf((value) => isText(value) && decodeBase64(value)?.length === 32, "32 bytes in base64"),
  urlRoot: formOf((value) => isText(value) && decodeBase64url(value)?.length === 32, "32 bytes in base64url"),
  tool: (value, path) => (isText(value) ? null : fixed({ name: textForm, "version?": textForm })(value, path)),
};

/** One of some words. */
export function oneOf(...words) {
  return formOf((value) => words.includes(value), `one of ${words.join(", ")}`);
}

/** An array, each element of a form; `check` (of the whole) may object with a sentence. */
export function listOf(form, check = () => null) {
  return (value, path) => {
    if (!Array.isArray(value)) return `${path}: an array is expected`;
    for (const [place, element] of value.entries()) {
      const problem = form(element, `${path}[${place}]`);
      if (problem !== null) return problem;
    }
    return prefixed(path, check(value));
  };
}

function prefixed(path, problem) {
  return problem === null ? null : `${path}: ${problem}`;
}

const memberName = (key) => key.replace("?", "");

/** An object that has these members, as `fixed` takes them, and perhaps others. */
export function having(members) {
  const known = Object.entries(members).map(([key, form]) => ({ name: memberName(key), form, isNeeded: !key.endsWith("?") }));
  return (value, path) => {
    if (!isJsonObject(value)) return `${path}: an object is expected`;
    for (const { name, form, isNeeded } of known) {
      const member = givenMember(value, name);
      const problem = member !== undefined ? form(member, `${path}.${name}`) : isNeeded ? `${path}.${name}: is missing` : null;
      if (problem !== null) return problem;
    }
    return null;
  };
}

/**
 * An object of fixed shape. `members`: name -> form; "?" behind a name: it may be left out.
 * `check` (of the whole) may object with a sentence.
 */
export function fixed(members, check = () => null) {
  const names = new Set(Object.keys(members).map(memberName));
  const form = having(members);
  return (value, path) => {
    if (!isJsonObject(value)) return `${path}: an object is expected`;
    for (const name of Object.keys(value)) {
      if (!names.has(name)) return `${path}.${name}: is not a member here`;
    }
    return form(value, path) ?? prefixed(path, check(value));
  };
}

/** Says so where a list has something twice. `keyOf`: what must differ. */
export function eachOnce(keyOf = (element) => element) {
  return (list) => (new Set(list.map(keyOf)).size === list.length ? null : "something stands here twice");
}

const { text, id, count, integer, positive, number, boolean, time, digest, kid, uuid, competence, open, urlRoot, base64Root, tool } = forms;
export { text, id, count, integer, positive, number, boolean, time, digest, kid, uuid, competence, open, urlRoot, base64Root, tool };
