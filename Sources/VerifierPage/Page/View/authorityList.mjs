import { say } from "../Words/words.mjs";

/**
 * Authorities by id, with their thumbprints, from the text that `touchmark-verify --authorities` reads too.
 * Throws an error whose message is for the person who typed it.
 */
export function readAuthorities(text) {
  let root;
  try {
    root = JSON.parse(text);
  } catch (error) {
    throw new Error(error.message);
  }
  const list = root?.authorities;
  if (!Array.isArray(list) || Object.keys(root).length !== 1) throw new Error(say("form.authorities.shape"));
  const known = Object.create(null);
  for (const authority of list) {
    if (typeof authority?.id !== "string" || !/^[A-Za-z0-9_-]{43}$/.test(authority.thumbprint ?? "")) {
      throw new Error(say("form.authorities.shape"));
    }
    known[authority.id] = authority.thumbprint;
  }
  return known;
}
