import { DerError, algorithmIdentifier, bitString, hasNoParameters, integerBytes, objectIdentifier, parseDer, readSequence } from "./der.mjs";

const curves = {
  "1.2.840.10045.3.1.7": { name: "P-256", size: 32 },
  "1.3.132.0.34": { name: "P-384", size: 48 },
  "1.3.132.0.35": { name: "P-521", size: 66 },
};
/** Signatures: with the hash where the name says it. */
const signatureSchemes = {
  "1.2.840.113549.1.1.1": { kind: "RSA", hash: null },
  "1.2.840.113549.1.1.11": { kind: "RSA", hash: "SHA-256" },
  "1.2.840.113549.1.1.12": { kind: "RSA", hash: "SHA-384" },
  "1.2.840.113549.1.1.13": { kind: "RSA", hash: "SHA-512" },
  "1.2.840.10045.4.3.2": { kind: "EC", hash: "SHA-256" },
  "1.2.840.10045.4.3.3": { kind: "EC", hash: "SHA-384" },
  "1.2.840.10045.4.3.4": { kind: "EC", hash: "SHA-512" },
};
const leastModulus = 2048;
/** What a browser takes; nobody needs more. */
const greatestModulus = 8192;

/**
 * The key of a SubjectPublicKeyInfo: `{kind: "RSA", modulus, exponent}` or `{kind: "EC", curve, point}`. Throws DerError for
 * every other kind, and where it is too short.
 */
export function publicKey(node) {
  return readSequence(node, (members) => {
    const algorithm = algorithmIdentifier(members.required());
    const { bytes, unused } = bitString(members.required());
    if (unused !== 0) throw new DerError("a key has bits left over");
    if (algorithm.name === "1.2.840.113549.1.1.1" && algorithm.parameters !== undefined && hasNoParameters(algorithm)) {
      return rsaKey(parseDer(bytes));
    }
    if (algorithm.name === "1.2.840.10045.2.1" && algorithm.parameters !== undefined) {
      const curve = curves[objectIdentifier(algorithm.parameters)];
      if (curve !== undefined && bytes.length === 1 + 2 * curve.size && bytes[0] === 4) return { kind: "EC", curve, point: bytes };
    }
    throw new DerError("a key of another kind than RSA, P-256, P-384 or P-521");
  });
}

function rsaKey(node) {
  return readSequence(node, (members) => {
    const [modulus, exponent] = [integerBytes(members.required()), integerBytes(members.required())];
    if ((modulus[0] & 0x80) !== 0 || (exponent[0] & 0x80) !== 0) throw new DerError("a number of a key is negative");
    const digits = modulus[0] === 0 ? modulus.subarray(1) : modulus;
    const bits = digits.length === 0 ? 0 : 8 * digits.length - Math.clz32(digits[0]) + 24;
    if (bits < leastModulus || bits > greatestModulus) throw new DerError("an RSA key has 2048 to 8192 bits");
    return { kind: "RSA", modulus: digits, exponent };
  });
}

/** `{kind, hash: null where the name does not say it}` of an algorithm's identifier; undefined for one that is not known. */
export function schemeOf(algorithm) {
  return hasNoParameters(algorithm) ? signatureSchemes[algorithm.name] : undefined;
}

/**
 * Whether a signature over a message holds.
 *
 * @param scheme {kind: "RSA" (PKCS#1 v1.5) or "EC", hash: "SHA-256", …}
 */
export async function isValidUnder(key, scheme, signature, message) {
  if (key.kind !== scheme.kind) return false;
  try {
    return key.kind === "RSA" ? await isValidRSA(key, scheme.hash, signature, message) : await isValidEC(key, scheme.hash, signature, message);
  } catch {
    // A key that the platform does not take verifies nothing.
    return false;
  }
}

async function isValidRSA({ modulus, exponent }, hash, signature, message) {
  const jwk = { kty: "RSA", n: base64url(modulus), e: base64url(exponent[0] === 0 ? exponent.subarray(1) : exponent) };
  const algorithm = { name: "RSASSA-PKCS1-v1_5", hash };
  const key = await globalThis.crypto.subtle.importKey("jwk", jwk, algorithm, false, ["verify"]);
  return globalThis.crypto.subtle.verify(algorithm, key, signature, message);
}

async function isValidEC({ curve, point }, hash, signature, message) {
  const raw = rawSignature(signature, curve.size);
  if (raw === null) return false;
  const key = await globalThis.crypto.subtle.importKey("raw", point, { name: "ECDSA", namedCurve: curve.name }, false, ["verify"]);
  return globalThis.crypto.subtle.verify({ name: "ECDSA", hash }, key, raw, message);
}

/** The two numbers of an ECDSA signature in DER, one after the other; null where they are none. */
function rawSignature(signature, size) {
  const numbers = readSequence(parseDer(signature), (members) => [integerBytes(members.required()), integerBytes(members.required())]);
  const raw = new Uint8Array(2 * size);
  for (const [place, number] of numbers.entries()) {
    const digits = number[0] === 0 ? number.subarray(1) : number;
    if ((number[0] & 0x80) !== 0 || digits.length > size) return null;
    raw.set(digits, (place + 1) * size - digits.length);
  }
  return raw;
}

function base64url(bytes) {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
