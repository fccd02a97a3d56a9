// pkijs as a judge: node pkijs.mjs ROOT CHAIN CRLS CERTIFICATE, each PEM; prints the engine's verdict as JSON.
import { readFileSync } from "node:fs";
import { webcrypto } from "node:crypto";
import * as pkijs from "pkijs";

pkijs.setEngine("node", new pkijs.CryptoEngine({ name: "node", crypto: webcrypto }));

const blocks = (file, label) =>
  [...readFileSync(file, "latin1").matchAll(new RegExp(`-----BEGIN ${label}-----([^-]+)-----END`, "g"))].map(([, base64]) => Buffer.from(base64, "base64"));
const certificates = (file) => blocks(file, "CERTIFICATE").map((der) => pkijs.Certificate.fromBER(der));

const [root, chain, crls, certificate] = process.argv.slice(2);
const engine = new pkijs.CertificateChainValidationEngine({
  trustedCerts: certificates(root),
  certs: [...certificates(chain), ...certificates(certificate)], // the last one is judged
  crls: blocks(crls, "X509 CRL").map((der) => pkijs.CertificateRevocationList.fromBER(der)),
});
const { result, resultCode, resultMessage } = await engine.verify({ passedWhenNotRevValues: false });
console.log(JSON.stringify({ result, resultCode, resultMessage }));
