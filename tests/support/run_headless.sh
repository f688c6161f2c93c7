#!/bin/sh
# The hub without a window: starts it, and prints the address of the connect page. Stops with Ctrl+C.
set -eu
bin=build/release/bin
data=${XDG_DATA_HOME:-$HOME/.local/share}/connect-hub
vault=keychain
previous=""
for argument in "$@"; do
    case $previous in --data-dir) data=$argument ;; esac
    case $argument in
    --data-dir=*) data=${argument#*=} ;;
    --vault | --vault=*) vault=given ;;
    esac
    previous=$argument
done
if [ $vault = keychain ] && [ -z "${DBUS_SESSION_BUS_ADDRESS:-}" ]; then
    mkdir -p "$data"
    chmod 700 "$data"
    [ -f "$data/master.key" ] || (umask 077 && head -c 32 /dev/urandom > "$data/master.key")
    echo "There is no session bus, so no keychain: the vault is sealed with $data/master.key."
    set -- --vault sealed --master-key "file:$data/master.key" "$@"
fi
"$bin/connect-hubd" "$@" &
hub=$!
trap 'kill $hub 2>/dev/null' INT TERM
until "$bin/connect-hubctl" --data-dir "$data" accounts list >/dev/null 2>&1; do
    kill -0 $hub 2>/dev/null || { wait $hub; exit $?; }
    sleep 0.1
done
"$bin/connect-hubctl" --data-dir "$data" links create
wait $hub
