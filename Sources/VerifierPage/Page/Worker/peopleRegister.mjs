import { addBounded, BoundedTable, shownBounds } from "./bounds.mjs";
import { shownMicroseconds, shownSubject } from "./subjects.mjs";

/** Annotators, models and connectors; authorities; credentials and what became of them. */
export class PeopleRegister {
  constructor(texts) {
    this.texts = texts;
    this.people = new BoundedTable(shownBounds.people);
    this.authorities = new BoundedTable(shownBounds.authorities);
    this.credentials = new BoundedTable(shownBounds.credentials);
  }

  /** Counts what somebody signed; what is not an event about people has no other effect. */
  add(entry) {
    const { type, source } = entry.payload;
    const person = this.people.find(source);
    if (person) person.signed += 1;
    const verb = peopleEvents[type];
    if (verb) this[verb](entry, entry.payload.data);
  }

  enrolled({ index, recorded, payload, disclosures }, data) {
    const personal = ["name", "contact", "employer", "group"]
      .filter((name) => data[name] !== undefined).map((name) => ({ name, value: data[name] }));
    this.people.create(`${data.kind}:${shownSubject("", data.id).slice(1)}`, {
      kind: data.kind, id: this.texts.take(data.id), index, recorded: shownMicroseconds(recorded), by: payload.source,
      custody: data.custody, model: this.texts.take(data.model), version: this.texts.take(data.version),
      languages: this.texts.take(data.languages),
      personal: [...personal, ...(disclosures ?? [])].slice(0, shownBounds.listed)
        .map(({ name, value }) => ({ name: this.texts.take(name), text: this.texts.take(value) })),
      sealed: data._sd?.length ?? 0, disclosed: disclosures?.length ?? 0, keys: [{ x: data.jwk.x, index }], changes: [], moreChanges: 0,
      signed: 0,
    });
  }

  rotated({ index }, data) {
    const person = this.people.find(`${data.kind}:${shownSubject("", data.id).slice(1)}`);
    if (person) addBounded(person.keys, shownBounds.keys, { x: data.jwk.x, index }, person, "moreKeys");
    this.changed(...arguments);
  }

  changed(entry, data) {
    const id = data.annotator ?? data.id;
    const person = this.people.find(`${data.kind ?? "annotator"}:${shownSubject("", id).slice(1)}`);
    if (person) addBounded(person.changes, shownBounds.changes, this.change(entry), person, "moreChanges");
  }

  recognised({ index, recorded }, data) {
    this.authorities.create(data.authority, {
      id: this.texts.take(data.authority), name: this.texts.take(data.name), index, recorded: shownMicroseconds(recorded),
      competences: this.texts.take((data.competences ?? []).join(", ")), keys: [{ x: data.jwk.x, index }], changes: [],
      moreChanges: 0,
    });
  }

  authorityChanged(entry, data) {
    const authority = this.authorities.find(data.authority);
    if (!authority) return;
    if (data.jwk) addBounded(authority.keys, shownBounds.keys, { x: data.jwk.x, index: entry.index }, authority, "moreKeys");
    addBounded(authority.changes, shownBounds.changes, this.change(entry), authority, "moreChanges");
  }

  issued({ index, recorded, payload }, data) {
    const authority = data.authority ?? decodeURIComponent(payload.source.slice("authority:".length));
    this.credentials.create(shownSubject("credential", authority, data.credential), {
      id: this.texts.take(data.credential), authority: this.texts.take(authority), annotator: this.texts.take(data.annotator),
      kid: data.kid, competence: this.texts.take(data.competence), level: this.texts.take(data.level),
      validFrom: data.validFrom, validUntil: data.validUntil, presented: payload.type === "touchmark.credential.presented",
      format: data.format ?? null, index, recorded: shownMicroseconds(recorded), by: payload.source, changes: [],
      moreChanges: 0,
    });
  }

  credentialChanged(entry, data) {
    const credential = this.credentials.find(shownSubject("credential", data.authority, data.credential));
    if (credential) addBounded(credential.changes, shownBounds.changes, this.change(entry), credential, "moreChanges");
  }

  change({ index, recorded, payload }) {
    const { type, source, data } = payload;
    return {
      index, recorded: shownMicroseconds(recorded), type, by: source, reason: this.texts.take(data.reason),
      effective: data.effective ?? null, kid: data.kid ?? null,
      course: data.course === undefined ? null : this.texts.take(`${data.course} ${data.version}: ${data.score}/${data.passMark}`),
    };
  }
}

const peopleEvents = {
  "touchmark.annotator.enrolled": "enrolled",
  "touchmark.annotator.key-rotated": "rotated",
  "touchmark.annotator.key-revoked": "changed",
  "touchmark.annotator.suspended": "changed",
  "touchmark.annotator.reinstated": "changed",
  "touchmark.training.completed": "changed",
  "touchmark.authority.recognised": "recognised",
  "touchmark.authority.key-added": "authorityChanged",
  "touchmark.authority.key-revoked": "authorityChanged",
  "touchmark.authority.withdrawn": "authorityChanged",
  "touchmark.credential.issued": "issued",
  "touchmark.credential.presented": "issued",
  "touchmark.credential.suspended": "credentialChanged",
  "touchmark.credential.reinstated": "credentialChanged",
  "touchmark.credential.revoked": "credentialChanged",
};
