#!/usr/bin/python3
"""Every number that the program shows of a range of real records, beside what weir-cli says of it.

Arguments: the program, weir-cli, the folder of the compiled settings schema. On a display and a session bus of its own.
On the embedded broker; with a fourth argument on the one at WEIR_TEST_KAFKA, with lag and a record of 10 MB."""

import csv
import gzip
import importlib.util
import io
import json
import os
import pathlib
import random
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

KAFKA = os.environ.get('WEIR_TEST_KAFKA') if len(sys.argv) > 4 else None
SOURCE = os.path.join(os.environ.get('WEIR_TEST_DATA', ''), 'trades/multi_etf_aaa_bbb_2014-09-17.csv.gz')
# So much of the trading day as stays inside the quarter of an hour on the screen while this runs.
SPAN_USEC = 480_000_000
# So much later than that it is now.
REST_USEC = 20_000_000
HIGH = 171
N_COMMITTED = 1000
BLOB_BYTES = 10_000_000
PREFIXES = {'': 1, 'k': 1e3, 'M': 1e6, 'G': 1e9}
STREAM = ['--key', 'symbol', '--time', 'ts_us:us', '--value', 'price', '--value', 'size']


def plain(text):
    return re.sub(r'[^\S\n]+', ' ', text.replace('\u2212', '-'))


def agrees(shown, value):
    """Whether a number on the screen, with its unit or prefix, is that value rounded to the digits it has."""
    match = re.search(r'([+-]?)(\d[\d ]*)(\.\d+)?(?: ?([kMG])\b)?', plain(shown))
    if match is None:
        return False
    sign, whole, fraction, prefix = match.groups()
    scale = PREFIXES[prefix or '']
    number = float(f'{sign}{whole.replace(" ", "")}{fraction or ""}') * scale
    return abs(number - value) <= 0.5000001 * scale * 10.0 ** -len((fraction or '.')[1:])


def check(what, shown, value):
    if not agrees(shown, value):
        raise window.Failed(f'{what}: "{shown}" on the screen, {value} says weir-cli')


def panel(kind, title, column, row, **more):
    return {'kind': kind, 'title': title, 'stream': 'trades', 'row': row, 'column': column, 'width': 6, 'height': 4} | more


class Trades:
    """A topic of the first minutes of a trading day, moved to now, and the workspace that watches it."""

    def __init__(self, weir_cli):
        self.weir_cli = weir_cli
        self.folder = tempfile.mkdtemp(prefix='weir-numbers-')
        self.topic = f'trades-{os.getpid()}-{random.randrange(1 << 30)}' if KAFKA else 'trades'
        self.blobs = f'{self.topic}-blobs'
        self.group = f'{self.topic}-readers'
        self.broker = None
        self.bootstrap = KAFKA or self.start_broker()
        self.n_records = self.publish_trades()
        self.workspace = os.path.join(self.folder, 'trades.json')
        if KAFKA:
            self.publish(json.dumps({'id': 'BIG', 'price': 12.5, 'blob': 'y' * BLOB_BYTES}), '-t', self.blobs, '-X',
                         'message.max.bytes=19000000')
            self.cli('tail', '-t', self.topic, '-G', self.group, '-c', str(N_COMMITTED), '-q')
        with open(self.workspace, 'w', encoding='utf-8') as file:
            json.dump(self.describe(), file)

    def start_broker(self):
        self.broker, bootstrap = window.start_broker(self.weir_cli, f'{self.topic}:1')
        return bootstrap

    def publish_trades(self):
        with gzip.open(SOURCE, 'rt', encoding='utf-8') as file:
            rows = list(csv.DictReader(file))
        begin = int(rows[0]['ts_us'])
        rows = [row for row in rows if int(row['ts_us']) < begin + SPAN_USEC]
        later = time.time_ns() // 1000 - REST_USEC - int(rows[-1]['ts_us'])
        self.publish(''.join(json.dumps({'ts_us': int(row['ts_us']) + later, 'symbol': row['symbol'], 'price': float(row['price']),
                                         'size': int(row['size'])}) + '\n' for row in rows), '-t', self.topic)
        return len(rows)

    def publish(self, lines, *arguments):
        subprocess.run([self.weir_cli, 'publish', '-', '-b', self.bootstrap, '-q', *arguments], input=lines, text=True, check=True)

    def describe(self):
        streams = [{'name': 'trades', 'title': 'Trades', 'connection': 'c', 'topics': [self.topic], 'key': 'symbol',
                    'time': {'field': 'ts_us', 'unit': 'us'}, 'fields': [{'name': 'price'}, {'name': 'size'}],
                    'windows': [{'size': '1m'}]},
                   {'name': 'ranked', 'title': 'Ranked',
                    'derived': {'kind': 'top', 'stream': 'trades', 'window': '1m', 'n': 3, 'by': 'size_sum'}}]
        if KAFKA:
            streams.append({'name': 'blobs', 'title': 'Blobs', 'connection': 'c', 'topics': [self.blobs], 'key': 'id',
                            'time': {'basis': 'record'}, 'fields': [{'name': 'price'}, {'name': 'blob', 'type': 'text'}]})
        panels = [panel('movers', 'Movers', 0, 0, fields=['price']), panel('lines', 'Change', 6, 0, fields=['price'], relative=True),
                  panel('value', 'Values', 0, 4, fields=['price', 'size']),
                  panel('candles', 'Candles', 6, 4, fields=['price']), panel('ranking', 'Ranking', 6, 8, stream='ranked')]
        if KAFKA:
            panels.append(panel('messages', 'Large', 0, 8, stream='blobs'))
        return {'weir': 1, 'connections': [{'name': 'c', 'bootstrap': self.bootstrap}], 'streams': streams,
                'rules': [{'name': 'high', 'title': 'High', 'stream': 'trades', 'kind': 'record', 'severity': 'warning',
                           'condition': {'fire': f'price > {HIGH}'}}],
                'dashboards': [{'name': 'trades', 'title': 'Trades', 'panels': panels}]}

    def cli(self, verb, *arguments):
        return subprocess.run([self.weir_cli, verb, '-b', self.bootstrap, *arguments], stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL, text=True, check=True).stdout

    def rows(self, *arguments):
        return list(csv.DictReader(io.StringIO(self.cli('windows', '-t', self.topic, '-e', *STREAM, *arguments))))

    def whole(self):
        """One row of each symbol: the range on the screen has all of its records."""
        return {row['key']: row for row in self.rows('--session', '1d', '--agg', 'first,last,change_percent,sum,min,max')}

    def stop(self):
        if self.broker is not None:
            self.broker.terminate()
            self.broker.wait(10)
        shutil.rmtree(self.folder, ignore_errors=True)


def show(weir, number, title):
    weir.key(f'alt+{number}')
    window.wait_for(f'page {title}', lambda: weir.frame().get_name() == f'{title} – Weir')


def cells_of(weir, pattern):
    """The texts of the cells of each row that is so, from the top of the screen."""
    rows = [node for node in weir.nodes(weir.frame())
            if node.get_role() == Atspi.Role.TABLE_ROW and re.fullmatch(pattern, plain(node.get_name() or ''))]
    rows.sort(key=lambda row: Atspi.Component.get_extents(row, Atspi.CoordType.WINDOW).y)
    return [plain(row.get_name()).split(', ') for row in rows]


def chart_says(weir, name, pattern):
    """What it tells a screen reader, once it has drawn what it shows."""
    chart = weir.need(name, Atspi.Role.IMAGE)
    return window.wait_for(f'words of {name}', lambda: re.findall(pattern, plain(chart.get_description() or '')))


def click(weir, node):
    """In the middle of it."""
    box = Atspi.Component.get_extents(node, Atspi.CoordType.WINDOW)
    main = weir.windows('--onlyvisible', '--name', 'Weir')[-1]
    subprocess.run(['xdotool', 'mousemove', '--sync', '--window', main, str(box.x + box.width // 2), str(box.y + box.height // 2),
                    'click', '1'], check=True)
    # Where it rests a tip would open, which is a window, too.
    subprocess.run(['xdotool', 'mousemove', '--sync', '--window', main, '2', '2'], check=True)


def number_movers_and_values_are_those_of_one_window(weir, trades):
    show(weir, 1, 'Trades')
    wanted = trades.whole()
    # Last, change and volume; then price and size.
    moved = window.wait_for('movers', lambda: len(rows := cells_of(weir, r'[A-Z]+, [\d .]+, [▲▼] .*')) == len(wanted) and rows)
    for key, last, change, volume in moved:
        check(f'last of {key}', last, float(wanted[key]['price_last']))
        check(f'change of {key}', change[2:], float(wanted[key]['price_change_percent']))
        check(f'volume of {key}', volume, float(wanted[key]['size_sum']))
    if [row[0] for row in moved] != sorted(wanted, key=lambda key: -float(wanted[key]['price_change_percent'])):
        raise window.Failed(f'the movers are in the order {moved}')
    values = window.wait_for('values', lambda: len(rows := cells_of(weir, r'[A-Z]+, [\d .]+, [\d .]+( k)?')) == len(wanted) and rows)
    for key, price, size in values:
        check(f'price of {key}', price, float(wanted[key]['price_last']))
        check(f'size of {key}', size, float(wanted[key]['size_last']))


def number_charts_say_the_same(weir, trades):
    wanted = trades.whole()
    said = chart_says(weir, 'Change', r'([A-Z]+) ([+-][\d.]+) ?%')
    if {key for key, _ in said} != set(wanted):
        raise window.Failed(f'the chart says {said}')
    for key, change in said:
        check(f'change of {key}', change, float(wanted[key]['price_change_percent']))
    key = weir.need('|'.join(wanted), Atspi.Role.IMAGE).get_name()
    candle = [row for row in trades.rows('--window', '1m', '--agg', 'first,last,min,max') if row['key'] == key][-1]
    last, low, high = chart_says(weir, key, r'last ([\d.]+), in this window between ([\d.]+) and ([\d.]+)')[0]
    check('close', last, float(candle['price_last']))
    check('low', low, float(candle['price_min']))
    check('high', high, float(candle['price_max']))


def number_places_are_those_of_the_last_minute(weir, trades):
    rows = trades.rows('--window', '1m', '--agg', 'sum', '--top', '3:size_sum')
    wanted = {row['rank']: row for row in rows if row['window_start'] == rows[-1]['window_start']}
    places = window.wait_for('places', lambda: len(found := cells_of(weir, r'[123], [A-Z]+, [\d .]+.*')) == len(wanted) and found)
    for rank, key, total, count, *_ in places:
        if key != wanted[rank]['key']:
            raise window.Failed(f'place {rank} has {key}, and {wanted[rank]["key"]} says weir-cli')
        check(f'sum of {key}', total, float(wanted[rank]['size_sum']))
        check(f'records of {key}', count, int(wanted[rank]['count']))


def number_alerts_are_those_that_fired(weir, trades):
    lines = trades.cli('alerts', '-t', trades.topic, '-e', *STREAM[:6], '--rule', f'high: price > {HIGH}', '--output', 'json')
    changes = [json.loads(line) for line in lines.splitlines()]
    wanted = [change for change in changes if change['state'] == 'firing']
    show(weir, 2, 'Alerts')
    weir.open('All$')
    row = weir.need(r'.*, High, AAA, .*', Atspi.Role.TABLE_ROW)
    weir.need('1 alert')
    check('the last that fired', plain(row.get_name()).split(', ')[4], wanted[-1]['value'])
    click(weir, row)
    weir.need('Times fired')
    weir.need(str(len(wanted)))


def number_messages_are_counted_alike(weir, trades):
    show(weir, 4, 'Messages')
    path = os.path.join(trades.folder, 'summary.json')
    trades.cli('tail', '-t', trades.topic, '-e', *STREAM, '--output', 'csv', '--json-summary', path)
    with open(path, encoding='utf-8') as file:
        summary = json.load(file)
    if summary['records'] != trades.n_records:
        raise window.Failed(f'{summary["records"]} of {trades.n_records} records were read')
    label = window.wait_for('count', lambda: next((plain(node.get_name()) for node in weir.nodes(weir.frame())
                                                   if re.search(r'shown · .* records? · ', node.get_name() or '')), None))
    records, dead, late = (int(number.replace(' ', '')) for number in re.fullmatch(
        r'[\d ]+ shown · .*?([\d ]+) records? · ([\d ]+) dead letters? · ([\d ]+) late', label).groups())
    if (records, dead, late) != (trades.n_records, summary['dead_letters'], 0):
        raise window.Failed(f'"{label}" on the screen, {summary} says weir-cli')


def kafka_lag_is_what_weir_cli_lag_says(weir, trades):
    wanted = json.loads(trades.cli('lag', '-G', trades.group, '--output', 'json').splitlines()[0])
    show(weir, 3, 'Lag')
    weir.open('Partitions$')
    row = window.wait_for('lag of the group', lambda: next((row for row in cells_of(weir, r'.*') if trades.group in row
                                                            and row[1] == '0' and row[0] == trades.topic), None))
    for name, cell in (('end', row[3]), ('committed', row[5]), ('lag', row[6])):
        check(name, cell, wanted[name])
    if wanted['lag'] != trades.n_records - N_COMMITTED:
        raise window.Failed(f'weir-cli lag says {wanted}')


def kafka_ten_megabytes_are_decoded(weir, trades):
    if trades.cli('tail', '-t', trades.blobs, '-e', '--value', 'price', '--output', 'csv').count('12.5') != 1:
        raise window.Failed('weir-cli tail does not have the record')
    show(weir, 1, 'Trades')
    weir.need(r'(?s).*BIG.*price 12\.5.*blob y+.*', Atspi.Role.TABLE_ROW)


def main():
    if shutil.which('xdotool') is None or not os.path.exists(SOURCE):
        print('1..0 # SKIP xdotool is not installed, or WEIR_TEST_DATA has no trades')
        return 77
    if len(sys.argv) > 4 and KAFKA is None:
        print('1..0 # SKIP there is no WEIR_TEST_KAFKA')
        return 1 if os.environ.get('WEIR_REQUIRE_KAFKA') == '1' else 77
    program, weir_cli, schemas = sys.argv[1:4]
    trades = Trades(weir_cli)
    tests = [test for name, test in globals().items() if name.startswith('number_') or (KAFKA and name.startswith('kafka_'))]
    failed = 0
    print(f'1..{len(tests) + 1}', flush=True)
    try:
        weir = window.Weir(program, schemas, ['-w', trades.workspace], 'Trades')
        for number, test in enumerate(tests, 1):
            failed += window.run_step(number, test.__name__.replace('_', ' '), lambda test=test: test(weir, trades))
        failed += window.run_end(len(tests) + 1, weir)
    finally:
        trades.stop()
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
