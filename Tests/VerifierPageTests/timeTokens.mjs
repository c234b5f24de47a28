// Both verifiers on time tokens (RFC 3161): authorities of every kind, good and bad, and tokens damaged in thousands of ways.
//
//   node timeTokens.mjs VERIFY BUNDLE VKEY [DAMAGES]
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { linesOf, withEnd } from "./bundles.mjs";
import { Checks, seededRandom } from "./checks.mjs";
import { VerifierPair } from "./otherVerifier.mjs";
import { TimeAuthority, hasOpenssl } from "./timeAuthority.mjs";

const [command, bundle, keyFile, damages = "40"] = process.argv.slice(2);
const checks = new Checks("timeTokens");
const scratch = mkdtempSync(join(tmpdir(), "touchmark-times-"));
const pair = new VerifierPair(command, scratch);
const lines = linesOf(readFileSync(bundle, "utf8"));
const key = readFileSync(keyFile, "utf8").trim();
const { note } = JSON.parse(lines.find((line) => line.startsWith('{"kind":"checkpoint"')));
const text = note.slice(0, note.indexOf("\n\n") + 1);
const size = Number(text.split("\n")[1]);

/** The bundle with further lines where those of time stand. */
function withTokens(tokens) {
  const place = lines.findIndex((line) => line.startsWith('{"kind":"claim"') || line.startsWith('{"kind":"end"'));
  const added = tokens.map(({ token, at = size }) => JSON.stringify({ kind: "time", size: at, token: Buffer.from(token).toString("base64") }));
  return withEnd(lines.toSpliced(place, 0, ...added));
}

async function compare(name, tokens, roots, wanted) {
  const options = { key, unsealedOK: true, ...(roots === undefined ? {} : { tsaRoots: roots }) };
  const words = ["--key", key, "--unsealed-ok"];
  if (roots !== undefined) {
    writeFileSync(join(scratch, "roots.pem"), roots);
    words.push("--tsa-roots", join(scratch, "roots.pem"));
  }
  const differences = await pair.differences(new TextEncoder().encode(withTokens(tokens)), options, words);
  checks.that(differences.length === 0, `${name}: ${differences.join(" | ")}`);
  if (wanted === undefined) return;
  const found = pair.last.report === null ? [] : pair.last.report.findings.map(({ code }) => code).filter((code) => code.startsWith("time-"));
  const anchors = pair.last.report?.anchors.length ?? "none";
  checks.that(wanted === "anchor" ? anchors === 1 : found.includes(wanted), `${name}: wanted ${wanted}, found [${found}] and ${anchors} anchors`);
}

let count = 0;
function authority(settings) {
  count += 1;
  return new TimeAuthority(join(scratch, `authority-${count}`), settings);
}

async function checkAuthorities() {
  const kinds = {
    plain: [{}, "anchor"],
    "to the microsecond": [{ precision: 6, accuracy: "secs:0, millisecs:5, microsecs:7" }, "anchor"],
    "of no accuracy": [{ accuracy: null }, "anchor"],
    "P-256": [{ key: "ec:P-256" }, "anchor"],
    "P-384 over SHA-384": [{ key: "ec:P-384", digest: "sha384", nameDigest: "sha384", imprint: "sha384" }, "anchor"],
    "P-521 over SHA-512": [{ key: "ec:P-521", digest: "sha512", imprint: "sha512" }, "anchor"],
    "RSA over SHA-512, 3072 bits": [{ key: "rsa:3072", digest: "sha512" }, "anchor"],
    "named by SHA-1": [{ nameDigest: "sha1" }, "anchor"],
    "under a root of P-256": [{ rootKey: "ec:P-256" }, "anchor"],
    "with an authority between": [{ middle: "middle" }, "anchor"],
    "of a longer name": [{ subject: "/CN=A, \"B\" + C/O=#Example; Ltd " }, "anchor"],
    "imprint by SHA-1": [{ imprint: "sha1" }, "time-token-algorithm"],
    "signed over SHA-1": [{ digest: "sha1" }, "time-token-algorithm"],
    // A certificate with such a key cannot be read.
    "a short key": [{ key: "rsa:1024" }, "time-token-signer"],
    expired: [{ until: "20210101000000Z" }, "time-token-untrusted"],
    "not yet valid": [{ from: "20900101000000Z" }, "time-token-untrusted"],
    "issued over SHA-1": [{ issuing: "sha1" }, "time-token-untrusted"],
    "a critical extension nobody knows": [{ purpose: "unknown-critical" }, "time-token-untrusted"],
    "an authority between that is none": [{ middle: "middle-no-authority" }, "time-token-untrusted"],
    "an authority between that may not issue": [{ middle: "middle-no-usage" }, "time-token-untrusted"],
    "an authority between for other purposes": [{ middle: "middle-other-purpose" }, "time-token-untrusted"],
  };
  for (const [name, [settings, wanted]] of Object.entries(kinds)) {
    const own = stampedOrNull(settings);
    if (own === null) continue;
    await compare(name, [own], own.authority.root, wanted);
  }
}

/** `openssl ts` itself refuses some of these; what it refuses to make cannot be tried here. */
function stampedOrNull(settings) {
  const made = authority(settings);
  try {
    return { authority: made, token: made.stamp(text) };
  } catch (error) {
    console.log(`not tried: ${JSON.stringify(settings)}: ${String(error.message).slice(0, 160).replaceAll("\n", " ")}`);
    return null;
  }
}

async function checkRoots({ authority: own, token }) {
  const other = authority({}).root;
  await compare("no roots", [{ token }], undefined, "time-not-evaluated");
  await compare("another root of the same name", [{ token }], other, "time-token-untrusted");
  await compare("several roots", [{ token }], other + own.root, "anchor");
  await compare("the signer given as a root", [{ token }], own.read("signer.pem"), "time-token-untrusted");
  await compare("a size that is not here", [{ token, at: size + 1 }], own.root, "time-token-checkpoint");
  await compare("over another text", [{ token: own.stamp(`${text}\n`) }], own.root, "time-token-imprint");
  await compare("twice", [{ token }, { token }], own.root);
  await compare("129 tokens", Array(129).fill({ token: Buffer.of(0x30, 0) }), own.root, "time-token-malformed");
  const crlf = own.root.replaceAll("\n", "\r\n");
  for (const roots of ["", "x", own.root.slice(0, -20), own.root.replace("CERTIFICATE", "KEY"), own.root.replace(/M/, "N"), `text before\n${own.root}`, own.root + own.read("root.key"), crlf]) {
    await compare(`roots ${JSON.stringify(roots.slice(0, 40))}`, [{ token }], roots);
  }
}

/** Bytes that a search for faults would try: bits turned, bytes put in and taken out, lengths changed, two tokens crossed. */
function* damaged(token, other, below, number) {
  for (let done = 0; done < number; done += 1) {
    const copy = Buffer.from(token);
    const place = below(copy.length);
    switch (below(6)) {
      case 0:
        yield copy.subarray(0, place);
        break;
      case 1:
        yield Buffer.concat([copy.subarray(0, place), Buffer.of(below(256)), copy.subarray(place)]);
        break;
      case 2:
        yield Buffer.concat([copy.subarray(0, place), other.subarray(Math.min(place, other.length))]);
        break;
      default:
        copy[place] ^= 1 << below(8);
        yield copy;
    }
  }
}

try {
  if (hasOpenssl) {
    await checkAuthorities();
    const tokens = ["rsa:2048", "ec:P-256"].map((kind) => stampedOrNull({ key: kind, middle: "middle" }));
    await checkRoots(tokens[0]);
    const below = seededRandom();
    for (const [place, { authority: own, token }] of tokens.entries()) {
      const other = tokens[1 - place].token;
      let number = 0;
      for (const bytes of damaged(token, other, below, Number(damages))) {
        number += 1;
        writeFileSync(join(scratch, "last.der"), bytes);
        await compare(`damage ${number} of ${place}: ${bytes.toString("base64")}`, [{ token: bytes }], own.root);
      }
    }
  } else {
    console.log("openssl is not installed: no tokens were made");
  }
  await compare("a token that is none", [{ token: Buffer.of(1, 2, 3) }], undefined, "time-not-evaluated");
} finally {
  rmSync(scratch, { recursive: true });
}
checks.finish();
