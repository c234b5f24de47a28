// The published vectors: bundles with what a verifier has to say of them.
//
//   node vectors.mjs [DIRECTORY]
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { verify } from "../../Sources/VerifierPage/Engine/verify.mjs";
import { sourceOf } from "./bundles.mjs";
import { Checks } from "./checks.mjs";

const directory = process.argv[2] ?? fileURLToPath(new URL("../../Fixtures/Vectors", import.meta.url));
const checks = new Checks("vectors");
const statuses = { verified: 0, failed: 1, incomplete: 2 };

function optionsOf({ key, authorities, unsealedOk, witnesses, auditors, maxAge }) {
  const options = { key, unsealedOK: unsealedOk };
  options.authorities = Object.fromEntries(authorities.map(({ id, thumbprint }) => [id, thumbprint]));
  if (witnesses !== null) options.witnesses = existsSync(join(directory, witnesses)) ? readFileSync(join(directory, witnesses), "utf8") : witnesses;
  if (auditors !== null) options.auditors = auditors;
  if (maxAge !== undefined && maxAge !== null) options.greatestAge = maxAge;
  return options;
}

async function outcome(bytes, options) {
  try {
    const report = await verify(sourceOf(bytes, 10_007), options);
    const findings = report.findings.filter(({ severity }) => severity !== "notice");
    return { status: statuses[report.result], report, findings };
  } catch (error) {
    if (error.name !== "Unreadable") throw error;
    return { status: 3, unreadable: error.code };
  }
}

const sortedOnce = (list) => [...new Set(list)].sort();

if (existsSync(join(directory, "vectors.json"))) {
  for (const { name, file, arguments: given, expected } of JSON.parse(readFileSync(join(directory, "vectors.json"), "utf8")).bundles) {
    const found = await outcome(new Uint8Array(readFileSync(join(directory, file))), optionsOf(given));
    checks.equal(found.status, expected.status, `${name}: exit status [${found.report?.findings.map(({ code, rule }) => code + (rule ? ` ${rule}` : ""))}], wanted [${(expected.codes ?? [])}, ${expected.rules}]`);
    if (found.report === undefined) {
      checks.equal(found.unreadable, expected.unreadable, `${name}: why it cannot be read`);
      continue;
    }
    const codes = sortedOnce(found.report.findings.map(({ code }) => code));
    for (const code of (expected.codes ?? [])) checks.that(codes.includes(code), `${name}: no finding ${code} in [${codes}]`);
    checks.equal(sortedOnce(found.report.findings.flatMap(({ rule }) => rule ?? [])), sortedOnce(expected.rules ?? []), `${name}: rules`);
    if (expected.replayedBy !== undefined) checks.equal(found.report.seal?.replayedBy, expected.replayedBy, `${name}: by whose word`);
    if (expected.trusted !== undefined) {
      const trusted = found.report.labels.filter(({ isAuthorityTrusted }) => isAuthorityTrusted).map(({ subject, authority }) => ({ subject, authority }));
      checks.equal(trusted.map(({ subject, authority }) => `${subject} ${authority}`).sort(), expected.trusted.map(({ subject, authority }) => `${subject} ${authority}`).sort(), `${name}: by the word of known authorities`);
    }
    if (expected.labels === undefined) continue;
    checks.equal(found.report.labels.map(({ subject, verdict, verdictNow }) => `${subject} ${verdict} ${verdictNow}`).sort(), expected.labels.map(({ subject, verdict, verdictNow }) => `${subject} ${verdict} ${verdictNow}`).sort(), `${name}: labels`);
  }
} else {
  checks.that(false, "the vectors are not here");
}
checks.finish();
