import { textOfUtf8 } from "../bytes.mjs";
import { DerError, Members, objectIdentifier, readSequence, tag } from "./der.mjs";

const shortNames = {
  "2.5.4.3": "CN",
  "2.5.4.6": "C",
  "2.5.4.7": "L",
  "2.5.4.8": "ST",
  "2.5.4.10": "O",
  "2.5.4.11": "OU",
  "2.5.4.9": "STREET",
  "0.9.2342.19200300.100.1.25": "DC",
  "1.2.840.113549.1.9.1": "E",
};
const textTags = new Set([tag.utf8String, tag.printableString, 0x16]);
const printedLimit = 200;

/** A name as text (RFC 4514): the last part first. Throws DerError. */
export function textOfName(node) {
  const parts = new Members(node).nodes.map((part) => {
    const attributes = new Members(part, tag.set).nodes.map((attribute) => readSequence(attribute, textOfAttribute));
    return attributes.join("+");
  });
  return parts.reverse().join(",");
}

function textOfAttribute(members) {
  const name = objectIdentifier(members.required());
  const value = members.required();
  const text = textTags.has(value.tag) && !value.isConstructed ? textOfUtf8(value.content) : null;
  if (textTags.has(value.tag) && text === null) throw new DerError("a text in a name is none");
  return `${shortNames[name] ?? name}=${escaped(text ?? "?")}`;
}

function escaped(text) {
  const [, leading, middle, trailing] = /^([ #]*)([^]*?)( *)$/.exec(text);
  const each = (part) => part.replace(/./g, "\\$&");
  return each(leading) + middle.replace(/[,+"\\<>;]/g, "\\$&") + each(trailing);
}

/** Text of strangers, made safe to print: no control characters, no endless lines. */
export function printable(text) {
  return [...text]
    .slice(0, printedLimit)
    .map((character) => (/^[\x20-\x7e]$/.test(character) ? character : "?"))
    .join("");
}
