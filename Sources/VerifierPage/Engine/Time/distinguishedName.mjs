import { hexOf } from "../bytes.mjs";
import { DerError, derTags, readMembers } from "./der.mjs";
import { asciiText, identifierText, eachMember, primitiveBytes } from "./derValues.mjs";

const shortAttributeNames = {
  "2.5.4.3": "CN",
  "2.5.4.6": "C",
  "2.5.4.7": "L",
  "2.5.4.8": "ST",
  "2.5.4.9": "STREET",
  "2.5.4.10": "O",
  "2.5.4.11": "OU",
  "0.9.2342.19200300.100.1.25": "DC",
  "1.2.840.113549.1.9.1": "E",
};
const shownNameLimit = 200;
const lenientText = new TextDecoder("utf-8", { ignoreBOM: true });

/**
 * A distinguished name `{identity, shown}`: `identity` is the same text for names that are the same, `shown` is for people, the
 * nearest part first, in characters that are safe to print. Throws DerError.
 */
export function nameOf(node) {
  const parts = eachMember(node, partOfName);
  const identity = parts.map((part) => part.map(({ type, kind, text }) => JSON.stringify([type, kind, text.normalize("NFC")])).join("+"));
  const shown = parts.toReversed().map((part) => part.map(shownAttribute).join("+"));
  return { identity: identity.join(","), shown: printableText(shown.join(",")) };
}

function partOfName(node) {
  const attributes = eachMember(node, attributeOfName, derTags.set);
  for (let place = 1; place < node.members.length; place += 1) {
    if (!isInOrder(node.members[place - 1].encoded, node.members[place].encoded)) throw new DerError("a set is not in order");
  }
  return attributes;
}

/** Whether two members of a set stand in the order of their bytes; what one lacks counts as zero. */
function isInOrder(a, b) {
  for (let place = 0; place < Math.max(a.length, b.length); place += 1) {
    const [left, right] = [a[place] ?? 0, b[place] ?? 0];
    if (left !== right) return left < right;
  }
  return true;
}

function attributeOfName(node) {
  return readMembers(node, (members) => ({ type: identifierText(members.required()), ...valueOfAttribute(members.required()) }));
}

function valueOfAttribute(node) {
  const isPlain = node.members === null;
  const { utf8String, printableString, ia5String } = derTags;
  if (isPlain && node.tag === utf8String) return { kind: "utf8", text: lenientText.decode(primitiveBytes(node, utf8String)) };
  const text = isPlain ? asciiText(node.content) : "";
  if (isPlain && node.tag === printableString && /^[A-Za-z0-9'()+\-?:/=,. ]*$/.test(text)) return { kind: "printable", text };
  if (isPlain && node.tag === ia5String && /^[\u0000-\u007f]*$/.test(text)) return { kind: "ia5", text };
  return { kind: "other", text: hexOf(node.encoded), bytes: node.encoded };
}

function shownAttribute({ type, kind, text, bytes }) {
  const value = kind === "other" ? `ASN1Any([${bytes.subarray(0, shownNameLimit).join(", ")}])` : text;
  return `${shortAttributeNames[type] ?? type}=${escapedValue(value)}`;
}

/** As RFC 4514 escapes. */
function escapedValue(text) {
  const start = /^[ #]*/.exec(text)[0];
  const rest = text.slice(start.length);
  const end = / *$/.exec(rest)[0];
  const middle = rest.slice(0, rest.length - end.length).replace(/[,+"\\<>;]/g, "\\$&");
  return start.replace(/./g, "\\$&") + middle + end.replace(/./g, "\\$&");
}

/** Text of strangers, made safe to print: no control characters, no endless lines. */
function printableText(text) {
  return [...text].slice(0, shownNameLimit).map((character) => (/^[ -~]$/.test(character) ? character : "?")).join("");
}
