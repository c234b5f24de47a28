import { hasWords, say, sayNumber, saySize } from "../Words/words.mjs";
import { shortened } from "./dom.mjs";

/** The bar, with what is said beside it; a screen reader hears every tenth only. */
export class ProgressView {
  constructor(box, cancelled) {
    this.box = box;
    this.bar = box.querySelector("progress");
    box.querySelector("button").addEventListener("click", cancelled);
  }

  begin(name) {
    this.box.hidden = false;
    this.spoken = "";
    this.box.querySelector("h2").textContent = say("progress.title", { name: shortened(name) });
    this.show({ phase: "survey", done: 0, of: 0 });
    this.box.querySelector("button").focus();
  }

  show({ phase, done, of }) {
    const key = `phase.${phase}`;
    const words = say(hasWords(key) ? key : "progress.reading");
    const share = of > 0 ? Math.min(1, Number(done) / Number(of)) : 0;
    this.bar.value = share;
    this.box.querySelector(".measure").textContent = say("progress.of", {
      phase: words, done: saySize(Number(done)), of: saySize(Number(of)),
    });
    const spoken = words + ", " + say("progress.percent", { percent: sayNumber(Math.floor(share * 10) / 10, { style: "percent" }) });
    if (spoken === this.spoken) return;
    this.spoken = spoken;
    this.box.querySelector("[role=status]").textContent = spoken;
  }

  end() {
    this.box.hidden = true;
  }
}
