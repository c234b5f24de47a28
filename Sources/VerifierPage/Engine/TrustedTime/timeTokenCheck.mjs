import { sameBytes } from "../bytes.mjs";
import { keyIdentifier, keyUsage, purposes } from "./certificate.mjs";
import { leadsToRoot } from "./chain.mjs";
import { DerError, hasNoParameters } from "./der.mjs";
import { isValidUnder, schemeOf } from "./publicKey.mjs";
import { doesIdentify, readTimeToken, timeStampInfoName } from "./timeToken.mjs";

/** The hashes that a token may be signed over. SHA-1 is not among them. */
const hashNames = { "2.16.840.1.101.3.4.2.1": "SHA-256", "2.16.840.1.101.3.4.2.2": "SHA-384", "2.16.840.1.101.3.4.2.3": "SHA-512" };
const sha1Name = "1.3.14.3.2.26";
const timeStamping = "1.3.6.1.5.5.7.3.8";

/**
 * Checks a token against the bytes that it should be over and the roots given, at the time that it states (protocol, section 3).
 *
 * @returns {failure: null, time, earliest, latest, authority, policy} or {failure: {reason, sentence}}
 */
export async function checkTimeToken(bytes, data, roots) {
  try {
    const token = readToken(bytes);
    await checkImprint(token.info, data);
    const signer = await tokenSigner(token);
    await checkSignature(token, signer);
    checkPurpose(signer);
    const others = token.certificates.filter((certificate) => !sameBytes(certificate.der, signer.der));
    if (!(await leadsToRoot(signer, others, roots, token.info.whole))) {
      throw new TokenFailure("untrusted", "No chain of certificates valid at its time leads from its signer to a root given.");
    }
    return { failure: null, ...anchorOf(token.info, signer) };
  } catch (error) {
    if (error instanceof TokenFailure) return { failure: { reason: error.reason, sentence: error.message } };
    throw error;
  }
}

class TokenFailure extends Error {
  constructor(reason, sentence) {
    super(sentence);
    this.reason = reason;
  }
}

function readToken(bytes) {
  try {
    return readTimeToken(bytes);
  } catch (error) {
    if (error instanceof DerError) throw new TokenFailure("malformed", "It is no time-stamp token in DER (RFC 3161).");
    throw error;
  }
}

function hashOf(algorithm) {
  return hasNoParameters(algorithm) ? hashNames[algorithm.name] : undefined;
}

async function digestOf(hash, bytes) {
  return new Uint8Array(await globalThis.crypto.subtle.digest(hash, bytes));
}

async function checkImprint({ imprint }, data) {
  const hash = hashOf(imprint.hash);
  if (hash === undefined) {
    throw new TokenFailure("algorithm", "It names the stamped bytes by another hash than SHA-256, SHA-384 or SHA-512.");
  }
  if (!sameBytes(await digestOf(hash, data), imprint.digest)) {
    throw new TokenFailure("imprint", "It is over other bytes than those of the checkpoint.");
  }
}

/** The certificate that the signed attributes and the signer's identifier name alike. */
async function tokenSigner({ signer, certificates }) {
  const { named } = signer.attributes;
  if (named.length === 0) {
    throw new TokenFailure("signature", "Its signed part does not say which certificate it is signed with.");
  }
  for (const certificate of certificates) {
    const matches = await Promise.all(named.map((name) => doesName(name, certificate)));
    if (matches.every(Boolean) && doesIdentify(signer.identity, certificate, keyIdentifier)) return certificate;
  }
  throw new TokenFailure("signer", "The certificate that it is signed with is not in it.");
}

/** SHA-1 names a certificate that a chain leads to all the same: a second one with its hash would have to be signed by that chain. */
async function doesName({ hash, digest }, { der }) {
  const name = hash.name === sha1Name ? "SHA-1" : hashOf(hash);
  return name !== undefined && sameBytes(await digestOf(name, der), digest);
}

async function checkSignature({ info, content, signer }, { key }) {
  const hash = hashOf(signer.digest);
  const scheme = schemeOf(signer.algorithm);
  if (hash === undefined || scheme === undefined || (scheme.hash !== null && scheme.hash !== hash)) {
    throw new TokenFailure("algorithm", "It is signed otherwise than by RSA (PKCS#1) or ECDSA over SHA-256, SHA-384 or SHA-512.");
  }
  const { contentType, messageDigest, signed } = signer.attributes;
  const isWhole = contentType === timeStampInfoName && messageDigest !== undefined && sameBytes(await digestOf(hash, content), messageDigest);
  if (!isWhole || !(await isValidUnder(key, { kind: scheme.kind, hash }, signer.signature, signed))) {
    throw new TokenFailure("signature", "Its signature does not hold.");
  }
  if (info.hasCriticalExtension) {
    throw new TokenFailure("algorithm", "It has an extension that must be understood and is not known here.");
  }
}

/** RFC 3161, 2.3: a key for time stamping alone, and marked so that nobody may overlook it. */
function checkPurpose(certificate) {
  if (!isForTimeAlone(certificate)) {
    throw new TokenFailure("signer", "Its signer's certificate is not for time stamping alone (a critical extended key usage).");
  }
}

function isForTimeAlone(certificate) {
  try {
    const own = certificate.extensions.get("extendedKeyUsage")?.isCritical ? purposes(certificate) : undefined;
    return own?.length === 1 && own[0] === timeStamping && (keyUsage(certificate)?.maySign ?? true);
  } catch (error) {
    if (error instanceof DerError) return false;
    throw error;
  }
}

function anchorOf({ time, resolution, accuracy, policy }, { subject }) {
  const uncertainty = accuracy ?? 0n;
  return { time, earliest: time - uncertainty, latest: time + resolution + uncertainty, authority: subject.text, policy };
}
