import { sameBytes } from "../bytes.mjs";
import { readCertificate } from "./certificate.mjs";
import {
  DerError,
  Members,
  algorithmIdentifier,
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
import { generalizedTime } from "./derTime.mjs";

const byteLimit = 65_536;
/** The signer's chain. More would only make looking for a way to a root dear. */
const certificateLimit = 6;
const signedDataName = "1.2.840.113549.1.7.2";
const greatestAccuracy = 1_000_000_000n;

/** What a token's content is called, by numbers. */
export const timeStampInfoName = "1.2.840.113549.1.9.16.1.4";

/**
 * An RFC 3161 token in DER, taken apart; nothing in it has been looked at. Throws DerError.
 *
 * @returns {info, content: the bytes of the TSTInfo, certificates: [certificate], signer}
 */
export function readTimeToken(bytes) {
  if (bytes.length > byteLimit) throw new DerError(`the token is larger than ${byteLimit} bytes`);
  return readSequence(parseDer(bytes), (members) => {
    if (objectIdentifier(members.required()) !== signedDataName) throw new DerError("no SignedData");
    return readSequence(explicit(expected(members, contextTag(0))), readSignedData);
  });
}

function expected(members, wanted) {
  const node = members.required();
  if (node.tag !== wanted) throw new DerError("another element is expected");
  return node;
}

/** RFC 5652, 5.1. */
function readSignedData(members) {
  const version = smallInteger(members.required());
  if (version < 1n || version > 5n) throw new DerError("another version of SignedData");
  expected(members, tag.set);
  const [type, content] = readSequence(members.required(), (inner) => [
    objectIdentifier(inner.required()),
    octets(explicit(expected(inner, contextTag(0)))),
  ]);
  const certificates = readCertificates(members.optional(contextTag(0)));
  members.optional(contextTag(1));
  const signers = new Members(members.required(), tag.set).nodes;
  // One, says RFC 3161: the authority's.
  if (signers.length !== 1) throw new DerError("not one signer");
  const signer = readSequence(signers[0], readSigner);
  if (type !== timeStampInfoName) throw new DerError("no TSTInfo");
  return { info: readSequence(parseDer(content), readInfo), content, certificates, signer };
}

/** What is no certificate that can be read is left out. */
function readCertificates(node) {
  if (node === undefined) return [];
  const nodes = new Members(node, contextTag(0)).nodes;
  if (nodes.length > certificateLimit) throw new DerError(`more than ${certificateLimit} certificates`);
  return nodes.flatMap((one) => {
    try {
      return [readCertificate(one)];
    } catch (error) {
      if (error instanceof DerError) return [];
      throw error;
    }
  });
}

/** RFC 5652, 5.3. */
function readSigner(members) {
  const version = smallInteger(members.required());
  if (version !== 1n && version !== 3n) throw new DerError("another version of SignerInfo");
  const identity = members.required();
  const digest = algorithmIdentifier(members.required());
  const attributes = readAttributes(expected(members, contextTag(0)));
  const algorithm = algorithmIdentifier(members.required());
  const signature = octets(members.required());
  members.optional(contextTag(1));
  return { identity, digest, attributes, algorithm, signature };
}

/** What is signed: `{contentType, messageDigest, named: certificates, signed: bytes}`, of which any may be missing. */
function readAttributes(node) {
  const values = new Map();
  for (const attribute of new Members(node, contextTag(0)).nodes) {
    const [name, value] = readSequence(attribute, (members) => [objectIdentifier(members.required()), oneValue(members.required())]);
    // Of two of a kind nobody could say which counts.
    if (values.has(name)) throw new DerError("an attribute stands twice");
    values.set(name, value);
  }
  const read = (name, reader) => (values.has(name) ? reader(values.get(name)) : undefined);
  const named = [read("1.2.840.113549.1.9.16.2.47", nameV2), read("1.2.840.113549.1.9.16.2.12", nameV1)];
  const signed = node.bytes.slice();
  // They are signed as the SET that they are.
  signed[0] = 0x31;
  return {
    contentType: read("1.2.840.113549.1.9.3", objectIdentifier),
    messageDigest: read("1.2.840.113549.1.9.4", octets),
    named: named.filter((name) => name !== undefined),
    signed,
  };
}

function oneValue(node) {
  const values = new Members(node, tag.set).nodes;
  if (values.length !== 1) throw new DerError("an attribute without one value");
  return values[0];
}

/** ESSCertID (RFC 2634, 5.4.1): a certificate by its SHA-1. */
function nameV1(node) {
  return firstName(node, (members) => ({ hash: { name: "1.3.14.3.2.26" }, digest: octets(members.required()) }));
}

/** ESSCertIDv2 (RFC 5035, 4). SHA-256 is the default. */
function nameV2(node) {
  return firstName(node, (members) => {
    const first = members.required();
    if (first.tag !== tag.sequence) return { hash: { name: "2.16.840.1.101.3.4.2.1" }, digest: octets(first) };
    return { hash: algorithmIdentifier(first), digest: octets(members.required()) };
  });
}

function firstName(node, read) {
  return readSequence(node, (members) => {
    const [first] = new Members(members.required()).nodes;
    if (first === undefined) throw new DerError("no certificate is named");
    // Policies, of which nothing follows here.
    members.next();
    return readSequence(first, (inner) => {
      const found = read(inner);
      // The issuer and serial number say again what the hash says.
      inner.next();
      return found;
    });
  });
}

/** A TSTInfo (RFC 3161, 2.4.2): `{policy, imprint: {hash, digest}, time, resolution, whole, accuracy or null, hasCriticalExtension}`. */
function readInfo(members) {
  if (smallInteger(members.required()) !== 1n) throw new DerError("another version of TSTInfo");
  const policy = objectIdentifier(members.required());
  const imprint = readSequence(members.required(), (inner) => ({
    hash: algorithmIdentifier(inner.required()),
    digest: octets(inner.required()),
  }));
  integerBytes(members.required());
  const moment = generalizedTime(members.required());
  const accuracy = members.optional(tag.sequence);
  const ordering = members.optional(tag.boolean);
  if (ordering !== undefined) booleanOf(ordering);
  const nonce = members.optional(tag.integer);
  if (nonce !== undefined) integerBytes(nonce);
  members.optional(contextTag(0));
  const extensions = members.optional(contextTag(1));
  return {
    policy,
    imprint,
    ...moment,
    accuracy: accuracy === undefined ? null : readSequence(accuracy, readAccuracy),
    hasCriticalExtension: extensions !== undefined && hasCritical(extensions),
  };
}

/** In microseconds. */
function readAccuracy(members) {
  const part = (wanted) => {
    const node = members.optional(wanted);
    return node === undefined ? 0n : smallInteger(node, wanted);
  };
  const [seconds, milliseconds, microseconds] = [part(tag.integer), part(contextTag(0)), part(contextTag(1))];
  const isSmall = (value) => value >= 0n && value < 1000n;
  if (seconds < 0n || seconds > greatestAccuracy || !isSmall(milliseconds) || !isSmall(microseconds)) {
    throw new DerError("the accuracy is out of range");
  }
  return seconds * 1_000_000n + milliseconds * 1000n + microseconds;
}

function hasCritical(node) {
  if (!node.isConstructed) throw new DerError("extensions are none");
  return node.children.some((one) => {
    if (!one.isConstructed) throw new DerError("an extension is none");
    return one.children.some((member) => member.tag === tag.boolean && booleanOf(member));
  });
}

/** Whether a SignerInfo names a certificate: by issuer and serial number, or by the identifier of its key (RFC 5652, 5.3). */
export function doesIdentify(identity, certificate, keyIdentifierOf) {
  try {
    if (identity.tag === tag.sequence) {
      return readSequence(identity, (members) => {
        const issuer = members.required();
        const serial = integerBytes(members.required());
        return sameBytes(issuer.bytes, certificate.issuer.bytes) && sameBytes(withoutZeros(serial), withoutZeros(certificate.serial));
      });
    }
    const own = keyIdentifierOf(certificate);
    return own !== undefined && sameBytes(octets(identity, contextTag(0)), own);
  } catch (error) {
    if (error instanceof DerError) return false;
    throw error;
  }
}

function withoutZeros(bytes) {
  let place = 0;
  while (place < bytes.length && bytes[place] === 0) place += 1;
  return bytes.subarray(place);
}
