import { effectiveTime, firstPlace, referenceText } from "./effects.mjs";

/** `policy:<dataset>` */
export class PolicyFold {
  definition = null;
  requirements = [];
  guidelines = new GuidelineVersions();

  apply(entry) {
    const { index, event } = entry;
    if (event.type === "touchmark.dataset.defined") this.definition = index;
    if (event.type === "touchmark.requirement.set") this.requirements.push({ index, data: event.data });
    this.guidelines.apply(entry);
  }

  /** The requirements in force for the entry at `index`, `{index, data}`; null if there are none. */
  requirementsAt(index) {
    return this.requirements[firstPlace(this.requirements, (set) => set.index >= index) - 1] ?? null;
  }

  /** The row in force for a label of this name at `index`; undefined if none names it. */
  rowAt(index, name) {
    const rows = this.requirementsAt(index)?.data.requirements ?? [];
    const names = ({ labels }) => (Array.isArray(labels) ? labels : [labels]);
    return rows.find((row) => names(row).includes(name)) ?? rows.find((row) => names(row).includes("*"));
  }
}

/** Whether a version of a guideline was withdrawn with effect by `time`. */
export function isWithdrawnAt({ withdrawnFrom }, time) {
  return withdrawnFrom !== null && withdrawnFrom <= time;
}

/** Versions of guidelines by their publication, and from when each is withdrawn at the earliest. */
class GuidelineVersions {
  #published = new Map();

  apply(entry) {
    const { digest, event } = entry;
    if (event.type === "touchmark.guideline.published") {
      const { guideline, version, datasets } = event.data;
      const reference = referenceText({ id: event.id, digest });
      // In a log that admission did not watch over an event may come twice.
      if (this.#published.has(reference)) return;
      this.#published.set(reference, { guideline, version, datasets, publisher: event.source, withdrawnFrom: null });
    }
    if (event.type !== "touchmark.guideline.withdrawn") return;
    const withdrawn = this.of(event.data.of);
    if (withdrawn !== undefined && !isWithdrawnAt(withdrawn, effectiveTime(entry))) withdrawn.withdrawnFrom = effectiveTime(entry);
  }

  /** The version that an event published: {guideline, version, datasets, publisher, withdrawnFrom}; undefined if it published none. */
  of(reference) {
    return this.#published.get(referenceText(reference));
  }
}

/** `guideline:<id>` */
export class GuidelineFold {
  versions = new GuidelineVersions();
  /** What they are called. */
  #names = new Set();

  apply(entry) {
    this.versions.apply(entry);
    if (entry.event.type === "touchmark.guideline.published") this.#names.add(entry.event.data.version);
  }

  hasVersion(name) {
    return this.#names.has(name);
  }
}
