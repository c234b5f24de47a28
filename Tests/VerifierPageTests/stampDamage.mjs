// Both verifiers on damaged time tokens: bits flipped, cut off, and changed inside and signed anew, by who may and with certificates
// that say anything. Any difference is a bug in one of the two.
//
//   node stampDamage.mjs VERIFY [COUNT]
//
// VERIFY is touchmark-verify; COUNT is how many bundles of a hundred tokens each kind of damage has (30).
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Checks, seededRandom } from "./checks.mjs";
import { alterTree, bytesOfTree, integer, treeOf } from "./derWriter.mjs";
import { StampPair } from "./stampPair.mjs";
import { TimeAuthority } from "./timeAuthority.mjs";
import { accuracy, authorityExtensions, certificate, extensions, keyPair, signerExtensions, timeInfo, token } from "./timeForger.mjs";

const [command, count = "30"] = process.argv.slice(2);
const checks = new Checks("stamp damage");
const below = seededRandom();
const scratch = mkdtempSync(join(tmpdir(), "touchmark-stamp-damage-"));
const stamps = new StampPair(command, scratch);
const { text } = stamps;
const perBundle = 100;
const tallied = new Map();
const any = (list) => list[below(list.length)];

async function compare(name, list, roots) {
  const differences = await stamps.differences(stamps.tokens(...list), { roots });
  for (const found of stamps.found) tallied.set(found, (tallied.get(found) ?? 0) + 1);
  if (differences.length === 0) return checks.that(true, name);
  return nameDifferences(name, list, roots);
}

/** Which of the tokens it is that the two differ about. */
async function nameDifferences(name, list, roots) {
  for (const one of list) {
    const differences = await stamps.differences(stamps.tokens(one), { roots });
    if (differences.length === 0) continue;
    return checks.that(false, `${name}: ${differences.join(" | ")}; the token: ${one.toString("base64")}; the roots: ${roots}`);
  }
  return checks.that(false, `${name}: only all together`);
}

function flipped(bytes) {
  const copy = Buffer.from(bytes);
  for (let rest = any([1, 1, 1, 2, 5]); rest > 0; rest -= 1) copy[below(copy.length)] ^= 1 << below(8);
  return copy;
}

/** The tree of bytes changed once, or a few times. */
function altered(bytes) {
  const tree = treeOf(bytes);
  alter(tree);
  return bytesOfTree(tree);
}

function alter(tree) {
  for (let rest = any([1, 1, 2]); rest > 0; rest -= 1) alterTree(tree, below);
}

const many = (make) => Array.from({ length: perBundle }, make);
const usualInfo = () => timeInfo({ text, time: "20260601000000Z", rest: [accuracy(1), integer(5)] });
const root = certificate({ subject: "root", key: keyPair("ec:P-256"), own: authorityExtensions });
const signerKey = keyPair("ec:P-256");
const middleKey = keyPair("ec:P-384");
const middleExtensions = [extensions.authority(true, 0), extensions.usage(0x06, 1), extensions.purposes(undefined, false), extensions.keyIdentifier(Buffer.of(1, 2, 3))];

function chained({ alterSigner = null, alterMiddle = null } = {}) {
  const middle = certificate({ subject: "middle", key: middleKey, issuer: root, own: middleExtensions, alter: alterMiddle });
  const signer = certificate({ subject: "signer", key: signerKey, issuer: middle, own: [...signerExtensions, extensions.keyIdentifier(Buffer.of(9))], alter: alterSigner });
  return token(usualInfo(), signer, { held: [signer, middle] });
}

const usualSigner = certificate({ subject: "signer", key: signerKey, issuer: root, own: signerExtensions });
/** Each makes a token that is not as it should be. */
const damages = {
  info: () => token(altered(usualInfo()), usualSigner),
  attributes: () => token(usualInfo(), usualSigner, { alter }),
  whole: () => altered(token(usualInfo(), usualSigner)),
  "the signer's certificate": () => chained({ alterSigner: alter }),
  "the certificate between": () => chained({ alterMiddle: alter }),
};

async function checkStamps() {
  const settings = [{}, { key: "rsa:2048", rootKey: "rsa:2048", between: [{ key: "ec:P-384" }], digest: "sha384", nameDigest: "sha1" }, { key: "ec:P-521", digest: "sha512", precision: 3 }];
  for (const [number, one] of settings.entries()) {
    const authority = new TimeAuthority(join(scratch, `authority${number}`), one);
    const stamp = authority.stamp(text);
    for (let place = 0; place < Number(count); place += 1) await compare(`bits of ${number}, ${place}`, many(() => flipped(stamp)), authority.rootPem);
    const cuts = many(() => stamp.subarray(0, below(stamp.length)));
    await compare(`cuts of ${number}`, [...cuts, Buffer.concat([stamp, Buffer.of(0)])], authority.rootPem);
    for (let place = 0; place < Number(count); place += 1) await compare(`values of ${number}, ${place}`, many(() => altered(stamp)), authority.rootPem);
  }
}

/** One that says anything, signed by itself and given as a root. */
async function checkRoots() {
  for (let place = 0; place < 3 * Number(count); place += 1) {
    const own = certificate({ subject: "root", key: root.key, own: [...authorityExtensions, extensions.keyIdentifier(Buffer.of(1))], alter });
    const signer = certificate({ subject: "signer", key: signerKey, issuer: { subject: "root", key: root.key }, own: signerExtensions });
    await compare(`root ${place}`, [token(usualInfo(), signer)], own.pem);
  }
}

try {
  await checkStamps();
  for (const [name, make] of Object.entries(damages)) {
    for (let place = 0; place < Number(count); place += 1) await compare(`${name}, ${place}`, many(make), root.pem);
  }
  await checkRoots();
} finally {
  rmSync(scratch, { recursive: true });
}
console.log([...tallied].sort().map(([word, times]) => `${word.slice(0, 80)} ${times}`).join("; "));
for (const code of ["malformed", "imprint", "signature", "algorithm", "signer", "untrusted"]) {
  checks.that(tallied.has(`time-token-${code}`), `no damage came to time-token-${code}`);
}
checks.that(tallied.has("anchor"), "nothing held");
checks.finish();
