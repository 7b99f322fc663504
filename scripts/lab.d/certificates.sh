# The lab's certificates: a root and an intermediate made on the spot, one shared key, one leaf for each host.
# Sourced by scripts/lab. They live for a few days and are trusted by nobody but who is given `root.pem`.
# shellcheck shell=bash

readonly certificate_days=7

new_key() { openssl genpkey -quiet -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1"; }

# usage: make_root NAME SUBJECT
make_root() {
  new_key "$1.key"
  openssl req -new -x509 -key "$1.key" -days $certificate_days -subj "/O=portal-probe lab/CN=$2" -out "$1.pem" \
    -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign,cRLSign
}

# usage: sign_leaf HOST ISSUER OUT [SUBJECT_ALT_NAME]
sign_leaf() {
  printf 'subjectAltName=DNS:%s\nkeyUsage=critical,digitalSignature\nextendedKeyUsage=serverAuth\n' "${4:-$1}" >leaf.ext
  openssl x509 -req -in leaf.csr -CA "$2.pem" -CAkey "$2.key" -set_serial "0x$(openssl rand -hex 8)" \
    -days $certificate_days -subj "/CN=${4:-$1}" -extfile leaf.ext -out "$3"
}

# `openssl x509` cannot date a certificate back; `openssl ca` can.
# usage: sign_expired_leaf HOST ISSUER OUT
sign_expired_leaf() {
  printf 'subjectAltName=DNS:%s\n' "$1" >leaf.ext
  : >ca.index
  cat >ca.cnf <<END
[ca]
default_ca = lab
[lab]
database = ca.index
new_certs_dir = .
rand_serial = yes
policy = any
default_md = sha256
[any]
commonName = supplied
END
  openssl ca -batch -notext -config ca.cnf -in leaf.csr -cert "$2.pem" -keyfile "$2.key" -subj "/CN=$1" \
    -startdate 20240101000000Z -enddate 20240331000000Z -extfile leaf.ext -out "$3"
}

# usage: certify HOST ILLNESS - writes HOST.pem, the chain as the server sends it
certify() {
  local host=$1
  case $2 in
    expired) sign_expired_leaf "$host" intermediate "$host.pem" ;;
    wrong_host) sign_leaf "$host" intermediate "$host.pem" may-chu-khac.example ;;
    untrusted_root) sign_leaf "$host" stranger "$host.pem" ;;
    self_signed)
      openssl req -new -x509 -key leaf.key -days $certificate_days -subj "/CN=$host" -addext "subjectAltName=DNS:$host" \
        -addext basicConstraints=critical,CA:FALSE -out "$host.pem"
      return ;;
    *) sign_leaf "$host" intermediate "$host.pem" ;;
  esac
  case $2 in
    missing_intermediate) ;;
    untrusted_root) cat stranger.pem >>"$host.pem" ;;
    *) cat intermediate.pem >>"$host.pem" ;;
  esac
}

# The authorities' keys are thrown away at the end: nobody who trusts root.pem for a while can be fooled by them later.
# usage: make_certificates DIR <HOSTS
make_certificates() (
  log=$1.log
  exec 3>&2 2>"$log"
  trap '(($? == 0)) || tail -n 3 "$log" >&3' EXIT
  mkdir -p "$1"
  cd "$1" || exit
  rm -f -- *
  make_root root "Lab root"
  make_root stranger "A root that nobody trusts"
  new_key intermediate.key
  printf 'basicConstraints=critical,CA:TRUE,pathlen:0\nkeyUsage=critical,keyCertSign,cRLSign\n' >intermediate.ext
  openssl req -new -key intermediate.key -subj "/O=portal-probe lab/CN=Lab intermediate" -out intermediate.csr
  openssl x509 -req -in intermediate.csr -CA root.pem -CAkey root.key -set_serial 2 -days $certificate_days \
    -extfile intermediate.ext -out intermediate.pem
  new_key leaf.key
  openssl req -new -key leaf.key -subj /CN=leaf -out leaf.csr
  # shellcheck disable=SC2154 # scripts/lab sets it
  while read -r portal host _; do certify "$host" "${illness[$portal]:-}"; done
  rm -f -- root.key stranger.key intermediate.key ./*.ext ./*.csr ca.* ./[0-9A-F]*.pem
)
