const base64Shared = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const base64Standard = base64Shared + "+/";
const base64Url = base64Shared + "-_";
const valuesOfStandard = base64Values(base64Standard);
const valuesOfUrl = base64Values(base64Url);

function base64Values(alphabet) {
  const values = new Uint8Array(128).fill(255);
  for (let value = 0; value < 64; value += 1) values[alphabet.charCodeAt(value)] = value;
  return values;
}

/** Standard base64, padded. */
export function encodeBase64(bytes) {
  const text = base64Text(bytes, base64Standard);
  return text + "=".repeat((4 - (text.length % 4)) % 4);
}

/** base64url without padding. */
export function encodeBase64url(bytes) {
  return base64Text(bytes, base64Url);
}

/** The bytes of standard, padded base64 in its one spelling; null for any other text. */
export function decodeBase64(text) {
  if (text.length % 4 !== 0) return null;
  let count = text.length;
  if (count > 0 && text[count - 1] === "=") count -= text[count - 2] === "=" ? 2 : 1;
  return base64Bytes(text, count, valuesOfStandard);
}

/** The bytes of base64url without padding in its one spelling; null for any other text. */
export function decodeBase64url(text) {
  return base64Bytes(text, text.length, valuesOfUrl);
}

function base64Text(bytes, alphabet) {
  let text = "";
  for (let place = 0; place < bytes.length; place += 3) {
    const left = bytes.length - place;
    const block = (bytes[place] << 16) | ((bytes[place + 1] ?? 0) << 8) | (bytes[place + 2] ?? 0);
    text += alphabet[block >> 18] + alphabet[(block >> 12) & 63];
    if (left > 1) text += alphabet[(block >> 6) & 63];
    if (left > 2) text += alphabet[block & 63];
  }
  return text;
}

/** Decodes the first `count` characters, which have no padding. */
function base64Bytes(text, count, values) {
  const rest = count % 4;
  if (rest === 1) return null;
  const bytes = new Uint8Array(Math.floor((count * 3) / 4));
  const whole = count - rest;
  let at = 0;
  let wrong = 0;
  for (let place = 0; place < whole; place += 4) {
    const a = valueOfBase64(text, place, values);
    const b = valueOfBase64(text, place + 1, values);
    const c = valueOfBase64(text, place + 2, values);
    const d = valueOfBase64(text, place + 3, values);
    wrong |= a | b | c | d;
    bytes[at] = (a << 2) | (b >> 4);
    bytes[at + 1] = (b << 4) | (c >> 2);
    bytes[at + 2] = (c << 6) | d;
    at += 3;
  }
  if (wrong & 192) return null;
  if (rest === 0) return bytes;
  return base64Rest(text, whole, rest, values, bytes, at) ? bytes : null;
}

/** The last two or three characters. Bits that stand for nothing must be zero. */
function base64Rest(text, place, rest, values, bytes, at) {
  const a = valueOfBase64(text, place, values);
  const b = valueOfBase64(text, place + 1, values);
  const c = rest === 3 ? valueOfBase64(text, place + 2, values) : 0;
  if ((a | b | c) & 192) return false;
  bytes[at] = (a << 2) | (b >> 4);
  if (rest === 2) return (b & 15) === 0;
  bytes[at + 1] = (b << 4) | (c >> 2);
  return (c & 3) === 0;
}

function valueOfBase64(text, place, values) {
  const code = text.charCodeAt(place);
  return code < 128 ? values[code] : 255;
}
