import { certificateOf } from "./certificate.mjs";
import { DerError, DerMembers, contextTag, derTags, explicitValue, parseDer, readMembers } from "./der.mjs";
import { algorithmOf, identifierText, octetsOf, smallInteger } from "./derValues.mjs";
import { joinBytes } from "../bytes.mjs";

const signedDataType = "1.2.840.113549.1.7.2";
/** What a token may hold of its signer's chain: every way through them is tried. */
const certificateLimit = 6;

const attributeTypes = {
  contentType: "1.2.840.113549.1.9.3",
  messageDigest: "1.2.840.113549.1.9.4",
  signingCertificate: "1.2.840.113549.1.9.16.2.12",
  signingCertificateV2: "1.2.840.113549.1.9.16.2.47",
};

/**
 * A token's SignedData (RFC 5652, section 5) taken apart: `{type, content, certificates, signer}`. Certificates that cannot be read
 * are left out. Nothing is checked. Throws DerError.
 */
export async function signedContentOf(bytes) {
  const data = readMembers(parseDer(bytes), (members) => {
    if (identifierText(members.required()) !== signedDataType) throw new DerError("it is no SignedData");
    return explicitValue(members.required(), contextTag(0));
  });
  const { certificates, ...rest } = readMembers(data, signedDataOf);
  const read = await Promise.all(certificates.map(readableCertificate));
  return { ...rest, certificates: read.filter((certificate) => certificate !== null) };
}

function signedDataOf(members) {
  const version = smallInteger(members.required());
  if (version < 1n || version > 5n) throw new DerError("it is of an unknown version");
  if (members.required().tag !== derTags.set) throw new DerError("a set is expected");
  const { type, content } = readMembers(members.required(), (own) => ({
    type: identifierText(own.required()),
    content: octetsOf(explicitValue(own.required(), contextTag(0))),
  }));
  const held = members.optional(contextTag(0));
  const certificates = held === null ? [] : new DerMembers(held, held.tag).list;
  if (certificates.length > certificateLimit) throw new DerError("there are too many certificates");
  // Lists of what was revoked are passed over.
  members.optional(contextTag(1));
  return { type, content, certificates, signer: readMembers(onlyMember(members.required()), signerPartOf) };
}

/** The one member of a set. */
function onlyMember(node) {
  const { list } = new DerMembers(node, derTags.set);
  if (list.length !== 1) throw new DerError("there is not one of it");
  return list[0];
}

async function readableCertificate(node) {
  try {
    return await certificateOf(node);
  } catch (error) {
    if (error instanceof DerError) return null;
    throw error;
  }
}

/** A SignerInfo: `{identity: a node, digest and algorithm as algorithmOf, attributes, signature}`. */
function signerPartOf(members) {
  const version = smallInteger(members.required());
  if (version !== 1n && version !== 3n) throw new DerError("its signer is of an unknown version");
  const identity = members.required();
  const digest = algorithmOf(members.required());
  const attributes = attributesOf(members.required());
  const algorithm = algorithmOf(members.required());
  const signature = octetsOf(members.required());
  // What is not signed is passed over.
  members.optional(contextTag(1));
  return { identity, digest, algorithm, attributes, signature };
}

/**
 * What is signed beside the content: `{contentType, messageDigest, named, signed}`. `named` are the certificates named as the
 * signer's, by their hashes; `signed` are the bytes under the signature: the attributes as the set that they are.
 */
function attributesOf(node) {
  const values = new Map();
  for (const attribute of new DerMembers(node, contextTag(0)).list) {
    const [type, value] = readMembers(attribute, (members) => [identifierText(members.required()), onlyMember(members.required())]);
    // Of two of a kind nobody could say which counts.
    if (values.has(type)) throw new DerError("an attribute stands twice");
    values.set(type, value);
  }
  const valueOf = (type, read) => (values.has(type) ? read(values.get(type)) : undefined);
  const contentType = valueOf(attributeTypes.contentType, (value) => identifierText(value));
  const messageDigest = valueOf(attributeTypes.messageDigest, (value) => octetsOf(value));
  const named = [
    valueOf(attributeTypes.signingCertificateV2, (value) => firstNamed(value, namedByAnyHash)),
    valueOf(attributeTypes.signingCertificate, (value) => firstNamed(value, namedBySha1)),
  ].filter((one) => one !== undefined);
  return { contentType, messageDigest, named, signed: joinBytes(0x31, node.encoded.subarray(1)) };
}

/** Of a SigningCertificate the first certificate is the signer's (RFC 5816, section 2.2.1). Policies are passed over. */
function firstNamed(node, read) {
  return readMembers(node, (members) => {
    const [first] = new DerMembers(members.required()).list;
    members.next();
    if (first === undefined) throw new DerError("no certificate is named");
    return readMembers(first, (own) => {
      const named = read(own);
      // The issuer and the serial number say again what the hash says.
      own.next();
      return named;
    });
  });
}

function namedBySha1(members) {
  return { isSha1: true, hash: octetsOf(members.required()) };
}

/** SHA-256 is left out, or written all the same. */
function namedByAnyHash(members) {
  const head = members.required();
  if (head.tag !== derTags.sequence) return { hash: octetsOf(head) };
  const algorithm = algorithmOf(head);
  return { algorithm, hash: octetsOf(members.required()) };
}
