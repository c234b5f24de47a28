// Bundles that want to exhaust whoever reads them: none may crash or hang the verifier, or take it past its memory.
//
//   node --expose-gc hostile.mjs BUNDLE VKEY
import { readFileSync } from "node:fs";
import { verify } from "../../Sources/VerifierPage/Engine/verify.mjs";
import { linesOf, withEnd } from "./bundles.mjs";
import { Checks } from "./checks.mjs";

const [bundle, keyFile] = process.argv.slice(2);
const checks = new Checks("hostile");
const key = readFileSync(keyFile, "utf8");
const lines = linesOf(readFileSync(bundle, "utf8"));
const memoryLimit = 512 << 20;
const encoder = new TextEncoder();

/** A source of generated pieces, of which nothing is kept; `pieces()` is called for each reading. */
function streamed(pieces, size = 0) {
  return { name: "streamed", size, chunks: pieces };
}

/** Of a text before, a line `count` times, and a text after, some at once. */
function repeated(before, line, count, after) {
  const often = 4096;
  return streamed(async function* pieces() {
    yield encoder.encode(before);
    for (let done = 0; done < count; done += often) {
      // As a file is read: others get their turn.
      await new Promise((resolve) => setImmediate(resolve));
      const now = Math.min(often, count - done);
      yield encoder.encode(typeof line === "string" ? line.repeat(now) : Array.from({ length: now }, (_, place) => line(done + place)).join(""));
    }
    yield encoder.encode(after);
  });
}

async function outcome(name, source, hooks) {
  globalThis.gc?.();
  let greatest = 0;
  const watch = setInterval(() => (greatest = Math.max(greatest, process.memoryUsage().rss)), 20);
  const start = Date.now();
  let found;
  try {
    const report = await verify(source, { key }, { ...hooks, onProgress: () => (greatest = Math.max(greatest, process.memoryUsage().rss)) });
    found = report.result;
    checks.that(report.findings.length <= 3000, `${name}: ${report.findings.length} findings in words`);
    console.log(`${name}: ${found}, ${report.findings[0]?.code}, ${report.omittedFindings} more, ${Date.now() - start} ms, ${greatest >> 20} MiB`);
  } catch (error) {
    found = error.code ?? error.name;
    console.log(`${name}: ${found}, ${Date.now() - start} ms, ${greatest >> 20} MiB`);
  } finally {
    clearInterval(watch);
  }
  checks.that(greatest < memoryLimit, `${name}: ${greatest >> 20} MiB`);
  return found;
}

const start = `${lines.slice(0, 2).join("\n")}\n`;
const entryAt = (index) => `{"kind":"entry","index":${index},"entry":"x"}\n`;

checks.equal(await outcome("10 GB without a newline", streamed(async function* pieces() {
  const piece = new Uint8Array(1 << 22).fill(0x20);
  for (let count = 0; count < 2500; count += 1) yield piece;
})), "line-too-long", "10 GB without a newline");
checks.equal(await outcome("200,000 entries out of order", repeated(start, entryAt(1), 200_000, "")), "failed", "out of order");
checks.equal(await outcome("200,000 unknown kinds", repeated(start, '{"kind":"novelty"}\n', 200_000, "")), "failed", "unknown kinds");
checks.equal(await outcome("a million empty objects in a line", streamed(async function* pieces() {
  yield encoder.encode(`${start}{"kind":"novelty","x":[${"{},".repeat(690_000)}{}]}\n`);
})), "failed", "empty objects");
const huge = lines[1].replace(/\\n\d+\\n/, "\\n18446744073709551615\\n");
checks.equal(await outcome("more entries than are taken", repeated(`${lines[0]}\n${huge}\n`, entryAt, 400_000, "")), "incomplete", "many entries");
checks.equal(await outcome("fifty thousand entries that are none", repeated(`${lines[0]}\n${huge}\n`, entryAt, 50_000, "")), "failed", "entries that are none");
const history = (number) => `{"kind":"history","subject":"annotator:a${number}","part":0,"indices":[]}\n`;
checks.equal(await outcome("200,000 histories", repeated(`${lines[0]}\n${huge}\n${Array.from({ length: 70_000 }, (_, index) => entryAt(index)).join("")}`, history, 200_000, "")), "failed", "histories");
const tile = `{"kind":"tile","level":0,"number":0,"hashes":"${Buffer.alloc(8192).toString("base64")}"}\n`;
checks.equal(await outcome("forty thousand tiles", repeated(`${lines[0]}\n${huge}\n${entryAt(0)}`, tile, 40_000, "")), "incomplete", "tiles");
checks.equal(await outcome("200,000 claims", repeated(start, '{"kind":"claim","subject":"label:a/b/c","verdict":"certified","verdictNow":"certified"}\n', 200_000, "")), "failed", "claims");
const proofs = JSON.stringify({ kind: "history", subject: "ledger:", part: 0, indices: [], proof: { seal: 1, siblings: Array(256).fill(Buffer.alloc(32, 1).toString("base64")), leaf: null } });
checks.equal(await outcome("500 long proofs", repeated(start, (number) => `${proofs.replace("ledger:", `annotator:a${number}`)}\n`, 500, "")), "failed", "proofs");
const time = (token) => `{"kind":"time","size":1,"token":"${token.toString("base64")}"}\n`;
checks.equal(await outcome("200,000 time tokens", repeated(start, time(Buffer.alloc(90, 0x30)), 200_000, "")), "failed", "time tokens");
checks.equal(await outcome("150 time tokens of a megabyte", streamed(async function* pieces() {
  yield encoder.encode(start);
  const large = encoder.encode(time(Buffer.alloc(1_400_000, 0x30)));
  for (let count = 0; count < 150; count += 1) yield large;
})), "failed", "large time tokens");
const stop = new AbortController();
setTimeout(() => stop.abort(), 200);
checks.equal(await outcome("cancelled", repeated(start, '{"kind":"novelty"}\n', 100_000_000, ""), { signal: stop.signal }), 20, "cancelled");
const script = lines.toSpliced(lines.length - 1, 0, '{"kind":"claim","subject":"label:a/b/c","verdict":"<script>alert(1)</script>","verdictNow":"</script>"}');
checks.equal(await outcome("markup", streamed(async function* pieces() {
  yield encoder.encode(withEnd(script));
})), "incomplete", "markup");
checks.finish();
