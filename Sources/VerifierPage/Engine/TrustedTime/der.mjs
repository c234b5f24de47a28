/** Bytes are no DER, or not of the shape asked for. */
export class DerError extends Error {
  constructor(message) {
    super(message);
    this.name = "DerError";
  }
}

const depthLimit = 50;

/** Tags as their one byte would be without the bit for constructed; a tag of more than one byte is never any of these. */
export const tag = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  utf8String: 0x0c,
  sequence: 0x10,
  set: 0x11,
  printableString: 0x13,
  utcTime: 0x17,
  generalizedTime: 0x18,
};

/** The tag of a context-specific element. */
export function contextTag(number) {
  return 0x80 | number;
}

/**
 * One element with all below it: `{tag, isConstructed, bytes, content, children}`; `children` is null for a primitive one. Lengths are
 * definite and as short as can be, and nothing follows. Throws DerError.
 */
export function parseDer(bytes) {
  const { node, end } = elementAt(bytes, 0, bytes.length, 1);
  if (end !== bytes.length) throw new DerError("something follows the element");
  return node;
}

function elementAt(bytes, start, limit, depth) {
  if (depth > depthLimit) throw new DerError("elements are nested too deep");
  const identifier = identifierAt(bytes, start, limit);
  const { length, end: first } = lengthAt(bytes, identifier.end, limit);
  if (identifier.tag === 0) throw new DerError("a tag that is reserved");
  const end = first + length;
  if (end > limit) throw new DerError("an element is cut short");
  const node = {
    tag: identifier.tag,
    isConstructed: identifier.isConstructed,
    bytes: bytes.subarray(start, end),
    content: bytes.subarray(first, end),
    children: identifier.isConstructed ? [] : null,
  };
  for (let at = first; identifier.isConstructed && at < end; ) {
    const child = elementAt(bytes, at, end, depth + 1);
    node.children.push(child.node);
    at = child.end;
  }
  return { node, end };
}

function identifierAt(bytes, start, limit) {
  if (start >= limit) throw new DerError("an element is cut short");
  const first = bytes[start];
  const isConstructed = (first & 0x20) !== 0;
  if ((first & 0x1f) !== 0x1f) return { tag: first & 0xdf, isConstructed, end: start + 1 };
  const { value, end } = base128At(bytes, start + 1, limit);
  if (value < 0x1fn) throw new DerError("a tag is not as short as it can be");
  return { tag: `${first & 0xc0} ${value}`, isConstructed, end };
}

/** A number in groups of seven bits, without needless zeros in front, of at most 64 bits. */
function base128At(bytes, start, limit) {
  let value = 0n;
  for (let at = start; at < limit; at += 1) {
    if (at === start && bytes[at] === 0x80) break;
    value = (value << 7n) | BigInt(bytes[at] & 0x7f);
    if (value >= 1n << 64n) break;
    if ((bytes[at] & 0x80) === 0) return { value, end: at + 1 };
  }
  throw new DerError("a number is cut short, too large, or not as short as it can be");
}

function lengthAt(bytes, start, limit) {
  if (start >= limit) throw new DerError("an element is cut short");
  const first = bytes[start];
  if (first < 0x80) return { length: first, end: start + 1 };
  const count = first & 0x7f;
  if (count === 0 || count > 6 || start + count >= limit) throw new DerError("a length is indefinite, too large or cut short");
  let length = 0;
  for (let at = start + 1; at <= start + count; at += 1) length = length * 256 + bytes[at];
  if (bytes[start + 1] === 0 || length < 0x80) throw new DerError("a length is not as short as it can be");
  return { length, end: start + 1 + count };
}

/** The members of a constructed element, taken one after the other. */
export class Members {
  constructor(node, wanted = tag.sequence) {
    if (node.tag !== wanted || !node.isConstructed) throw new DerError("another element is expected");
    this.nodes = node.children;
    this.place = 0;
  }

  get isDone() {
    return this.place === this.nodes.length;
  }

  /** The next member; undefined at the end. */
  next() {
    const node = this.nodes[this.place];
    if (node !== undefined) this.place += 1;
    return node;
  }

  required() {
    const node = this.next();
    if (node === undefined) throw new DerError("a member is missing");
    return node;
  }

  /** The next member, if it has this tag; else undefined, and it stays. */
  optional(wanted) {
    return this.nodes[this.place]?.tag === wanted ? this.next() : undefined;
  }

  finish() {
    if (!this.isDone) throw new DerError("there are more members than expected");
  }
}

/** What `read` makes of the members of a sequence, all of which it must take. */
export function readSequence(node, read) {
  const members = new Members(node);
  const value = read(members);
  members.finish();
  return value;
}

/** The one child of an element that is tagged explicitly. */
export function explicit(node) {
  if (!node.isConstructed || node.children.length !== 1) throw new DerError("one element is expected under its tag");
  return node.children[0];
}

function primitive(node, wanted) {
  if (node.tag !== wanted || node.isConstructed) throw new DerError("another element is expected");
  return node.content;
}

/** The bytes of an INTEGER of any size, which must be as short as they can be. */
export function integerBytes(node, wanted = tag.integer) {
  const bytes = primitive(node, wanted);
  const isPadded =
    bytes.length > 1 && ((bytes[0] === 0 && (bytes[1] & 0x80) === 0) || (bytes[0] === 0xff && (bytes[1] & 0x80) !== 0));
  if (bytes.length === 0 || isPadded) throw new DerError("an integer is not as short as it can be");
  return bytes;
}

/** A whole number of at most 64 bits, a BigInt. */
export function smallInteger(node, wanted = tag.integer) {
  const bytes = integerBytes(node, wanted);
  if (bytes.length > 8) throw new DerError("an integer is too large");
  return bytes.reduce((value, byte) => (value << 8n) | BigInt(byte), (bytes[0] & 0x80) !== 0 ? -1n : 0n);
}

export function octets(node, wanted = tag.octetString) {
  return primitive(node, wanted);
}

export function booleanOf(node) {
  const bytes = primitive(node, tag.boolean);
  if (bytes.length !== 1 || (bytes[0] !== 0 && bytes[0] !== 0xff)) throw new DerError("a boolean is 0 or 255");
  return bytes[0] !== 0;
}

/** The bits of a BIT STRING: `{bytes, unused}`; those that are not used are zero. */
export function bitString(node) {
  const bytes = primitive(node, tag.bitString);
  const unused = bytes[0];
  const isShaped = bytes.length > 0 && unused < 8 && (bytes.length > 1 || unused === 0);
  if (!isShaped || (unused > 0 && (bytes[bytes.length - 1] & ((1 << unused) - 1)) !== 0)) {
    throw new DerError("the bits of a string are not as they should be");
  }
  return { bytes: bytes.subarray(1), unused };
}

/** An object identifier as dotted numbers. */
export function objectIdentifier(node) {
  const bytes = primitive(node, tag.oid);
  if (bytes.length === 0) throw new DerError("an object identifier is empty");
  const parts = [];
  for (let at = 0; at < bytes.length; ) {
    const { value, end } = base128At(bytes, at, bytes.length);
    if (at === 0) parts.push(value / 40n, value % 40n);
    else parts.push(value);
    at = end;
  }
  return parts.join(".");
}

/** An AlgorithmIdentifier: `{name, parameters}`, a node or undefined. */
export function algorithmIdentifier(node) {
  return readSequence(node, (members) => ({ name: objectIdentifier(members.required()), parameters: members.next() }));
}

/** Whether parameters are absent or NULL. */
export function hasNoParameters({ parameters }) {
  return parameters === undefined || parameters.tag === tag.null;
}
