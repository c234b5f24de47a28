import { textOfUtf8 } from "./bytes.mjs";
import { quotedText } from "./visibleText.mjs";

/** Why a text is not JSON as section 1 of the protocol wants it. */
export class JsonError extends Error {
  constructor(message) {
    super(message);
    this.name = "JsonError";
  }
}

const jsonDepth = 16;
const jsonPlain = /[^"\\\u0000-\u001f]*/y;
const jsonNumber = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const jsonSpace = /[ \t\n\r]*/y;
const jsonEscapes = { '"': '"', "\\": "\\", "/": "/", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };

/** The one value in UTF-8 bytes. Throws JsonError. */
export function readJsonBytes(bytes) {
  const text = textOfUtf8(bytes);
  if (text === null) throw new JsonError("the text is not UTF-8");
  return readJson(text);
}

/**
 * The one value of a text: null, booleans, numbers (whole ones within 2^53 - 1, -0 as 0), strings, arrays, and objects without
 * prototype. Throws JsonError.
 */
export function readJson(text) {
  if (text.charCodeAt(0) === 0xfeff) throw new JsonError("the text begins with a byte order mark; leave it out");
  const reader = new JsonReader(text);
  const value = reader.value(1);
  reader.skipSpace();
  if (reader.at !== text.length) throw notJson();
  return value;
}

function notJson() {
  return new JsonError("the text is not JSON");
}

class JsonReader {
  constructor(text) {
    this.text = text;
    this.at = 0;
  }

  skipSpace() {
    const code = this.text.charCodeAt(this.at);
    if (code > 32) return;
    jsonSpace.lastIndex = this.at;
    jsonSpace.test(this.text);
    this.at = jsonSpace.lastIndex;
  }

  value(depth) {
    this.skipSpace();
    switch (this.text[this.at]) {
      case '"':
        return this.string();
      case "{":
        return this.object(depth);
      case "[":
        return this.array(depth);
      case "t":
        return this.literal("true", true);
      case "f":
        return this.literal("false", false);
      case "n":
        return this.literal("null", null);
      default:
        return this.number();
    }
  }

  literal(word, value) {
    if (!this.text.startsWith(word, this.at)) throw notJson();
    this.at += word.length;
    return value;
  }

  number() {
    jsonNumber.lastIndex = this.at;
    const match = jsonNumber.exec(this.text);
    if (match === null) throw notJson();
    this.at = jsonNumber.lastIndex;
    const value = Number(match[0]);
    if (!Number.isFinite(value) || (Number.isInteger(value) && !Number.isSafeInteger(value))) {
      throw new JsonError("a number is outside \u00b1(2^53 \u2212 1) or beyond what binary64 holds");
    }
    return value === 0 ? 0 : value;
  }

  string() {
    this.at += 1;
    let result = "";
    for (;;) {
      jsonPlain.lastIndex = this.at;
      jsonPlain.test(this.text);
      const end = jsonPlain.lastIndex;
      const plain = this.text.slice(this.at, end);
      this.at = end + 1;
      const next = this.text[end];
      if (next === '"') return result === "" ? plain : result + plain;
      if (next !== "\\") throw notJson();
      result += plain + this.escape();
    }
  }

  escape() {
    const letter = this.text[this.at];
    this.at += 1;
    if (letter !== "u") {
      if (letter === undefined || !Object.hasOwn(jsonEscapes, letter)) throw notJson();
      return jsonEscapes[letter];
    }
    const unit = this.codeUnit();
    if (unit < 0xd800 || unit > 0xdfff) return String.fromCharCode(unit);
    if (unit > 0xdbff || this.text[this.at] !== "\\" || this.text[this.at + 1] !== "u") throw halfOfPair();
    this.at += 2;
    const second = this.codeUnit();
    if (second < 0xdc00 || second > 0xdfff) throw halfOfPair();
    return String.fromCharCode(unit, second);
  }

  codeUnit() {
    const digits = this.text.slice(this.at, this.at + 4);
    if (!/^[0-9a-fA-F]{4}$/.test(digits)) throw notJson();
    this.at += 4;
    return parseInt(digits, 16);
  }

  array(depth) {
    this.open(depth);
    const result = [];
    if (this.closes("]")) return result;
    for (;;) {
      result.push(this.value(depth + 1));
      if (this.separates("]")) return result;
    }
  }

  object(depth) {
    this.open(depth);
    const result = Object.create(null);
    if (this.closes("}")) return result;
    for (;;) {
      this.skipSpace();
      if (this.text[this.at] !== '"') throw notJson();
      const name = this.string();
      if (name in result) throw new JsonError(`the member ${quotedText(name)} stands twice in one object`);
      this.skipSpace();
      if (this.text[this.at] !== ":") throw notJson();
      this.at += 1;
      result[name] = this.value(depth + 1);
      if (this.separates("}")) return result;
    }
  }

  open(depth) {
    if (depth > jsonDepth) throw new JsonError(`arrays and objects are nested deeper than ${jsonDepth}`);
    this.at += 1;
  }

  closes(end) {
    this.skipSpace();
    if (this.text[this.at] !== end) return false;
    this.at += 1;
    return true;
  }

  /** After an element: true at the end, false at a comma. */
  separates(end) {
    this.skipSpace();
    const next = this.text[this.at];
    this.at += 1;
    if (next === ",") return false;
    if (next === end) return true;
    throw notJson();
  }
}

function halfOfPair() {
  return new JsonError("a string holds half of a surrogate pair");
}

/** The canonical text of a value (RFC 8785). */
export function canonicalJson(value) {
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  const members = Object.keys(value).sort();
  return `{${members.map((name) => `${JSON.stringify(name)}:${canonicalJson(value[name])}`).join(",")}}`;
}
