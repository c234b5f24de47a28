// The primitives of section 1 of the protocol, without any of the product's Swift code.
import { existsSync, readFileSync } from "node:fs";
import { decodeBase64, decodeBase64url, encodeBase64, encodeBase64url } from "../../Sources/VerifierPage/Engine/base64.mjs";
import { bytesOfHex } from "../../Sources/VerifierPage/Engine/bytes.mjs";
import { ed25519Key, isAcceptableKey, isSignatureValid } from "../../Sources/VerifierPage/Engine/ed25519.mjs";
import { canonicalJson, readJsonBytes } from "../../Sources/VerifierPage/Engine/json.mjs";
import { formatTime, parseTime } from "../../Sources/VerifierPage/Engine/times.mjs";
import { Checks } from "./checks.mjs";

const checks = new Checks("primitives");
const bytesOf = (text) => new TextEncoder().encode(text);

function isJson(bytes) {
  try {
    readJsonBytes(bytes);
    return true;
  } catch {
    return false;
  }
}

const nested = (depth) => "[".repeat(depth) + "]".repeat(depth);
for (const text of ["0", " [1,2] ", '{"a":1,"A":2}', '"\\ud83d\\ude00"', "1e3", "9007199254740991", "-0.0", "1.0", nested(16), '{"__proto__":1}', '"\u007f"', "1e-400", '{"\u00e9":1,"e\u0301":2}', "1.5e-300"]) {
  checks.that(isJson(bytesOf(text)), `JSON ${text} is refused`);
}
for (const text of ["", "01", "+1", "1.", ".5", "1e", "NaN", "[1,]", "[,1]", '{"a":1,}', "{a:1}", "'a'", '"\t"', '"\\x"', '"\\u12"', '"\\ud800"', '"\\ude00"', '"\\ud800\\u0041"', '"\\ud800x"', '{"a":1,"\\u0061":2}', '{"__proto__":1,"__proto__":2}', "9007199254740992", "-9007199254740992", "1e400", "1e16", "1.5e300", "123456789012345678901234567890", nested(17), "1 2", "tru", "nullx", "\ufeff1", "\u00a01", "\u000b1", '"a', "[1"]) {
  checks.that(!isJson(bytesOf(text)), `JSON ${JSON.stringify(text)} is accepted`);
}
for (const bytes of [[0x22, 0xff, 0x22], [0x22, 0xc0, 0x80, 0x22], [0x22, 0xed, 0xa0, 0x80, 0x22], [0x22, 0xf4, 0x90, 0x80, 0x80, 0x22], [0xef, 0xbb, 0xbf, 0x31], [0x22, 0xe2, 0x82, 0x22]]) {
  checks.that(!isJson(Uint8Array.from(bytes)), `the bytes ${bytes} are taken for JSON`);
}
checks.that(Object.is(readJsonBytes(bytesOf("-0")), 0), "-0 is not 0");
checks.equal(canonicalJson(readJsonBytes(bytesOf('{"b":1.0,"a":[1e-7,"\\u2028\\/"],"\\ud83d\\ude00":null,"\\ufb33":1}'))), '{"a":[1e-7,"\u2028/"],"b":1,"\ud83d\ude00":null,"\ufb33":1}', "canonical form");

for (const length of [0, 1, 2, 3, 4, 5, 31, 32, 33, 64]) {
  const bytes = Uint8Array.from({ length }, (_, place) => (place * 37 + 251) & 255);
  const buffer = Buffer.from(bytes);
  checks.equal(encodeBase64(bytes), buffer.toString("base64"), `base64 of ${length} bytes`);
  checks.equal(encodeBase64url(bytes), buffer.toString("base64url"), `base64url of ${length} bytes`);
  checks.equal([...decodeBase64(buffer.toString("base64"))], [...bytes], `bytes of base64 of ${length}`);
  checks.equal([...decodeBase64url(buffer.toString("base64url"))], [...bytes], `bytes of base64url of ${length}`);
}
for (const text of ["A", "AB", "AA=", "AA===", "AAA", "AB==", "AAB=", "A A=", "AA==\n", "-_==", "====", "=", "A===", "AA=A", "\u00e9AAA", "AAAA="]) {
  checks.that(decodeBase64(text) === null, `base64 ${JSON.stringify(text)} is accepted`);
}
for (const text of ["A", "AB", "AA==", "+/", "AAB", "AA\n", "A\u0100"]) {
  checks.that(decodeBase64url(text) === null, `base64url ${JSON.stringify(text)} is accepted`);
}

const times = { "1970-01-01T00:00:00Z": 0n, "1969-12-31T23:59:59.999999Z": -1n, "2026-09-21T14:13:25.250001Z": 1_790_000_005_250_001n, "0000-01-01T00:00:00Z": -62_167_219_200_000_000n, "9999-12-31T23:59:59Z": 253_402_300_799_000_000n, "2000-02-29T12:00:00Z": 951_825_600_000_000n, "0000-02-29T00:00:00Z": -62_162_121_600_000_000n };
for (const [text, wanted] of Object.entries(times)) {
  checks.that(parseTime(text) === wanted, `the time ${text} is ${parseTime(text)}`);
  checks.equal(formatTime(wanted), text, "text of a time");
}
for (const text of ["2026-02-29T00:00:00Z", "1900-02-29T00:00:00Z", "2026-01-01T24:00:00Z", "2026-01-01T00:00:60Z", "2026-01-01t00:00:00Z", "2026-01-01T00:00:00z", "2026-01-01T00:00:00.Z", "2026-01-01T00:00:00.1234567Z", "2026-01-01T00:00:00+00:00", "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z", "2026-01-00T00:00:00Z", "26-01-01T00:00:00Z", "2026-01-01T00:00:00Z\n", " 2026-01-01T00:00:00Z"]) {
  checks.that(parseTime(text) === null, `the time ${JSON.stringify(text)} is accepted`);
}

// Keys: canonical, of the curve, not of small order. Orders 1, 2, 4, 8, then the same written otherwise, then y = 2, no point.
const refusedKeys = [
  "0100000000000000000000000000000000000000000000000000000000000000",
  "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "0000000000000000000000000000000000000000000000000000000000000000",
  "0000000000000000000000000000000000000000000000000000000000000080",
  "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
  "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
  "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
  "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
  "0100000000000000000000000000000000000000000000000000000000000080",
  "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
  "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "f0ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
  "0200000000000000000000000000000000000000000000000000000000000000",
];
for (const hex of refusedKeys) checks.that(!isAcceptableKey(bytesOfHex(hex)), `the key ${hex} is accepted`);
checks.that(isAcceptableKey(bytesOfHex("5866666666666666666666666666666666666666666666666666666666666666")), "the base point is refused");
checks.that(!isAcceptableKey(new Uint8Array(31)) && !isAcceptableKey(new Uint8Array(33)), "keys of other lengths are accepted");

const vectors = new URL("../../../shared/vectors/wycheproof/ed25519_test.json", import.meta.url);
if (existsSync(vectors)) {
  for (const group of JSON.parse(readFileSync(vectors, "utf8")).testGroups) {
    const key = await ed25519Key(bytesOfHex(group.publicKey.pk));
    checks.that(key !== null, `Wycheproof's key ${group.publicKey.pk} is refused`);
    for (const test of group.tests) {
      const isValid = await isSignatureValid(key, bytesOfHex(test.sig) ?? new Uint8Array(0), bytesOfHex(test.msg));
      checks.that(isValid === (test.result === "valid"), `Wycheproof ${test.tcId} (${test.comment}) is ${isValid}`);
    }
  }
} else {
  console.log("SKIPPED Wycheproof: the vectors are not here");
}

checks.finish();
