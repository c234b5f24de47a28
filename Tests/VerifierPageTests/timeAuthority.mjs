import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const tokenInfoType = "1.2.840.113549.1.9.16.1.4";
let requests = 0;

/**
 * A time-stamping authority (RFC 3161) that openssl plays in a folder of its own: a root, authorities in between if there are some,
 * and a signer.
 */
export class TimeAuthority {
  /**
   * @param folder made for it
   * @param settings {rootKey, rootExtensions, rootVersion, between: [{key, extensions, from, until, digest}], key, extensions, from,
   * until, signedWith: a hash, digest, nameDigest, accuracy, precision, names}: keys are `rsa:2048`, `ec:P-256` or `ed25519`,
   * extensions a section below, times as openssl ca writes them
   */
  constructor(folder, settings = {}) {
    this.folder = folder;
    this.settings = {
      rootKey: "ec:P-256", rootExtensions: "authority", between: [], key: "ec:P-256", extensions: "stamping",
      digest: "sha256", nameDigest: "sha256", accuracy: "secs:1", precision: 0, signedWith: "sha256", ...settings,
    };
    mkdirSync(folder, { recursive: true });
    this.write("openssl.cnf", configuration(this.settings));
    this.write("index.txt", "");
    this.write("serial", "01\n");
    this.makeRoot();
    let issuer = "root";
    for (const [place, between] of this.settings.between.entries()) {
      issuer = this.certify(`between${place}`, issuer, { extensions: "authority", key: "ec:P-256", ...between });
    }
    this.certify("signer", issuer, this.settings);
    const chain = this.settings.between.map((_, place) => this.read(`between${place}.pem`).toString()).reverse();
    this.write("chain.pem", [...chain, this.rootPem].join(""));
  }

  write(name, content) {
    writeFileSync(join(this.folder, name), content);
  }

  read(name) {
    return readFileSync(join(this.folder, name));
  }

  get rootPem() {
    return this.read("root.pem").toString();
  }

  run(...words) {
    execFileSync("openssl", words, { cwd: this.folder, stdio: ["ignore", "ignore", "pipe"] });
  }

  makeKey(name, kind) {
    const [algorithm, size] = kind.split(":");
    const options = { rsa: ["-pkeyopt", `rsa_keygen_bits:${size}`], ec: ["-pkeyopt", `ec_paramgen_curve:${size}`], ed25519: [] };
    this.run("genpkey", "-algorithm", algorithm.toUpperCase(), ...options[algorithm], "-out", `${name}.key`);
  }

  makeRoot() {
    const { rootKey, rootExtensions, rootVersion } = this.settings;
    this.makeKey("root", rootKey);
    const words = ["-key", "root.key", "-subj", "/CN=Test Time Root", "-config", "openssl.cnf"];
    if (rootVersion === 1) {
      this.run("req", "-new", ...words, "-out", "root.csr");
      this.run("x509", "-req", "-in", "root.csr", "-signkey", "root.key", "-days", "3650", "-out", "root.pem");
    } else {
      this.run("req", "-new", "-x509", ...words, "-out", "root.pem", "-days", "3650", "-extensions", rootExtensions);
    }
  }

  /** A certificate by another of these; `version` 1 has it without extensions. */
  certify(name, issuer, { key, extensions, version, from = "20200101000000Z", until = "20991231235959Z", signedWith = "sha256" }) {
    this.makeKey(name, key);
    const subject = name === "signer" ? "Test Time Authority" : `Test Time ${name}`;
    this.run("req", "-new", "-key", `${name}.key`, "-out", `${name}.csr`, "-subj", `/CN=${subject}`, "-config", "openssl.cnf", "-utf8");
    if (version === 1) {
      this.run("x509", "-req", "-in", `${name}.csr`, "-CA", `${issuer}.pem`, "-CAkey", `${issuer}.key`, "-days", "3650", "-out", `${name}.pem`);
      return name;
    }
    const words = ["-keyfile", `${issuer}.key`, "-cert", `${issuer}.pem`, "-outdir", ".", "-policy", "any", "-extensions", extensions];
    const digest = this.settings.rootKey === "ed25519" && issuer === "root" ? "null" : signedWith;
    this.run("ca", "-config", "openssl.cnf", "-batch", "-notext", "-in", `${name}.csr`, "-out", `${name}.pem`, ...words, "-md", digest, "-startdate", from, "-enddate", until);
    return name;
  }

  /** A token over a text, as an authority gives it to whoever asks. */
  stamp(text, hash = "sha256") {
    requests += 1;
    const name = `request${requests}`;
    this.write(`${name}.txt`, text);
    this.run("ts", "-query", "-data", `${name}.txt`, `-${hash}`, "-cert", "-out", `${name}.tsq`);
    this.run("ts", "-reply", "-queryfile", `${name}.tsq`, "-token_out", "-out", `${name}.tk`, "-config", "openssl.cnf");
    return this.read(`${name}.tk`);
  }

  /** Any content signed as a TSTInfo, also where `openssl ts` would refuse to. */
  sign(content, { digest = "sha256", words = ["-cades"], type = tokenInfoType } = {}) {
    requests += 1;
    const name = `request${requests}`;
    this.write(`${name}.tst`, content);
    this.run(
      "cms", "-sign", "-binary", "-nodetach", "-nosmimecap", "-in", `${name}.tst`, "-econtent_type", type, "-signer", "signer.pem",
      "-inkey", "signer.key", "-md", digest, "-outform", "DER", "-out", `${name}.tk`, "-certfile", "chain.pem", ...words,
    );
    return this.read(`${name}.tk`);
  }
}

function configuration({ digest, nameDigest, accuracy, precision }) {
  return `
[req]
distinguished_name = names
[names]
[any]
commonName = supplied
[authority]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
[short-path]
basicConstraints = critical,CA:TRUE,pathlen:0
keyUsage = critical,keyCertSign
[no-authority]
basicConstraints = critical,CA:FALSE
[no-constraints]
keyUsage = critical,keyCertSign
[no-issuing]
basicConstraints = critical,CA:TRUE
keyUsage = critical,digitalSignature
[other-authority]
basicConstraints = critical,CA:TRUE
extendedKeyUsage = codeSigning
[stamping-authority]
basicConstraints = critical,CA:TRUE
extendedKeyUsage = timeStamping,codeSigning
[constrained-directory]
basicConstraints = critical,CA:TRUE
nameConstraints = critical,permitted;dirName:somebody
[constrained-names]
basicConstraints = critical,CA:TRUE
nameConstraints = critical,permitted;DNS:example.org
[constrained-mail]
basicConstraints = critical,CA:TRUE
nameConstraints = excluded;email:example.org
[unknown-critical]
basicConstraints = critical,CA:TRUE
1.2.3.4.5 = critical,ASN1:NULL
[somebody]
CN = Somebody
[stamping]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
[stamping-repudiable]
keyUsage = critical,nonRepudiation
extendedKeyUsage = critical,timeStamping
[stamping-bare]
extendedKeyUsage = critical,timeStamping
[stamping-named]
extendedKeyUsage = critical,timeStamping
subjectAltName = DNS:other.example
subjectKeyIdentifier = hash
[stamping-authority-itself]
basicConstraints = critical,CA:TRUE
extendedKeyUsage = critical,timeStamping
[stamping-unknown]
extendedKeyUsage = critical,timeStamping
1.2.3.4.5 = critical,ASN1:NULL
[no-signing]
keyUsage = critical,keyEncipherment
extendedKeyUsage = critical,timeStamping
[no-purpose]
basicConstraints = critical,CA:FALSE
[loose-purpose]
extendedKeyUsage = timeStamping
[two-purposes]
extendedKeyUsage = critical,timeStamping,codeSigning
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
accuracy = ${accuracy}
clock_precision_digits = ${precision}
ess_cert_id_alg = ${nameDigest}
`;
}
