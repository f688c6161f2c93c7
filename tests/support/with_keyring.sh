#!/bin/sh
# Runs a command on a session bus of its own, with an unlocked keyring that nobody else sees.
set -eu
root=$(mktemp -d)
export XDG_DATA_HOME="$root/data" XDG_RUNTIME_DIR="$root/run"
mkdir -p "$XDG_DATA_HOME" "$XDG_RUNTIME_DIR"
chmod 700 "$XDG_RUNTIME_DIR"
status=0
dbus-run-session -- sh -c 'printf pw | gnome-keyring-daemon --unlock --components=secrets --daemonize >/dev/null; "$@"' sh "$@" || status=$?
rm -rf "$root"
exit $status
