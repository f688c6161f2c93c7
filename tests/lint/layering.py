#!/usr/bin/env python3
"""Which room may include which. The table is the design's; the linker alone would let header-only use slip through."""

import re

import lint

ALLOWED = {
    "base": [],
    "http": ["base"],
    "connectors": ["base"],
    "store": ["base"],
    "vault": ["base", "store"],
    "accounts": ["base", "connectors", "store"],
    "access": ["base", "accounts", "store"],
    "audit": ["base", "store"],
    "oauth": ["base", "http", "connectors", "store", "vault", "accounts"],
    "connect": ["base", "connectors", "store", "vault", "accounts", "access", "oauth"],
    "actions": ["base", "http", "connectors"],
}
ALLOWED["gateway"] = sorted(ALLOWED)
for face in ("mcp", "a2a", "api", "agents"):
    ALLOWED[face] = [*ALLOWED["gateway"], "gateway"]
ALLOWED["control"] = [*ALLOWED["gateway"], "gateway", "agents"]

CLIENT = "core/control/client"
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*(["<])([^">]+)[">]', re.MULTILINE)


def room_of(path):
    """core/vault/x.h -> core/vault; the client half of control is a room of its own; core/hub.h -> core."""
    parts = path.split("/")
    if path.startswith(CLIENT + "/"):
        return CLIENT
    return "/".join(parts[:2]) if len(parts) > 2 else parts[0]


def may_include(source, target):
    if source == target or source.startswith("tests"):
        return True
    area = source.split("/")[0]
    if area == "core":
        if target == CLIENT:
            return False
        if source == CLIENT:
            return target == "core/base"
        if source == "core":  # the composition
            return target.startswith("core")
        return target in {f"core/{room}" for room in ALLOWED.get(source.split("/")[1], [])}
    if area == "ui":
        if target == "ui/shell":
            return False  # the shell holds the others, none holds it
        if source == "ui/common":
            return target in {CLIENT, "core/base"}
        return target.startswith("ui/") or target in {CLIENT, "core/base"}
    if source == "app/daemon":
        return target in {"core", "core/base"}
    if source in ("app/ctl", "app/desktop"):
        if source == "app/ctl" and target == "core/connectors":
            return True  # a connector file is checked without a hub
        return target in {CLIENT, "core/base"} or (source == "app/desktop" and target.startswith("ui/"))
    return False


def check(path, text):
    for match in INCLUDE.finditer(text):
        sign, name = match.groups()
        line = lint.line_of(text, match.start())
        ours = name.startswith(("core/", "ui/", "app/", "tests/"))
        if sign == '"' and not ours and not name.endswith(".moc"):
            yield "from_root", line, f'"{name}" is not written from the root'
        if ours and not may_include(room_of(path), room_of(name)):
            yield "back_edge", line, f"{room_of(path)} may not include {room_of(name)}"
        if "keychain" in name.lower() and sign == "<" and path != "core/vault/keychain_vault.cpp":
            yield "keychain", line, "only core/vault/keychain_vault.cpp includes QtKeychain"
        if re.match(r"Qt(Gui|Widgets|WebEngine)", name) or re.match(r"Q(Widget|Application|Dialog|WebEngine\w*)$", name):
            if path.startswith("core/") or path.startswith(("app/daemon/", "app/ctl/")):
                yield "widgets", line, f"<{name}>: core and the programs without a window have no widgets"


def ui_cycles():
    """Rooms of ui/ may use each other, but never in a circle."""
    edges = {}
    for path in lint.files("ui"):
        for _, name in INCLUDE.findall(lint.read(path)):
            if name.startswith("ui/") and room_of(name) != room_of(path):
                edges.setdefault(room_of(path), set()).add(room_of(name))
    return circle_in(edges)


def circle_in(edges):
    done, way = set(), []

    def walk(room):
        if room in way:
            return way[way.index(room):] + [room]
        if room in done:
            return None
        way.append(room)
        for following in sorted(edges.get(room, [])):
            if found := walk(following):
                return found
        way.pop()
        done.add(room)
        return None
    for room in sorted(edges):
        if found := walk(room):
            return found
    return None


def more_self_tests():
    if circle_in({"a": {"b"}, "b": {"c"}, "c": {"a"}}) is None:
        yield "a circle of three rooms was not found"
    if circle_in({"a": {"b", "c"}, "b": {"c"}}) is not None:
        yield "a circle was found where none is"
    rooms = {path.name for path in (lint.ROOT / "core").iterdir() if path.is_dir()}
    if rooms - ALLOWED.keys():
        yield f"the table knows nothing of {sorted(rooms - ALLOWED.keys())}"
    if circle := ui_cycles():
        yield "rooms of ui in a circle: " + " -> ".join(circle)


if __name__ == "__main__":
    lint.main("layering", check, lambda: lint.files("core", "ui", "app", "tests"), more_self_tests)
