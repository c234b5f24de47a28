/** Why bytes are not the DER that is expected. */
export class DerError extends Error {
  constructor(message) {
    super(message);
    this.name = "DerError";
  }
}

/** Tags by name; those of context are made by `contextTag`. What is primitive and what is constructed a node says. */
export const derTags = {
  boolean: 1,
  integer: 2,
  bitString: 3,
  octetString: 4,
  null: 5,
  objectIdentifier: 6,
  utf8String: 12,
  sequence: 16,
  set: 17,
  printableString: 19,
  ia5String: 22,
  utcTime: 23,
  generalizedTime: 24,
};

const derDepthLimit = 50;
/** No tag that anybody asks for has a number of 31 or more. */
const otherTag = -1;
/** So many bytes of seven bits fit into 64 bits. */
export const sevenBitLimit = 9;

export function contextTag(number) {
  return 64 | number;
}

/** A value: its tag, its members if it is constructed (else null), and its bytes. */
class DerNode {
  constructor(bytes, tag, start, from, to, members) {
    this.bytes = bytes;
    this.tag = tag;
    this.start = start;
    this.from = from;
    this.to = to;
    this.members = members;
  }

  /** Without tag and length. */
  get content() {
    return this.bytes.subarray(this.from, this.to);
  }

  /** With tag and length. */
  get encoded() {
    return this.bytes.subarray(this.start, this.to);
  }
}

/** The one value that bytes are. Nothing is copied; at most 50 values stand in each other. Throws DerError. */
export function parseDer(bytes) {
  const parser = new DerParser(bytes);
  const node = parser.node(1, bytes.length);
  if (parser.place !== bytes.length) throw new DerError("there are bytes behind the value");
  return node;
}

class DerParser {
  constructor(bytes) {
    this.bytes = bytes;
    this.place = 0;
  }

  /** The value at this place, which ends at `end` at the latest. */
  node(depth, end) {
    if (depth > derDepthLimit) throw new DerError("values stand too deep in each other");
    const start = this.place;
    const head = this.byte(end);
    const tag = this.tag(head, end);
    const length = this.length(end);
    if (tag === 0) throw new DerError("no value has the tag 0");
    const from = this.place;
    const to = from + length;
    if (to > end) throw new DerError("a value is cut off");
    const members = (head & 0x20) === 0 ? null : [];
    while (members !== null && this.place < to) members.push(this.node(depth + 1, to));
    this.place = to;
    return new DerNode(this.bytes, tag, start, from, to, members);
  }

  byte(end) {
    if (this.place >= end) throw new DerError("a value is cut off");
    this.place += 1;
    return this.bytes[this.place - 1];
  }

  tag(head, end) {
    if ((head & 0x1f) !== 0x1f) return ((head >> 6) << 5) | (head & 0x1f);
    const first = this.place;
    while (this.byte(end) & 0x80) if (this.place - first >= sevenBitLimit) throw new DerError("a tag is too large");
    const isShort = this.place - first === 1 && this.bytes[first] < 0x1f;
    if (isShort || this.bytes[first] === 0x80) throw new DerError("a tag is not written in the shortest way");
    return otherTag;
  }

  length(end) {
    const first = this.byte(end);
    if (first < 0x80) return first;
    const count = first & 0x7f;
    // More than four gigabytes are not here, and a length that needs fewer bytes must not take more.
    if (count === 0 || count > 4) throw new DerError("a length is not stated, or too large");
    let length = 0;
    for (let place = 0; place < count; place += 1) length = length * 256 + this.byte(end);
    if (length < 0x80 || length < 256 ** (count - 1)) throw new DerError("a length is not written in the shortest way");
    return length;
  }
}

/** The members of a constructed value, one after the other. */
export class DerMembers {
  constructor(node, tag = derTags.sequence) {
    if (node.tag !== tag || node.members === null) throw new DerError("another value is expected");
    this.list = node.members;
    this.place = 0;
  }

  /** The next one; null at the end. */
  next() {
    const node = this.list[this.place] ?? null;
    this.place += 1;
    return node;
  }

  required() {
    const node = this.next();
    if (node === null) throw new DerError("something is missing");
    return node;
  }

  /** The next one if it has this tag; else null, and it is still the next. */
  optional(tag) {
    return this.list[this.place]?.tag === tag ? this.next() : null;
  }
}

/** What `read` makes of the members of a value, of which none may be left. */
export function readMembers(node, read, tag = derTags.sequence) {
  const members = new DerMembers(node, tag);
  const result = read(members);
  if (members.next() !== null) throw new DerError("there is more than is expected");
  return result;
}

/** The one value in an explicit tag. */
export function explicitValue(node, tag) {
  return readMembers(node, (members) => members.required(), tag);
}
