# Which hosts the lab stands in for, and where each of them is. Sourced by scripts/lab.
#
# Names come from the national list, so the lab never falls behind it. They are spread over twenty loopback addresses,
# because limits per address would otherwise see one machine.
# shellcheck shell=bash

readonly lab_addresses=20

# Prints "PORTAL HOST PORT" for every URL of a register, in the register's order. It reads the form that
# `portal-probe portals import` writes (`- id:` first, one key a line), since the lab must start without the program.
list_hosts() {
  awk '
    /^ *- id:/ { at = match($0, /[^ ]/); if (!depth) depth = at; if (at == depth) portal = value($0) }
    /^ *(- )?url:/ {
      url = value($0); port = (url ~ /^http:/) ? 80 : 443
      sub(/^https?:\/\//, "", url); sub(/[\/?#].*$/, "", url)
      if (url ~ /:[0-9]+$/) { port = url; sub(/^.*:/, "", port); sub(/:[0-9]+$/, "", url) }
      if (!seen[url, port]++) print portal, url, port
    }
    function value(line) { sub(/^[^:]*: */, "", line); gsub(/["\047\r]| .*$/, "", line); return line }
  ' "$1"
}

# The loopback address of the N-th host.
address_of() { echo "127.77.0.$((1 + $1 % lab_addresses))"; }

# Prints the options that lead a sweep to the lab, one word a line. The first mapping that fits counts; the last one
# fits everything, so that no name of a real portal is ever looked up.
# usage: list_options DIR TLS_PORT H1_PORT PLAIN_PORT <HOSTS
list_options() {
  local dir=$1 tls=$2 h1=$3 plain=$4 number=0 portal host port where
  printf '%s\n' --ca-file "$dir/certificates/root.pem"
  while read -r portal host port; do
    where=$(address_of $number)
    number=$((number + 1))
    case ${illness[$portal]:-} in
      refused) where=$where:1 ;;
      no_such_name) where=khong-ton-tai.invalid:443 ;;
      not_tls) where=$where:$plain ;;
      reset_in_body | truncated | closed_unanswered | huge_header) where=$where:$h1 ;;
      *) where=$where:$(port_for "$port" "$number" "$tls" "$h1" "$plain") ;;
    esac
    printf '%s\n' --connect-to "$host:$port:$where"
  done
  printf '%s\n' --connect-to "::127.77.0.1:$tls"
}

# Two thirds of the portals speak HTTP/2, the others HTTP/1.1 alone, as in the field.
# usage: port_for URL_PORT NUMBER TLS_PORT H1_PORT PLAIN_PORT
port_for() {
  if [[ $1 == 80 ]]; then echo "$5"; elif (($2 % 3 == 0)); then echo "$4"; else echo "$3"; fi
}
