// Makes Fixtures/Vectors/time-tokens.json anew, with `openssl` as the authority. Serial numbers and signatures by ECDSA differ each time, so
// the file is kept, and made again only to add to it. What is expected is written down here, and times are read by `openssl`.
//
//   node makeTimeTokens.mjs >Fixtures/Vectors/time-tokens.json
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { formatTime } from "../../Sources/VerifierPage/Engine/times.mjs";
import { TimeAuthority } from "./timeAuthority.mjs";

const bundle = new URL("../../Fixtures/Vectors/bundles/sound-label.jsonl", import.meta.url);
const lines = readFileSync(bundle, "utf8").split("\n");
const { note } = JSON.parse(lines.find((line) => line.startsWith('{"kind":"checkpoint"')));
const text = note.slice(0, note.indexOf("\n\n") + 1);
const scratch = mkdtempSync(join(tmpdir(), "touchmark-vectors-"));
let count = 0;

function stamped(settings, over = text) {
  count += 1;
  const authority = new TimeAuthority(join(scratch, String(count)), settings);
  return { authority, token: authority.stamp(over) };
}

/** The time that `openssl` reads in the token that was made last, in microseconds. */
function timeByOpenssl({ directory }) {
  const { stdout } = spawnSync("openssl", ["ts", "-reply", "-token_in", "-in", "token", "-text"], { cwd: directory, encoding: "utf8" });
  const said = /Time stamp: (.*)/.exec(stdout)[1];
  const [, start, fraction = "", end] = /^(.*?\d\d:\d\d:\d\d)(?:\.(\d+))?( \d{4} GMT)$/.exec(said);
  return BigInt(Date.parse(start + end)) * 1000n + BigInt(fraction.padEnd(6, "0").slice(0, 6));
}

function vector(name, token, roots, expected) {
  return { name, text, token: Buffer.from(token).toString("base64"), roots, expected };
}

/** @param uncertainty by the accuracy; @param resolution of the last digit of the time; both in microseconds */
function good(name, settings, uncertainty, resolution) {
  const { authority, token } = stamped(settings);
  const time = timeByOpenssl(authority);
  return vector(name, token, authority.root, {
    time: formatTime(time), earliest: formatTime(time - uncertainty), latest: formatTime(time + resolution + uncertainty),
    authority: "CN=Test Time Authority", policy: "1.2.3.4.1",
  });
}

function bad(name, settings, code, change = (token) => token) {
  const { authority, token } = stamped(settings);
  return vector(name, change(Buffer.from(token)), authority.root, { code });
}

function turned(token, place) {
  token[place] ^= 1;
  return token;
}

const second = 1_000_000n;
const strangers = stamped({});
const cases = [
  good("RSA over SHA-256", {}, second, second),
  good("ECDSA on P-256", { key: "ec:P-256" }, second, second),
  good("ECDSA on P-384 over SHA-384", { key: "ec:P-384", digest: "sha384", nameDigest: "sha384", imprint: "sha384" }, second, second),
  good("ECDSA on P-521 over SHA-512", { key: "ec:P-521", digest: "sha512", imprint: "sha512" }, second, second),
  good("an authority that states no accuracy", { accuracy: null }, 0n, second),
  good("an accuracy in all its parts", { accuracy: "secs:2, millisecs:3, microsecs:4" }, 2_003_004n, second),
  good("an authority between", { middle: "middle" }, second, second),
  good("the certificate named by SHA-1", { nameDigest: "sha1" }, second, second),
  vector("another root of the same name", stamped({}).token, strangers.authority.root, { code: "time-token-untrusted" }),
  vector("over another text", stamped({}, `${text}\n`).token, strangers.authority.root, { code: "time-token-imprint" }),
  bad("an imprint by SHA-1", { imprint: "sha1" }, "time-token-algorithm"),
  bad("signed over SHA-1", { digest: "sha1" }, "time-token-algorithm"),
  bad("expired when it was made", { until: "20210101000000Z" }, "time-token-untrusted"),
  bad("not yet valid when it was made", { from: "20900101000000Z" }, "time-token-untrusted"),
  bad("issued over SHA-1", { issuing: "sha1" }, "time-token-untrusted"),
  bad("under an authority that is none", { middle: "middle-no-authority" }, "time-token-untrusted"),
  bad("under an authority that may not issue", { middle: "middle-no-usage" }, "time-token-untrusted"),
  bad("a bit of the signature turned", {}, "time-token-signature", (token) => turned(token, token.length - 1)),
  bad("a digit of the time turned", {}, "time-token-signature", (token) => turned(token, token.indexOf(Buffer.of(0x18, 0x0f)) + 15)),
  bad("cut short", {}, "time-token-malformed", (token) => token.subarray(0, token.length - 1)),
  bad("a byte behind it", {}, "time-token-malformed", (token) => Buffer.concat([token, Buffer.of(0)])),
  vector("nothing", Buffer.alloc(0), strangers.authority.root, { code: "time-token-malformed" }),
];
rmSync(scratch, { recursive: true });
console.log(JSON.stringify({ cases }, null, 1));
