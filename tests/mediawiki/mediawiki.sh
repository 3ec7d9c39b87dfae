#!/bin/sh
# A real MediaWiki on 127.0.0.1 for the tests: Debian's package, SQLite, PHP's built-in server, a free port.
#
#   mediawiki.sh packages            install what is missing (as root; elsewhere say what is missing and fail)
#   mediawiki.sh up DIR              packages, a wiki in the new folder DIR, its server; prints the wiki's address
#   mediawiki.sh load DIR FILE.xml   import pages with their revisions
#   mediawiki.sh edit DIR TITLE      save standard input as the page's new text, now
#   mediawiki.sh move DIR FROM TO    move a page, leaving a redirect
#   mediawiki.sh delete DIR TITLE    delete a page
#   mediawiki.sh sql DIR STATEMENT   run one SQL statement on the wiki's database
#   mediawiki.sh lag DIR SECONDS     from now on report that much replication lag (0: none)
#   mediawiki.sh maxresult DIR BYTES from now on cut API answers at that size (0: MediaWiki's own)
#   mediawiki.sh down DIR            stop the server; DIR may then be removed
set -eu

here=$(cd "$(dirname "$0")" && pwd)
code=/usr/share/mediawiki # where the package puts MediaWiki; only read
needed='mediawiki php-cli php-sqlite3 php-mbstring php-xml php-intl'

fail() {
  echo "mediawiki.sh: $*" >&2
  exit 1
}

maintain() { # SCRIPT ARGUMENT...
  script=$1
  shift
  MW_CONFIG_FILE="$dir/LocalSettings.php" php "$code/maintenance/$script.php" "$@" >>"$dir/maintenance.log" 2>&1 ||
    fail "$script failed, see $dir/maintenance.log: $(tail -n 3 "$dir/maintenance.log")"
}

install_packages() {
  missing=
  for package in $needed; do
    dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed || missing="$missing $package"
  done
  [ -n "$missing" ] || return 0
  [ "$(id -u)" = 0 ] || fail "install first:$missing"
  # RUNLEVEL=1 keeps the web server that the package depends on from being started
  # shellcheck disable=SC2086
  RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends $missing >&2
}

make_wiki() {
  [ ! -e "$dir/LocalSettings.php" ] || return 0
  mkdir -p "$dir/data" "$dir/cache" "$dir/root"
  ln -s "$code" "$dir/root/w"
  php "$code/maintenance/install.php" --dbtype sqlite --dbname wiki --dbpath "$dir/data" --confpath "$dir" \
    --server http://127.0.0.1 --scriptpath /w --pass "for-tests-only-$$" 'Test wiki' Operator >"$dir/maintenance.log" 2>&1 ||
    fail "the wiki could not be installed: $(tail -n 3 "$dir/maintenance.log")"
  printf '\nrequire "%s/settings.php";\n' "$here" >>"$dir/LocalSettings.php"
}

start_server() {
  [ ! -s "$dir/pid" ] || fail "already up in $dir"
  : >"$dir/server.log"  # it is read before the server may have opened it
  MW_CONFIG_FILE="$dir/LocalSettings.php" setsid php -d zlib.output_compression=On -S 127.0.0.1:0 -t "$dir/root" \
    "$here/router.php" >"$dir/server.log" 2>&1 </dev/null &
  echo $! >"$dir/pid"
  for _ in $(seq 100); do
    address=$(sed -n 's|.*(\(http://127.0.0.1:[0-9]*\)) started.*|\1|p' "$dir/server.log")
    [ -z "$address" ] || break
    kill -s 0 "$(cat "$dir/pid")" 2>/dev/null || break
    sleep 0.1
  done
  [ -n "$address" ] || fail "the server did not start: $(tail -n 3 "$dir/server.log")"
  echo "$address"
}

stop_server() {
  [ -s "$dir/pid" ] || return 0
  kill -s TERM -- "-$(cat "$dir/pid")" 2>/dev/null || true
  rm -f "$dir/pid"
}

command=${1:-help}
[ "$command" = packages ] || [ $# -ge 2 ] || fail 'see the head of this script for how to call it'
[ "$command" = packages ] || dir=$(mkdir -p "$2" && cd "$2" && pwd)
case $command in
packages) install_packages ;;
up)
  install_packages
  make_wiki
  start_server
  ;;
load) maintain importDump --quiet --username-prefix '' "$3" ;;
edit) maintain edit --user Operator "$3" ;;
move)
  printf '%s|%s\n' "$3" "$4" >"$dir/moves"
  maintain moveBatch "$dir/moves"
  ;;
delete)
  printf '%s\n' "$3" >"$dir/deletions"
  maintain deleteBatch "$dir/deletions"
  ;;
sql) maintain sql --query "$3" ;;
lag | maxresult) echo "$3" >"$dir/$command" ;;
down) stop_server ;;
*) fail "no such command: $command" ;;
esac
