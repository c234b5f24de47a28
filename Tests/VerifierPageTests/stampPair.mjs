import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { AnchoredBundle } from "./anchoredBundle.mjs";
import { VerifierPair } from "./otherVerifier.mjs";
import { Scene, situations } from "./scenes.mjs";

/** One ledger with a certified label, and what both verifiers say of time tokens in its bundle. */
export class StampPair {
  constructor(command, scratch) {
    this.scratch = scratch;
    this.pair = new VerifierPair(command, scratch);
    this.ledger = Scene.of([situations[0]]).play();
    this.anchored = new AnchoredBundle(this.ledger);
    this.text = this.anchored.textOf(this.anchored.size);
  }

  /** `about` as AnchoredBundle takes it; `roots` PEM, or undefined for none; `witnesses` a policy. */
  async differences(about, { roots, witnesses } = {}) {
    const options = { key: this.ledger.vkey, unsealedOK: false };
    const words = ["--key", this.ledger.vkey];
    for (const [option, word, content] of [["tsaRoots", "--tsa-roots", roots], ["witnesses", "--witnesses", witnesses]]) {
      if (content === undefined) continue;
      options[option] = content;
      const path = join(this.scratch, option);
      writeFileSync(path, content);
      words.push(word, path);
    }
    const bytes = new TextEncoder().encode(this.anchored.bundle(about));
    return [...(await this.pair.differences(bytes, options, words)), ...this.orderDifferences()];
  }

  /** Of many tokens in one bundle each has its own finding: they must come in one order. */
  orderDifferences() {
    const [theirs, ours] = [this.pair.last.report, this.pair.lastHere.report].map((report) => timeCodes(report).join(" "));
    return theirs === ours ? [] : [`time findings ${theirs}, here ${ours}`];
  }

  /** Tokens over the last checkpoint. */
  tokens(...list) {
    return { tokens: list.map((token) => ({ size: this.anchored.size, token })) };
  }

  /** What became of each token in the last report: codes, or the times of anchors. */
  get found() {
    const { report, text } = this.pair.last;
    return report === null ? [text] : [...timeCodes(report), ...report.anchors.map(() => "anchor")];
  }
}

function timeCodes(report) {
  return (report?.findings ?? []).map(({ code }) => code).filter((code) => code.startsWith("time-token") || code === "limit-exceeded");
}
