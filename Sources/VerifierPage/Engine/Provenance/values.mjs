import { decodeBase64url } from "../base64.mjs";
import { isAcceptableKey } from "../ed25519.mjs";
import { eachOnce, fixed, holdsNoSeal, isJsonObject, listOf, givenMember, oneOf, text, id, count, integer, positive, number, boolean, digest, uuid, competence, open } from "./forms.mjs";

/** The values of the vocabulary that are made of several members. */


export const refForm = fixed({ id: uuid, digest });
export const textsForm = listOf(text);

const jwkMembers = fixed({ kty: oneOf("OKP"), crv: oneOf("Ed25519"), x: text, "kid?": text, "alg?": text, "use?": text, "key_ops?": textsForm });

/** A public key, acceptable as one. Whether `kid` is its thumbprint, who can hash asks. */
export function jwkForm(value, path) {
  const problem = jwkMembers(value, path);
  if (problem !== null) return problem;
  const bytes = decodeBase64url(value.x);
  return bytes !== null && isAcceptableKey(bytes) ? null : `${path}.x: is not an acceptable Ed25519 key: not a canonical point, or of small order`;
}

export const policyForm = fixed({ enforcement: oneOf("record", "refuse"), clockToleranceSeconds: count });
export const modelVersionForm = fixed({ model: id, version: id });
export const evidenceForm = fixed({ digest });

export const segmentForm = fixed({ track: id, "start?": integer, "end?": integer, "region?": open }, ({ start, end }) => {
  if ((start === undefined) !== (end === undefined)) return "a segment has both start and end, or neither";
  return start === undefined || (start >= 0 && start <= end) ? null : "a segment has 0 <= start <= end";
});

const timebaseForm = fixed({ numerator: positive, denominator: positive });
export const trackForm = fixed(
  {
    id,
    modality: oneOf("text", "image", "audio", "video", "lidar", "sensor", "document"),
    digest,
    mediaType: text,
    "timebase?": timebaseForm,
    "duration?": count,
    "offset?": integer,
    "uncertainty?": count,
  },
  ({ duration, timebase }) => (duration !== undefined && timebase === undefined ? "a track with a duration has a timebase" : null),
);
export const clockForm = fixed({ track: id, offset: integer, driftPPM: number, uncertainty: count });
export const originForm = fixed({
  kind: oneOf("collected", "synthetic", "augmented", "derived"),
  "model?": id,
  "version?": id,
  "promptDigest?": digest,
  "seed?": open,
  "parents?": listOf(refForm),
});

const namesForm = (value, path) => (Array.isArray(value) ? listOf(id)(value, path) : id(value, path));
const rowForm = fixed({
  labels: namesForm,
  "competence?": competence,
  "annotationsPerItem?": count,
  "reviews?": count,
  "blind?": boolean,
  "reviewerCompetence?": competence,
  "adjudication?": open,
});
export const rowsForm = listOf(rowForm, (rows) => eachOnce()(rows.flatMap(({ labels }) => labels)));

export const influenceForm = fixed({ dataset: id, item: id, label: id, weight: number });
export const definitionForm = fixed({ label: text, definition: text });
export const releaseForm = fixed({ dataset: id, version: id });
export const memberLabelForm = fixed({ label: id, event: refForm });
export const responseForm = fixed({ id, digest, model: open });

const orderForm = (value, path) => listOf((place, where) => (Array.isArray(place) ? listOf(id)(place, where) : id(place, where)))(value, path);
export const rankingForm = fixed({ criterion: text, order: orderForm }, ({ order }) => eachOnce()(order.flat()));

/** A label's value. Its `_sd`, if any, is looked at by those who read what is sealed. */
export function labelValueForm(value, path) {
  if (!isJsonObject(value)) return `${path}: an object with kind is expected`;
  const { _sd: seal, ...rest } = value;
  if (typeof givenMember(rest, "kind") !== "string" || rest.kind === "") return `${path}.kind: a name of the value's kind is expected`;
  if (!holdsNoSeal(rest)) return `${path}: of a value only its text may be sealed`;
  const isSealed = Array.isArray(seal) && seal.length > 0 && !Object.hasOwn(rest, "text");
  if (rest.kind !== "text" || isSealed || typeof givenMember(rest, "text") === "string") return null;
  return `${path}.text: a text value has a text; give it or seal it`;
}
