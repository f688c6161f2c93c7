#!/bin/sh
# Runs a command on a desktop of its own: display, session bus, unlocked keyring, accessibility, private home for data.
set -eu
root=$(mktemp -d)
export XDG_DATA_HOME="$root/data" XDG_RUNTIME_DIR="$root/run" XDG_CONFIG_HOME="$root/config" XDG_CACHE_HOME="$root/cache"
mkdir -p "$XDG_DATA_HOME" "$XDG_RUNTIME_DIR" "$XDG_CONFIG_HOME" "$XDG_CACHE_HOME"
chmod 700 "$XDG_RUNTIME_DIR"
if [ "$(id -u)" = 0 ]; then
    echo "The browser view's sandbox is off for the tests (QTWEBENGINE_DISABLE_SANDBOX=1): Chromium refuses to start as root."
    export QTWEBENGINE_DISABLE_SANDBOX=1
fi
status=0
xvfb-run -a -s "-screen 0 1600x1000x24" dbus-run-session -- sh -c '
    printf pw | gnome-keyring-daemon --unlock --components=secrets --daemonize >/dev/null
    /usr/libexec/at-spi-bus-launcher --launch-immediately &
    dbus-send --session --dest=org.a11y.Bus --print-reply /org/a11y/bus org.freedesktop.DBus.Properties.Set \
        string:org.a11y.Status string:IsEnabled variant:boolean:true >/dev/null
    code=0; "$@" || code=$?
    kill %1 2>/dev/null || true
    exit $code' sh "$@" || status=$?
rm -rf "$root"
exit $status
