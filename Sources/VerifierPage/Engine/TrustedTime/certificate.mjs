import { sameBytes } from "../bytes.mjs";
import {
  DerError,
  Members,
  algorithmIdentifier,
  bitString,
  booleanOf,
  contextTag,
  explicit,
  integerBytes,
  objectIdentifier,
  octets,
  parseDer,
  readSequence,
  smallInteger,
  tag,
} from "./der.mjs";
import { certificateTime } from "./derTime.mjs";
import { printable, textOfName } from "./distinguishedName.mjs";
import { publicKey } from "./publicKey.mjs";

const extensionNames = {
  "2.5.29.14": "subjectKeyIdentifier",
  "2.5.29.15": "keyUsage",
  "2.5.29.17": "subjectAlternativeName",
  "2.5.29.19": "basicConstraints",
  "2.5.29.30": "nameConstraints",
  "2.5.29.37": "extendedKeyUsage",
};

/**
 * A certificate (RFC 5280, 4.1), taken apart; nothing is checked. Throws DerError.
 *
 * @returns {der, version, serial, algorithm: {name, parameters}, issuer, subject: {bytes, text}, notBefore, notAfter, key, extensions:
 *   Map from a name (of those that are looked at, else the numbers) to {isCritical, value}, signed, signature}
 */
export function readCertificate(node) {
  return readSequence(node, (members) => {
    const signed = members.required();
    const algorithmNode = members.required();
    const signature = bitString(members.required());
    if (signature.unused !== 0) throw new DerError("a signature has bits left over");
    const about = readSequence(signed, readSigned);
    if (!sameBytes(about.algorithmBytes, algorithmNode.bytes)) throw new DerError("a certificate names two algorithms");
    return { der: node.bytes, signed: signed.bytes, algorithm: algorithmIdentifier(algorithmNode), signature: signature.bytes, ...about };
  });
}

function readSigned(members) {
  const versionNode = members.optional(contextTag(0));
  const version = versionNode === undefined ? 0n : smallInteger(explicit(versionNode));
  // The default is not written.
  if (version > 2n || version < 0n || (versionNode !== undefined && version === 0n)) throw new DerError("another version of certificate");
  const serial = integerBytes(members.required());
  const algorithmBytes = members.required().bytes;
  const issuer = nameOf(members.required());
  const [notBefore, notAfter] = readSequence(members.required(), (times) => [
    certificateTime(times.required()),
    certificateTime(times.required()),
  ]);
  const subject = nameOf(members.required());
  const key = publicKey(members.required());
  members.optional(contextTag(1));
  members.optional(contextTag(2));
  const extensions = readExtensions(members.optional(contextTag(3)));
  return { version: Number(version) + 1, serial, algorithmBytes, issuer, notBefore, notAfter, subject, key, extensions };
}

function nameOf(node) {
  return { bytes: node.bytes, text: printable(textOfName(node)) };
}

function readExtensions(node) {
  const extensions = new Map();
  if (node === undefined) return extensions;
  for (const one of new Members(explicit(node)).nodes) {
    const [number, extension] = readSequence(one, (members) => {
      const name = objectIdentifier(members.required());
      const critical = members.optional(tag.boolean);
      const isCritical = critical !== undefined && booleanOf(critical);
      if (critical !== undefined && !isCritical) throw new DerError("a default is written");
      return [name, { isCritical, value: octets(members.required()) }];
    });
    const name = extensionNames[number] ?? number;
    if (extensions.has(name)) throw new DerError("an extension stands twice");
    extensions.set(name, extension);
  }
  return extensions;
}

function valueOf({ extensions }, name, read) {
  const extension = extensions.get(name);
  return extension === undefined ? undefined : read(parseDer(extension.value));
}

/** `{isAuthority, pathLength: BigInt or undefined}`; undefined where nothing is said. Throws DerError. */
export function basicConstraints(certificate) {
  return valueOf(certificate, "basicConstraints", (node) =>
    readSequence(node, (members) => {
      const flag = members.optional(tag.boolean);
      const isAuthority = flag !== undefined && booleanOf(flag);
      if (flag !== undefined && !isAuthority) throw new DerError("a default is written");
      const length = members.optional(tag.integer);
      const pathLength = length === undefined ? undefined : smallInteger(length);
      if (pathLength !== undefined && (pathLength < 0n || !isAuthority)) throw new DerError("a path's length is none");
      return { isAuthority, pathLength };
    }),
  );
}

/** `{maySign, mayIssue}`; undefined where nothing is said. Throws DerError. */
export function keyUsage(certificate) {
  return valueOf(certificate, "keyUsage", (node) => {
    const { bytes, unused } = bitString(node);
    // Nine bits, of which those that are not set are left out at the end.
    const isShaped =
      bytes.length === 0 || (bytes.length === 1 && (bytes[0] >> unused) & 1) || (bytes.length === 2 && unused === 7 && bytes[1] === 0x80);
    if (!isShaped) throw new DerError("a key's usage is not written as it should be");
    const first = bytes[0] ?? 0;
    return { maySign: (first & 0xc0) !== 0, mayIssue: (first & 0x04) !== 0 };
  });
}

/** Purposes by their numbers; undefined where nothing is said. Throws DerError. */
export function purposes(certificate) {
  return valueOf(certificate, "extendedKeyUsage", (node) => {
    const found = new Members(node).nodes.map(objectIdentifier);
    if (found.length === 0 || new Set(found).size !== found.length) throw new DerError("purposes are missing, or one stands twice");
    return found;
  });
}

/** The identifier of the subject's key; undefined where there is none. Throws DerError. */
export function keyIdentifier(certificate) {
  return valueOf(certificate, "subjectKeyIdentifier", (node) => octets(node));
}
