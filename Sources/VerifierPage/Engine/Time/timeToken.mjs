import { sameBytes } from "../bytes.mjs";
import { formatTime } from "../times.mjs";
import { withoutZeros } from "./certificate.mjs";
import { hasChain, timeStampingPurpose } from "./certificateChain.mjs";
import { extendedKeyUsageOf, extensionNames, keyUsageOf, subjectKeyIdentifierOf } from "./certificateExtensions.mjs";
import { isSignatureOfKey, isStrongKey } from "./certificateKey.mjs";
import { DerError, contextTag, derTags, readMembers } from "./der.mjs";
import { hasParameters, integerBytes, octetsOf } from "./derValues.mjs";
import { nameOf } from "./distinguishedName.mjs";
import { signedContentOf } from "./signedContent.mjs";
import { timeStampInfoOf } from "./timeStampInfo.mjs";

/** The largest token that is looked at. */
export const timeTokenByteLimit = 65_536;

const timeStampInfoType = "1.2.840.113549.1.9.16.1.4";
const hashFunctions = {
  "2.16.840.1.101.3.4.2.1": "SHA-256",
  "2.16.840.1.101.3.4.2.2": "SHA-384",
  "2.16.840.1.101.3.4.2.3": "SHA-512",
};
/** Signature algorithms by identifier: with which hash they go, or with any. */
const tokenSignatures = {
  "1.2.840.113549.1.1.1": { kind: "rsa" },
  "1.2.840.113549.1.1.11": { kind: "rsa", hash: "SHA-256" },
  "1.2.840.113549.1.1.12": { kind: "rsa", hash: "SHA-384" },
  "1.2.840.113549.1.1.13": { kind: "rsa", hash: "SHA-512" },
  "1.2.840.10045.4.3.2": { kind: "ecdsa", hash: "SHA-256" },
  "1.2.840.10045.4.3.3": { kind: "ecdsa", hash: "SHA-384" },
  "1.2.840.10045.4.3.4": { kind: "ecdsa", hash: "SHA-512" },
};

/** Why a token proves no time. */
class TimeTokenRefusal extends Error {
  /** @param reason malformed, imprint, algorithm, signature, signer or untrusted */
  constructor(reason, message) {
    super(message);
    this.name = "TimeTokenRefusal";
    this.reason = reason;
  }
}

/**
 * What a token (RFC 3161, the DER of its ContentInfo) shows of the bytes that it should be over, at the time that it states.
 *
 * @param der null for one that is too large
 * @returns {time, earliest, latest, policy, authority}, microseconds as BigInts; or {reason, sentence}
 */
export async function checkTimeToken(der, bytes, roots) {
  try {
    const token = await readTimeToken(der);
    const signer = await checkedSigner(token, bytes);
    await checkChain(token, signer, roots);
    const { time, resolution, accuracy, policy } = token.info;
    const own = accuracy ?? 0n;
    return { time, earliest: time - own, latest: time + resolution + own, policy, authority: signer.subject.shown };
  } catch (error) {
    if (error instanceof TimeTokenRefusal) return { reason: error.reason, sentence: error.message };
    throw error;
  }
}

async function readTimeToken(der) {
  if (der === null || der.length > timeTokenByteLimit) {
    throw new TimeTokenRefusal("malformed", `The token is larger than ${timeTokenByteLimit} bytes.`);
  }
  try {
    const signed = await signedContentOf(der);
    if (signed.type !== timeStampInfoType) throw new DerError("it is no TSTInfo");
    return { signed, info: timeStampInfoOf(signed.content) };
  } catch (error) {
    if (!(error instanceof DerError)) throw error;
    throw new TimeTokenRefusal("malformed", "It is no time-stamp token in DER (RFC 3161).");
  }
}

/** The certificate that signed a token, which is over these bytes. */
async function checkedSigner(token, bytes) {
  await checkImprint(token.info, bytes);
  const signer = await namedSigner(token.signed);
  await checkTokenSignature(token, signer);
  checkPurpose(signer);
  return signer;
}

/** SHA-256, SHA-384 or SHA-512; undefined for every other, and with parameters. */
function hashFunctionOf(algorithm) {
  const isKnown = !hasParameters(algorithm) && Object.hasOwn(hashFunctions, algorithm.algorithm);
  return isKnown ? hashFunctions[algorithm.algorithm] : undefined;
}

async function digestOf(hash, bytes) {
  return new Uint8Array(await globalThis.crypto.subtle.digest(hash, bytes));
}

async function checkImprint({ imprint }, bytes) {
  const hash = hashFunctionOf(imprint.algorithm);
  if (hash === undefined) {
    throw new TimeTokenRefusal("algorithm", "It names the stamped bytes by another hash than SHA-256, SHA-384 or SHA-512.");
  }
  if (!sameBytes(await digestOf(hash, bytes), imprint.hash)) {
    throw new TimeTokenRefusal("imprint", "It is over other bytes than those of the checkpoint.");
  }
}

/** The certificate that the signed attributes and the signer's identifier name alike. */
async function namedSigner({ signer, certificates }) {
  const { named } = signer.attributes;
  if (named.length === 0) {
    throw new TimeTokenRefusal("signature", "Its signed part does not say which certificate it is signed with.");
  }
  for (const certificate of certificates) {
    const hits = await Promise.all(named.map((one) => isNamed(certificate, one)));
    if (hits.every((hit) => hit) && isIdentified(certificate, signer.identity)) return certificate;
  }
  throw new TimeTokenRefusal("signer", "The certificate that it is signed with is not in it.");
}

/** SHA-1 only names a certificate that a chain leads to all the same. */
async function isNamed({ encoded }, { isSha1, algorithm, hash }) {
  const name = isSha1 ? "SHA-1" : algorithm === undefined ? "SHA-256" : hashFunctionOf(algorithm);
  return name !== undefined && sameBytes(await digestOf(name, encoded), hash);
}

/** By issuer and serial number, or by the key's identifier (RFC 5652, section 5.3). */
function isIdentified(certificate, identity) {
  try {
    if (identity.tag !== derTags.sequence) {
      const own = subjectKeyIdentifierOf(certificate.extensions);
      return own !== undefined && sameBytes(octetsOf(identity, contextTag(0)), own);
    }
    return readMembers(identity, (members) => {
      const issuer = nameOf(members.required());
      const serial = withoutZeros(integerBytes(members.required()));
      return issuer.identity === certificate.issuer.identity && sameBytes(serial, certificate.serial);
    });
  } catch (error) {
    if (error instanceof DerError) return false;
    throw error;
  }
}

async function checkTokenSignature({ signed, info }, certificate) {
  const { digest, algorithm, attributes, signature } = signed.signer;
  const hash = hashFunctionOf(digest);
  const found = hasParameters(algorithm) || !Object.hasOwn(tokenSignatures, algorithm.algorithm) ? undefined : tokenSignatures[algorithm.algorithm];
  if (hash === undefined || found === undefined || (found.hash ?? hash) !== hash) {
    const sentence = "It is signed otherwise than by RSA (PKCS#1) or ECDSA over SHA-256, SHA-384 or SHA-512.";
    throw new TimeTokenRefusal("algorithm", sentence);
  }
  if (!isStrongKey(certificate.key)) {
    throw new TimeTokenRefusal("algorithm", "Its signer's key is an RSA key under 2048 bits, or none for RSA or ECDSA.");
  }
  const { contentType, messageDigest } = attributes;
  const isOfContent = messageDigest !== undefined && sameBytes(messageDigest, await digestOf(hash, signed.content));
  const holds = isOfContent && contentType === timeStampInfoType;
  if (!holds || !(await isSignatureOfKey(certificate.key, { kind: found.kind, hash }, signature, attributes.signed))) {
    throw new TimeTokenRefusal("signature", "Its signature does not hold.");
  }
  if (info.hasCriticalExtension) {
    throw new TimeTokenRefusal("algorithm", "It has an extension that must be understood and is not known here.");
  }
}

/** RFC 3161, section 2.3: a key for time stamping alone, and marked so that nobody may overlook it. */
function checkPurpose({ extensions }) {
  if (isForTimeStampingAlone(extensions)) return;
  const sentence = "Its signer's certificate is not for time stamping alone (a critical extended key usage).";
  throw new TimeTokenRefusal("signer", sentence);
}

function isForTimeStampingAlone(extensions) {
  if (extensions.get(extensionNames.extendedKeyUsage)?.isCritical !== true) return false;
  try {
    const purposes = extendedKeyUsageOf(extensions);
    return purposes.length === 1 && purposes[0] === timeStampingPurpose && keyUsageOf(extensions)?.maySign !== false;
  } catch (error) {
    if (error instanceof DerError) return false;
    throw error;
  }
}

async function checkChain({ signed, info }, signer, roots) {
  const others = signed.certificates.filter((certificate) => !certificate.equals(signer));
  const moment = formatTime(info.time).slice(0, 19).replace(/[-T:]/g, "");
  if (await hasChain(signer, others, roots, moment)) return;
  const sentence = `No chain of certificates valid at its time, ${formatTime(info.time)}, leads from its signer to a root given.`;
  throw new TimeTokenRefusal("untrusted", sentence);
}
