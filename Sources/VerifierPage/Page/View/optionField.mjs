import { say, saySize } from "../Words/words.mjs";
import { shortened } from "./dom.mjs";

/** More is no list that somebody reads through; touchmark-verify takes it. */
const fileByteLimit = 1 << 20;

/**
 * What the check is given beside the bundle: typed, or a file. A file counts byte by byte until somebody types: a text field writes the
 * ends of lines in its own way, and does not show whether the last one has an end.
 */
export class OptionField {
  /** @param changed is called where a file begins to be read, and where that has ended */
  constructor(name, changed) {
    this.name = name;
    this.changed = changed;
    this.text = document.getElementById(name);
    this.input = document.getElementById(name + "-file");
    this.error = document.getElementById(name + "-error");
    this.forget();
    this.text.addEventListener("input", () => this.typed());
    this.input.addEventListener("change", () => this.choose(this.input.files[0] ?? null));
  }

  forget() {
    this.file = null;
    this.bytes = null;
    this.isReading = false;
    /** Why the chosen file cannot be taken. */
    this.fault = null;
  }

  typed() {
    this.input.value = "";
    this.forget();
    this.mark(null);
    this.changed();
  }

  /** What stood in the field before does not count any more, whether the file can be taken or not. */
  async choose(file) {
    this.forget();
    this.text.value = "";
    if (file) await this.read(file);
    this.mark(this.fault);
    this.changed();
  }

  async read(file) {
    this.file = file;
    this.isReading = true;
    this.changed();
    const { bytes = null, fault = null } = await contentOf(file);
    if (this.file !== file) return;
    this.isReading = false;
    this.bytes = bytes;
    this.fault = fault;
    this.text.value = bytes === null ? "" : new TextDecoder().decode(bytes);
  }

  /** Undefined where nothing was given, else a text or the bytes of a file. */
  get content() {
    if (this.bytes !== null) return this.bytes;
    const typed = this.shownText;
    return typed === "" ? undefined : `${typed}\n`;
  }

  get shownText() {
    return this.text.value.trim();
  }

  mark(message) {
    this.error.textContent = message ?? "";
    if (message === null) this.text.removeAttribute("aria-invalid");
    else this.text.setAttribute("aria-invalid", "true");
  }
}

/** The bytes of a file, or why they cannot be taken. */
async function contentOf(file) {
  const { size } = file;
  const name = shortened(file.name);
  if (size > fileByteLimit) return { fault: say("form.error.large", { name, size: saySize(size), limit: saySize(fileByteLimit) }) };
  try {
    const bytes = new Uint8Array(await file.arrayBuffer());
    return bytes.length === 0 ? { fault: say("form.error.empty", { name }) } : { bytes };
  } catch (error) {
    return { fault: say("form.error.unread", { name, message: error.message }) };
  }
}
