import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Whether `openssl` is here. */
export const hasOpenssl = spawnSync("openssl", ["version"]).status === 0;

const configuration = ({ digest = "sha256", nameDigest = "sha256", accuracy = "secs:1", precision = 0 }) => `[req]
distinguished_name = names
[names]
[any]
commonName = supplied
organizationName = optional
[root]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
[middle]
basicConstraints = critical,CA:TRUE,pathlen:0
keyUsage = critical,keyCertSign
[middle-no-authority]
basicConstraints = critical,CA:FALSE
[middle-no-usage]
basicConstraints = critical,CA:TRUE
keyUsage = critical,digitalSignature
[middle-other-purpose]
basicConstraints = critical,CA:TRUE
extendedKeyUsage = codeSigning
[stamping]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
subjectKeyIdentifier = hash
[no-purpose]
basicConstraints = critical,CA:FALSE
[loose-purpose]
extendedKeyUsage = timeStamping
[two-purposes]
extendedKeyUsage = critical,timeStamping,codeSigning
[wrong-usage]
keyUsage = critical,keyEncipherment
extendedKeyUsage = critical,timeStamping
[unknown-critical]
extendedKeyUsage = critical,timeStamping
1.2.3.4.5 = critical,ASN1:NULL
[ca]
default_ca = own
[own]
database = index.txt
new_certs_dir = .
rand_serial = yes
unique_subject = no
[tsa]
default_tsa = answers
[answers]
serial = serial
signer_cert = signer.pem
signer_key = signer.key
certs = chain.pem
signer_digest = ${digest}
default_policy = 1.2.3.4.1
digests = sha1, sha256, sha384, sha512
${accuracy === null ? "" : `accuracy = ${accuracy}`}
clock_precision_digits = ${precision}
ess_cert_id_alg = ${nameDigest}
`;

/** A time-stamping authority made by `openssl`: a root, perhaps an authority between, and a signer. */
export class TimeAuthority {
  /**
   * @param settings {key, purpose, digest, nameDigest, accuracy, precision, from, until, middle: a section for an authority between,
   *   imprint, subject}
   */
  constructor(directory, settings = {}) {
    this.directory = directory;
    this.settings = settings;
    mkdirSync(directory, { recursive: true });
    this.write("openssl.cnf", configuration(settings));
    this.write("index.txt", "");
    this.write("serial", "01\n");
    this.makeKey("root", settings.rootKey ?? "rsa:2048");
    this.run("req", "-new", "-x509", "-key", "root.key", "-out", "root.pem", "-days", "3650", "-subj", "/CN=Test Time Root", "-config", "openssl.cnf", "-extensions", "root");
    let issuer = "root";
    if (settings.middle !== undefined) {
      this.issue("middle", "rsa:2048", "/CN=Test Authority Between", settings.middle, issuer, {});
      issuer = "middle";
    }
    this.issue("signer", settings.key ?? "rsa:2048", settings.subject ?? "/CN=Test Time Authority", settings.purpose ?? "stamping", issuer, settings);
    this.write("chain.pem", (issuer === "middle" ? this.read("middle.pem") : "") + this.read("root.pem"));
  }

  get root() {
    return this.read("root.pem");
  }

  /** The DER of a token over these bytes. */
  stamp(text) {
    this.write("text", text);
    this.run("ts", "-query", "-data", "text", `-${this.settings.imprint ?? "sha256"}`, "-cert", "-out", "request");
    this.run("ts", "-reply", "-queryfile", "request", "-token_out", "-out", "token", "-config", "openssl.cnf");
    return readFileSync(join(this.directory, "token"));
  }

  issue(name, key, subject, section, issuer, { from = "20200101000000Z", until = "20991231235959Z" }) {
    this.makeKey(name, key);
    this.run("req", "-new", "-key", `${name}.key`, "-out", `${name}.csr`, "-subj", subject, "-config", "openssl.cnf");
    this.run("ca", "-config", "openssl.cnf", "-batch", "-notext", "-in", `${name}.csr`, "-out", `${name}.pem`, "-keyfile", `${issuer}.key`, "-cert", `${issuer}.pem`, "-outdir", ".", "-md", this.settings.issuing ?? "sha256", "-policy", "any", "-extensions", section, "-startdate", from, "-enddate", until);
  }

  makeKey(name, key) {
    const [kind, size] = key.split(":");
    this.run("genpkey", "-algorithm", kind.toUpperCase(), "-pkeyopt", kind === "rsa" ? `rsa_keygen_bits:${size}` : `ec_paramgen_curve:${size}`, "-out", `${name}.key`);
  }

  run(...words) {
    const { status, stderr } = spawnSync("openssl", words, { cwd: this.directory, encoding: "utf8" });
    if (status !== 0) throw new Error(`openssl ${words.join(" ")}: ${stderr}`);
  }

  read(name) {
    return readFileSync(join(this.directory, name), "utf8");
  }

  write(name, content) {
    writeFileSync(join(this.directory, name), content);
  }
}
