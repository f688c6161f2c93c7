#!/bin/sh
# The hub without a window: starts it, and prints the address of the connect page. Stops with Ctrl+C.
set -eu
bin=build/release/bin
data=${XDG_DATA_HOME:-$HOME/.local/share}/connect-hub
vault=""
case " $* " in *" --vault "*) ;; *)
    if [ -z "${DBUS_SESSION_BUS_ADDRESS:-}" ]; then
        mkdir -p "$data"
        chmod 700 "$data"
        [ -f "$data/master.key" ] || (umask 077 && head -c 32 /dev/urandom > "$data/master.key")
        echo "There is no session bus, so no keychain: the vault is sealed with $data/master.key."
        vault="--vault sealed --master-key file:$data/master.key"
    fi ;;
esac
# shellcheck disable=SC2086
"$bin/connect-hubd" $vault "$@" &
hub=$!
trap 'kill $hub 2>/dev/null' INT TERM
for _ in $(seq 100); do
    "$bin/connect-hubctl" hub status >/dev/null 2>&1 && break
    kill -0 $hub 2>/dev/null || { wait $hub; exit $?; }
    sleep 0.1
done
"$bin/connect-hubctl" links create || true
wait $hub
