import { decodeBase64 } from "../base64.mjs";
import { certificateOf } from "./certificate.mjs";
import { DerError, parseDer } from "./der.mjs";

/** Why a text is no list of roots. */
export class TimeRootsError extends Error {
  constructor(message) {
    super(message);
    this.name = "TimeRootsError";
  }
}

const pemLineLength = 64;
const pemStart = /-----BEGIN ([^]*?)-----/g;

/** The certificates of a text in PEM, one or more; what stands between them is passed over. Throws TimeRootsError. */
export async function parseTimeRoots(text) {
  const roots = [];
  for (const bytes of pemBodies(text)) roots.push(await rootOf(bytes));
  if (roots.length === 0) throw new TimeRootsError("There is no certificate in it.");
  return roots;
}

async function rootOf(bytes) {
  try {
    return await certificateOf(parseDer(bytes));
  } catch (error) {
    if (error instanceof DerError) throw notRoots(error.message);
    throw error;
  }
}

function notRoots(why) {
  return new TimeRootsError(`It is no list of certificates in PEM: ${why}.`);
}

function pemBodies(text) {
  const bodies = [];
  let place = 0;
  for (;;) {
    pemStart.lastIndex = place;
    const begin = pemStart.exec(text);
    const newline = begin === null ? null : /^\r?\n/.exec(text.slice(pemStart.lastIndex, pemStart.lastIndex + 2));
    // A line that only looks like a beginning ends the list, as it does for touchmark-verify.
    if (newline === null) return bodies;
    const from = pemStart.lastIndex + newline[0].length;
    const to = text.indexOf("-----END ", pemStart.lastIndex);
    const end = to < 0 ? -1 : text.indexOf("-----", to + 9);
    if (end < 0) throw notRoots("a certificate has no end");
    const name = begin[1];
    if (name !== text.slice(to + 9, end)) throw notRoots("it ends otherwise than it begins");
    if (name !== "CERTIFICATE") throw notRoots(`there is a ${name.slice(0, 40)} in it`);
    bodies.push(bytesOfBody(text.slice(from, to)));
    place = end + 5;
  }
}

/** Lines of 64 characters; the last may be shorter. */
function bytesOfBody(body) {
  if (body !== "" && !body.endsWith("\n")) throw notRoots("a line is not ended");
  const lines = body === "" ? [] : body.slice(0, -1).split("\n").map((line) => (line.endsWith("\r") ? line.slice(0, -1) : line));
  const isFull = (line, place) => line.length === pemLineLength || (place === lines.length - 1 && line.length > 0 && line.length < pemLineLength);
  const bytes = lines.every(isFull) ? decodeBase64(lines.join("")) : null;
  if (bytes === null || bytes.length === 0) throw notRoots("a certificate is not in base64, 64 characters a line");
  return bytes;
}
