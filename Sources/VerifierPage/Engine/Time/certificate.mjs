import { sameBytes } from "../bytes.mjs";
import { extensionsOf } from "./certificateExtensions.mjs";
import { publicKeyOf, readCurveSignature, signatureAlgorithmOf } from "./certificateKey.mjs";
import { DerError, contextTag, derTags, explicitValue, readMembers } from "./der.mjs";
import { algorithmOf, bitStringOf, generalizedTimeOf, optionalExplicit, smallInteger, unsignedBytes, utcTimeOf } from "./derValues.mjs";
import { nameOf } from "./distinguishedName.mjs";

/** A certificate (RFC 5280, section 4.1) as it says; nothing of it is checked but that it can be read. */
class Certificate {
  constructor(parts) {
    Object.assign(this, parts);
    /** issuer -> whether it signed this one, once that was looked at. */
    this.issuers = new Map();
  }

  equals({ encoded }) {
    return sameBytes(this.encoded, encoded);
  }
}

/**
 * `{encoded, version: 1 to 3, serial, issuer and subject: {identity, shown}, from, until, key, extensions, signed, algorithm, signature}`.
 * Times are texts that rise as times do. Throws DerError.
 */
export async function certificateOf(node) {
  const parts = readMembers(node, (members) => {
    const body = members.required();
    const algorithm = members.required();
    return { body, algorithm, signature: bitStringOf(members.required()) };
  });
  const body = readMembers(parts.body, bodyOf);
  const algorithm = signatureAlgorithmOf(parts.algorithm);
  const signature = parts.signature.bytes;
  if (algorithm.kind === "ecdsa") readCurveSignature(signature);
  if (algorithm.kind === "ed25519" && parts.signature.unused > 0) throw new DerError("a signature does not end with a byte");
  const key = await publicKeyOf(body.key);
  return new Certificate({ ...body, key, algorithm, signature, signed: parts.body.encoded, encoded: node.encoded });
}

function bodyOf(members) {
  const version = versionOf(members);
  const serial = withoutZeros(unsignedBytes(members.required()));
  algorithmOf(members.required());
  const issuer = nameOf(members.required());
  const [from, until] = readMembers(members.required(), (times) => [timeOfValidity(times.required()), timeOfValidity(times.required())]);
  const subject = nameOf(members.required());
  const key = members.required();
  for (const tag of [contextTag(1), contextTag(2)]) {
    const identifier = optionalExplicit(members, tag);
    if (identifier !== undefined) bitStringOf(identifier);
  }
  const extensions = optionalExplicit(members, contextTag(3));
  return { version, serial, issuer, from, until, subject, key, extensions: extensions === undefined ? new Map() : extensionsOf(extensions) };
}

function versionOf(members) {
  const node = members.optional(contextTag(0));
  if (node === null) return 1;
  const number = smallInteger(explicitValue(node, node.tag));
  // 0, the default, is left out.
  if (number !== 1n && number !== 2n) throw new DerError("a certificate is of an unknown version");
  return Number(number) + 1;
}

function timeOfValidity(node) {
  const { text, fraction } = node.tag === derTags.utcTime ? utcTimeOf(node) : generalizedTimeOf(node);
  return `${text}.${fraction}`;
}

export function withoutZeros(bytes) {
  const first = bytes.findIndex((byte) => byte !== 0);
  return first < 0 ? bytes.subarray(bytes.length) : bytes.subarray(first);
}
