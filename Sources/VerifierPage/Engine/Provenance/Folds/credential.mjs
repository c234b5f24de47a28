import { parseTime } from "../../times.mjs";
import { effectiveTime, Onsets } from "./effects.mjs";
import { Suspensions } from "./suspensions.mjs";

/** `credential:<authority>/<id>` */
export class CredentialFold {
  issue = null;
  suspended = new Suspensions();
  revocations = [];
  #revocationOnsets = new Onsets();

  /**
   * Without the reinstatements by keys of the authority that are known, below `limit`, to have been compromised then: they end nothing,
   * and others do. Ended by none but those below `place`.
   */
  suspensionsIssuedBy(authority, limit, place) {
    const isVoid = isVoidBy(authority, limit);
    return this.suspended.ended((end) => end.index >= place || isVoid(end));
  }

  /** Whether somebody has a suspension that this reinstatement may end, by `suspensionsIssuedBy`. */
  isSuspendedFor({ index, recorded, event: { source } }, authority) {
    return this.suspended.isOpenBy(source, recorded, isVoidBy(authority, index));
  }

  /** Ended by no keys but `root`, which an authority is known by, and those that it brought in, as known below `limit`. */
  suspensionsEndedByKnown(authority, root, limit) {
    return this.suspended.ended(({ kid, recorded }) => !authority.descendsFrom(root, kid, recorded, limit));
  }

  isRevoked(time, limit) {
    return this.#revocationOnsets.firstAt(time, limit) !== null;
  }

  revoke(revocation) {
    this.revocations.push(revocation);
    this.#revocationOnsets.push(revocation);
  }

  apply(entry) {
    switch (entry.event.type) {
      case "touchmark.credential.issued":
        this.issue = issueOf(entry, entry.kid, null);
        break;
      case "touchmark.credential.presented":
        this.issue = issueOf(entry, null, entry.event.source);
        break;
      case "touchmark.credential.suspended":
        this.suspended.begin(entry);
        break;
      case "touchmark.credential.reinstated":
        this.suspended.end(entry);
        break;
      case "touchmark.credential.revoked":
        this.revoke({ index: entry.index, effective: effectiveTime(entry) });
        break;
      default:
        break;
    }
  }
}

/** Which reinstatements are by a key that is known, below `limit`, to have been a thief's then. */
function isVoidBy(authority, limit) {
  return ({ kid, recorded }) => authority.isThief(kid, recorded, limit);
}

function issueOf({ index, recorded, event: { data } }, issuingKey, presentedBy) {
  const { annotator, kid, competence } = data;
  const term = { validFrom: parseTime(data.validFrom), validUntil: parseTime(data.validUntil) };
  return { index, recorded, annotator, kid, competence, ...term, issuingKey, presentedBy };
}
