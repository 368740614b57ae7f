#!/usr/bin/python3
"""The desktop program as a person at the keyboard and a screen reader meet it.

usage: test-window.py WEIR WEIR_CLI SCHEMA_DIR, on a display and a session bus of its own
(xvfb-run dbus-run-session). Speaks TAP; 77 where AT-SPI is not installed.
"""

import csv
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

try:
    import gi
    gi.require_version('Atspi', '2.0')
    from gi.repository import Atspi, GLib
except (ImportError, ValueError) as error:
    print(f'1..0 # SKIP {error}')
    sys.exit(77)

DEADLINE_S = 30   # for one wait; a busy machine takes its time
PAGES = ['Stocks', 'Sensors', 'Payments', 'Trades', 'Windows', 'Alerts', 'Lag', 'Messages', 'Query']


class Failed(Exception):
    pass


def wait_for(what, get_value):
    """What get_value() returns once it is true; polled, because AT-SPI tells changes late or not at all."""
    end = time.monotonic() + DEADLINE_S
    while time.monotonic() < end:
        while GLib.MainContext.default().iteration(False):
            pass
        try:
            found = get_value()
        except (GLib.Error, AttributeError):
            found = None      # a node that went away under us, or is not there for a moment
        if found:
            return found
        time.sleep(0.05)
    raise Failed(f'in {DEADLINE_S} s there was no {what}')


def walk(node):
    """Every node below and with @node but what is inside rows, which say their cells' texts themselves.

    GTK 4.8 does not tell which of them are showing."""
    stack = [node]
    while stack:
        node = stack.pop()
        try:
            if node is None:
                continue
            yield node
            if node.get_role() in (Atspi.Role.TABLE_ROW, Atspi.Role.LIST_ITEM):
                continue
            for i in range(node.get_child_count()):
                stack.append(node.get_child_at_index(i))
        except GLib.Error:
            continue      # it went away under us


def has(node, state):
    return node.get_state_set().contains(state)


class Weir:
    def __init__(self, program, schemas, arguments, first, **more):
        self.home = tempfile.mkdtemp(prefix='weir-ui-')
        environment = dict(os.environ, HOME=self.home, GSETTINGS_BACKEND='memory', GSETTINGS_SCHEMA_DIR=schemas,
                           ADW_DISABLE_PORTAL='1', GDK_BACKEND='x11', GSK_RENDERER='cairo', GTK_A11Y='atspi',
                           G_DEBUG='fatal-criticals', LC_ALL='C.UTF-8', LANGUAGE='', TZ='UTC',
                           XDG_CONFIG_HOME=self.home, XDG_CACHE_HOME=self.home, XDG_DATA_HOME=self.home) | more
        # No notification daemon runs here, and GLib says so once.
        self.process = subprocess.Popen([program, *arguments], env=environment)
        self.app = wait_for('application on the accessibility bus', self.find_app)
        self.app.set_cache_mask(Atspi.Cache.NONE)
        wait_for('window', lambda: self.frame() is not None)
        wait_for('first page', lambda: self.frame().get_name() == f'{first} – Weir')

    def find_app(self):
        desktop = Atspi.get_desktop(0)
        for i in range(desktop.get_child_count()):
            app = desktop.get_child_at_index(i)
            if app is not None and app.get_process_id() == self.process.pid:
                return app
        return None

    def frame(self):
        for i in range(self.app.get_child_count()):
            child = self.app.get_child_at_index(i)
            if child is None:
                continue      # it went away under us
            if child.get_name().endswith('– Weir') or child.get_name() == 'Weir':
                return child
        return None

    def nodes(self, root=None):
        return walk(root or self.app)

    def find(self, pattern, role=None, root=None):
        for node in self.nodes(root):
            if re.fullmatch(pattern, node.get_name() or '') and (role is None or node.get_role() == role):
                return node
        return None

    def need(self, pattern, role=None):
        return wait_for(f'"{pattern}"', lambda: self.find(pattern, role))

    def press(self, pattern):
        node = self.need(pattern, Atspi.Role.PUSH_BUTTON)
        Atspi.Action.do_action(node, 0)

    def open(self, pattern):
        """Presses a button that opens something: of its two nodes the outer one does nothing."""
        button = wait_for(f'"{pattern}"', lambda: next(
            (node for node in self.nodes(self.frame()) if re.match(pattern, node.get_name() or '')
             and Atspi.Action.get_n_actions(node) > 0), None))
        Atspi.Action.do_action(button, 0)

    def key(self, key):
        """To the program's first window, as no window manager gives it the focus."""
        subprocess.run(['xdotool', 'windowfocus', '--sync', self.windows('--onlyvisible', '--name', 'Weir')[-1],
                        'key', key], check=True)

    def windows(self, *which):
        # It fails where a window goes away while it looks.
        return subprocess.run(['xdotool', 'search', '--pid', str(self.process.pid), *which],
                              capture_output=True, text=True, check=False).stdout.split()

    def records(self):
        node = self.need(r'records [\d\s]+')
        return int(re.sub(r'\D', '', node.get_name()))

    def rows(self):
        """Texts of the message table's lines."""
        return sorted(node.get_name() for node in self.nodes(self.frame())
                      if node.get_role() == Atspi.Role.TABLE_ROW
                      and re.match(r'\d\d:\d\d:\d\d\.\d', node.get_name() or ''))

    def stop(self):
        """Ends it by a signal, as a desktop that logs out does; returns its exit status."""
        self.process.terminate()
        status = self.process.wait(30)
        shutil.rmtree(self.home, ignore_errors=True)
        return status


def start(program, schemas, arguments, first, **environment):
    """The program, with its window's number in `main`, for tests that open others."""
    weir = Weir(program, schemas, arguments, first, **environment)
    weir.main = wait_for('the window', lambda: weir.windows('--onlyvisible', '--name', 'Weir'))[-1]
    return weir


def start_broker(weir_cli, topics):
    """The embedded broker as a process, and its address."""
    process = subprocess.Popen([weir_cli, 'broker', '--topics', topics], stdout=subprocess.PIPE, text=True)
    return process, re.search(r'127\.0\.0\.1:\d+', process.stdout.readline()).group()


def show(weir, page):
    weir.key(f'alt+{PAGES.index(page) + 1}')
    wait_for(f'page {page}', lambda: weir.frame().get_name() == f'{page} – Weir')


def find_beside(weir, chart, name):
    """The button of that name that is nearest to the chart in the tree."""
    node = weir.find(re.escape(chart), Atspi.Role.IMAGE)
    while node is not None:
        for other in weir.nodes(node):
            if other.get_name() == name and Atspi.Action.get_n_actions(other) > 0:
                return other
        node = node.get_parent()
    return None


def find_focused(weir, is_wanted):
    """The wanted node that has the keyboard. Rows of a live list go away while they are asked."""
    for node in weir.nodes(weir.frame()):
        try:
            if is_wanted(node) and has(node, Atspi.StateType.FOCUSED):
                return node
        except GLib.Error:
            continue
    return None


def focus(weir, name):
    """Goes on with Tab until that chart has the keyboard."""
    for _ in range(60):
        node = find_focused(weir, lambda node: node.get_name() == name and node.get_role() == Atspi.Role.IMAGE)
        if node is not None:
            return node
        weir.key('Tab')
    raise Failed(f'Tab does not lead to the chart "{name}"')


def focus_rows(weir):
    """Goes on with Tab until the table of messages has the keyboard."""
    for _ in range(40):
        weir.key('Tab')
        if find_focused(weir, lambda node: node.get_role() == Atspi.Role.TABLE_ROW) is not None:
            return
    raise Failed('Tab does not lead to the rows')


def focus_entry(weir, name):
    for _ in range(40):
        node = find_focused(weir, lambda node: node.get_name() == name)
        if node is not None:
            return node
        weir.key('Tab')
    raise Failed(f'Tab does not lead to "{name}"')


def type_text(text):
    subprocess.run(['xdotool', 'type', '--delay', '20', '--', text], check=True)


def test_every_page_is_reached_by_keyboard(weir):
    for i, page in enumerate(PAGES):
        weir.key(f'alt+{i + 1}')
        wait_for(f'page {page}', lambda page=page: weir.frame().get_name() == f'{page} – Weir')
    weir.key('ctrl+Prior')
    wait_for('the page before', lambda: weir.frame().get_name() == f'{PAGES[-2]} – Weir')


def test_no_focusable_node_is_named_after_its_class(weir):
    for i, page in enumerate(PAGES):
        weir.key(f'alt+{i + 1}')
        wait_for(f'page {page}', lambda page=page: weir.frame().get_name() == f'{page} – Weir')
        # A filler is the inside of a drop-down's button, which GTK wrongly calls focusable.
        nameless = [f'{node.get_role_name()} "{node.get_name()}"' for node in weir.nodes(weir.frame())
                    if has(node, Atspi.StateType.FOCUSABLE) and node.get_role() != Atspi.Role.FILLER
                    and re.match(r'(Gtk|Adw|Weir)[A-Z]', node.get_name() or '')]
        if nameless:
            raise Failed(f'on {page}, named after their class: {nameless}')


def test_records_are_counted_as_they_come(weir):
    first = weir.records()
    wait_for('growth of the records', lambda: weir.records() > first + 300)


def test_alerts_fire_and_are_listed(weir):
    weir.need(r'Alerts, \d+ firing')
    show(weir, 'Alerts')
    weir.need(r'▲ Critical, ▲ Firing, .+', Atspi.Role.TABLE_ROW)


def test_pause_freezes_the_view_and_not_the_intake(weir):
    show(weir, 'Messages')
    wait_for('messages', weir.rows)
    weir.key('space')
    weir.need('Paused')
    before, count = weir.rows(), weir.records()
    wait_for('records while paused', lambda: weir.records() > count + 500)
    if weir.rows() != before:
        raise Failed(f'the paused list went from {before} to {weir.rows()}')
    weir.key('space')
    weir.need('Live')
    wait_for('a list that moves again', lambda: weir.rows() != before)


def test_ranking_has_defined_places(weir):
    show(weir, 'Trades')
    weir.need(r'\d\d:\d\d–\d\d:\d\d UTC · (○ open|✓ final.*) · of 12 keys')
    weir.need(r'\d+ \w+ UTC · ○ open · of \d+ keys')

    def places():
        """Rank, key, value and number of records of each place of the first ranking, the best first."""
        names = [node.get_name() for node in weir.nodes(weir.frame()) if node.get_role() == Atspi.Role.TABLE_ROW]
        found = [re.match(r'(\d+), ([A-Z]+), ([\d\s]+), ([\d\s]+)', name) for name in names]
        rows = [(int(match[1]), match[2], int(re.sub(r'\D', '', match[3]))) for match in found if match]
        return sorted(rows) if len(rows) == 10 else None

    rows = wait_for('ten places', places)
    if [rank for rank, _, _ in rows] != list(range(1, 11)):
        raise Failed(f'the places are {rows}')
    if [(key, value) for _, key, value in rows] != [(key, value) for _, key, value in
                                                    sorted(rows, key=lambda row: (-row[2], row[1]))]:
        raise Failed(f'not by value and then by key: {rows}')
    weir.need(r'\d+, [A-Z]+, [▲▼]\s[+−]\d+\.\d\d\s%, .*', Atspi.Role.TABLE_ROW)
    # Of the minute there is a final window, of the day only shortly after midnight.
    for node in [node for node in weir.nodes(weir.frame()) if node.get_name() == 'Final']:
        if Atspi.Action.get_n_actions(node) > 0:
            Atspi.Action.do_action(node, 0)
    weir.need(r'\d\d:\d\d–\d\d:\d\d UTC · ✓ final.* · of 12 keys')
    weir.need(r'no window is final yet|\d+ \w+ UTC · ✓ final.*')


def test_charts_are_handled_by_keyboard(weir):
    show(weir, 'Windows')
    chart = focus(weir, 'AAPL, each 10 s')
    wait_for('values in words', lambda: 'candles' in (chart.get_description() or ''))
    for key in ('Right', 'a', 'Right', 'Right', 'b'):
        weir.key(key)
    wait_for('a measurement', lambda: re.match(r'Δt 20', chart.get_description() or ''))
    weir.key('z')
    weir.need('Paused')
    for key in ('x', '0', 'l', 'l', 'Escape'):
        weir.key(key)
    weir.need('Live')
    weir.key('ctrl+c')
    weir.need('Values copied, with times in UTC')
    weir.key('ctrl+shift+c')
    weir.need('Picture copied')


def test_series_are_found_and_isolated_by_keyboard(weir):
    show(weir, 'Windows')
    Atspi.Action.do_action(wait_for('button of the list', lambda: find_beside(weir, 'AAPL, each 10 s', 'All Series')), 0)
    wait_for('open list', lambda: len(weir.windows('--onlyvisible')) > 1)
    weir.need('Series of the Chart')
    subprocess.run(['xdotool', 'type', 'rsi'], check=True)
    subprocess.run(['xdotool', 'key', 'Tab', 'Return', 'Escape'], check=True)
    chart = focus(weir, 'AAPL, each 10 s')
    wait_for('one series in words', lambda: (chart.get_description() or '').startswith('price_last_rsi14'))


def is_visible(node):
    """It and all that it lies in; GTK tells nothing of what shows."""
    while node is not None and node.get_role() != Atspi.Role.FRAME:
        if not has(node, Atspi.StateType.VISIBLE):
            return False
        node = node.get_parent()
    return True


def shows_counts(weir):
    return any(is_visible(node) for node in weir.nodes(weir.frame())
               if re.fullmatch(r'records [\d\s]+', node.get_name() or ''))


def test_wall_display_shows_dashboards_alone(weir):
    show(weir, 'Stocks')
    weir.need(r'records [\d\s]+')
    weir.key('F11')
    wait_for('no status bar', lambda: not shows_counts(weir))
    weir.key('Escape')
    wait_for('the status bar', lambda: shows_counts(weir))


def test_joined_rows_lead_back_to_both_records(weir):
    show(weir, 'Messages')
    weir.open('Stream')
    wait_for('open list', lambda: len(weir.windows('--onlyvisible')) > 1)
    # The eighth of the demo's streams.
    subprocess.run(['xdotool', 'key', *['Down'] * 7, 'Return'], check=True)
    weir.need(r'(?s)trading_data with stock-prices, by key\n[\d\s]+ rows.*')
    wait_for('rows', weir.rows)
    weir.press('Hold the list')
    focus_rows(weir)
    for key in ['Down'] * 2:
        weir.key(key)
    weir.need(r'trading_data/\d @ [\d\s]+')
    weir.need(r'stock-prices/\d @ [\d\s]+')
    weir.press('Hold the list')


def test_a_candle_leads_to_its_records_and_back(weir):
    show(weir, 'Windows')
    chart = focus(weir, 'AAPL, each 10 s')
    for key in ('Left', 'Left', 'Return'):
        weir.key(key)
    wait_for('messages', lambda: weir.frame().get_name() == 'Messages – Weir')
    weir.need(r'(\d+ \w+ )?\d\d:\d\d:\d\d – \d\d:\d\d:\d\d · AAPL · [\d\s]+ records?')
    wait_for('rows of it alone', lambda: weir.rows() and all(', AAPL, ' in row for row in weir.rows()))
    weir.need('Back to “Windows”', Atspi.Role.PUSH_BUTTON)
    weir.key('Escape')
    wait_for('the dashboard', lambda: weir.frame().get_name() == 'Windows – Weir')
    wait_for('the chart with the keyboard', lambda: has(chart, Atspi.StateType.FOCUSED))


def test_messages_are_explored_by_keyboard(weir):
    show(weir, 'Messages')
    weir.key('ctrl+g')
    wait_for('open popover', lambda: len(weir.windows('--onlyvisible')) > 1)
    type_text('-20')
    subprocess.run(['xdotool', 'key', 'Return'], check=True)
    weir.need(r'from -20 on · [\d\s]+ records')
    focus_entry(weir, 'Condition')
    type_text('partition = ')
    weir.need(r'Column 13 of “partition = ”: .*')
    type_text('0')
    weir.key('Return')
    wait_for('rows of one partition', lambda: weir.rows() and all(re.match(r'[^,]+, [^,]+, 0, ', row) for row in weir.rows()))
    focus_rows(weir)
    weir.key('Down')
    weir.need(r'[\w-]+/0 @ [\d\s]+')
    for mode, first in (('Text', '{'), ('Hex', '00000000  7b')):
        Atspi.Action.do_action(weir.need(mode, Atspi.Role.PUSH_BUTTON), 0)
        wait_for(f'the payload as {mode}', lambda first=first: Atspi.Text.get_text(
            weir.find('Raw payload', Atspi.Role.TEXT), 0, len(first)) == first)
    Atspi.Action.do_action(weir.need('Tree', Atspi.Role.PUSH_BUTTON), 0)
    weir.need(r'\w+: .+', Atspi.Role.LIST_ITEM)
    # Back to what comes.
    weir.key('Escape')
    wait_for('the tail', lambda: weir.find(r'from -20 on · .*') is None or not is_visible(weir.find(r'from -20 on · .*')))
    Atspi.EditableText.set_text_contents(weir.need('Condition', Atspi.Role.TEXT), '')


def test_columns_of_messages_are_chosen(weir):
    show(weir, 'Messages')
    wait_for('messages', weir.rows)
    weir.open('Columns')
    wait_for('open popover', lambda: len(weir.windows('--onlyvisible')) > 1)
    check = weir.need('Bytes', Atspi.Role.CHECK_BOX)
    # The seventh of them.
    subprocess.run(['xdotool', 'key', '--delay', '100', *['Tab'] * 6, 'space'], check=True)
    wait_for('a choice', lambda: has(check, Atspi.StateType.CHECKED))
    wait_for('the title of the column', lambda: [node for node in weir.nodes(weir.frame()) if node.get_name() == 'Bytes'
                                                 and node.get_role() != Atspi.Role.CHECK_BOX and is_visible(node)])
    subprocess.run(['xdotool', 'key', 'space'], check=True)
    subprocess.run(['xdotool', 'key', 'Escape'], check=True)


def test_export_writes_every_window_in_view(weir):
    path = os.path.join(weir.home, 'windows.csv')
    weir.press('Export')
    weir.press('Export…')
    Atspi.EditableText.set_text_contents(weir.need('Name:', Atspi.Role.TEXT), path)
    weir.press('_Save Save')      # as GTK names its own
    wait_for('the file', lambda: os.path.exists(path))
    with open(path, newline='', encoding='utf-8') as file:
        rows = list(csv.DictReader(file))
    if len(rows) < 12 or not all(int(row['count']) > 0 and row['window_start'] < row['window_end'] for row in rows):
        raise Failed(f'{len(rows)} rows, the first {rows[:1]}')
    if [row['window_start'] for row in rows] != sorted(row['window_start'] for row in rows):
        raise Failed('rows are not ordered by window_start')


class Orders:
    """A broker with orders of more keys than their stream has room for, and the workspace that watches them."""

    N_KEYS = 11000
    WORKSPACE = '''{{ "weir": 1, "connections": [ {{ "name": "shop", "bootstrap": "{}" }} ],
      "streams": [ {{ "name": "orders", "title": "Orders", "connection": "shop", "topics": ["orders"], "key": "id",
        "time": {{ "basis": "record" }}, "fields": [ {{ "name": "amount" }} ],
        "windows": [ {{ "kind": "tumbling", "size": "1m" }} ], "max_bytes": 1048576 }} ],
      "dashboards": [ {{ "name": "orders", "title": "Orders", "panels": [
        {{ "kind": "value", "title": "Amounts", "stream": "orders", "fields": ["amount"] }} ] }} ] }}'''

    def __init__(self, weir_cli):
        self.folder = tempfile.mkdtemp(prefix='weir-orders-')
        self.workspace = os.path.join(self.folder, 'orders.json')
        self.broker, bootstrap = start_broker(weir_cli, 'orders:1')
        orders = os.path.join(self.folder, 'orders.ndjson')
        with open(orders, 'w', encoding='utf-8') as file:
            file.writelines(f'{{"id": "O{i}", "amount": {i % 97}}}\n' for i in range(self.N_KEYS))
        subprocess.run([weir_cli, 'publish', orders, '-b', bootstrap, '-t', 'orders', '--key', 'id', '-q'], check=True)
        with open(self.workspace, 'w', encoding='utf-8') as file:
            file.write(self.WORKSPACE.format(bootstrap))

    def stop(self):
        self.broker.send_signal(signal.SIGINT)
        self.broker.wait(10)
        shutil.rmtree(self.folder, ignore_errors=True)


def budget_warning_has_a_sign_and_words(weir):
    weir.need(r'memory \d+ of 512 MB, [\d\s]+ records? in “\(other\)”', Atspi.Role.PUSH_BUTTON)


def budget_table_marks_the_row_of_other_keys(weir):
    def all_others_are_counted():
        row = weir.find(r'● \(other\) · [\d\s]+ records, –.*', Atspi.Role.TABLE_ROW)
        return row is not None and int(re.sub(r'\D', '', row.get_name().split(',')[0])) >= Orders.N_KEYS - 10000

    wait_for('row of all other keys', all_others_are_counted)
    weir.need(r'10\s000 keys · ● [\d\s]+ records in “\(other\)”')


def budget_popover_says_what_was_given_up_and_what_helps(weir):
    weir.open(r'memory \d+ of .*')
    weir.need(r'[\d\s]+ records of keys not listed')
    weir.need(r'(?s)What helps: a larger “max_bytes” .*')


def run_step(number, name, step):
    """One test as a line of TAP; returns how many failed, 0 or 1."""
    try:
        step()
        print(f'ok {number} - {name}', flush=True)
        return 0
    except (Failed, subprocess.SubprocessError, GLib.Error) as error:
        print(f'not ok {number} - {name}\n# {error}', flush=True)
        return 1


def run_end(number, weir):
    """The last of them for a program; returns how many failed."""
    status = weir.stop()
    print(f'{"ok" if status == 0 else "not ok"} {number} - a signal ends the program cleanly, with status {status}', flush=True)
    return int(status != 0)


def run(prefix, weir, number):
    """Runs the tests whose names begin so; returns how many failed."""
    def step(test):
        test(weir)
        if weir.process.poll() is not None:
            raise Failed(f'the program ended with {weir.process.returncode}')

    failed = 0
    for number, test in enumerate(tests_of(prefix), number + 1):
        failed += run_step(number, test.__name__.removeprefix('test_').replace('_', ' '), lambda test=test: step(test))
    return failed + run_end(number + 1, weir)


def tests_of(prefix):
    return [test for name, test in globals().items() if name.startswith(prefix)]


def main():
    if shutil.which('xdotool') is None:
        print('1..0 # SKIP xdotool is not installed')
        return 77
    program, weir_cli, schemas = sys.argv[1:4]
    n_demo = len(tests_of('test_'))
    print(f"1..{n_demo + len(tests_of('budget_')) + 2}", flush=True)
    failed = run('test_', Weir(program, schemas, ['--demo'], PAGES[0]), 0)
    orders = Orders(weir_cli)
    try:
        failed += run('budget_', Weir(program, schemas, ['-w', orders.workspace], 'Orders'), n_demo + 1)
    finally:
        orders.stop()
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
