import { sameBytes } from "../bytes.mjs";
import { basicConstraints, keyUsage, purposes } from "./certificate.mjs";
import { DerError } from "./der.mjs";
import { isValidUnder, schemeOf } from "./publicKey.mjs";

/** Critical extensions that are looked at. Name constraints are not: whoever is under them is refused. */
const knownExtensions = new Set(["basicConstraints", "keyUsage", "extendedKeyUsage"]);
const issuingPurposes = new Set(["1.3.6.1.5.5.7.3.8", "2.5.29.37.0"]);

/**
 * Whether a chain leads from a certificate to one of the roots, over some of the others, in which every certificate was valid at a
 * moment (RFC 5280, 6.1) and every key and signature is one that a token may have.
 */
export async function leadsToRoot(leaf, others, roots, moment) {
  if (hasUnknownCritical(leaf)) return false;
  if (roots.some((root) => sameBytes(root.der, leaf.der)) && isGood([leaf], moment)) return true;
  return search([leaf], others, roots, moment);
}

/** Roots first: they make the shorter chains. No certificate stands twice in a chain, so that there is an end. */
async function search(chain, others, roots, moment) {
  const tip = chain[chain.length - 1];
  for (const root of roots) {
    if ((await mayFollow(chain, tip, root)) && isGood([...chain, root], moment)) return true;
  }
  for (const other of others) {
    if ((await mayFollow(chain, tip, other)) && (await search([...chain, other], others, roots, moment))) return true;
  }
  return false;
}

async function mayFollow(chain, tip, issuer) {
  if (!sameBytes(tip.issuer.bytes, issuer.subject.bytes) || hasUnknownCritical(issuer)) return false;
  if (chain.some((certificate) => isSameIdentity(certificate, issuer))) return false;
  const scheme = schemeOf(tip.algorithm);
  return scheme !== undefined && scheme.hash !== null && isValidUnder(issuer.key, scheme, tip.signature, tip.signed);
}

function isSameIdentity(a, b) {
  const names = (certificate) => certificate.extensions.get("subjectAlternativeName")?.value ?? new Uint8Array(0);
  return sameBytes(a.subject.bytes, b.subject.bytes) && isSameKey(a.key, b.key) && sameBytes(names(a), names(b));
}

function isSameKey(a, b) {
  if (a.kind !== b.kind) return false;
  return a.kind === "EC" ? sameBytes(a.point, b.point) : sameBytes(a.modulus, b.modulus) && sameBytes(a.exponent, b.exponent);
}

function hasUnknownCritical({ extensions }) {
  return [...extensions].some(([name, { isCritical }]) => isCritical && !knownExtensions.has(name));
}

/** From the leaf to the root. */
function isGood(chain, moment) {
  try {
    return chain.every((certificate, place) => isGoodAt(certificate, place, chain, moment));
  } catch (error) {
    if (error instanceof DerError) return false;
    throw error;
  }
}

function isGoodAt(certificate, place, chain, moment) {
  const { notBefore, notAfter, version, extensions } = certificate;
  if (moment < notBefore || moment > notAfter) return false;
  if (extensions.has("nameConstraints") || (version === 1 && extensions.size > 0)) return false;
  if (chain.length === 1) return version === 1 || basicConstraints(certificate)?.isAuthority === true;
  return place === 0 || mayIssue(certificate, chain.slice(1, place));
}

/** @param below the authorities between the certificate and the leaf */
function mayIssue(certificate, below) {
  if (keyUsage(certificate)?.mayIssue === false) return false;
  if (!(purposes(certificate)?.some((purpose) => issuingPurposes.has(purpose)) ?? true)) return false;
  if (certificate.version === 1) return true;
  const constraints = basicConstraints(certificate);
  if (constraints?.isAuthority !== true) return false;
  const length = below.filter(({ issuer, subject }) => !sameBytes(issuer.bytes, subject.bytes)).length;
  return constraints.pathLength === undefined || BigInt(length) <= constraints.pathLength;
}
