#!/usr/bin/env python3
"""Compares `weir-cli windows` with windows computed a second time in Python.

Publishes generated data, and real recordings where they are, with
`weir-cli publish`, reads them back with `weir-cli tail`, checks that every row
of the source arrived, computes the windows by the rules (window_oracle.py) and
compares every value of every row, the counters too. Runs on the Kafka at
WEIR_TEST_KAFKA, or with --embedded on `weir-cli broker`.
"""

import argparse
import collections
import contextlib
import csv
import datetime
import decimal
import gzip
import io
import json
import os
import random
import subprocess
import sys
import tempfile
import unittest

import window_oracle as oracle

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.join(HERE, '..', '..')
DATA = os.environ.get('WEIR_TEST_DATA') or os.path.join(ROOT, '..', 'shared', 'data')
DEPS = os.environ.get('WEIR_DEPS') or os.path.join(ROOT, '.deps')
WORDS = ['count', 'sum', 'mean', 'min', 'max', 'stddev', 'first', 'last']
MINUTE = 60 * 10**6

CLI = None
KAFKA = None
EMBEDDED = False


def cli(*arguments, want=(0,), **options):
    done = subprocess.run([CLI, *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          timeout=240, check=False, **options)
    if done.returncode not in want:
        raise AssertionError(f'weir-cli {arguments[0]} ended with {done.returncode}, not {want}:\n'
                             + done.stderr.decode())
    return done.stdout.decode()


def connect(verb):
    arguments = [verb, '-b', KAFKA]
    if EMBEDDED:
        arguments += ['-X', 'fetch.wait.max.ms=10']
    return arguments


def source_rows(path, separator=','):
    """Rows of a CSV file as the JSON objects publish should make of them."""
    with gzip.open(path, 'rt', encoding='utf-8', newline='') as file:
        for row in csv.DictReader(file, delimiter=separator):
            yield {name: as_json(text) for name, text in row.items()}


def as_json(text):
    try:
        value = oracle.parse_json(text)
    except ValueError:
        return text
    return value if isinstance(value, (int, decimal.Decimal)) and not isinstance(value, bool) else text


def canonical(document):
    return json.dumps(document, sort_keys=True, default=str)


class Topic:
    """A topic published once, as Kafka holds it."""

    def __init__(self, name, path, *publish, want=(0,)):
        self.name = f'{name}-{os.getpid()}'
        cli(*connect('publish'), path, '-t', self.name, *publish, want=want)
        text = cli(*connect('tail'), '-t', self.name, '-e', '--json')
        self.records = [json.loads(line) for line in text.splitlines()]
        self.records.sort(key=lambda record: (record['partition'], record['offset']))

    def payloads(self):
        return collections.Counter(canonical(oracle.parse_json(r['payload'])) for r in self.records)

    def fill(self, model):
        for record in self.records:
            model.add(record['partition'], record['offset'], record['ts'] * 1000, record['key'], record['payload'])
        return model


def parse_cell(name, text):
    if name == 'key':
        return text
    if name in ('window_start', 'window_end'):
        return oracle.parse_time(text)
    if text == '':
        return None
    return int(text) if text.lstrip('-').isdigit() else float(text)


class Windows(unittest.TestCase):
    maxDiff = 2000

    def setUp(self):
        self.folder = self.enterContext(tempfile.TemporaryDirectory(prefix='weir-windows-')) \
            if hasattr(self, 'enterContext') else self.make_folder()

    def make_folder(self):
        folder = tempfile.TemporaryDirectory(prefix='weir-windows-')
        self.addCleanup(folder.cleanup)
        return folder.name

    def windows(self, topic, model, *arguments, output='csv', want=(0,)):
        summary = os.path.join(self.folder, 'summary.json')
        path = os.path.join(self.folder, 'windows.' + output)
        key = ['--key', model.key] if model.key else []
        values = [word for value in model.values for word in ('--value', value)]
        cli(*connect('windows'), '-t', topic.name, '-e', *key, '--time', f'{model.time}:{model.unit}', *values,
            '--agg', ','.join(WORDS), '--output', output, '-O', path, '--json-summary', summary, *arguments, want=want)
        with open(summary, encoding='utf-8') as file:
            return path, json.load(file)

    def read_csv(self, path):
        with open(path, encoding='utf-8', newline='') as file:
            for row in csv.DictReader(file):
                yield {name: parse_cell(name, text) for name, text in row.items()}

    def read_json(self, path):
        with open(path, encoding='utf-8') as file:
            for line in file:
                row = json.loads(line)
                for name in ('window_start', 'window_end'):
                    row[name] = oracle.parse_time(row[name])
                yield row

    def assert_rows(self, wanted, found):
        wanted, found = list(wanted), list(found)
        self.assertEqual(len(wanted), len(found))
        for ours, theirs in zip(wanted, found):
            self.assertEqual(list(ours), list(theirs))
            wrong = {name: (ours[name], theirs[name]) for name in ours
                     if not (ours[name] == theirs[name] if name in ('key', 'window_start', 'window_end')
                             else oracle.agrees(name, ours[name], theirs[name]))}
            self.assertEqual(wrong, {}, f'{ours["key"]} {ours["window_start"]}')

    def assert_windows(self, topic, model, *arguments, want=(0,)):
        topic.fill(model)
        wanted = list(model.rows(WORDS))
        path, summary = self.windows(topic, model, *arguments, want=want)
        self.assert_rows(wanted, self.read_csv(path))
        counters = dict(model.counters()._asdict(), windows=len(wanted))
        self.assertEqual({name: summary[name] for name in counters}, counters)
        self.assertEqual(summary.get('gaps', []), [])
        path, _ = self.windows(topic, model, *arguments, output='json', want=want)
        self.assert_rows(wanted, self.read_json(path))
        return wanted, summary

    def data(self, name):
        path = os.path.join(DATA, name)
        if not os.path.exists(path):
            self.skipTest(f'{name} is not here (WEIR_TEST_DATA)')
        return path

    # -- generated data --------------------------------------------------------

    def generate(self, n_records, seed):
        """Seven keys out of order, some long late, from the future, broken, or without a value."""
        chance = random.Random(seed)
        now = 1_700_000_000_000
        path = os.path.join(self.folder, 'generated.ndjson')
        with open(path, 'w', encoding='utf-8') as file:
            for i in range(n_records):
                now += chance.randrange(0, 200)
                moment = now - chance.choice([0] * 8 + [chance.randrange(0, 5_000), chance.randrange(0, 200_000)])
                record = {'who': chance.choice(['a', 'b', 'ß', 'Zoë', '=1+1', '', 'x,"y"']), 'at': moment,
                          'in': {'n': chance.randrange(-2**62, 2**62) if i % 11 == 0 else chance.randrange(1000)},
                          'x': chance.uniform(-1, 1) * 10**chance.randrange(-5, 6)}
                if i % 13 == 0:
                    del record['in']
                if i % 17 == 0:
                    record['x'] = None
                if i % 401 == 0:
                    record['at'] += 30 * 365 * 86400 * 1000
                line = json.dumps(record, ensure_ascii=False)
                file.write((line[:-3] if i % 307 == 0 else line) + '\n')
        return path

    def publish_generated(self):
        return Topic('generated', self.generate(20_000, 4), '--partitions' if not EMBEDDED else '--key',
                     *(['3', '--key', 'who'] if not EMBEDDED else ['who']), want=(4,))

    def test_generated_windows_equal_the_rules(self):
        topic = self.publish_generated()
        for size, advance, grace in [(MINUTE, MINUTE, 0), (MINUTE, 10**7, 2 * 10**6), (7 * 10**6, 3 * 10**6, MINUTE)]:
            with self.subTest(size=size, advance=advance, grace=grace):
                model = oracle.Oracle('who', 'at', 'ms', ['in.n', 'x'], size, advance, grace)
                _, summary = self.assert_windows(
                    topic, model, '--window', f'{size // 1000}ms/{advance // 1000}ms', '--grace', f'{grace // 1000}ms',
                    '--csv-raw', want=(4,))
                self.assertGreater(summary['future'], 0)
                self.assertGreater(summary['dead_letters'], 0)
                if grace < MINUTE:
                    self.assertGreater(summary['late_records'], 0)

    def test_parquet_read_back_by_others_is_equal(self):
        try:
            import pyarrow
            import pyarrow.parquet
        except ImportError:
            self.skipTest('pyarrow is not here (./dev deps python)')
        topic = self.publish_generated()
        model = topic.fill(oracle.Oracle('who', 'at', 'ms', ['in.n', 'x'], MINUTE))
        path, _ = self.windows(topic, model, '--window', '1m', output='parquet', want=(4,))
        table = pyarrow.parquet.read_table(path)
        types = {field.name: field.type for field in table.schema}
        self.assertEqual(types['window_start'], pyarrow.timestamp('us', tz='UTC'))
        self.assertEqual(types['key'], pyarrow.string())
        self.assertEqual(types['count'], pyarrow.int64())
        self.assertEqual(types['in.n_max'], pyarrow.int64())
        self.assertEqual(types['x_max'], pyarrow.float64())
        rows = table.to_pylist()
        for row in rows:
            for name in ('window_start', 'window_end'):
                row[name] = (row[name] - oracle.EPOCH) // oracle.MICROSECOND
        # A sum beyond 64 bits makes its whole column one of doubles.
        wanted = [{name: float(value) if types[name] == pyarrow.float64() and value is not None else value
                   for name, value in row.items()} for row in model.rows(WORDS)]
        self.assert_rows(wanted, rows)

    # -- real recordings -------------------------------------------------------

    def test_trades_equal_the_rules(self):
        path = self.data('trades/multi_etf_aaa_bbb_2014-09-17.csv.gz')
        topic = Topic('trades', path, '--key', 'symbol', '--time', 'ts_us:us')
        self.assertEqual(topic.payloads(), collections.Counter(map(canonical, source_rows(path))))
        for size, advance in [(MINUTE, MINUTE), (5 * MINUTE, MINUTE)]:
            model = oracle.Oracle('symbol', 'ts_us', 'us', ['price', 'size'], size, advance)
            _, summary = self.assert_windows(topic, model, '--window', f'{size}us/{advance}us')
            self.assertEqual(summary['records'], 43_581)

        model = oracle.Sessions('symbol', 'ts_us', 'us', ['price', 'size'], 20 * 10**6)
        wanted, _ = self.assert_windows(topic, model, '--session', '20s')
        self.assertGreater(len(wanted), 30)

    def test_trailing_windows_equal_their_publishers(self):
        path = self.data('transactions/ulb_handbook_customers_000_099.csv.gz')
        topic = Topic('payments', path, '--key', 'customer_id')
        for days in (1, 7, 30):
            found = os.path.join(self.folder, 'trailing.csv')
            cli(*connect('windows'), '-t', topic.name, '-e', '--key', 'customer_id', '--time', 'ts_s:s', '--value', 'amount',
                '--trailing', f'{days}d', '--agg', 'mean', '-O', found)
            wanted = collections.defaultdict(list)
            for row in source_rows(path):
                wanted[str(row['customer_id']), row['ts_s'] * 10**6].append((row[f'n_{days}d'], float(row[f'avg_{days}d'])))
            rows = collections.defaultdict(list)
            for row in self.read_csv(found):
                self.assertEqual(row['window_end'] - row['window_start'], days * 86400 * 10**6)
                rows[row['key'], row['window_end']].append((row['count'], row['amount_mean']))
            self.assertEqual(wanted.keys(), rows.keys())
            for place in wanted:
                self.assertEqual([n for n, _ in sorted(wanted[place])], [n for n, _ in sorted(rows[place])], place)
                for (_, ours), (_, theirs) in zip(sorted(wanted[place]), sorted(rows[place])):
                    self.assertAlmostEqual(ours, theirs, delta=1e-6, msg=place)

    def test_temperature_that_jumps_back_equals_the_rules(self):
        path = self.data('iot/realKnownCause__machine_temperature_system_failure.csv.gz')
        topic = Topic('temperature', path, '-p', '0')
        self.assertEqual(topic.payloads(), collections.Counter(map(canonical, source_rows(path))))
        late = []
        for grace in (0, 10 * MINUTE, 60 * MINUTE):
            model = oracle.Oracle(None, 'timestamp', 'iso', ['value'], 30 * MINUTE, 10 * MINUTE, grace)
            _, summary = self.assert_windows(topic, model, '--window', '30m/10m', '--grace', f'{grace // MINUTE}m')
            self.assertEqual(summary['records'], 22_695)
            late.append((summary['late_pairs'], summary['late_records']))
        self.assertGreater(late[0], late[1])
        self.assertEqual(late[2], (0, 0))

    def test_nested_telemetry_equals_the_rules(self):
        path = self.data('iot/rpi_telemetry_3dev.ndjson.gz')
        limit = ['-c', '12000'] if EMBEDDED else []     # the embedded broker keeps 5 MiB a partition
        topic = Topic('telemetry', path, '--key', 'device', *limit)
        with gzip.open(path, 'rt', encoding='utf-8') as file:
            lines = [line for _, line in zip(range(12_000 if EMBEDDED else 10**9), file)]
        self.assertEqual(topic.payloads(), collections.Counter(canonical(oracle.parse_json(line)) for line in lines))
        model = oracle.Oracle('device', 'ts', 's', ['data.temp', 'data.co'], 10 * MINUTE, 10 * MINUTE, MINUTE)
        self.assert_windows(topic, model, '--window', '10m', '--grace', '1m')


@contextlib.contextmanager
def embedded_broker():
    process = subprocess.Popen([CLI, 'broker'], stdout=subprocess.PIPE)
    try:
        yield process.stdout.readline().decode().strip()
    finally:
        process.terminate()
        process.wait()


def rerun_with_readers():
    """Python of .deps/venv has the independent readers of Parquet."""
    python = os.path.join(DEPS, 'venv', 'bin', 'python3')
    if os.path.exists(python) and os.path.realpath(sys.prefix) != os.path.realpath(os.path.join(DEPS, 'venv')):
        os.execv(python, [python, *sys.argv])


def main():
    global CLI, KAFKA, EMBEDDED
    parser = argparse.ArgumentParser()
    parser.add_argument('cli')
    parser.add_argument('--embedded', action='store_true')
    arguments, rest = parser.parse_known_args()
    rerun_with_readers()
    CLI, EMBEDDED = os.path.abspath(arguments.cli), arguments.embedded
    KAFKA = os.environ.get('WEIR_TEST_KAFKA')
    if not EMBEDDED and not KAFKA:
        print('no Kafka to test with (WEIR_TEST_KAFKA)', file=sys.stderr)
        sys.exit(77)
    with contextlib.ExitStack() as stack:
        if EMBEDDED:
            KAFKA = stack.enter_context(embedded_broker())
        unittest.main(argv=[sys.argv[0], *rest])


if __name__ == '__main__':
    main()
