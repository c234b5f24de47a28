import { DerError, DerMembers, derTags, explicitValue, readMembers, sevenBitLimit } from "./der.mjs";

/** The bytes of a primitive value of this tag. */
export function primitiveBytes(node, tag) {
  if (node.tag !== tag || node.members !== null) throw new DerError("another value is expected");
  return node.content;
}

export function octetsOf(node, tag = derTags.octetString) {
  return primitiveBytes(node, tag);
}

/** The bytes of a whole number of any size, as DER writes it: two's complement, the shortest. */
export function integerBytes(node, tag = derTags.integer) {
  const bytes = primitiveBytes(node, tag);
  const [first, second] = bytes;
  const isPadded = bytes.length > 1 && (first === 0 ? second < 0x80 : first === 0xff && second >= 0x80);
  if (bytes.length === 0 || isPadded) throw new DerError("a whole number is not written in the shortest way");
  return bytes;
}

/** The bytes of a number that is not negative, without a leading zero; none for 0. */
export function unsignedBytes(node, tag = derTags.integer) {
  const bytes = integerBytes(node, tag);
  if (bytes[0] >= 0x80) throw new DerError("a number is negative");
  return bytes[0] === 0 ? bytes.subarray(1) : bytes;
}

/** A whole number of at most 64 bits, a BigInt. */
export function smallInteger(node, tag = derTags.integer) {
  const bytes = integerBytes(node, tag);
  if (bytes.length > 8) throw new DerError("a number is too large");
  let value = 0n;
  for (const byte of bytes) value = (value << 8n) | BigInt(byte);
  return BigInt.asIntN(8 * bytes.length, value);
}

export function booleanOf(node) {
  const bytes = primitiveBytes(node, derTags.boolean);
  if (bytes.length !== 1 || (bytes[0] !== 0 && bytes[0] !== 0xff)) throw new DerError("a truth value is neither 0 nor 255");
  return bytes[0] === 0xff;
}

/** A truth value that is left out where it is false. */
export function defaultFalse(members) {
  const node = members.optional(derTags.boolean);
  if (node === null) return false;
  if (!booleanOf(node)) throw new DerError("what is the default is written out");
  return true;
}

/** The dotted numbers of an object identifier; each has at most 63 bits. */
export function identifierText(node, tag = derTags.objectIdentifier) {
  const bytes = primitiveBytes(node, tag);
  if (bytes.length === 0) throw new DerError("an object identifier is empty");
  const numbers = [];
  let value = 0n;
  let count = 0;
  for (const byte of bytes) {
    if (count === 0 && byte === 0x80) throw new DerError("an object identifier is not written in the shortest way");
    value = (value << 7n) | BigInt(byte & 0x7f);
    count += 1;
    if (count > sevenBitLimit) throw new DerError("a number of an object identifier is too large");
    if (byte & 0x80) continue;
    numbers.push(value);
    value = 0n;
    count = 0;
  }
  if (count > 0) throw new DerError("an object identifier is cut off");
  const [first, ...rest] = numbers;
  const top = first < 80n ? first / 40n : 2n;
  return [top, first - 40n * top, ...rest].join(".");
}

/** {bytes, unused: bits at the end that do not count, and are zero}. */
export function bitStringOf(node) {
  const content = primitiveBytes(node, derTags.bitString);
  const [unused] = content;
  const bytes = content.subarray(1);
  if (!(unused < 8) || (bytes.length === 0 && unused > 0)) throw new DerError("a bit string says wrongly how many bits count");
  if (bytes.length > 0 && bytes[bytes.length - 1] & ((1 << unused) - 1)) throw new DerError("bits that do not count are not zero");
  return { bytes, unused };
}

/** {algorithm: dotted, parameters: null or a node}. */
export function algorithmOf(node) {
  return readMembers(node, (members) => ({ algorithm: identifierText(members.required()), parameters: members.next() }));
}

/** Whether parameters are there that are not NULL: then the name alone does not say what is meant. */
export function hasParameters({ parameters }) {
  return parameters !== null && parameters.tag !== derTags.null;
}

/** The value in an explicit tag that may be left out; else undefined. */
export function optionalExplicit(members, tag) {
  const node = members.optional(tag);
  return node === null ? undefined : explicitValue(node, tag);
}

/** What `read` makes of each member, in their order. */
export function eachMember(node, read, tag = derTags.sequence) {
  return new DerMembers(node, tag).list.map(read);
}

const generalizedShape = /^([0-9]{4})([0-9]{2})([0-9]{2})([0-9]{2})([0-9]{2})([0-9]{2})(?:\.([0-9]*[1-9]))?Z$/;
const utcShape = /^([0-9]{2})([0-9]{2})([0-9]{2})([0-9]{2})([0-9]{2})([0-9]{2})Z$/;

/** `{text: YYYYMMDDHHMMSS, fraction: digits}` of a GeneralizedTime. Such texts, and `text.fraction`, rise as times do. */
export function generalizedTimeOf(node) {
  const parts = generalizedShape.exec(asciiText(primitiveBytes(node, derTags.generalizedTime)));
  if (parts === null) throw new DerError("a time is not written as DER has it");
  const fraction = parts[7] ?? "";
  // Digits that round to a whole second are none that anybody's clock showed.
  if (Number(`0.${fraction}`) >= 1) throw new DerError("a fraction of a second is too long");
  return { text: checkedTime(parts.slice(1, 7).map(Number)), fraction };
}

/** The same of a UTCTime: years from 50 on are of the last century. */
export function utcTimeOf(node) {
  const parts = utcShape.exec(asciiText(primitiveBytes(node, derTags.utcTime)));
  if (parts === null) throw new DerError("a time is not written as DER has it");
  const [year, ...rest] = parts.slice(1, 7).map(Number);
  return { text: checkedTime([year < 50 ? 2000 + year : 1900 + year, ...rest]), fraction: "" };
}

/** The six numbers as a text, if they are of a day that exists. Seconds may be leaping. */
function checkedTime([year, month, day, hour, minute, second]) {
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0;
  if (day < 1 || day > days || hour > 23 || minute > 59 || second > 61) throw new DerError("there is no such time");
  const digits = [month, day, hour, minute, second].map((value) => String(value).padStart(2, "0")).join("");
  return String(year).padStart(4, "0") + digits;
}

/** Bytes as ASCII; one beyond it becomes a character that is none. */
export function asciiText(bytes) {
  let text = "";
  for (const byte of bytes) text += byte < 128 ? String.fromCharCode(byte) : "\ufffd";
  return text;
}
