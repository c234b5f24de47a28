const encoderOfText = new TextEncoder();
const decoderOfText = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The UTF-8 of a text. */
export function utf8(text) {
  return encoderOfText.encode(text);
}

/** The text of UTF-8, or null where the bytes are none. A byte order mark is kept, so that JSON refuses it. */
export function textOfUtf8(bytes) {
  try {
    return decoderOfText.decode(bytes);
  } catch {
    return null;
  }
}

/** Bytes as a text of one character each, for formats to which all but ASCII is opaque. */
export function octetText(bytes) {
  let text = "";
  for (let place = 0; place < bytes.length; place += 8192) text += String.fromCharCode(...bytes.subarray(place, place + 8192));
  return text;
}

/** The bytes of such a text. */
export function bytesOfOctetText(text) {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

/** Whether two byte strings are the same. Nothing here is secret, so it may stop early. */
export function sameBytes(a, b) {
  if (a.length !== b.length) return false;
  for (let place = 0; place < a.length; place += 1) if (a[place] !== b[place]) return false;
  return true;
}

/** The parts one after the other; a number is one byte. */
export function joinBytes(...parts) {
  let count = 0;
  for (const part of parts) count += typeof part === "number" ? 1 : part.length;
  const result = new Uint8Array(count);
  let place = 0;
  for (const part of parts) {
    if (typeof part === "number") {
      result[place] = part;
      place += 1;
    } else {
      result.set(part, place);
      place += part.length;
    }
  }
  return result;
}

/** Lower-case hex. */
export function hexOf(bytes) {
  let text = "";
  for (const byte of bytes) text += byte.toString(16).padStart(2, "0");
  return text;
}

/** The bytes of hex in lower case, two digits a byte; null for anything else. */
export function bytesOfHex(text) {
  if (!/^(?:[0-9a-f]{2})*$/.test(text)) return null;
  return Uint8Array.from({ length: text.length / 2 }, (_, place) => parseInt(text.slice(2 * place, 2 * place + 2), 16));
}
