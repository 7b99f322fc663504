# The lab's nginx: one configuration, one master, one worker, nothing of the system's own nginx. Sourced by scripts/lab.
# shellcheck shell=bash

# Real pages of real sites, 8 to 80 kB, with their style sheets beside them; each portal gets one of them.
readonly real_pages=(
  /usr/share/doc/sqlite3/index.html
  /usr/share/developers-reference/index.html
  /usr/share/doc/sqlite3/about.html
  /usr/share/doc/sqlite3/atomiccommit.html
  /usr/share/developers-reference/pkgs.html
  /usr/share/doc/sqlite3/books.html
  /usr/share/developers-reference/scope.html
  /usr/share/doc/sqlite3/backup.html
)

# The worker gives up root. (In a user namespace that maps one user alone nginx cannot run as that root at all.)
worker_user() { [[ $(id -u) == 0 ]] && echo "user www-data;"; }

# usage: write_head DIR
write_head() {
  local dir=$1
  # shellcheck disable=SC2154 # scripts/lab sets lab_code
  cat <<END
$(worker_user)
worker_processes 1;
pid $dir/nginx.pid;
error_log $dir/error.log warn;
load_module /usr/lib/nginx/modules/ndk_http_module.so;
load_module /usr/lib/nginx/modules/ngx_http_lua_module.so;
events { worker_connections 960; }
http {
  include /etc/nginx/mime.types;
  charset utf-8;
  log_format lab '\$server_name \$status \$request_time \$server_protocol "\$request" "\$http_user_agent"';
  access_log $dir/access.log lab;
  client_body_temp_path $dir/tmp/body;
  proxy_temp_path $dir/tmp/proxy;
  fastcgi_temp_path $dir/tmp/fastcgi;
  uwsgi_temp_path $dir/tmp/uwsgi;
  scgi_temp_path $dir/tmp/scgi;
  server_tokens off;
  gzip on;
  gzip_types text/css application/javascript;
  client_header_timeout 20s;
  server_names_hash_bucket_size 128;
  ssl_certificate_key $dir/certificates/leaf.key;
  lua_code_cache on;
  init_by_lua_block {
    ill = dofile("$lab_code/ill.lua")
    ill.load("$lab_code/pages", "${real_pages[0]}")
  }
END
}

# What an illness needs of nginx itself.
directives_for() {
  case $1 in
    reset_in_body) echo "reset_timedout_connection on; " ;;
    # Compressing would drop the announced length, and half a page would be a whole one.
    truncated) echo "keepalive_timeout 0; gzip off; " ;;
  esac
}

# usage: write_server HOST URL_PORT ADDRESS PAGE ILLNESS TLS_PORT H1_PORT PLAIN_PORT DIR
write_server() {
  local host=$1 url_port=$2 address=$3 page=$4 ill=$5 tls=$6 h1=$7 plain=$8 dir=$9
  echo "  server {"
  echo "    server_name $host;"
  if [[ $url_port == 80 || $ill == not_tls ]]; then
    echo "    listen $address:$plain;"
  else
    echo "    listen $address:$tls ssl http2;"
    echo "    listen $address:$h1 ssl;"
    echo "    ssl_certificate $dir/certificates/$host.pem;"
  fi
  [[ $ill == handshake_hang ]] && echo "    ssl_certificate_by_lua_block { ill.handshake_hang() }"
  echo "    root ${page%/*};"
  echo "    index ${page##*/};"
  echo '    location = /robots.txt { default_type text/plain; return 200 "User-agent: *"; }'
  if grep -q "^function ill\.$ill()" "$lab_code/ill.lua" && [[ $ill != handshake_hang ]]; then
    echo "    location = / { $(directives_for "$ill")content_by_lua_block { ill.$ill() } }"
    [[ $ill == redirect_loop ]] && echo "    location = /trang-chu { content_by_lua_block { ill.$ill() } }"
  fi
  echo "  }"
}

# usage: write_nginx_conf DIR TLS_PORT H1_PORT PLAIN_PORT <HOSTS
write_nginx_conf() {
  local dir=$1 tls=$2 h1=$3 plain=$4 number=0 portal host port
  write_head "$dir"
  # What is asked to see whether the worker lives: the master alone takes connections too, and answers none.
  echo "  server { listen 127.77.0.1:$plain default_server; return 404; }"
  while read -r portal host port; do
    write_server "$host" "$port" "$(address_of $number)" "${real_pages[number % ${#real_pages[@]}]}" \
      "${illness[$portal]:-none}" "$tls" "$h1" "$plain" "$dir"
    number=$((number + 1))
  done
  echo "}"
}

nginx_pid() {
  local pid
  pid=$(cat "$1/nginx.pid" 2>/dev/null) || return 1
  # A pid file outlives a crash, and the number may be somebody else's by now.
  tr '\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null | grep -qF "$1/nginx.conf" || return 1
  echo "$pid"
}

# usage: answers PLAIN_PORT
answers() (
  exec 7<>"/dev/tcp/127.77.0.1/$1" || exit
  printf 'GET / HTTP/1.0\r\n\r\n' >&7
  read -r -t 2 line <&7 && [[ $line == HTTP/* ]]
) 2>/dev/null

# Tries ports below the range that the kernel hands out by itself, until nginx can have them all.
# usage: start_nginx DIR HOSTS_FILE
start_nginx() {
  local dir=$1 hosts=$2 try base
  rm -rf "$dir/tmp"; mkdir "$dir/tmp" # last time it may have belonged to another user
  for try in {1..20}; do
    base=$((20000 + RANDOM % 12000))
    write_nginx_conf "$dir" $base $((base + 1)) $((base + 2)) <"$hosts" >"$dir/nginx.conf"
    if nginx -p "$dir" -e "$dir/error.log" -c "$dir/nginx.conf" 9>&- 2>"$dir/start.log"; then
      list_options "$dir" $base $((base + 1)) $((base + 2)) <"$hosts" >"$dir/args"
      echo $base >"$dir/port"
      wait_until answers $((base + 2)) && return
      break
    fi
    grep -q 'bind() to .* failed (98' "$dir/start.log" || break
  done
  echo "lab: nginx could not start (try $try):" >&2
  tail -qn 3 "$dir/start.log" "$dir/error.log" >&2
  stop_nginx "$dir"
  return 1
}

stop_nginx() {
  local dir=$1 pid
  pid=$(nginx_pid "$dir") || return 0
  kill -TERM "$pid"
  wait_until gone "$dir" || kill -KILL -- "$pid"
}

gone() { ! nginx_pid "$1" >/dev/null; }

# Polls for about ten seconds.
wait_until() {
  local end=$((SECONDS + 10))
  until "$@"; do
    if ((SECONDS >= end)); then echo "lab: waited 10 s for: $*" >&2; return 1; fi
    sleep 0.05
  done
}
