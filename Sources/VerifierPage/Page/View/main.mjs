import { languages, say, speak, spokenLanguage } from "../Words/words.mjs";
import { element, shortened } from "./dom.mjs";
import { EntryForm } from "./form.mjs";
import { ProgressView } from "./progress.mjs";
import { resultParts, unjudgedParts } from "./result.mjs";

/** The half of the page that is seen. One check at a time; its work is done by a worker, which is ended to cancel. */
class VerifierPage {
  constructor() {
    this.worker = null;
    this.form = new EntryForm(document.getElementById("form"), (wish) => this.start(wish));
    this.progress = new ProgressView(document.getElementById("progress"), () => this.cancel());
    this.outcome = document.getElementById("outcome");
    for (const [id, action] of [["print", () => print()], ["again", () => this.again()], ["open-all", () => this.toggleAll()], ["save", () => this.save()]]) {
      document.getElementById(id).addEventListener("click", action);
    }
    document.getElementById("result").addEventListener("toggle", () => this.nameToggle(), { capture: true });
    addEventListener("beforeprint", () => this.fillOpened());
  }

  start(wish) {
    this.end();
    document.getElementById("cancelled").textContent = "";
    document.getElementById("form").hidden = true;
    this.progress.begin(wish.file.name);
    this.worker = new Worker(workerAddress());
    this.worker.onmessage = ({ data }) => this.hear(data, wish);
    this.worker.onerror = (event) => {
      event.preventDefault();
      this.hear({ failed: { name: "Error", message: event.message ?? "" } }, wish);
    };
    this.worker.postMessage({ file: wish.file, options: wish.options, filter: wish.filter });
  }

  hear(answer, wish) {
    if (answer.progress) {
      this.progress.show(answer.progress);
      return;
    }
    this.end();
    if (answer.invalid) {
      this.showForm();
      this.form.refuse(answer.invalid);
      return;
    }
    this.json = answer.json;
    const outcome = { ...answer, wish, checkedAt: Date.now() };
    this.show(answer.report ? resultParts(outcome) : unjudgedParts(outcome), wish);
  }

  show(parts, { file }) {
    document.getElementById("result").replaceChildren(...parts.flat(Infinity).filter((part) => part !== null));
    document.getElementById("save").hidden = !this.json;
    document.getElementById("open-all").hidden = !this.json;
    this.nameToggle();
    this.outcome.hidden = false;
    const heading = document.getElementById("verdict");
    document.title = `${heading.textContent}: ${shortened(file.name)} – ${say("title")}`;
    heading.focus();
  }

  cancel() {
    this.end();
    this.showForm();
    document.getElementById("cancelled").textContent = say("progress.cancelled");
    document.getElementById("start").focus();
  }

  again() {
    this.showForm();
    document.getElementById("bundle").focus();
  }

  showForm() {
    this.outcome.hidden = true;
    document.getElementById("result").replaceChildren();
    document.getElementById("form").hidden = false;
    document.title = say("title");
  }

  end() {
    this.worker?.terminate();
    this.worker = null;
    this.progress.end();
  }

  /** Opens what is closed; closes everything where nothing is. */
  toggleAll() {
    const isOpening = closedParts().length > 0;
    for (const box of document.querySelectorAll("#result details")) box.open = isOpening;
    this.fillOpened();
    this.nameToggle();
  }

  nameToggle() {
    document.getElementById("open-all").textContent = say(closedParts().length > 0 ? "open" : "close");
  }

  fillOpened() {
    for (const box of document.querySelectorAll("#result details")) box.fill?.();
  }

  save() {
    const address = URL.createObjectURL(this.json);
    element("a", { href: address, download: "verification.json" }).click();
    setTimeout(() => URL.revokeObjectURL(address), 60000);
  }
}

function closedParts() {
  return [...document.querySelectorAll("#result details:not([open])")];
}

/** The worker's program stands in this very file. Where the browser asks for it, this is the one address that may be run. */
function workerAddress() {
  const program = new Blob([document.getElementById("worker").textContent], { type: "text/javascript" });
  const address = URL.createObjectURL(program);
  setTimeout(() => URL.revokeObjectURL(address), 10000);
  return workerPolicy ? workerPolicy.createScriptURL(address) : address;
}

const workerPolicy = globalThis.trustedTypes?.createPolicy("touchmark-worker", { createScriptURL: (address) => address });

/** Fills in all that the page says, in the language spoken. */
function sayEverything() {
  const { language, direction } = spokenLanguage();
  document.documentElement.lang = language;
  document.documentElement.dir = direction;
  for (const spoken of document.querySelectorAll("[data-say]")) spoken.textContent = say(spoken.dataset.say);
}

function offerLanguages() {
  const choice = document.getElementById("language");
  choice.append(...languages.map(({ language, name }) => element("option", { value: language, lang: language }, name)));
  choice.value = spokenLanguage().language;
  choice.closest("p").hidden = languages.length < 2;
  choice.addEventListener("change", () => {
    speak(choice.value);
    sayEverything();
  });
}

sayEverything();
offerLanguages();
new VerifierPage();
document.documentElement.classList.add("ready");
