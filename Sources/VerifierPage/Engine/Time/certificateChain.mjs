import {
  alternativeKindsOf,
  basicConstraintsOf,
  constrainedKindsOf,
  extendedKeyUsageOf,
  extensionNames,
  keyUsageOf,
} from "./certificateExtensions.mjs";
import { isSignatureOfKey, isStrongKey } from "./certificateKey.mjs";
import { hexOf } from "../bytes.mjs";
import { DerError } from "./der.mjs";

export const timeStampingPurpose = "1.3.6.1.5.5.7.3.8";
const anyPurpose = "2.5.29.37.0";
const understoodExtensions = new Set([
  extensionNames.basicConstraints,
  extensionNames.nameConstraints,
  extensionNames.keyUsage,
  extensionNames.extendedKeyUsage,
]);
/** Kinds of names that constraints may be about without being about every certificate. */
const constrainableKinds = new Set(["dns", "address", "uri"]);

/**
 * Whether certificates lead from a signer to one of `roots`, all good at `moment` (YYYYMMDDHHMMSS), by RFC 5280.
 *
 * @param others certificates that may stand between: a few, since every way through them is tried
 */
export async function hasChain(signer, others, roots, moment) {
  if (hasUnknownCritical(signer)) return false;
  if (roots.some((root) => root.equals(signer)) && isGoodChain([signer], moment)) return true;
  const started = [[signer]];
  while (started.length > 0) {
    const chain = started.pop();
    for (const root of await issuersOf(chain, roots)) if (isGoodChain([...chain, root], moment)) return true;
    for (const issuer of await issuersOf(chain, others)) started.push([...chain, issuer]);
  }
  return false;
}

/** Those of some certificates that signed the last one of a chain and do not stand in it. */
async function issuersOf(chain, candidates) {
  const tip = chain[chain.length - 1];
  const found = [];
  for (const candidate of candidates) {
    if (candidate.subject.identity !== tip.issuer.identity || hasUnknownCritical(candidate)) continue;
    if (!chain.some((one) => isSameHolder(one, candidate)) && (await hasSigned(candidate, tip))) found.push(candidate);
  }
  return found;
}

async function hasSigned(issuer, certificate) {
  const { issuers, algorithm, signature, signed } = certificate;
  if (!issuers.has(issuer)) issuers.set(issuer, await isSignatureOfKey(issuer.key, algorithm, signature, signed));
  return issuers.get(issuer);
}

function isSameHolder(a, b) {
  const alternative = ({ extensions }) => {
    const extension = extensions.get(extensionNames.subjectAlternativeName);
    return extension === undefined ? null : hexOf(extension.value);
  };
  return a.subject.identity === b.subject.identity && a.key.identity === b.key.identity && alternative(a) === alternative(b);
}

function hasUnknownCritical({ extensions }) {
  return [...extensions].some(([name, { isCritical }]) => isCritical && !understoodExtensions.has(name));
}

/** What RFC 5280 and section 3 of the protocol ask of certificates that sign each other, the signer's first and the root last. */
function isGoodChain(chain, moment) {
  try {
    return (
      chain.every((certificate) => isGoodByItself(certificate, moment)) && areIssuersGood(chain) && !areNamesConstrained(chain)
    );
  } catch (error) {
    // An extension that cannot be read may say that this is not allowed.
    if (error instanceof DerError) return false;
    throw error;
  }
}

function isGoodByItself({ version, extensions, from, until, key }, moment) {
  const isInTime = from <= until && from <= `${moment}.` && `${moment}.` <= until;
  return isInTime && (version > 1 || extensions.size === 0) && isStrongKey(key);
}

function areIssuersGood(chain) {
  // A root that signs times itself is one all the same.
  if (chain.length === 1) return basicConstraintsOf(chain[0].extensions)?.isAuthority === true;
  let below = 0n;
  for (const [place, issuer] of chain.entries()) {
    if (place === 0) continue;
    if (!mayIssue(issuer, below, place === chain.length - 1)) return false;
    if (issuer.issuer.identity !== issuer.subject.identity) below += 1n;
  }
  return true;
}

/** @param below how many authorities stand between this one and the signer */
function mayIssue({ version, extensions }, below, isRoot) {
  // Certificates of the first version cannot say what they may do: one is believed only because it was given as a root.
  if (version === 1) return isRoot;
  const constraints = basicConstraintsOf(extensions);
  if (constraints?.isAuthority !== true || (constraints.pathLength ?? below) < below) return false;
  if (keyUsageOf(extensions)?.mayIssue === false) return false;
  const purposes = extendedKeyUsageOf(extensions);
  return purposes === undefined || purposes.includes(timeStampingPurpose) || purposes.includes(anyPurpose);
}

/**
 * Whether names are constrained of which nobody here can say that they are allowed: a subject is a directory name, which is not
 * compared here, nor are others.
 */
function areNamesConstrained(chain) {
  return chain.some((issuer, place) => {
    const kinds = constrainedKindsOf(issuer.extensions);
    if (kinds === undefined || (place === 0 && chain.length > 1)) return false;
    const issued = chain.length === 1 ? chain : chain.slice(0, place);
    const found = new Set(issued.flatMap(({ extensions }) => alternativeKindsOf(extensions)));
    return kinds.some((kind) => !constrainableKinds.has(kind) || found.has(kind));
  });
}
