#!/usr/bin/python3
"""What a screen reader sees of a process: a11y.py PID list | press NAME | wait TEXT SECONDS"""
import json
import sys
import time

import gi
gi.require_version('Atspi', '2.0')
from gi.repository import Atspi

KEPT = ('showing', 'focusable', 'focused', 'enabled', 'checked')


def walk(node, depth=0):
    if node is None or depth > 40:
        return
    yield node
    for i in range(min(node.get_child_count(), 500)):
        yield from walk(node.get_child_at_index(i), depth + 1)


def nodes(pid):
    desktop = Atspi.get_desktop(0)
    for i in range(desktop.get_child_count()):
        app = desktop.get_child_at_index(i)
        if app is not None and app.get_process_id() == pid:
            yield from walk(app)


def describe(node):
    states = node.get_state_set()
    return {'role': node.get_role_name(), 'name': node.get_name() or '', 'description': node.get_description() or '',
            'states': [s for s in KEPT if states.contains(getattr(Atspi.StateType, s.upper()))]}


def found(pid, text, whole):
    for node in nodes(pid):
        try:
            name = node.get_name() or ''
            if (name == text if whole else text in name) and node.get_state_set().contains(Atspi.StateType.SHOWING):
                return node
        except gi.repository.GLib.Error:
            continue  # it went away while we looked
    return None


def wait(pid, text, seconds, whole=False):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        Atspi.get_desktop(0).clear_cache()
        node = found(pid, text, whole)
        if node is not None:
            return node
        time.sleep(0.1)
    sys.exit(f'nothing named "{text}" came within {seconds} s')


def press(node):
    action = node.get_action_iface()
    for i in range(action.get_n_actions() if action else 0):
        if Atspi.Action.get_action_name(action, i) in ('Press', 'Toggle', 'Click'):
            return Atspi.Action.do_action(action, i)
    sys.exit('it can not be pressed')


def main():
    pid, verb, *rest = int(sys.argv[1]), sys.argv[2], *sys.argv[3:]
    if verb == 'list':
        out = []
        for node in nodes(pid):
            try:
                out.append(describe(node))
            except gi.repository.GLib.Error:
                continue
        print(json.dumps(out))
    elif verb == 'press':
        press(wait(pid, rest[0], 10, whole=True))
    elif verb == 'wait':
        print(json.dumps(describe(wait(pid, rest[0], float(rest[1])))))


main()
