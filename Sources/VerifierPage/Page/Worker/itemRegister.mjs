import { BoundedTable, shownBounds } from "./bounds.mjs";
import { shownMicroseconds, shownSubject } from "./subjects.mjs";

/** Datasets with what they require, their instructions, and items with their tracks and clocks. */
export class ItemRegister {
  constructor(texts) {
    this.texts = texts;
    this.datasets = new BoundedTable(shownBounds.datasets);
    this.guidelines = new BoundedTable(shownBounds.guidelines);
    this.items = new BoundedTable(shownBounds.items);
  }

  add(entry) {
    const verb = itemEvents[entry.payload.type];
    if (verb) this[verb](entry, entry.payload.data);
  }

  defined({ index }, data) {
    this.datasets.create(data.dataset, {
      id: this.texts.take(data.dataset), title: this.texts.take(data.title), purpose: this.texts.take(data.purpose),
      licence: this.texts.take(data.licence), index, requirement: null,
    });
  }

  required({ index }, data) {
    const dataset = this.datasets.find(data.dataset);
    if (dataset) dataset.requirement = { index, rows: data.requirements.slice(0, shownBounds.listed).map((row) => this.row(row)) };
  }

  row({ labels, competence, reviewerCompetence, annotationsPerItem, reviews }) {
    return {
      labels: this.texts.take([].concat(labels).join(", ")), competence: this.texts.take(competence),
      reviewerCompetence: this.texts.take(reviewerCompetence), annotationsPerItem: annotationsPerItem ?? null,
      reviews: reviews ?? null,
    };
  }

  published({ index, recorded, payload }, data) {
    this.guidelines.create(data.guideline + "\n" + data.version, {
      id: this.texts.take(data.guideline), version: this.texts.take(data.version), digest: data.digest, index,
      recorded: shownMicroseconds(recorded), datasets: this.texts.take(data.datasets.join(", ")),
      event: payload.id, withdrawal: null,
    });
  }

  withdrawn({ index }, { of, reason, effective }) {
    const version = this.guidelines.shown.find(({ event }) => event === of.id);
    if (version) version.withdrawal ??= { index, reason: this.texts.take(reason), effective: effective ?? null };
  }

  registered({ index, recorded }, data) {
    this.items.create(shownSubject("item", data.dataset, data.item), {
      subject: shownSubject("item", data.dataset, data.item), dataset: this.texts.take(data.dataset),
      item: this.texts.take(data.item), index, recorded: shownMicroseconds(recorded), origin: this.origin(data.origin),
      tracks: data.tracks.slice(0, shownBounds.tracks).map((track) => this.track(track)),
      moreTracks: Math.max(0, data.tracks.length - shownBounds.tracks), quarantine: null,
    });
  }

  origin({ kind, model, version }) {
    return { kind, model: this.texts.take(model), version: this.texts.take(version) };
  }

  track({ id, modality, mediaType, digest, timebase, duration, offset, uncertainty }) {
    return {
      id: this.texts.take(id), modality, mediaType: this.texts.take(mediaType), digest,
      timebase: timebase ? { numerator: timebase.numerator, denominator: timebase.denominator } : null,
      duration: duration ?? null, offset: offset ?? 0, uncertainty: uncertainty ?? null, drift: 0, synchronised: null,
    };
  }

  synchronised({ index }, data) {
    const item = this.items.find(shownSubject("item", data.dataset, data.item));
    for (const clock of item ? data.tracks.slice(0, 1000) : []) {
      const track = item.tracks.find(({ id }) => id === clock.track);
      if (!track) continue;
      Object.assign(track, {
        offset: clock.offset, drift: clock.driftPPM, uncertainty: clock.uncertainty, synchronised: index,
      });
    }
  }

  quarantined({ index, payload }, data) {
    const item = this.items.find(shownSubject("item", data.dataset, data.item));
    if (!item) return;
    item.quarantine = payload.type.endsWith("quarantined") ? { index, reason: this.texts.take(data.reason) } : null;
  }
}

const itemEvents = {
  "touchmark.dataset.defined": "defined",
  "touchmark.requirement.set": "required",
  "touchmark.guideline.published": "published",
  "touchmark.guideline.withdrawn": "withdrawn",
  "touchmark.item.registered": "registered",
  "touchmark.item.synchronised": "synchronised",
  "touchmark.item.quarantined": "quarantined",
  "touchmark.item.readmitted": "quarantined",
};
