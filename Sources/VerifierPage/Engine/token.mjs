import { decodeBase64url, encodeBase64url } from "./base64.mjs";
import { utf8 } from "./bytes.mjs";
import { isSignatureValid } from "./ed25519.mjs";
import { sha256 } from "./hashing.mjs";
import { JsonError, readJsonBytes } from "./json.mjs";

/** Why a text is no token of the shape that section 2 of the protocol wants. */
export class TokenError extends Error {
  constructor(message) {
    super(message);
    this.name = "TokenError";
  }
}

/** Types of tokens, as `typ` names them. */
export const eventTokenType = "touchmark-event+sd-jwt";
const keyProofType = "touchmark-key-proof+jwt";

const jwsLimit = 65_000;
const leastSaltBytes = 16;
const thumbprintShape = /^[A-Za-z0-9_-]{43}$/;
/** Headers that were read: a ledger has few, each in thousands of events. */
const readHeaders = new Map();
const readHeadersLimit = 4096;

/**
 * The parts of a compact JWS: `kid`, `payload` (bytes), `signature` (64 bytes), `signed` (the text that is signed), `jws`, and `rest`,
 * what follows from the first tilde on. Its signature is not looked at. Throws TokenError.
 */
export function parseJws(text, type) {
  const first = text.indexOf(".");
  const second = first < 0 ? -1 : text.indexOf(".", first + 1);
  if (second < 0) throw new TokenError("a token is header.payload.signature; there are not two dots");
  const tilde = text.indexOf("~", second + 1);
  const end = tilde < 0 ? text.length : tilde;
  if (end > jwsLimit) {
    throw new TokenError(`the JWS is ${end} bytes; at most ${jwsLimit}`);
  }
  const kid = kidOfHeader(text.slice(0, first), type);
  const payload = partOfJws("payload", text.slice(first + 1, second));
  const signature = partOfJws("signature", text.slice(second + 1, end));
  if (signature.length !== 64) {
    throw new TokenError(`an Ed25519 signature is 64 bytes; this one is ${signature.length}`);
  }
  return { kid, payload, signature, signed: text.slice(0, second), jws: text.slice(0, end), rest: text.slice(end) };
}

function partOfJws(name, text) {
  const bytes = decodeBase64url(text);
  if (bytes === null) throw new TokenError(`the ${name} is not base64url without padding, in its one spelling`);
  return bytes;
}

function kidOfHeader(text, type) {
  const known = readHeaders.get(text);
  if (known !== undefined && known.type === type) return known.kid;
  const kid = kidOfHeaderJson(partOfJws("header", text), type);
  if (readHeaders.size >= readHeadersLimit) readHeaders.clear();
  readHeaders.set(text, { type, kid });
  return kid;
}

function kidOfHeaderJson(bytes, type) {
  const header = strictObject(bytes, "the header is not an object of strict JSON");
  const names = Object.keys(header);
  if (names.length !== 3 || !["alg", "kid", "typ"].every((name) => name in header)) {
    throw new TokenError("the header has exactly alg, kid and typ");
  }
  if (!names.every((name) => typeof header[name] === "string")) throw new TokenError("the header's members are strings");
  if (header.alg !== "Ed25519" && header.alg !== "EdDSA") {
    throw new TokenError('"alg" must be "Ed25519" (or "EdDSA")');
  }
  if (header.typ !== type) throw new TokenError(`"typ" must be "${type}"`);
  if (!isThumbprint(header.kid)) {
    throw new TokenError('"kid" must be the key\'s thumbprint: 43 characters of base64url');
  }
  return header.kid;
}

/** Whether a text is 32 bytes in base64url. */
export function isThumbprint(text) {
  return thumbprintShape.test(text) && decodeBase64url(text) !== null;
}

function strictObject(bytes, sentence) {
  const value = strictValue(bytes, sentence);
  if (value === null || typeof value !== "object" || Array.isArray(value)) throw new TokenError(sentence);
  return value;
}

function strictValue(bytes, sentence) {
  try {
    return readJsonBytes(bytes);
  } catch (error) {
    if (error instanceof JsonError) throw new TokenError(`${sentence}: ${error.message}`);
    throw error;
  }
}

/** A disclosure's `{text, name, value, digest}`; the digest is its SHA-256 in base64url. Throws TokenError. */
export async function readDisclosure(text) {
  const bytes = decodeBase64url(text);
  if (bytes === null) throw new TokenError("a disclosure is not base64url without padding, in its one spelling");
  const parts = strictValue(bytes, "a disclosure is not an array of strict JSON");
  if (!Array.isArray(parts) || parts.length !== 3 || typeof parts[0] !== "string" || typeof parts[1] !== "string") {
    throw new TokenError("a disclosure is [salt, name, value]; array elements cannot be sealed");
  }
  const [salt, name, value] = parts;
  const saltBytes = decodeBase64url(salt);
  if (saltBytes === null || saltBytes.length < leastSaltBytes) {
    throw new TokenError("a disclosure's salt is at least 16 bytes in base64url");
  }
  if (isReservedName(name) || holdsReservedName(value)) {
    throw new TokenError('a disclosure has no member "_sd" or "...": sealed values do not nest');
  }
  return { text, name, value, digest: encodeBase64url(await sha256(utf8(text))) };
}

function isReservedName(name) {
  return name === "_sd" || name === "...";
}

function holdsReservedName(value) {
  if (value === null || typeof value !== "object") return false;
  if (Array.isArray(value)) return value.some(holdsReservedName);
  return Object.keys(value).some((name) => isReservedName(name) || holdsReservedName(value[name]));
}

/**
 * Whether `proof` shows that the holder of a key means this actor in this ledger.
 *
 * @param introduced {key: from ed25519Key, thumbprint}
 */
export async function isKeyProof(proof, introduced, ledger, source) {
  let jws;
  let statement;
  try {
    jws = parseJws(proof, keyProofType);
    if (jws.rest !== "" || jws.kid !== introduced.thumbprint) return false;
    statement = strictObject(jws.payload, "the payload of a proof is an object");
  } catch (error) {
    if (error instanceof TokenError) return false;
    throw error;
  }
  if (!(await isSignatureValid(introduced.key, jws.signature, utf8(jws.signed)))) return false;
  return (
    Object.keys(statement).length === 3 &&
    statement.ledger === ledger &&
    statement.source === source &&
    statement.kid === introduced.thumbprint
  );
}
