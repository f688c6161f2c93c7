#!/bin/sh
# What ./dev demo runs: the playground, and Connect Hub with it, in a data directory of their own. Ctrl+C ends all.
# Usage: demo.sh BIN DATA [--headless] [hub flags]
set -eu
here=$(cd "$(dirname "$0")" && pwd)
bin=$1
data=$2
shift 2
headless=""
if [ "${1:-}" = --headless ]; then headless=1; shift; fi
[ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ] || headless=1

mkdir -p "$data"
chmod 700 "$data"
[ -f "$data/master.key" ] || (umask 077 && head -c 32 /dev/urandom > "$data/master.key")
node "$here/server.mjs" &
playground=$!
hub=""
end() { trap - EXIT INT TERM; [ -z "$hub" ] || kill "$hub" 2>/dev/null || true; kill "$playground" 2>/dev/null || true; wait; }
trap end EXIT
trap 'exit 130' INT TERM

# started before the window, so that the key below is there when it opens
"$bin/connect-hubd" --data-dir "$data" --vault sealed --master-key "file:$data/master.key" --connectors "$here" --allow-local playground "$@" 2>"$data/hub.log" >"$data/hub.line" &
hub=$!
ctl() { "$bin/connect-hubctl" --data-dir "$data" "$@"; }
until grep -q listening "$data/hub.line" 2>/dev/null; do
    kill -0 $hub 2>/dev/null || { cat "$data/hub.log" >&2; exit 1; }
    sleep 0.05
done
url=$(sed 's/.*"url":"\([^"]*\)".*/\1/' "$data/hub.line")
ctl profiles set playground --client-id playground-app >/dev/null
key=$(ctl keys create --name demo --scope actions --expires 1d 2>/dev/null | tail -1)

cat <<TEXT

Connect Hub runs at $url with a provider to play with. Connect "Playground" (any name signs in), then let an agent call.
The second call needs "Write notes" ticked when you connect; without it the provider refuses, and the agent sees that:

  curl -u $key: $url/proxy/notes
  curl -u $key: $url/actions/rpc -H 'content-type: application/json' -d '{"action": "playground_create_note", "body": {"text": "Hello"}}'

or paste this into an agent's MCP configuration:

  {"mcpServers": {"connect-hub": {"type": "http", "url": "$url/mcp", "headers": {"Authorization": "Bearer $key"}}}}

TEXT
if [ -n "$headless" ]; then
    echo "There is no display. Open this once in a browser of this machine to connect the account:"
    echo
    echo "  $(ctl links create --connector playground 2>/dev/null | grep -o 'http://[^ ]*')"
    echo
    echo "Ctrl+C ends the demo."
    wait $hub
else
    "$bin/connect-hub" --data-dir "$data"
fi
