# shellcheck shell=bash disable=SC2154 # the script that sources this sets name, port, port_variable and stop_signal
# What the service scripts share: a private folder, one lock for each service, and start, stop and status that may be repeated.
#
# A script sets `name`, `port`, `port_variable` and `stop_signal`, defines `begin` (prepare and `launch`), `ready` (does it answer?) and
# `exports` (lines for eval), and ends with `serve "$@"`. A service lives in $LOCAL_OFFER_SERVICES/NAME from start to stop;
# what it stored is gone after stop. Several folders with ports of their own run side by side.
set -euo pipefail

services=$(realpath -m "${LOCAL_OFFER_SERVICES:-/var/tmp/local-offer}")
as=()

say() { echo "${name:-dev}: $*" >&2; }
fail() { say "$@"; exit 1; }

need() { # need COMMAND...: stop with a sentence unless all are installed
  local command
  for command; do command -v "$command" >/dev/null || fail "$command is not installed; dev/install-debian installs it"; done
}

own_folder() { # own_folder FOLDER: make it, and refuse one that somebody else made: we shall write and run things in it
  mkdir -p "$1" || fail "cannot make the folder $1; set LOCAL_OFFER_SERVICES to a folder of yours"
  [ -O "$1" ] || fail "the folder $1 belongs to somebody else; set LOCAL_OFFER_SERVICES to a folder of yours"
}

hold() { # hold FOLDER: make it and keep its lock (descriptor 9) until this script ends
  until [ "$1" -ef /proc/self/fd/9 ]; do # again if a stop removed it meanwhile
    mkdir -p "$1"
    exec 9<"$1"
    flock 9
  done
}

drop_to() { # drop_to USER: as root, `"${as[@]}" COMMAND` runs as USER from now on; nothing changes for a normal user
  [ "$(id -u)" = 0 ] || return 0
  id "$1" >/dev/null 2>&1 || fail "the user $1 is missing; dev/install-debian makes it"
  as=(setpriv "--reuid=$1" "--regid=$(id -g "$1")" --clear-groups --inh-caps=-all --no-new-privs)
  "${as[@]}" test -x "$dir" || fail "the user $1 cannot enter $dir; set LOCAL_OFFER_SERVICES to a folder everyone may enter"
}

launch() { # launch FOLDER COMMAND...: inside FOLDER, in the background, in a session of its own
  (echo >"/dev/tcp/127.0.0.1/$port") 2>/dev/null && fail "port $port is taken by something else; set $port_variable to a free one"
  cd "$1"
  shift
  setsid "${as[@]}" "$@" >"$dir/log" 2>&1 </dev/null 9<&- &
  echo "$! $(born $!)" >"$dir/pid"
}

born() { sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | cut -d ' ' -f 20; } # born PID: when that process started, in ticks since the machine did

alive() { # the process we launched, and not a later one that was given its number
  local pid when
  read -r pid when 2>/dev/null <"$dir/pid" && [ "$(born "$pid")" = "$when" ]
}

quit() {
  local pid
  alive || return 0
  read -r pid _ <"$dir/pid"
  kill -s "$stop_signal" "$pid"
  for _ in {1..100}; do alive || return 0; sleep 0.1; done
  kill -s KILL -- "-$pid" 2>/dev/null || true
}

start() {
  umask 022
  own_folder "$services"
  hold "$dir"
  if alive && ready; then exports; return; fi
  quit
  find "$dir" -mindepth 1 -delete # left by a machine that was switched off
  begin
  for _ in {1..450}; do
    if ready; then exports; return; fi
    alive || break
    sleep 0.2
  done
  quit
  say "did not start; the end of $dir/log:"
  tail -n 20 "$dir/log" >&2
  exit 1
}

stop() {
  [ -d "$dir" ] || return 0
  own_folder "$services"
  hold "$dir"
  quit
  rm -rf "$dir"
  rmdir "$services" 2>/dev/null || true # the last one out
}

status() {
  if alive && ready; then exports; else say "not running"; exit 1; fi
}

serve() {
  dir=$services/$name
  case "${1:-}" in
    start | stop | status) "$1" ;;
    *) echo "usage: $0 start|stop|status" >&2; exit 2 ;;
  esac
}
