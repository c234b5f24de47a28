import { KeyRing } from "./keys.mjs";
import { Suspensions } from "./suspensions.mjs";

/** What says that somebody, or a credential of hers, was in good standing or not. */
const examinedTypes = new Set([
  "touchmark.annotator.suspended",
  "touchmark.annotator.reinstated",
  "touchmark.credential.issued",
  "touchmark.credential.presented",
  "touchmark.credential.suspended",
  "touchmark.credential.reinstated",
  "touchmark.credential.revoked",
]);

/** `annotator:<id>`, `model:<id>`, `connector:<id>` */
export class StandingFold {
  enrolment = null;
  keys = new KeyRing();
  suspended = new Suspensions();
  /** `credential:` subjects in the order of their issue. */
  credentials = [];
  /** How many entries a verdict on what this actor signs may have to look at: suspensions and credentials, and their ends. */
  examinationCount = 0;

  /**
   * Officers suspend and reinstate people, and what an officer's key has signed is not void later. Ended by none but the reinstatements
   * below `place`.
   */
  suspensionsBelow(place) {
    return this.suspended.ended(({ index }) => index >= place);
  }

  apply(entry) {
    if (examinedTypes.has(entry.event.type)) this.examinationCount += 1;
    switch (entry.event.type) {
      case "touchmark.annotator.enrolled":
        this.enrolment = { index: entry.index, custody: entry.event.data.custody };
        this.keys.introduce(entry);
        break;
      case "touchmark.annotator.key-rotated":
        this.keys.introduce(entry, entry.kid);
        break;
      case "touchmark.annotator.key-revoked":
        this.keys.end(entry);
        break;
      case "touchmark.annotator.suspended":
        this.suspended.begin(entry);
        break;
      case "touchmark.annotator.reinstated":
        this.suspended.end(entry);
        break;
      case "touchmark.credential.issued":
      case "touchmark.credential.presented":
        this.credentials.push(entry.event.subject);
        break;
      default:
        break;
    }
  }
}
