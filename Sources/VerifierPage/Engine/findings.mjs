const incompleteCodes = new Set([
  "unknown-kind",
  "limit-exceeded",
  "unknown-type",
  "history-missing",
  "entries-missing",
  "scope-empty",
  "unsealed",
  "seal-unanchored",
  "seal-stale",
  "seal-key-compromised",
  "witness-quorum",
  "not-replayed",
  "age-not-evaluated",
  "evidence-old",
  "claim-not-derivable",
  "verdict-not-derivable",
  "verdict-past-seal",
  "authority-differs",
]);
const warningCodes = new Set([
  "log-key-retired",
  "tile-not-needed",
  "withdrawal-adverse",
  "seal-ambiguous",
  "time-token-algorithm",
  "time-token-signer",
  "time-token-untrusted",
  "time-token-checkpoint",
  "time-contradicted",
  "time-undecidable",
]);
const noticeCodes = new Set([
  "continuation",
  "disclosure-erased",
  "clock-tolerance",
  "completeness-not-evaluated",
  "past-seal",
  "seal-not-recomputed",
  "time-unanchored",
  "time-not-evaluated",
  "label-withdrawn",
  "guideline-withdrawn",
]);
const findingSeverities = ["error", "warning", "notice"];
const keptFindings = 1000;
const keptOfEachCode = 10;

/** What a code does: error (failed), warning or notice. A code that is none of those known is an error. */
function severityOfCode(code) {
  if (noticeCodes.has(code)) return "notice";
  return incompleteCodes.has(code) || warningCodes.has(code) ? "warning" : "error";
}

/**
 * Findings by severity: a bounded number in words, the rest counted. The result does not depend on which are kept.
 *
 * The first of every code are kept whatever came before: else thousands of one, which anybody can add, would push out another.
 */
export class FindingLog {
  constructor() {
    this.counts = new Map();
    this.kept = { error: [], warning: [], notice: [] };
    this.keptOfCode = new Map();
  }

  /** @param about {index, subject, rule}, each of which may be left out */
  add(code, sentence, about = {}) {
    const severity = severityOfCode(code);
    this.counts.set(code, (this.counts.get(code) ?? 0) + 1);
    this.keep({ code, severity, sentence, ...about });
  }

  keep(finding) {
    const { code, severity } = finding;
    const count = this.keptOfCode.get(code) ?? 0;
    if (count >= keptOfEachCode && this.kept[severity].length >= keptFindings) return;
    this.keptOfCode.set(code, count + 1);
    this.kept[severity].push(finding);
  }

  /** Takes in what another log has, after what is here. */
  addAll(other) {
    for (const [code, count] of other.counts) this.counts.set(code, (this.counts.get(code) ?? 0) + count);
    for (const finding of other.findings) this.keep(finding);
  }

  has(code) {
    return this.counts.has(code);
  }

  /** Errors first; within a severity as they were found. */
  get findings() {
    return findingSeverities.flatMap((severity) => this.kept[severity]);
  }

  /** How many there were of each code, those that are omitted too. */
  get codes() {
    return Object.fromEntries([...this.counts].sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  get omitted() {
    let total = 0;
    for (const count of this.counts.values()) total += count;
    return total - findingSeverities.reduce((sum, severity) => sum + this.kept[severity].length, 0);
  }

  get result() {
    const codes = [...this.counts.keys()];
    if (codes.some((code) => severityOfCode(code) === "error")) return "failed";
    return codes.some((code) => incompleteCodes.has(code)) ? "incomplete" : "verified";
  }
}
