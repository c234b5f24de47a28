import { decodeBase64 } from "./base64.mjs";
import { readCertificate } from "./TrustedTime/certificate.mjs";
import { DerError, parseDer } from "./TrustedTime/der.mjs";

/** Why a text is no list of roots. */
export class TimeRootsError extends Error {
  constructor(message) {
    super(message);
    this.name = "TimeRootsError";
  }
}

const block = /-----BEGIN ([A-Z0-9 ]+)-----\r?\n([A-Za-z0-9+/=\r\n]*)-----END \1-----/g;

/** The certificates that a reader trusts to say which time-stamping authorities there are, from PEM. Throws TimeRootsError. */
export function readTimeRoots(text) {
  const blocks = [...text.matchAll(block)];
  if (blocks.length !== text.split("-----BEGIN ").length - 1) throw new TimeRootsError("It is no list of certificates in PEM.");
  if (blocks.length === 0) throw new TimeRootsError("There is no certificate in it.");
  return blocks.map(([, kind, lines]) => {
    const der = decodeBase64(lines.replace(/[\r\n]/g, ""));
    if (kind !== "CERTIFICATE" || der === null) throw new TimeRootsError("It is no list of certificates in PEM.");
    try {
      return readCertificate(parseDer(der));
    } catch (error) {
      if (error instanceof DerError) throw new TimeRootsError(`It is no list of certificates in PEM: ${error.message}.`);
      throw error;
    }
  });
}
