import { referenceText } from "./effects.mjs";

const creationTypes = new Set([
  "touchmark.session.recorded",
  "touchmark.dataset.released",
  "touchmark.model.trained",
  "touchmark.decision.traced",
  "touchmark.report.issued",
]);

/** A subject that is named once, by the event that creates it. */
export class CreationFold {
  creation = null;

  apply({ digest, event }, subject) {
    // Other events touch a release or a training too; only the one whose primary subject it is creates it.
    if (this.creation !== null || event.subject !== subject || !creationTypes.has(event.type)) return;
    this.creation = referenceText({ id: event.id, digest });
  }
}
