#!/usr/bin/python3
"""What a hand does with charts, lists, keys and the style: with 120 dashboards, as many topics have.

Arguments: the program, weir-cli, the folder of the compiled settings schema. On a display and a session bus of its own."""

import importlib.util
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

spec = importlib.util.spec_from_file_location('window', pathlib.Path(__file__).with_name('test-window.py'))
window = importlib.util.module_from_spec(spec)
spec.loader.exec_module(window)
Atspi = window.Atspi

N_DASHBOARDS = 120
APPLICATION = 'io.github.weir.Weir'


def dashboard(i):
    panel = {'kind': 'lines', 'title': f'Chart {i}', 'stream': 'prices', 'fields': ['price'], 'row': 0, 'column': 0,
             'width': 12, 'height': 6}
    return {'name': f'd{i}', 'title': f'Dashboard {i}', 'panels': [panel]}


def write_workspace(path, bootstrap):
    stream = {'name': 'prices', 'title': 'Prices', 'connection': 'c', 'topics': ['prices'], 'key': 'symbol',
              'time': {'field': 'ts', 'unit': 'ms'}, 'fields': [{'name': 'price'}], 'windows': [{'size': '1m'}]}
    with open(path, 'w', encoding='utf-8') as file:
        json.dump({'weir': 1, 'connections': [{'name': 'c', 'bootstrap': bootstrap}], 'streams': [stream],
                   'dashboards': [dashboard(i) for i in range(N_DASHBOARDS)]}, file)


class Data:
    """A broker with prices of the last minutes, and the workspace."""

    def __init__(self, weir_cli):
        self.folder = tempfile.mkdtemp(prefix='weir-use-')
        self.workspace = os.path.join(self.folder, 'use.json')
        self.broker, bootstrap = window.start_broker(weir_cli, 'prices:1')
        records = os.path.join(self.folder, 'prices.ndjson')
        now_ms = int(time.time() * 1000)
        with open(records, 'w', encoding='utf-8') as file:
            file.writelines(f'{{"symbol": "A", "price": {100 + i % 7}, "ts": {now_ms - 600000 + i * 1000}}}\n' for i in range(600))
        subprocess.run([weir_cli, 'publish', records, '-b', bootstrap, '-t', 'prices', '-q'], check=True)
        write_workspace(self.workspace, bootstrap)

    def stop(self):
        self.broker.terminate()
        self.broker.wait(10)
        shutil.rmtree(self.folder, ignore_errors=True)


def extents(node):
    return Atspi.Component.get_extents(node, Atspi.CoordType.WINDOW)


def click(weir, box, times):
    """In the middle of it."""
    geometry = subprocess.run(['xdotool', 'getwindowgeometry', weir.main], capture_output=True, text=True, check=True).stdout
    left, top = map(int, re.findall(r'-?\d+', geometry.split('Position:')[1])[:2])
    subprocess.run(['xdotool', 'mousemove', '--sync', str(left + box.x + box.width // 2), str(top + box.y + box.height // 2),
                    'click', '--repeat', str(times), '--delay', '60', '1'], check=True)


def await_page(weir, title):
    window.wait_for(f'page {title}', lambda: weir.frame().get_name() == f'{title} – Weir')


def show_dashboard(weir):
    weir.key('alt+1')
    await_page(weir, 'Dashboard 0')
    window.wait_for('records', lambda: weir.records() >= 600)
    return window.wait_for('the chart', lambda: weir.find('Chart 0', Atspi.Role.IMAGE))


def use_pages_of_all_streams_stay_in_sight(weir):
    height = extents(weir.frame()).height
    for title in ('Alerts', 'Lag', 'Messages'):
        row = weir.need(rf'{title}(,.*)?', Atspi.Role.LIST_ITEM)
        box = extents(row)
        if not 0 < box.y < box.y + box.height <= height:
            raise window.Failed(f'{title} stands from {box.y} to {box.y + box.height} px of {height}')


def use_enter_on_a_chart_leads_to_its_records(weir):
    chart = show_dashboard(weir)
    for _ in range(20):
        if window.has(chart, Atspi.StateType.FOCUSED):
            break
        weir.key('Tab')
    for key in ('Left', 'Left', 'Return'):
        weir.key(key)
    await_page(weir, 'Messages')


def use_a_double_click_on_a_chart_leads_to_its_records(weir):
    click(weir, extents(show_dashboard(weir)), 2)
    await_page(weir, 'Messages')


def use_the_shortcuts_window_has_the_keys_of_charts(weir):
    weir.key('ctrl+question')
    for text in ('Move the crosshair', 'Zoom in, out', r'Records of that moment \(or a double click\)'):
        weir.need(text)
    dialog = next(wid for wid in weir.windows('--onlyvisible') if wid != weir.main)
    subprocess.run(['xdotool', 'windowfocus', '--sync', dialog, 'key', 'Escape'], check=True)


def is_dark():
    out = subprocess.run(['gdbus', 'call', '--session', '--dest', APPLICATION, '--object-path', '/io/github/weir/Weir',
                          '--method', 'org.gtk.Actions.Describe', 'dark'], capture_output=True, text=True, check=True).stdout
    return '<true>' in out


def dark_style_is_kept(program, schemas, workspace):
    home = tempfile.mkdtemp(prefix='weir-dark-')
    environment = {'HOME': home, 'XDG_CONFIG_HOME': home, 'GSETTINGS_BACKEND': 'keyfile'}
    first = window.start(program, schemas, ['-w', workspace], 'Dashboard 0', **environment)
    if is_dark():
        raise window.Failed('it is dark at first')
    subprocess.run(['gdbus', 'call', '--session', '--dest', APPLICATION, '--object-path', '/io/github/weir/Weir', '--method',
                    'org.gtk.Actions.Activate', 'dark', '[]', '{}'], check=True, stdout=subprocess.DEVNULL)
    window.wait_for('a dark style', is_dark)
    first.stop()
    second = window.start(program, schemas, ['-w', workspace], 'Dashboard 0', **environment)
    kept = is_dark()
    second.stop()
    shutil.rmtree(home, ignore_errors=True)
    if not kept:
        raise window.Failed('the next run is light again')


def main():
    if shutil.which('xdotool') is None or shutil.which('gdbus') is None:
        print('1..0 # SKIP xdotool or gdbus is not installed')
        return 77
    program, weir_cli, schemas = sys.argv[1:4]
    data = Data(weir_cli)
    uses = [test for name, test in globals().items() if name.startswith('use_')]
    steps = [(test.__name__.removeprefix('use_'), lambda test=test: test(weir)) for test in uses]
    steps.append(('dark_style_is_kept', lambda: dark_style_is_kept(program, schemas, data.workspace)))
    print(f'1..{len(steps)}', flush=True)
    failed = 0
    weir = window.start(program, schemas, ['-w', data.workspace], 'Dashboard 0')
    try:
        for number, (name, step) in enumerate(steps, 1):
            if number == len(steps) and weir.stop() != 0:
                failed += 1
            failed += window.run_step(number, name, step)
    finally:
        data.stop()
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
