// Subjects, scopes and closures of the page's rules.   node rulesSubjects.mjs
import { Checks } from "./checks.mjs";
import {
  EvidenceClosure, coveringSubjects, encodeSegment, isEvidenceScope, isIdentifier, parseActor, parseSubject, subjectText,
} from "../../Sources/VerifierPage/Engine/Provenance/subjects.mjs";

const checks = new Checks("rulesSubjects");
const expect = (name, actual, expected) => checks.equal(actual, expected, name);

expect("a space is encoded", subjectText("item", "chest", "film 1"), "item:chest/film%201");
expect("all but the plain characters are encoded", encodeSegment("a!'()*/%~_-.é"), "a%21%27%28%29%2A%2F%25~_-.%C3%A9");
for (let code = 1; code < 0x250; code += 1) {
  const id = `x${String.fromCodePoint(code)}`;
  if (isIdentifier(id)) expect(`U+${code} comes back`, parseSubject(subjectText("dataset", id))?.segments, [id]);
}
for (const text of [
  "dataset:", "dataset:.", "dataset:..", "dataset:a/b", "dataset:%61", "dataset:a%2f", "dataset:e%CC%81", "dataset:%FF", "dataset:%", "thing:a",
  "item:a", "item:a/", "ledger:a", "ledger", "", ":a", `dataset:${"a".repeat(505)}`, "dataset:a b", "__proto__:a", "constructor:a",
]) expect(`${text.slice(0, 20)} is no subject`, parseSubject(text), null);
expect("512 bytes are a subject", parseSubject(`dataset:${"a".repeat(504)}`) !== null, true);
for (const text of ["ledger:a", "annotator:", "annotator:a/b", "annotator:%61", "annotator", "Operator:o"]) {
  expect(`${text} is no actor`, parseActor(text), null);
}
for (const [kind, subject, is] of [
  ["label", "label:d/i/l", true], ["label", "item:d/i", false], ["annotator", "model:m", true], ["annotator", "authority:a", false],
  ["ledger", "ledger:", true], ["policy", "policy:d", false], ["model", "model:m", false],
]) expect(`${kind} of ${subject}`, isEvidenceScope(kind, parseSubject(subject)), is);
expect("a question is in its item's labels", coveringSubjects("question:d/i/q"), ["labels:d/i", "dataset:d"]);
expect("nothing covers a standing", coveringSubjects("annotator:a"), []);

const closure = new EvidenceClosure({ kind: "label", subject: "label:d/i/l" });
const guideline = { id: "g", digest: "sha256:g" };
const label = { dataset: "d", item: "i", label: "l", name: "q" };
const events = [
  ["annotator:a", "touchmark.label.asserted", "label:d/i/l", { ...label, guideline }, "1"],
  ["annotator:b", "touchmark.label.asserted", "label:d/i/m", { ...label, label: "m", name: "other" }, "2"],
  ["operator:o", "touchmark.guideline.published", "guideline:g", { guideline: "g", datasets: ["d"] }, "g"],
  ["authority:x", "touchmark.credential.issued", "credential:x/c", { authority: "x", credential: "c" }, "3"],
];
for (const [source, type, subject, data, id] of events) closure.follow({ source, type, subject, data }, { id, digest: `sha256:${id}` });
expect("a label leads to question, signers, credentials, authorities and cited guidelines", closure.subjects, [
  "ledger:", "label:d/i/l", "item:d/i", "policy:d", "annotator:a", "question:d/i/q", "annotator:b", "guideline:g", "authority:x", "credential:x/c",
]);
const other = new EvidenceClosure({ kind: "annotator", subject: "model:m%201" });
expect("an actor's work", other.subjects, ["ledger:", "model:m%201", "work:model/m%201"]);
checks.finish();
