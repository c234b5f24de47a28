/** DER, written: what the tests make certificates and tokens of, and take them apart with to spoil them. */

export function der(tag, ...parts) {
  const content = Buffer.concat(parts);
  const digits = content.length < 128 ? [content.length] : lengthDigits(content.length);
  return Buffer.concat([Buffer.from([tag, ...digits]), content]);
}

function lengthDigits(length) {
  const bytes = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  return [0x80 | bytes.length, ...bytes];
}

export const sequence = (...parts) => der(0x30, ...parts);
export const setOf = (...parts) => der(0x31, ...parts.toSorted(Buffer.compare));
export const octets = (bytes) => der(0x04, bytes);
export const bits = (bytes, unused = 0) => der(0x03, Buffer.of(unused), bytes);
export const nothing = () => der(0x05);
export const truth = (value = true) => der(0x01, Buffer.of(value ? 0xff : 0));
export const utf8String = (text) => der(0x0c, Buffer.from(text));
export const generalizedTime = (text) => der(0x18, Buffer.from(text));
/** A constructed value with a tag of context. */
export const tagged = (number, ...parts) => der(0xa0 | number, ...parts);

/** A whole number from 0 up, or bytes as they are. */
export function integer(value) {
  if (Buffer.isBuffer(value)) return der(0x02, value);
  let hex = BigInt(value).toString(16);
  if (hex.length % 2 === 1) hex = `0${hex}`;
  const bytes = Buffer.from(hex, "hex");
  return der(0x02, bytes[0] < 128 ? bytes : Buffer.concat([Buffer.of(0), bytes]));
}

export function identifier(text) {
  const [first, second, ...rest] = text.split(".").map(BigInt);
  return der(0x06, ...[40n * first + second, ...rest].map(sevenBits));
}

function sevenBits(value) {
  const bytes = [Number(value & 127n)];
  for (let rest = value >> 7n; rest > 0n; rest >>= 7n) bytes.unshift(Number(rest & 127n) | 128);
  return Buffer.from(bytes);
}

/** A value as a tree, {tag, members or content}; long tags and lengths over four bytes are not read. */
export function treeOf(bytes) {
  return treeAt(bytes, 0).node;
}

function treeAt(bytes, start) {
  const tag = bytes[start];
  const long = bytes[start + 1] < 128 ? 0 : bytes[start + 1] & 127;
  const length = long === 0 ? bytes[start + 1] : bytes.readUIntBE(start + 2, long);
  const from = start + 2 + long;
  const end = from + length;
  if ((tag & 0x20) === 0) return { node: { tag, content: bytes.subarray(from, end) }, end };
  const members = [];
  for (let place = from; place < end; ) {
    const { node, end: next } = treeAt(bytes, place);
    members.push(node);
    place = next;
  }
  return { node: { tag, members }, end };
}

export function bytesOfTree({ tag, members, content }) {
  return der(tag, ...(members === undefined ? [content] : members.map(bytesOfTree)));
}

const otherTags = [0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x0c, 0x13, 0x16, 0x17, 0x18, 0x30, 0x31, 0x80, 0x81, 0xa0, 0xa1, 0xa3, 0x1f, 0x10];

/** Changes one place of a tree at random, and says what it did. Lengths are made right. */
export function alterTree(root, below) {
  const places = [];
  const visit = (node, parent, depth) => {
    places.push({ node, parent });
    for (const member of node.members ?? []) visit(member, node, depth + 1);
  };
  visit(root, null, 0);
  const { node, parent } = places[below(places.length)];
  const operations = {
    tag: () => (node.tag = otherTags[below(otherTags.length)]),
    bit: () => flipContent(node, below),
    cut: () => (node.members === undefined ? (node.content = node.content.subarray(0, below(node.content.length + 1))) : node.members.pop()),
    grow: () => (node.members === undefined ? (node.content = Buffer.concat([node.content, Buffer.of(below(256))])) : node.members.push({ tag: 5, content: Buffer.alloc(0) })),
    lead: () => (node.members === undefined ? (node.content = Buffer.concat([Buffer.of([0, 255, 128][below(3)]), node.content])) : node.members.reverse()),
    double: () => parent?.members.splice(parent.members.indexOf(node), 0, node),
    remove: () => parent?.members.splice(parent.members.indexOf(node), 1),
    swap: () => parent?.members.push(...parent.members.splice(parent.members.indexOf(node), 1)),
    empty: () => (node.members === undefined ? (node.content = Buffer.alloc(0)) : (node.members = [])),
    other: () => Object.assign(node, { members: undefined }, structuredClone(places[below(places.length)].node)),
  };
  const names = Object.keys(operations);
  const name = names[below(names.length)];
  operations[name]();
  if (node.content !== undefined) node.content = Buffer.from(node.content);
  return name;
}

function flipContent(node, below) {
  if (node.members !== undefined || node.content.length === 0) return;
  node.content = Buffer.from(node.content);
  node.content[below(node.content.length)] ^= 1 << below(8);
}
