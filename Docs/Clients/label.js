// Signs events in a browser or in Node, with nothing but WebCrypto; label.html uses it.
const base64url = (bytes) => btoa(String.fromCharCode(...bytes)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");
const encoded = (object) => base64url(new TextEncoder().encode(JSON.stringify(object)));
const segment = (id) => encodeURIComponent(id).replace(/[!'()*]/g, (c) => "%" + c.charCodeAt(0).toString(16).toUpperCase());
const sleep = (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));

// RFC 7638: the hash of the key's public members, in this order.
async function thumbprint({ crv, kty, x }) {
  const text = new TextEncoder().encode(JSON.stringify({ crv, kty, x }));
  return base64url(new Uint8Array(await crypto.subtle.digest("SHA-256", text)));
}

export async function sign(jwk, event) {
  const key = await crypto.subtle.importKey("jwk", { ...jwk, alg: undefined, kid: undefined }, "Ed25519", false, ["sign"]);
  const header = { alg: "Ed25519", kid: await thumbprint(jwk), typ: "touchmark-event+sd-jwt" };
  const signed = encoded(header) + "." + encoded(event);
  return signed + "." + base64url(new Uint8Array(await crypto.subtle.sign("Ed25519", key, new TextEncoder().encode(signed))));
}

// `keep` is given the token before it is sent: what has no receipt may be sent again, as it is, at any time.
export async function label({ url, ledger, signer, jwk, dataset, item, on, question, choice, keep }) {
  const id = crypto.randomUUID();
  const data = { dataset, item, label: id, name: question, on, value: { kind: "choice", choice }, segments: [] };
  const subject = "label:" + [dataset, item, id].map(segment).join("/");
  const time = new Date().toISOString().replace("Z", "000Z"); // Browsers count milliseconds.
  const type = "touchmark.label.asserted";
  const token = await sign(jwk, { specversion: "1.0", id, source: signer, type, subject, time, ledger, data });
  keep?.(token);
  for (let wait = 1; ; wait *= 2) {
    // The same token again does no harm: whatever went wrong, it is in the log once.
    const request = { method: "POST", headers: { "Content-Type": "application/jwt" }, body: token };
    const answer = await fetch(url + "/v1/events", request).catch((error) => error);
    const text = await answer.text?.().catch(() => undefined); // What breaks off is no answer.
    if (answer.ok && text?.includes(`"id":"${id}"`)) return JSON.parse(text); // Anything else is no receipt.
    const isFinal = text !== undefined && answer.status < 500 && ![408, 429].includes(answer.status);
    if (isFinal || wait > 8) throw new Error(text ?? "The ledger cannot be reached.");
    await sleep(Number(answer.headers?.get("Retry-After")) || wait);
  }
}
