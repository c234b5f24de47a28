import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { verify } from "../../Sources/VerifierPage/Engine/verify.mjs";
import { sourceOf } from "./bundles.mjs";

/** What both verifiers say of one bundle, and where they differ. */
export class VerifierPair {
  /** @param command touchmark-verify; @param directory for a file */
  constructor(command, directory) {
    this.command = command;
    this.path = join(directory, "differential.touchmark");
    this.compared = 0;
    this.sentences = new Map();
  }

  /**
   * @param bytes of the bundle
   * @param options of the engine
   * @param words the same options for the command line
   * @returns sentences, one for each difference
   */
  async differences(bytes, options, words) {
    this.compared += 1;
    writeFileSync(this.path, bytes);
    const theirs = this.run(words);
    this.last = theirs;
    const ours = await reportOfEngine(bytes, options);
    this.lastHere = ours;
    if (theirs.status !== ours.status) return [`exit status ${theirs.status}, here ${ours.status} ${explain(theirs, ours)}`];
    return ours.status === 3 ? [] : this.compare(theirs.report, ours.report);
  }

  run(words) {
    const run = spawnSync(this.command, [this.path, ...words, "--json"], { maxBuffer: 1 << 28, encoding: "utf8" });
    const report = run.status <= 2 && run.stdout !== "" ? JSON.parse(run.stdout) : null;
    return { status: run.status ?? `signal ${run.signal}`, report, text: run.stderr ?? String(run.error) };
  }

  compare(theirs, ours) {
    const plain = JSON.parse(JSON.stringify(ours));
    const differences = [];
    for (const name of new Set([...Object.keys(theirs), ...Object.keys(plain)])) {
      if (name === "findings") continue;
      const [a, b] = [sorted(theirs[name]), sorted(plain[name])];
      if (a !== b) differences.push(`${name} is ${excerpt(a, b)}, here ${excerpt(b, a)}`);
    }
    const [a, b] = [theirs, plain].map(({ findings }) => findings.map(nameOfFinding).sort());
    for (const finding of a) if (!b.includes(finding)) differences.push(`finding missing here: ${finding}`);
    for (const finding of b) if (!a.includes(finding)) differences.push(`finding only here: ${finding}`);
    if (differences.length === 0 && a.length !== b.length) differences.push(`findings: ${a.length}, here ${b.length}`);
    this.noteSentences(theirs.findings, plain.findings);
    return differences;
  }

  /** Sentences need not be the same; which are not is counted by code. */
  noteSentences(theirs, ours) {
    const known = new Set(theirs.map(({ sentence }) => sentence));
    for (const { code, sentence } of ours) {
      if (!known.has(sentence) && !this.sentences.has(code)) {
        this.sentences.set(code, [sentence, theirs.find((finding) => finding.code === code)?.sentence]);
      }
    }
  }
}

async function reportOfEngine(bytes, options) {
  try {
    const report = await verify(sourceOf(bytes, 1 + (bytes.length % 70_001)), options);
    return { status: { verified: 0, failed: 1, incomplete: 2 }[report.result], report };
  } catch (error) {
    if (error.name === "Unreadable" || error.name === "InvalidOption") return { status: 3, text: error.message };
    return { status: "thrown", text: error.stack };
  }
}

function explain(theirs, ours) {
  const codes = (report) => (report === null || report === undefined ? "" : report.findings.map(nameOfFinding).join("; "));
  return `[${theirs.text.trim()}${codes(theirs.report)}] [${ours.text ?? ""}${codes(ours.report)}]`;
}

function nameOfFinding({ code, severity, index, subject, rule }) {
  return [code, severity, index, subject, rule].filter((part) => part !== undefined).join(" ");
}

function sorted(value) {
  if (value === null || typeof value !== "object") return JSON.stringify(value) ?? "missing";
  if (Array.isArray(value)) return `[${value.map(sorted).join(",")}]`;
  return `{${Object.keys(value).sort().map((name) => `${name}:${sorted(value[name])}`).join(",")}}`;
}

/** The part of `a` around where it differs from `b`. */
function excerpt(a, b) {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at += 1;
  return `\u2026${a.slice(Math.max(0, at - 60), at + 100)}\u2026`;
}
