// The published vectors of the parts: JSON, keys, notes, proofs, tokens, time tokens.
//
//   node vectorParts.mjs [DIRECTORY]
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { decodeBase64, decodeBase64url, encodeBase64 } from "../../Sources/VerifierPage/Engine/base64.mjs";
import { bytesOfHex, sameBytes, textOfUtf8, utf8 } from "../../Sources/VerifierPage/Engine/bytes.mjs";
import { ed25519Key, isAcceptableKey, isSignatureValid } from "../../Sources/VerifierPage/Engine/ed25519.mjs";
import { contentDigest, keyThumbprint } from "../../Sources/VerifierPage/Engine/hashing.mjs";
import { readJsonBytes } from "../../Sources/VerifierPage/Engine/json.mjs";
import { inclusionFailure, isConsistent } from "../../Sources/VerifierPage/Engine/merkle.mjs";
import { checkCheckpoint, checkCosignatures, parseCheckpoint, parseVkey } from "../../Sources/VerifierPage/Engine/note.mjs";
import { claimOfProof } from "../../Sources/VerifierPage/Engine/prefixProof.mjs";
import { decodeEvent, placeDisclosures } from "../../Sources/VerifierPage/Engine/Provenance/provenance.mjs";
import { formatTime } from "../../Sources/VerifierPage/Engine/times.mjs";
import { parseTimeRoots } from "../../Sources/VerifierPage/Engine/Time/timeRoots.mjs";
import { checkTimeToken } from "../../Sources/VerifierPage/Engine/Time/timeToken.mjs";
import { eventTokenType, parseJws, readDisclosure } from "../../Sources/VerifierPage/Engine/token.mjs";
import { Checks } from "./checks.mjs";

const directory = process.argv[2] ?? fileURLToPath(new URL("../../Fixtures/Vectors", import.meta.url));
const checks = new Checks("vector parts");
const read = (name) => JSON.parse(readFileSync(join(directory, `${name}.json`), "utf8"));

async function succeeds(attempt) {
  try {
    return (await attempt()) !== false;
  } catch {
    return false;
  }
}

async function checkJson() {
  for (const { name, bytes, accepted } of read("json")) {
    checks.equal(await succeeds(() => (readJsonBytes(decodeBase64(bytes)), true)), accepted, `JSON, ${name}`);
  }
}

async function checkKeys() {
  const { pairs, publicKeys } = read("keys");
  for (const { jwk, thumbprint, vkey, cosignerVkey } of pairs) {
    const key = decodeBase64url(jwk.x);
    checks.equal(await keyThumbprint(key), thumbprint, "a thumbprint");
    for (const text of [vkey, cosignerVkey]) checks.that(sameBytes((await parseVkey(text)).bytes, key), `${text} is another key`);
  }
  for (const { name, key, accepted } of publicKeys) checks.equal(isAcceptableKey(bytesOfHex(key)), accepted, `key, ${name}`);
}

async function checkNotes() {
  const { checkpoints, vkeys, cosignatures } = read("notes");
  for (const { name, vkey, note, valid } of checkpoints) {
    const found = await succeeds(async () => (await checkCheckpoint(parseCheckpoint(note), await parseVkey(vkey))) === "valid");
    checks.equal(found, valid, `checkpoint, ${name}`);
  }
  for (const { name, vkey, accepted } of vkeys) checks.equal(await succeeds(() => parseVkey(vkey)), accepted, `vkey, ${name}`);
  for (const { name, log, witness, note, time } of cosignatures) {
    const checkpoint = parseCheckpoint(note);
    checks.equal(await checkCheckpoint(checkpoint, await parseVkey(log)), "valid", `cosignature, ${name}, the log's`);
    const found = await checkCosignatures(checkpoint, await parseVkey(witness));
    checks.equal(found.time === null ? null : Number(found.time / 1_000_000n), time, `cosignature, ${name}`);
  }
}

async function checkProofs() {
  const { inclusion, consistency, prefix } = read("proofs");
  for (const { name, index, size, hashes, leaf, root, holds } of inclusion) {
    const failure = await inclusionFailure(index, BigInt(size), hashes.map(decodeBase64), decodeBase64(leaf), decodeBase64(root));
    checks.equal(failure === null, holds, `inclusion, ${name}`);
  }
  for (const { name, from, to, hashes, oldRoot, newRoot, holds } of consistency) {
    const found = await isConsistent(BigInt(from), BigInt(to), hashes.map(decodeBase64), decodeBase64(oldRoot), decodeBase64(newRoot));
    checks.equal(found, holds, `consistency, ${name}`);
  }
  for (const proof of prefix) checks.equal(await resultOfPrefix(proof), proof.result, `prefix proof, ${proof.name}`);
}

async function resultOfPrefix({ subject, siblings, leaf, indexRoot }) {
  if (siblings.length > 256) return "refused";
  const own = leaf === null ? null : { key: decodeBase64(leaf.key), count: leaf.count, head: decodeBase64(leaf.head) };
  const claim = await claimOfProof(subject, { siblings: siblings.map(decodeBase64), leaf: own });
  if (claim.failure !== undefined || !sameBytes(claim.root, decodeBase64(indexRoot))) return "refused";
  return claim.history === null ? "absent" : { count: claim.history.count, head: encodeBase64(claim.history.head) };
}

async function checkTokens() {
  for (const { name, token, jwk, refused, digest, subjects } of read("tokens")) {
    const found = await readToken(textOfUtf8(decodeBase64(token)), decodeBase64url(jwk.x));
    if (refused !== null) {
      checks.that(found.refused !== null, `token, ${name}: accepted`);
      continue;
    }
    checks.equal(found, { refused, digest, subjects }, `token, ${name}`);
  }
}

async function readToken(text, x) {
  const steps = { at: "token" };
  const isRead = await succeeds(() => readSteps(text, x, steps));
  return isRead ? { refused: null, digest: steps.digest, subjects: steps.event.subjects } : { refused: steps.at };
}

/** As an append reads a token; a verifier of bundles gets JWS and disclosures apart. */
async function readSteps(text, x, steps) {
  const jws = parseJws(text, eventTokenType);
  if (jws.rest !== "" && !jws.rest.endsWith("~")) return false;
  const disclosures = jws.rest.length > 1 ? await Promise.all(jws.rest.slice(1, -1).split("~").map(readDisclosure)) : [];
  steps.at = "signature";
  if (jws.kid !== (await keyThumbprint(x))) return false;
  if (!(await isSignatureValid(await ed25519Key(x), jws.signature, utf8(jws.signed)))) return false;
  steps.at = "event";
  steps.digest = await contentDigest(utf8(jws.jws));
  steps.event = decodeEvent(readJsonBytes(jws.payload)).event;
  if (steps.event === undefined) return false;
  steps.at = "disclosure";
  return placeDisclosures(steps.event, disclosures) === null;
}

/** A time token as `expected` in times.jsonl spells what is made of it. */
async function outcomeOfTime({ token, text, roots }) {
  const found = await checkTimeToken(decodeBase64(token), utf8(text), await parseTimeRoots(roots));
  if (found.reason !== undefined) return { code: `time-token-${found.reason}` };
  const [time, earliest, latest] = [found.time, found.earliest, found.latest].map(formatTime);
  return { time, earliest, latest, authority: found.authority, policy: found.policy };
}

async function checkTimes() {
  const lines = readFileSync(join(directory, "times.jsonl"), "utf8").trimEnd().split("\n");
  checks.that(lines.length > 40, `${lines.length} time tokens`);
  for (const line of lines) {
    const { name, expected, ...given } = JSON.parse(line);
    checks.equal(await outcomeOfTime(given), expected, `time token, ${name}`);
  }
}

if (existsSync(join(directory, "tokens.json"))) {
  await checkJson();
  await checkKeys();
  await checkNotes();
  await checkProofs();
  await checkTokens();
  await checkTimes();
} else {
  checks.that(false, "the vectors are not here");
}
checks.finish();
