import { bytesOfHex } from "./bytes.mjs";

/** Ed25519 by WebCrypto, narrowed to the accept-set of section 1 of the protocol. */

const curvePrime = (1n << 255n) - 19n;
const curveOrder = (1n << 252n) + 27742317777372353535851937790883648493n;
const curveD = 37095705934669439343138083508754565189542113879843219016388785533085940283555n;
/**
 * y of the points of small order as bytes: of order 1, 2, 4 (0) and 8, and the two that are also written beyond the prime. The sign of
 * x, the top bit, says nothing here.
 */
const smallOrderY = [
  "0100000000000000000000000000000000000000000000000000000000000000",
  "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "0000000000000000000000000000000000000000000000000000000000000000",
  "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
  "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
  "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
].map(bytesOfHex);

/** Whether the point that 32 bytes encode has one of these y. */
function isSmallOrder(bytes) {
  return smallOrderY.some((y) => (bytes[31] & 0x7f) === y[31] && y.every((byte, place) => place === 31 || byte === bytes[place]));
}

/** The number that bytes are, least significant first. */
function littleEndian(bytes) {
  let value = 0n;
  for (let place = bytes.length - 1; place >= 0; place -= 1) value = (value << 8n) | BigInt(bytes[place]);
  return value;
}

/** Whether 32 bytes are a public key: the canonical encoding of a point of the curve that is not of small order. */
export function isAcceptableKey(bytes) {
  if (bytes.length !== 32) return false;
  const y = littleEndian(bytes) & ((1n << 255n) - 1n);
  return y < curvePrime && !isSmallOrder(bytes) && isOfCurve(y);
}

/**
 * Whether a point of the curve has this y: x^2 = (y^2 - 1) / (d y^2 + 1) must be a square (Euler's criterion). It is asked of public
 * values only, so that its time may tell.
 */
function isOfCurve(y) {
  const square = (y * y) % curvePrime;
  // u / v is a square exactly if u v is one; v is never 0.
  const tested = ((square - 1n + curvePrime) * (curveD * square + 1n)) % curvePrime;
  return powerModPrime(tested, (curvePrime - 1n) / 2n) <= 1n;
}

function powerModPrime(base, exponent) {
  let result = 1n;
  let power = base;
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * power) % curvePrime;
    power = (power * power) % curvePrime;
  }
  return result;
}

/** Whether a signature's two halves are within the accept-set, whatever it signs. */
function isAcceptableSignature(signature) {
  if (signature.length !== 64) return false;
  if (isSmallOrder(signature)) return false;
  // Below this byte S is smaller than L, and most signatures are.
  return signature[63] < 0x10 || littleEndian(signature.subarray(32)) < curveOrder;
}

/** A public key ready for use; null where the bytes are no acceptable key. */
export async function ed25519Key(bytes) {
  if (!isAcceptableKey(bytes)) return null;
  return globalThis.crypto.subtle.importKey("raw", bytes, { name: "Ed25519" }, true, ["verify"]);
}

/** Whether `signature` is that of `key` (from ed25519Key) over `message`. */
export async function isSignatureValid(key, signature, message) {
  if (!isAcceptableSignature(signature)) return false;
  return globalThis.crypto.subtle.verify({ name: "Ed25519" }, key, signature, message);
}

/** Whether this browser has Ed25519 and SHA-256 at all. Throws what the platform says if it does not. */
export async function requireEd25519() {
  if (globalThis.crypto?.subtle === undefined) {
    throw new Error("This browser gives the page no cryptography (WebCrypto). Open the page in a current browser.");
  }
  const base = new Uint8Array(32).fill(0x66);
  base[0] = 0x58;
  try {
    await ed25519Key(base);
  } catch {
    throw new Error("This browser does not know Ed25519 signatures. Use a current Firefox, Chrome, Edge or Safari.");
  }
}
