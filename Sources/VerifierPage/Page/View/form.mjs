import { say, saySize } from "../Words/words.mjs";
import { element, shortened } from "./dom.mjs";
import { OptionField } from "./optionField.mjs";

/** Fields, and the options of the engine that they hold. */
const optionNames = { key: "key", authorities: "authorities", witnesses: "witnesses", auditors: "auditors", roots: "tsaRoots" };

/** What the person enters. `read()` gives it, or shows what is missing and gives nothing. */
export class EntryForm {
  constructor(form, started) {
    this.form = form;
    this.file = null;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const wish = this.read();
      if (wish) started(wish);
    });
    this.field("bundle").addEventListener("change", ({ target }) => this.choose(target.files[0] ?? null));
    this.options = Object.keys(optionNames).map((name) => new OptionField(name, () => this.awaitFiles()));
    this.acceptDrops();
  }

  field(name) {
    return document.getElementById(name);
  }

  choose(file) {
    this.file = file;
    this.field("chosen").textContent = file ? say("form.chosen", { name: shortened(file.name), size: saySize(file.size) }) : "";
  }

  option(name) {
    return this.options.find((option) => option.name === name);
  }

  /** No check begins without a file that was chosen for it. */
  awaitFiles() {
    this.field("start").disabled = this.options.some(({ isReading }) => isReading);
  }

  acceptDrops() {
    const page = document.documentElement;
    page.addEventListener("dragover", (event) => {
      event.preventDefault();
      page.classList.add("dropping");
    });
    page.addEventListener("dragleave", (event) => {
      if (!event.relatedTarget) page.classList.remove("dropping");
    });
    page.addEventListener("drop", (event) => {
      event.preventDefault();
      page.classList.remove("dropping");
      if (!this.form.hidden) this.dropped([...event.dataTransfer.files]);
    });
  }

  dropped(files) {
    const keys = files.filter(({ name }) => name.endsWith(".vkey"));
    const bundles = files.filter((file) => !keys.includes(file));
    if (bundles.length > 1 || keys.length > 1) {
      this.show([["bundle", say("form.dropped.many")]]);
      return;
    }
    const key = this.option("key");
    if (keys[0]) {
      key.input.value = "";
      key.choose(keys[0]);
    }
    if (!bundles[0]) return;
    this.field("bundle").value = "";
    this.choose(bundles[0]);
    this.field(key.shownText ? "start" : "key").focus();
  }

  read() {
    const text = (name) => this.field(name).value.trim();
    const key = this.option("key");
    const errors = [];
    if (!this.file) errors.push(["bundle", say("form.error.bundle")]);
    if (!key.shownText && !key.fault) errors.push(["key", say("form.error.key")]);
    for (const { name, fault } of this.options) if (fault) errors.push([name, fault]);
    const options = { unsealedOK: this.field("unsealed").checked };
    for (const { name, content } of this.options) if (content !== undefined) options[optionNames[name]] = content;
    // The key is shown with the result: all that can be read as one is one line.
    options.key = key.shownText;
    if (this.field("age").validity.badInput || !/^\d{0,6}$/.test(text("age"))) errors.push(["age", say("form.error.age")]);
    else if (text("age")) options.greatestAge = Number(text("age"));
    this.show(errors);
    return errors.length > 0 ? undefined : { file: this.file, options, filter: text("filter"), keyOrigin: text("origin") };
  }

  /** An option that the engine could not read. */
  refuse({ option, message }) {
    const name = option === "greatestAge" ? "age" : Object.keys(optionNames).find((name) => optionNames[name] === option) ?? "key";
    this.show([[name, say("form.error.invalid", { message })]]);
  }

  show(errors) {
    for (const { id } of this.form.querySelectorAll("[aria-invalid]")) {
      this.field(id).removeAttribute("aria-invalid");
      this.field(id + "-error").textContent = "";
    }
    const box = this.field("errors");
    box.hidden = errors.length === 0;
    box.replaceChildren();
    if (errors.length === 0) return;
    for (const [name, message] of errors) {
      this.field(name).setAttribute("aria-invalid", "true");
      this.field(name + "-error").textContent = message;
      if (this.field("more").contains(this.field(name))) this.field("more").open = true;
    }
    const links = errors.map(([name, message]) => element("li", {}, element("a", { href: "#" + name }, message)));
    box.append(element("h2", {}, say("form.errors")), element("ul", {}, links));
    box.focus();
  }
}
