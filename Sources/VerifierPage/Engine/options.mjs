import { parseAuditors, shareKeys } from "./auditors.mjs";
import { textOfUtf8, utf8 } from "./bytes.mjs";
import { JsonError, readJson } from "./json.mjs";
import { NoteError, parseVkey } from "./note.mjs";
import { PolicyError, parsePolicy } from "./policy.mjs";
import { isIdentifier } from "./Provenance/subjects.mjs";
import { TimeRootsError, parseTimeRoots } from "./Time/timeRoots.mjs";
import { isThumbprint } from "./token.mjs";

/** What a verifier was given beside the bundle cannot be read. */
export class InvalidOption extends Error {
  /** @param option key, authorities, witnesses, auditors, tsaRoots or greatestAge */
  constructor(option, message) {
    super(message);
    this.name = "InvalidOption";
    this.option = option;
  }
}

/**
 * Options as the engine uses them: {vkey, now, unsealedOK, authorities, age: null or {days, now}, policy: null or a policy, auditors: null or
 * vkeys, roots: null or certificates}. Throws InvalidOption.
 *
 * @param given {key: text, unsealedOK, authorities: id -> thumbprint, greatestAge: days, now: milliseconds, witnesses, auditors,
 *   tsaRoots: PEM}; the last three are texts, or the bytes of files
 */
export async function readOptions(given) {
  if (given.greatestAge !== undefined && !Number.isSafeInteger(given.greatestAge)) {
    throw new InvalidOption("greatestAge", "The greatest age is a whole number of days.");
  }
  const vkey = await readVkey(given.key);
  const policy = given.witnesses === undefined ? null : await readPolicy(given.witnesses);
  const now = BigInt(given.now ?? Date.now()) * 1000n;
  return {
    vkey,
    now,
    unsealedOK: given.unsealedOK === true,
    authorities: readAuthorities(given.authorities ?? {}),
    age: given.greatestAge === undefined ? null : { days: given.greatestAge, now },
    policy,
    auditors: given.auditors === undefined ? null : await readAuditors(given.auditors, policy, vkey),
    roots: given.tsaRoots === undefined ? null : await readRoots(given.tsaRoots),
  };
}

async function readVkey(text) {
  try {
    return await parseVkey(String(text).trim());
  } catch (error) {
    if (error instanceof NoteError) throw new InvalidOption("key", `The key is no vkey: ${error.message}.`);
    throw error;
  }
}

async function readPolicy(content) {
  try {
    return await parsePolicy(bytesOf(content));
  } catch (error) {
    if (error instanceof PolicyError) throw new InvalidOption("witnesses", `This is no witness policy: ${error.message}.`);
    throw error;
  }
}

async function readRoots(content) {
  try {
    return await parseTimeRoots(textOf("tsaRoots", content));
  } catch (error) {
    if (error instanceof TimeRootsError) throw new InvalidOption("tsaRoots", `These are no roots: ${error.message}`);
    throw error;
  }
}

async function readAuditors(content, policy, log) {
  let auditors;
  try {
    auditors = await parseAuditors(bytesOf(content));
  } catch (error) {
    if (error instanceof PolicyError) throw new InvalidOption("auditors", `This is no list of auditors: ${error.message}.`);
    throw error;
  }
  if (shareKeys(auditors, policy, log)) {
    const sentence = "A key of the auditors is a witness's or the log's too. An auditor's key says more than theirs, and must be its own.";
    throw new InvalidOption("auditors", sentence);
  }
  return auditors;
}

function readAuthorities(given) {
  const known = Object.create(null);
  for (const [id, thumbprint] of Object.entries(given)) {
    if (typeof thumbprint !== "string" || !isThumbprint(thumbprint)) {
      throw new InvalidOption("authorities", "A key's thumbprint is expected, 43 characters, for each authority.");
    }
    if (!isIdentifier(id)) throw new InvalidOption("authorities", "An id is not empty, not . or .., and in Unicode form NFC.");
    known[id] = thumbprint;
  }
  return known;
}

function bytesOf(content) {
  return typeof content === "string" ? utf8(content) : content;
}

function textOf(option, content) {
  const text = typeof content === "string" ? content : textOfUtf8(content);
  if (text === null) throw new InvalidOption(option, "The file is not UTF-8.");
  return text;
}

/**
 * The authorities of a file, its text or its bytes, as `--authorities` reads it: id -> thumbprint. Throws InvalidOption.
 */
export function parseAuthorities(content) {
  let root;
  try {
    root = readJson(textOf("authorities", content));
  } catch (error) {
    if (error instanceof JsonError) throw invalidAuthorities(error.message);
    throw error;
  }
  if (!isPlainObject(root) || !hasOnly(root, ["authorities"]) || !Array.isArray(root.authorities)) {
    throw invalidAuthorities("an object with the one member authorities, an array, is expected");
  }
  const known = Object.create(null);
  for (const entry of root.authorities) {
    if (!isPlainObject(entry) || !hasOnly(entry, ["id", "thumbprint", "name"])) {
      throw invalidAuthorities("each has id, thumbprint and, if you like, name");
    }
    const { id, thumbprint, name } = entry;
    if (typeof id !== "string" || (name !== undefined && typeof name !== "string")) {
      throw invalidAuthorities("id and name are strings");
    }
    if (typeof thumbprint !== "string" || !isThumbprint(thumbprint)) {
      throw invalidAuthorities("a key's thumbprint is expected, 43 characters");
    }
    if (!isIdentifier(id)) throw invalidAuthorities("an id is not empty, not . or .., and in Unicode form NFC");
    if (Object.hasOwn(known, id)) throw invalidAuthorities("an id is given twice");
    known[id] = thumbprint;
  }
  return known;
}

function invalidAuthorities(sentence) {
  return new InvalidOption("authorities", `This is no list of authorities: ${sentence}.`);
}

function isPlainObject(value) {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

function hasOnly(object, names) {
  return Object.keys(object).every((name) => names.includes(name));
}
