"""An authority, and a certificate of it for each host, so that no browser takes two hosts for one."""

import base64
import datetime
import hashlib

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID


def make(directory, hosts):
    """Writes root.pem, leaf.key (which all hosts share) and HOST.pem; the first host's holds for `*.` its domain as well.

    Returns the root's file and the hash of the hosts' key, as Chromium wants it.
    """
    root_key, key = (rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in range(2))
    root = _certificate("Benchmark root of pages", root_key.public_key(), None, root_key, [])
    (directory / "root.pem").write_bytes(root.public_bytes(serialization.Encoding.PEM))
    (directory / "leaf.key").write_bytes(key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
    for number, host in enumerate(hosts):
        names = [host, "*." + host.split(".", 1)[1]] if number == 0 else [host]
        leaf = _certificate(host, key.public_key(), root, root_key, names)
        (directory / f"{host}.pem").write_bytes(leaf.public_bytes(serialization.Encoding.PEM))
    public = key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return directory / "root.pem", base64.b64encode(hashlib.sha256(public).digest()).decode()


def _certificate(name, public_key, issuer, issuer_key, names):
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.datetime.utcnow()
    builder = (x509.CertificateBuilder().subject_name(subject).issuer_name(issuer.subject if issuer else subject)
               .public_key(public_key).serial_number(x509.random_serial_number())
               .not_valid_before(now - datetime.timedelta(days=1)).not_valid_after(now + datetime.timedelta(days=30))
               .add_extension(x509.BasicConstraints(ca=not names, path_length=None), critical=True))
    if names:
        builder = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName(one) for one in names]), critical=False)
        builder = builder.add_extension(x509.ExtendedKeyUsage([x509.oid.ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
    return builder.sign(issuer_key, hashes.SHA256())
