#!/usr/bin/env python3
"""weir-cli from outside: what it prints, what it leaves behind, how it ends."""

import base64
import csv
import gzip
import io
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
SCHEMA = os.path.join(HERE, '..', '..', 'data', 'workspace', 'weir-workspace.schema.json')
DEMO = os.path.join(HERE, '..', '..', 'data', 'workspace', 'demo.json')
VERBS = ['windows', 'join', 'tail', 'alerts', 'record', 'publish', 'pipe', 'test-rules', 'simulate', 'query', 'export', 'verify', 'lag', 'broker', 'check']
CLI = os.path.abspath(sys.argv.pop(1))
ENVIRONMENT = dict(os.environ, LC_ALL='C.UTF-8', HOME='/nonexistent', XDG_CONFIG_HOME='/nonexistent')
ENVIRONMENT.pop('DISPLAY', None)
ENVIRONMENT.pop('DBUS_SESSION_BUS_ADDRESS', None)


def start(*arguments, language='', **options):
    return subprocess.Popen([CLI, *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                            text=True, env=dict(ENVIRONMENT, LANGUAGE=language), **options)


def run(*arguments, text=None):
    process = start(*arguments, stdin=subprocess.PIPE if text is not None else subprocess.DEVNULL)
    out, err = process.communicate(text, timeout=60)
    return process.returncode, out, err


def wait_for(condition):
    """Until it holds; the suite's own time-out ends a wait for ever."""
    while not condition():
        time.sleep(0.02)


class Broker(unittest.TestCase):
    """With a broker of its own and a folder that must be empty but for what is asked for."""

    @classmethod
    def setUpClass(cls):
        cls.broker = start('broker', '--topics', 'one:1,four:4')
        cls.address = cls.broker.stdout.readline().strip()

    @classmethod
    def tearDownClass(cls):
        cls.broker.terminate()
        cls.broker.communicate()
        assert cls.broker.returncode == 0, cls.broker.returncode

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix='weir-cli-')
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, text, opener=open):
        with opener(self.path(name), 'wb') as file:
            file.write(text if isinstance(text, bytes) else text.encode())
        return self.path(name)

    def publish(self, topic, text, *arguments, name='rows.ndjson', want=0):
        code, _, err = run('publish', self.write(name, text), '-b', self.address, '-t', topic, *arguments)
        self.assertEqual(code, want, err)
        return err

    def read(self, verb, topic, *arguments, want=0):
        code, out, err = run(verb, '-b', self.address, '-X', 'fetch.wait.max.ms=10', '-t', topic, *arguments)
        self.assertEqual(code, want, err)
        return out

    def payloads(self, topic):
        return [json.loads(line)['payload'] for line in self.read('tail', topic, '-e', '--json').splitlines()]

    # -- publish -------------------------------------------------------------

    def test_csv_rows_become_objects_digit_for_digit(self):
        self.publish('rows', '\ufeffn,text,"a ""b"""\n9007199254740993,01,x\n1.50,,""\n-0,NaN,"two\nlines"\n', '-p', '0',
                     name='rows.csv')
        self.assertEqual(self.payloads('rows'), [
            '{"n":9007199254740993,"text":"01","a \\"b\\"":"x"}',
            '{"n":1.50,"text":null,"a \\"b\\"":""}',
            '{"n":-0,"text":"NaN","a \\"b\\"":"two\\nlines"}'])

    def test_rows_that_do_not_fit_are_left_out_and_said(self):
        err = self.publish('ragged', 'a;b\n1;2\n1\n1;2;3\n3;4\n', '-p', '0', '--separator', ';', name='rows.csv', want=4)
        self.assertEqual(self.payloads('ragged'), ['{"a":1,"b":2}', '{"a":3,"b":4}'])
        self.assertIn('line 3 is left out', err)
        self.assertIn('line 4 is left out', err)
        self.assertIn('2 records published', err)

    def test_raw_rows_and_lines_stay_as_they_are(self):
        self.publish('raw', 'k,v\nx, "y"\n', '-p', '0', '--raw', '--key', 'k', name='rows.csv')
        self.publish('raw', '{"k": 1 }\nnot json\r\n', '-p', '0')
        records = [json.loads(line) for line in self.read('tail', 'raw', '-e', '--json').splitlines()]
        self.assertEqual([r['payload'] for r in records], ['x, "y"', '{"k": 1 }', 'not json'])
        self.assertEqual([r['key'] for r in records], ['x', None, None])

    def test_raw_records_are_counted_by_their_keys(self):
        self.publish('text', 'k,v\nx,hello\ny,all well\nx,\n', '-p', '0', '--raw', '--key', 'k', name='rows.csv')
        rows = [line.split(',') for line in self.read('windows', 'text', '-e', '--format', 'raw', '--window', '1d').split()[1:]]
        counts = {}
        for row in rows:
            counts[row[0]] = counts.get(row[0], 0) + int(row[3])
        self.assertEqual(counts, {'x': 2, 'y': 1})
        self.read('windows', 'text', '-e', '--format', 'raw', '--window', '1d', '--value', 'v', want=2)

    def test_key_is_the_text_of_the_field(self):
        self.publish('keys', '{"k": "ß", "d": {"x": 1}}\n{"k": 12}\n{"k": 1.50}\n{"d": {}}\n', '-p', '0', '--key', 'k')
        records = [json.loads(line) for line in self.read('tail', 'keys', '-e', '--json').splitlines()]
        self.assertEqual([r['key'] for r in records], ['ß', '12', '1.50', None])

    def test_gzip_streams_in_a_row_are_all_read(self):
        path = self.write('rows.ndjson.gz', gzip.compress(b'{"n":1}\n') + gzip.compress(b'{"n":2}\n'))
        code, _, err = run('publish', path, '-b', self.address, '-t', 'gzip', '-p', '0')
        self.assertEqual((code, self.payloads('gzip')), (0, ['{"n":1}', '{"n":2}']), err)

    def test_gzip_cut_short_is_an_error(self):
        path = self.write('rows.ndjson.gz', gzip.compress(os.urandom(4096).hex().encode() + b'\n')[:-40])
        code, _, err = run('publish', path, '-b', self.address, '-t', 'cut', '-p', '0')
        self.assertEqual(code, 1, err)
        self.assertIn('rows.ndjson.gz', err)

    def test_standard_input_is_a_file_too(self):
        code, _, err = run('publish', '-', '-b', self.address, '-t', 'stdin', '-p', '0', text='{"n":1}\n')
        self.assertEqual((code, self.payloads('stdin')), (0, ['{"n":1}']), err)

    def test_event_time_paces_and_stamps(self):
        began = time.monotonic()
        self.publish('paced', '{"t": 1000}\n{"t": 1600}\n', '-p', '0', '--time', 't:ms', '--speed', '2x',
                     '--record-time', 'event')
        self.assertGreaterEqual(time.monotonic() - began, 0.3)
        records = [json.loads(line) for line in self.read('tail', 'paced', '-e', '--json').splitlines()]
        self.assertEqual([r['ts'] for r in records], [1000, 1600])

    # -- windows and tail ------------------------------------------------------

    def test_rows_are_as_promised(self):
        self.publish('promised', ''.join(json.dumps(row) + '\n' for row in [
            {'k': 'b', 't': 0, 'v': {'x': 1}}, {'k': 'a', 't': 59_999, 'v': {'x': 0.1}}, {'t': 1, 'v': {'x': 7}},
            {'k': 'a', 't': 60_000, 'v': {'x': 9007199254740993}}, {'k': 'a', 't': 61_000},
            {'k': '=1', 't': 61_000, 'v': {'x': 2}}]), '-p', '0')
        out = self.read('windows', 'promised', '-e', '--key', 'k', '--time', 't:ms', '--value', 'v.x', '--window', '1m',
                        '--agg', 'count,max,mean')
        self.assertEqual(out, 'key,window_start,window_end,count,v.x_count,v.x_max,v.x_mean\n'
                              '"",1970-01-01T00:00:00.000000Z,1970-01-01T00:01:00.000000Z,1,1,7,7\n'
                              'a,1970-01-01T00:00:00.000000Z,1970-01-01T00:01:00.000000Z,1,1,0.1,0.1\n'
                              'b,1970-01-01T00:00:00.000000Z,1970-01-01T00:01:00.000000Z,1,1,1,1\n'
                              "'=1,1970-01-01T00:01:00.000000Z,1970-01-01T00:02:00.000000Z,1,1,2,2\n"
                              'a,1970-01-01T00:01:00.000000Z,1970-01-01T00:02:00.000000Z,2,1,9007199254740993,'
                              '9007199254740992\n')
        raw = self.read('windows', 'promised', '-e', '--key', 'k', '--time', 't:ms', '--csv-raw')
        self.assertIn('\n=1,1970', raw)
        rows = [json.loads(line) for line in self.read('windows', 'promised', '-e', '--key', 'k', '--time', 't:ms',
                                                       '--value', 'v.x', '--output', 'json').splitlines()]
        self.assertEqual(rows[4]['v.x_max'], 9007199254740993)
        self.assertEqual(list(rows[0])[:4], ['key', 'window_start', 'window_end', 'count'])

    def test_the_best_of_each_window_are_ranked(self):
        self.publish('ranked', ''.join(json.dumps({'k': k, 't': t, 'v': v}) + '\n' for k, t, v in [
            ('a', 0, 1), ('b', 1, 5), ('c', 2, 3), ('a', 3, 4), ('b', 60_000, 1), ('d', 60_001, 2)]), '-p', '0')
        arguments = ['ranked', '-e', '--key', 'k', '--time', 't:ms', '--value', 'v', '--agg', 'sum']

        def ranks(*options):
            rows = csv.DictReader(io.StringIO(self.read('windows', *arguments, *options)))
            return [(row['window_start'][14:16], row['rank'], row['key'], row['v_sum']) for row in rows]

        # Equal sums go by key.
        self.assertEqual(ranks('--top', '2:v_sum'), [('00', '1', 'a', '5'), ('00', '2', 'b', '5'), ('01', '1', 'd', '2'),
                                                     ('01', '2', 'b', '1')])
        self.assertEqual(ranks('--bottom', '1:v_sum'), [('00', '1', 'c', '3'), ('01', '1', 'b', '1')])
        self.assertEqual(ranks('--top', '1:count'), [('00', '1', 'a', '5'), ('01', '1', 'b', '1')])
        updates = list(csv.DictReader(io.StringIO(self.read('windows', *arguments, '--top', '1:v_sum', '--emit', 'updates'))))
        self.assertEqual([(row['key'], row['rank'], row['state']) for row in updates[-2:]],
                         [('a', '1', 'final'), ('d', '1', 'final-end')])

    def test_windows_that_close_together_are_ranked_one_by_one(self):
        # All of them close at the end of input, and together are more than a ranking may hold.
        key = 'x' * 1000
        self.publish('crowd', ''.join(json.dumps({'k': f'{key}{k}', 't': t * 1000}) + '\n'
                                      for t in range(150) for k in range(10)), '-p', '0')
        rows = self.read('windows', 'crowd', '-e', '--key', 'k', '--time', 't:ms', '--window', '1s', '--grace', '1h',
                         '--top', '10:count', '--memory', '1')
        self.assertEqual(len(rows.splitlines()), 1501)

    def test_updates_tell_open_from_final(self):
        self.publish('updates', '{"t": 1}\n{"t": 2}\n{"t": 70000}\n', '-p', '0')
        rows = list(csv.DictReader(io.StringIO(self.read('windows', 'updates', '-e', '--time', 't:ms', '--emit', 'updates'))))
        self.assertEqual([(row['state'], row['count']) for row in rows],
                         [('open', '1'), ('open', '2'), ('final', '2'), ('open', '1'), ('final-end', '1')])
        rows = list(csv.DictReader(io.StringIO(self.read('windows', 'updates', '-e', '--time', 't:ms', '--state'))))
        self.assertEqual([(row['state'], row['count']) for row in rows], [('final', '2'), ('final-end', '1')])

    def test_indicators_follow_each_keys_windows(self):
        self.publish('series', ''.join(json.dumps({'k': k, 't': i * 60_000, 'v': v}) + '\n' for i, pair in enumerate(
            [(1, 10), (2, 10), (6, 10), (4, None), (5, 13)]) for k, v in zip('ab', pair)), '-p', '0')
        arguments = ['series', '-e', '--key', 'k', '--time', 't:ms', '--value', 'v', '--agg', 'last']
        rows = list(csv.DictReader(io.StringIO(self.read(
            'windows', *arguments, '--indicator', 'sma(v_last,3),ema(v_last,2)', '-i', 'bollinger(v_last,3,1),rsi(v_last,2)'))))
        columns = ['v_last_sma3', 'v_last_ema2', 'v_last_bollinger3x1_lower', 'v_last_bollinger3x1_middle',
                   'v_last_bollinger3x1_upper', 'v_last_rsi2']
        self.assertEqual(list(rows[0])[5:], columns)
        found = {key: [[float(row[name]) if row[name] else None for name in columns] for row in rows if row['key'] == key]
                 for key in 'ab'}
        deviation = (14 / 3) ** 0.5
        self.assertEqual(found['a'][0], [None] * 6)
        self.assertEqual(found['a'][1], [None, 1.5, None, None, None, None])
        for ours, theirs in zip([3, 4.5, 3 - deviation, 3, 3 + deviation, 100], found['a'][2]):
            self.assertAlmostEqual(ours, theirs, places=12)
        # A window without a value is passed over.
        self.assertEqual(found['b'][3], [None] * 6)
        self.assertEqual([found['b'][4][i] for i in (0, 1, 5)], [11, 12, 100])
        best = self.read('windows', *arguments, '-i', 'sma(v_last,3)', '--top', '1:v_last_sma3')
        self.assertEqual([line.split(',')[0] for line in best.splitlines()[1:]], ['b', 'a', 'b'])

    def test_what_cannot_be_asked_is_refused_before_anything_is_read(self):
        for arguments, wanted in [(['--agg', 'sum,sum'], 'two columns “v_sum”'), (['-i', 'sma(v_max,3)'], 'no such column'),
                                  (['--agg', 'max', '-i', 'sma(v_max,0)'], 'from 1 to 10000'),
                                  (['--top', '1:v_max'], 'there are count, v_sum')]:
            code, out, err = run('windows', '-b', self.address, '-t', 'nowhere', '-e', '--value', 'v', '--agg', 'sum', *arguments)
            self.assertEqual((code, out), (2, ''), err)
            self.assertIn(wanted, err)

    def test_values_that_are_no_numbers_are_counted(self):
        self.publish('infinite', '{"t": 1, "v": 1e400}\n{"t": 2, "v": 3}\n', '-p', '0')
        code, out, err = run('windows', '-b', self.address, '-X', 'fetch.wait.max.ms=10', '-t', 'infinite', '-e', '--time',
                             't:ms', '--value', 'v', '--agg', 'count', '--json-summary', self.path('summary.json'))
        self.assertEqual((code, out.splitlines()[1].split(',')[-2:]), (0, ['2', '1']), err)
        self.assertIn('1 value counts in no aggregate', err)
        with open(self.path('summary.json'), encoding='utf-8') as file:
            self.assertEqual(json.load(file)['refused_values'], 1)

    def test_results_that_overflow_are_counted(self):
        self.publish('huge', ''.join(f'{{"t": {t}, "v": {v}}}\n' for t, v in ((1, '1e308'), (2, '1e308'), (3, '-1e308'))),
                     '-p', '0')
        code, out, err = run('windows', '-b', self.address, '-X', 'fetch.wait.max.ms=10', '-t', 'huge', '-e', '--time',
                             't:ms', '--value', 'v', '--agg', 'sum,max', '--json-summary', self.path('huge.json'))
        self.assertEqual((code, out.splitlines()[1].split(',')[-3:]), (0, ['3', '', '1e308']), err)
        self.assertIn('1 result is empty', err)
        with open(self.path('huge.json'), encoding='utf-8') as file:
            self.assertEqual(json.load(file)['overflows'], 1)

    def test_counts_are_said_in_the_users_language(self):
        self.publish('counts', '{"t": 1}\n', '-p', '0')
        process = start('windows', '-b', self.address, '-X', 'fetch.wait.max.ms=10', '-t', 'counts', '-e', '--time', 't:ms',
                        language='de')
        self.assertIn('1 Datensatz gelesen, 1 Fenster', process.communicate(timeout=60)[1])

    def test_time_of_arrival_is_no_future(self):
        self.publish('arrival', '{"t": 1000}\n', '-p', '0', '--time', 't:ms', '--record-time', 'event')
        rows = list(csv.DictReader(io.StringIO(self.read('windows', 'arrival', '-e', '--time', '@arrival'))))
        self.assertEqual([row['count'] for row in rows], ['1'])

    def test_dead_letters_are_counted_and_kept(self):
        self.publish('dead', '{"t": 1}\n{"t": \nnull\n', '-p', '0')
        out = self.read('windows', 'dead', '-e', '--time', 't:ms', '--dead-letters', self.path('dead.ndjson'),
                        '--json-summary', self.path('summary.json'), want=4)
        self.assertEqual(len(out.splitlines()), 2)
        with open(self.path('summary.json'), encoding='utf-8') as file:
            summary = json.load(file)
        self.assertEqual([(field['field'], field['records'], field['times']) for field in summary.pop('fields')], [('t', 1, 1)])
        self.assertEqual(summary, {'records': 3, 'windows': 1, 'late_pairs': 0, 'late_records': 0, 'future': 0,
                                   'dead_letters': 2})
        with open(self.path('dead.ndjson'), encoding='utf-8') as file:
            letters = [json.loads(line) for line in file]
        self.assertEqual([(letter['partition'], letter['offset'], base64.b64decode(letter['payload'])) for letter in letters],
                         [(0, 1, b'{"t": '), (0, 2, b'null')])

    def test_late_records_are_kept_and_a_grace_advised(self):
        start = 1_700_000_000_000
        times = [start, start + 120_000, start + 119_900, start + 10, 7_000_000_000_000]
        self.publish('late', ''.join(json.dumps({'k': f'={i}', 't': at}) + '\n' for i, at in enumerate(times)), '-p', '0')
        code, _, err = run('windows', '-b', self.address, '-X', 'fetch.wait.max.ms=10', '-t', 'late', '-e', '--key', 'k',
                           '--time', 't:ms', '--late', self.path('late.csv'), '--json-summary', self.path('summary.json'))
        self.assertEqual(code, 0, err)
        self.assertIn(' 1 late record, 1 from the future', err.splitlines()[-1])
        self.assertRegex(err.splitlines()[-2], 'a grace of 12[0-4] s would have kept 99.9 % of the records$')
        with open(self.path('summary.json'), encoding='utf-8') as file:
            summary = json.load(file)
        self.assertEqual(list(summary)[:6], ['records', 'windows', 'late_pairs', 'late_records', 'future', 'dead_letters'])
        self.assertEqual([summary[name] for name in ('records', 'late_records', 'future', 'disordered')], [5, 1, 1, 2])
        grace_usec = summary['suggested_grace_usec']
        self.assertTrue(119_990_000 <= grace_usec <= 119_990_000 * 1.04, grace_usec)
        with open(self.path('late.csv'), encoding='utf-8') as file:
            late = list(csv.DictReader(file))
        self.assertEqual(list(late[0]), ['key', 'topic', 'partition', 'offset', 'time', 'delay_usec', 'future'])
        self.assertEqual(list(late[0].values()), ["'=3", 'late', '0', '3', '2023-11-14T22:13:20.010000Z', '119990000', 'false'])
        self.assertEqual((late[1]['offset'], late[1]['future'], len(late)), ('4', 'true', 2))
        self.assertLess(int(late[1]['delay_usec']), 0)
        err = run('windows', '-b', self.address, '-X', 'fetch.wait.max.ms=10', '-t', 'late', '-e', '--key', 'k', '--time',
                  't:ms', '--grace', f'{grace_usec}us')[2]
        self.assertIn(' 0 late pairs, 0 late records', err.splitlines()[-1])

    def test_sums_beyond_64_bits_are_doubles(self):
        self.publish('sums', '{"t": 1, "n": 9223372036854775807}\n{"t": 60001, "n": 9223372036854775807}\n'
                             '{"t": 60002, "n": 9223372036854775807}\n', '-p', '0')
        rows = list(csv.DictReader(io.StringIO(self.read('windows', 'sums', '-e', '--time', 't:ms', '--value', 'n', '--agg',
                                                         'sum,max'))))
        self.assertEqual([row['n_sum'] for row in rows], ['9223372036854775807', '1.8446744073709552e19'])
        self.assertEqual([row['n_max'] for row in rows], ['9223372036854775807'] * 2)

    def test_what_has_no_room_is_counted_and_said(self):
        self.publish('room', ''.join(f'{{"k": {i}, "t": {i}}}\n' for i in range(20_000)), '-p', '0')
        arguments = ['windows', '-b', self.address, '-X', 'fetch.wait.max.ms=10', '-t', 'room', '-e', '--key', 'k', '--time',
                     't:ms', '--trailing', '1h', '--json-summary', self.path('summary.json')]
        code, out, err = run(*arguments, '--memory', '1')
        with open(self.path('summary.json'), encoding='utf-8') as file:
            summary = json.load(file)
        self.assertEqual(code, 4, err)
        self.assertGreater(summary['shed_records'], 0)
        self.assertEqual(len(out.splitlines()) - 1 + summary['shed_records'], 20_000)
        self.assertIn(f"{summary['shed_records']} records had no room and are in no window", err)
        code, out, err = run(*arguments)
        self.assertEqual((code, len(out.splitlines())), (0, 20_001), err)

    def test_unknown_topic_is_sampled(self):
        self.publish('sampled', ''.join(json.dumps({'symbol': 'AB'[i % 2], 'price': i, 'ts': 1_700_000_000_000 + i}) + '\n'
                                        for i in range(50)), '-p', '0')
        code, out, err = run('windows', '-b', self.address, '-X', 'fetch.wait.max.ms=10', '-t', 'sampled', '-e')
        self.assertEqual(code, 0, err)
        self.assertIn('--key symbol --time ts:ms --value price', err)
        self.assertEqual([line.split(',')[3] for line in out.splitlines()[1:]], ['25', '25'])

    def test_offsets_mean_what_they_mean_in_kcat(self):
        self.publish('offsets', ''.join(f'{{"n":{i}}}\n' for i in range(10)), '-p', '0')

        def numbers(*arguments):
            lines = self.read('tail', 'offsets', '--json', *arguments).splitlines()
            return [json.loads(json.loads(line)['payload'])['n'] for line in lines]
        self.assertEqual(numbers('-e'), list(range(10)))
        self.assertEqual(numbers('-o', '-3', '-e'), [7, 8, 9])
        self.assertEqual(numbers('-o', '4', '-e'), [4, 5, 6, 7, 8, 9])
        self.assertEqual(numbers('-o', 'beginning', '-c', '2'), [0, 1])
        self.assertEqual(numbers('-o', 'end', '-e'), [])

    def test_tail_shows_what_it_decodes(self):
        self.publish('shown', '{"k":"a","t":1500,"v":0.5,"s":"x\\ty"}\n', '-p', '0')
        self.assertEqual(self.read('tail', 'shown', '-e', '--key', 'k', '--time', 't:ms', '--value', 'v,s,gone', want=1),
                         '1970-01-01T00:00:01.500000Z shown[0]@0 a v=0.5 s="x\\ty" gone=\n')
        self.assertTrue(self.read('tail', 'shown', '-e').endswith(
            ' shown[0]@0 NULL {"k":"a","t":1500,"v":0.5,"s":"x\\\\ty"}\n'))

    # -- topics by pattern -------------------------------------------------------

    def test_a_pattern_stands_for_topics(self):
        for name, n in (('quote-a', 1), ('quote-b', 2), ('quotes', 3)):
            self.publish(name, ''.join(f'{{"k": "{name}", "t": {i}}}\n' for i in range(n)), '-p', '0')

        def topics(*arguments):
            code, out, err = run('tail', '-b', self.address, '-X', 'fetch.wait.max.ms=10', '-e', '--json', *arguments)
            self.assertEqual(code, 0, err)
            return sorted(json.loads(line)['topic'] for line in out.splitlines()), err
        self.assertEqual(topics('-t', '^quote-'), (['quote-a', 'quote-b', 'quote-b'],
                                                   'weir-cli tail: topics that match: quote-a, quote-b\n'))
        # A pattern may have a comma, and is the last of a list.
        self.assertEqual(topics('-t', 'quotes,^quote.{1,1}a$')[0], ['quote-a', 'quotes', 'quotes', 'quotes'])
        self.assertEqual(topics('-t', '^quote-', '-q')[1], '')
        rows = list(csv.DictReader(io.StringIO(self.read('windows', '^quote', '-e', '--key', 'k', '--time', 't:ms'))))
        self.assertEqual([(row['key'], row['count']) for row in rows], [('quote-a', '1'), ('quote-b', '2'), ('quotes', '3')])
        self.assertEqual(len(self.join('^quote-', 'quotes', '--left-key', 't', '--right-key', 't', '--time', 't:ms',
                                       '--within', '1s')), 3)

    def test_a_pattern_that_matches_nothing_is_said(self):
        code, out, err = run('tail', '-b', self.address, '-X', 'fetch.wait.max.ms=10', '-t', '^none-', '-e')
        self.assertEqual((code, out, err), (1, '', 'weir-cli tail: no topic matches “^none-”\n'))
        code, _, err = run('tail', '-b', self.address, '-t', '^(', '-e')
        self.assertEqual((code, err.splitlines()[0][:49]), (2, 'weir-cli tail: “^(” is no pattern for topics: Unm'))
        code, _, err = run('record', '-b', self.address, '-t', '^one', '--to', self.path('recording'))
        self.assertEqual(code, 2)
        self.assertIn('“^one” is a pattern', err)
        # Without an end it is waited for.
        process = start('tail', '-b', self.address, '-X', 'fetch.wait.max.ms=10', '-t', '^late-', '-c', '1',
                        '-X', 'topic.metadata.refresh.interval.ms=100')
        self.assertIn('no topic matches “^late-”; it is waited for', process.stderr.readline())
        self.publish('late-1', '{"n":1}\n', '-p', '0')
        out, err = process.communicate(timeout=60)
        self.assertEqual((process.returncode, out[-8:]), (0, '{"n":1}\n'), err)

    # -- fields -----------------------------------------------------------------

    MISSPELT = ('{"k":"a","t":1000,"price":1,"host.name":"h","data":{"temp":2},"local":"1,5"}\n'
                '{"k":"b","t":2000,"price":"2","a,b":3,"local":"2,5"}\n{"k":"b","t":3000,"price":null,"local":"x"}\n')

    def misspelt(self, verb, *arguments, want=1):
        """Exit status, rows, what is said without the name of the verb, and the fields of the summary."""
        path = self.write('misspelt.ndjson', self.MISSPELT)
        inputs = [path] * (2 if verb == 'join' else 1)
        code, out, err = run(verb, *(word for path in inputs for word in ('--input', path)), *arguments,
                             '--json-summary', self.path('fields.json'))
        self.assertEqual(code, want, err)
        with open(self.path('fields.json'), encoding='utf-8') as file:
            fields = json.load(file)['fields']
        return out, [line.split(': ', 1)[1] for line in err.splitlines()], fields

    def test_a_field_that_no_record_has_is_an_error(self):
        out, err, fields = self.misspelt('windows', '--key', 'kk', '--time', 't:ms', '--value', 'prize,host.name,data,ab',
                                         '--agg', 'count')
        self.assertEqual(out.splitlines()[1], '"",1970-01-01T00:00:00.000000Z,1970-01-01T00:01:00.000000Z,3,0,0,0,0')
        self.assertEqual(err[:-1], [
            'no record has the field “prize”; did you mean “price”?',
            'no record has the field “host.name”; did you mean “host\\.name”? A dot that belongs to a name is written \\.',
            'the field “data” is an object or array in 1 record and a value in none; did you mean “data.temp”?',
            'no record has the field “ab”; did you mean “a,b”? A comma that belongs to a name is written \\,',
            'no record has the field “kk”; did you mean “k”?',
            'fields in all 3 records: t (times)'])
        self.assertEqual(fields[0], {
            'stream': 'records', 'field': 'prize', 'role': 'value', 'records': 3, 'numbers': 0, 'texts': 0, 'booleans': 0,
            'nulls': 0, 'objects': 0, 'missing': 3, 'suggestions': ['price']})
        self.assertEqual([(field['field'], field['role'], field['missing'], field['suggestions']) for field in fields[1:]], [
            ('host.name', 'value', 3, ['host\\.name']), ('data', 'value', 2, ['data.temp']), ('ab', 'value', 3, ['a,b']),
            ('kk', 'key', 3, ['k']), ('t', 'time', 0, [])])
        out, _, _ = self.misspelt('windows', '--key', 'host\\.name', '--time', 't:ms', '--value', 'data.temp,a\\,b', '--agg',
                                  'count', want=0)
        self.assertEqual([line.rsplit(',', 3)[1:] for line in out.splitlines()[1:]], [['2', '0', '1'], ['1', '1', '0']])

    def test_what_fields_hold_is_said(self):
        _, err, fields = self.misspelt('windows', '--key', 'k', '--time', 't:ms', '--value', 'price,local', want=0)
        self.assertEqual(err[:-1], ['field “price” in 3 of 3 records: 2 numbers, 1 null',
                                    'field “local” in 3 of 3 records: 3 texts such as “1,5”',
                                    'fields in all 3 records: k (keys), t (times)'])
        self.assertEqual([(field['field'], field.get('numbers'), field['texts'], field['nulls']) for field in fields],
                         [('price', 2, 0, 1), ('local', 0, 3, 0), ('k', None, 0, 0), ('t', None, 0, 0)])

    def test_a_time_that_no_record_has_is_an_error(self):
        _, err, _ = self.misspelt('windows', '--key', 'k', '--time', 'tt:ms', '-q')
        self.assertEqual(err[-1], 'no record has the field “tt”; did you mean “t”?')

    def test_tail_and_join_say_it_too(self):
        out, err, fields = self.misspelt('tail', '--key', 'k', '--time', 't:ms', '--value', 'prize', '-q')
        self.assertEqual([line[-6:] for line in out.splitlines()], ['prize='] * 3)
        self.assertEqual(err, ['no record has the field “prize”; did you mean “price”?'])
        self.assertEqual(fields[0]['suggestions'], ['price'])
        out, err, fields = self.misspelt('join', '--key', 'k', '--time', 't:ms', '--within', '1s', '--left-value', 'prize',
                                         '--right-value', 'price')
        self.assertEqual(len(out.splitlines()), 6)
        self.assertEqual(err[0], 'left: no record has the field “prize”; did you mean “price”?')
        self.assertEqual(err[1], 'right: field “price” in 3 of 3 records: 2 numbers, 1 null')
        self.assertEqual([(field['stream'], field['field']) for field in fields],
                         [(side, name) for side, value in (('left', 'prize'), ('right', 'price')) for name in (value, 'k', 't')])

    def test_a_workspace_says_it_of_each_stream(self):
        streams = [{'name': name, 'connection': 'c', 'topics': [name], 'format': 'json', 'key': 'k',
                    'time': {'field': 't', 'unit': 'ms'}, 'fields': [{'name': value}]}
                   for name, value in (('left', 'price'), ('right', 'prize'))]
        streams.append({'name': 'both', 'derived': {'kind': 'join', 'left': 'left', 'right': 'right', 'before': '1s', 'after': '1s'}})
        workspace = self.write('w.json', json.dumps({
            'weir': 1, 'connections': [{'name': 'c', 'bootstrap': self.address}], 'streams': streams}))
        for name in ('left', 'right'):
            self.publish(name, self.MISSPELT, '-p', '0')
        for verb, arguments in (('tail', ['--stream', 'both']), ('windows', ['--stream', 'both', '--window', '1m']),
                                ('join', ['--left', 'left', '--right', 'right', '--within', '1s'])):
            with self.subTest(verb=verb):
                code, out, err = run(verb, '--workspace', workspace, *arguments, '-e', '-q', '-X', 'fetch.wait.max.ms=10')
                self.assertEqual((code, err), (1, f'weir-cli {verb}: right: no record has the field “prize”; did you mean “price”?\n'))
                self.assertGreater(len(out.splitlines()), 1)

    def test_a_field_that_was_not_named_is_no_error(self):
        rows = [{'symbol': 'AB'[i % 2], 'ts': 1_700_000_000_000 + i, **({'price': 1.5} if i > 10 else {})} for i in range(50)]
        self.publish('sparse', ''.join(json.dumps(row) + '\n' for row in rows), '-p', '0')
        code, out, err = run('windows', '-b', self.address, '-X', 'fetch.wait.max.ms=10', '-t', 'sparse', '-c', '5')
        self.assertEqual(code, 0, err)
        self.assertIn('no record has the field “price”', err)

    def test_times_are_in_the_zone_that_is_named(self):
        self.publish('zoned', ''.join(f'{{"t": "{t}"}}\n' for t in ('2024-04-30T21:00Z', '2024-04-30T22:30Z', '2024-05-01T00:30Z')),
                     '-p', '0', '--time', 't:iso', '--record-time', 'event')

        def offsets(*arguments):
            return [json.loads(line)['offset'] for line in self.read('tail', 'zoned', '-e', '--json', *arguments).splitlines()]

        self.assertEqual(offsets('--from', '2024-05-01'), [2])
        self.assertEqual(offsets('--from', '2024-05-01', '--zone', 'Europe/Berlin'), [1, 2])
        self.assertEqual(offsets('-o', 's@2024-05-01', '--zone', 'Europe/Berlin'), [1, 2])
        self.assertEqual(offsets('--to', '2024-05-01', '--zone', 'Europe/Berlin'), [0])
        self.assertEqual(offsets('--from', '1714516200'), [1, 2])
        self.read('tail', 'zoned', '-e', '--from', '2024-05-01', '--zone', 'Nowhere/Else', want=2)

    def test_the_first_millisecond_of_1970_is_not_now(self):
        err = self.publish('first', '{"t": 0}\n{"t": 5}\n', '-p', '0', '--time', 't:ms', '--record-time', 'event')
        self.assertEqual([json.loads(line)['ts'] for line in self.read('tail', 'first', '-e', '--json').splitlines()], [1, 5])
        self.assertIn('1 record was sent with a time 1 ms off', err)

    def test_a_partition_that_there_is_not_is_said(self):
        err = self.publish('four', '{}\n', '-p', '4', want=1)
        self.assertIn('4 partitions', err)
        self.assertIn('0 records published before', err)

    def test_a_record_that_is_refused_leaves_the_others(self):
        err = self.publish('large', '{"n": 1}\n"' + 'x' * 3000 + '"\n{"n": 2}\n', '-p', '0', '-X', 'message.max.bytes=1000', want=4)
        self.assertEqual(self.payloads('large'), ['{"n": 1}', '{"n": 2}'])
        self.assertIn('line 2 is left out', err)
        self.assertIn('2 records published', err)
        self.assertIn('1 row left out', err)

    # -- ends ------------------------------------------------------------------

    def test_an_interrupted_file_leaves_nothing(self):
        self.publish('interrupted', '{"t": 1}\n', '-p', '0')
        for ending in ('csv', 'parquet'):
            process = start('windows', '-b', self.address, '-X', 'fetch.wait.max.ms=10', '-t', 'interrupted', '-c', '1000',
                            '--time', 't:ms', '-O', self.path('windows.' + ending))
            wait_for(lambda: any('weir-' in name for name in os.listdir(self.folder)))
            process.send_signal(signal.SIGINT)
            _, err = process.communicate(timeout=30)
            self.assertEqual(process.returncode, 130, err)
            self.assertEqual(os.listdir(self.folder), ['rows.ndjson'])

    def test_rows_of_records_go_to_a_file_as_they_show(self):
        self.publish('typed', '{"k": "a", "n": 1, "x": 1.5, "s": "=1", "b": true, "t": 1}\n'
                              '{"k": "a", "n": "one", "x": null, "s": 2, "t": 2}\n', '-p', '0', '--key', 'k')
        fields = ('-e', '--key', 'k', '--time', 't:s', '--value', 'n,x,s,b')
        for verb, arguments in (('tail', ('-t', 'typed', *fields)),
                                ('join', ('--left', 'typed', '--right', 'typed', '--within', '1s', *fields))):
            for output in ('csv', 'json'):
                with self.subTest(verb=verb, output=output):
                    path = self.path(f'{verb}.{output}')
                    base = (verb, '-b', self.address, '-X', 'fetch.wait.max.ms=10', *arguments, '--output', output)
                    code, shown, err = run(*base)
                    self.assertEqual(code, 0, err)
                    code, _, err = run(*base, '-O', path)
                    self.assertEqual(code, 0, err)
                    with open(path, encoding='utf-8', newline='') as file:
                        self.assertEqual(file.read(), shown)
                    self.assertIn('one', shown)

    def test_what_a_workspace_has_is_not_asked_of_a_topic(self):
        for arguments, named in ((('tail', '-t', 'x', '--stream', 's'), '--stream'),
                                 (('windows', '-t', 'x', '-e', '--index', '1', '--key', 'k'), '--index')):
            code, _, err = run(*arguments, '-b', self.address)
            self.assertEqual(code, 2, err)
            self.assertIn(named, err)

    def test_a_file_without_an_end_is_usage(self):
        code, _, err = run('windows', '-b', self.address, '-t', 'one', '-O', self.path('x.csv'))
        self.assertEqual(code, 2)
        self.assertIn('-e', err)

    # -- join ----------------------------------------------------------------

    def join(self, left, right, *arguments, want=0):
        code, out, err = run('join', '-b', self.address, '-X', 'fetch.wait.max.ms=10', '--left', left, '--right', right, '-e',
                             '--output', 'json', '--json-summary', self.path('summary.json'), *arguments)
        self.assertEqual(code, want, err)
        with open(self.path('summary.json'), encoding='utf-8') as file:
            self.summary = json.load(file)
        self.fields = self.summary.pop('fields')
        return [json.loads(line) for line in out.splitlines()]

    def test_searches_and_clicks_are_paired(self):
        self.publish('searches', ''.join(json.dumps({'user': u, 't': t, 'q': q}) + '\n' for u, t, q in [
            ('ann', 1000, 'weir'), ('bob', 2000, 'dam'), ('ann', 9000, 'lock')]))
        self.publish('clicks', ''.join(json.dumps({'who': u, 'at': t, 'url': x}) + '\n' for u, t, x in [
            ('ann', 1000, '/0'), ('ann', 4000, '/1'), ('ann', 4001, '/2'), ('eve', 5000, '/3'), ('bob', 1999, '/4')]))
        sides = ['--left-key', 'user', '--right-key', 'who', '--left-time', 't:ms', '--right-time', 'at:ms', '--left-value', 'q',
                 '--right-value', 'url', '--before', '0s', '--after', '3s']

        def rows(*arguments):
            return [(row['key'], row['time'][17:23], row['left_q'], row['right_url'])
                    for row in self.join('searches', 'clicks', *sides, *arguments)]

        pairs = [('ann', '01.000', 'weir', '/0'), ('ann', '04.000', 'weir', '/1')]
        self.assertEqual(rows(), pairs)
        self.assertEqual(self.summary, {'records': 8, 'rows': 2, 'pairs': 2, 'unmatched_left': 0, 'unmatched_right': 0,
                                        'late_records': self.summary['late_records'], 'late_partial':
                                        self.summary['late_partial'], 'future': 0, 'evicted': 0, 'unordered': 0,
                                        'dead_letters': 0})
        left = [pairs[0], ('bob', '02.000', 'dam', None), pairs[1], ('ann', '09.000', 'lock', None)]
        self.assertEqual(rows('--type', 'left', '--grace', '10s'), left)
        self.assertEqual(rows('--type', 'outer', '--grace', '10s'),
                         [pairs[0], ('bob', '01.999', None, '/4'), left[1], pairs[1], ('ann', '04.001', None, '/2'),
                          ('eve', '05.000', None, '/3'), left[3]])

    def test_joined_rows_know_where_they_are_from(self):
        self.publish('known', '{"k": "a", "t": 1}\n{"k": "a", "t": 2}\n', '-p', '0')
        code, out, err = run('join', '-b', self.address, '--left', 'known', '--right', 'known', '-e', '--key', 'k', '--time',
                             't:ms', '--within', '1ms')
        self.assertEqual(code, 0, err)
        self.assertEqual(out.splitlines()[:3], [
            'key,time,left_event_time,left_partition,left_offset,right_event_time,right_partition,right_offset',
            'a,1970-01-01T00:00:00.001000Z,1970-01-01T00:00:00.001000Z,0,0,1970-01-01T00:00:00.001000Z,0,0',
            'a,1970-01-01T00:00:00.002000Z,1970-01-01T00:00:00.001000Z,0,0,1970-01-01T00:00:00.002000Z,0,1'])
        self.assertEqual(len(out.splitlines()), 5)

    def test_a_table_is_whole_before_the_stream_begins(self):
        self.publish('trades', '{"s": "A", "p": 1}\n{"s": "B", "p": 2}\n{"s": "C", "p": 3}\n', '-p', '0')
        self.publish('companies', '{"s": "A", "name": "old"}\n{"s": "B", "name": "Bee"}\n{"s": "A", "name": "Ay"}\n', '-p', '0',
                     '--key', 's')
        arguments = ['--key', 's', '--left-value', 'p', '--right-value', 'name']
        rows = self.join('trades', 'companies', '--type', 'table', *arguments)
        self.assertEqual([(row['key'], row['left_p'], row['right_name'], row['right_offset']) for row in rows],
                         [('A', 1, 'Ay', 2), ('B', 2, 'Bee', 1)])
        rows = self.join('trades', 'companies', '--type', 'table-left', *arguments)
        self.assertEqual([(row['key'], row['right_name']) for row in rows], [('A', 'Ay'), ('B', 'Bee'), ('C', None)])
        self.assertEqual(self.summary, {'records': 6, 'rows': 3, 'missing': 1, 'table_records': 3, 'table_refused': 0,
                                        'dead_letters': 0})

    def test_rows_of_a_table_join_are_in_order(self):
        for part in range(4):
            self.publish('offers', ''.join(f'{{"s": "{"cab"[i % 3]}", "t": {i // 2}, "p": {part}}}\n' for i in range(300)),
                         '-p', str(part), '--partitions', '4')
        self.publish('names-of-offers', ''.join(f'{{"s": "{s}", "name": "{s}{i}"}}\n' for i in range(40) for s in 'abc'),
                     '--partitions', '4')
        outputs = set()
        for _ in range(5):
            code, out, err = run('join', '-b', self.address, '-X', 'fetch.wait.max.ms=10', '--left', 'offers', '--right',
                                 'names-of-offers', '--type', 'table', '-e', '--key', 's', '--left-time', 't:ms',
                                 '--left-value', 'p', '--right-value', 'name')
            self.assertEqual(code, 0, err)
            outputs.add(out)
        self.assertEqual(len(outputs), 1)
        rows = list(csv.DictReader(io.StringIO(outputs.pop())))
        self.assertEqual(len(rows), 1200)
        places = [(row['time'], row['key'], int(row['left_partition']), int(row['left_offset'])) for row in rows]
        self.assertEqual(places, sorted(places))

    def test_a_live_table_is_read_on(self):
        self.publish('ticks', '{"s": "A", "p": 1}\n', '-p', '0')
        self.publish('names', '{"s": "A", "name": "one"}\n', '-p', '0')
        process = start('join', '-b', self.address, '-X', 'fetch.wait.max.ms=10', '--left', 'ticks', '--right', 'names', '--type',
                        'table', '--key', 's', '--left-value', 'p', '--right-value', 'name', '--csv-raw')
        process.stdout.readline()
        self.assertEqual(process.stdout.readline().split(',')[-1], 'one\n')
        self.publish('names', '{"s": "A", "name": "two"}\n', '-p', '0')
        name = 'one\n'
        while name != 'two\n':
            self.publish('ticks', '{"s": "A", "p": 2}\n', '-p', '0')
            name = process.stdout.readline().split(',')[-1]
        process.send_signal(signal.SIGINT)
        process.communicate()
        self.assertEqual(process.returncode, 130)

    def test_a_join_past_its_memory_says_so(self):
        self.publish('many', ''.join(f'{{"k": "{i}", "t": {i}, "v": "{"x" * 100}"}}\n' for i in range(8000)), '-p', '0')
        self.join('many', 'many', '--key', 'k', '--time', 't:ms', '--value', 'v', '--within', '1h', '--memory', '1', want=4)
        self.assertGreater(self.summary['evicted'], 0)

    # -- streams of a workspace ------------------------------------------------

    def workspace(self):
        time = {'field': 't', 'unit': 's'}
        streams = [
            {'name': 'top', 'derived': {'kind': 'top', 'stream': 'sold', 'by': 'v_sum', 'n': 2}, 'windows': [{'size': '1m'}],
             'fields': [{'name': 'rank'}, {'name': 'v_sum'}, {'name': 'count'}]},
            {'name': 'pairs', 'derived': {'kind': 'join', 'left': 'sold', 'right': 'paid', 'type': 'outer', 'after': '30s'}},
            {'name': 'called', 'derived': {'kind': 'table', 'stream': 'sold', 'table': 'called-by', 'type': 'left'}},
            {'name': 'sold', 'connection': 'k', 'topics': ['sold'], 'key': 's', 'time': time, 'fields': [{'name': 'v'}],
             'windows': [{'size': '10s'}, {'kind': 'session', 'gap': '5s'}]},
            {'name': 'paid', 'connection': 'k', 'topics': ['paid'], 'key': 's', 'time': time, 'fields': [{'name': 'w'}]},
            {'name': 'called-by', 'connection': 'k', 'topics': ['called-by'], 'key': 's', 'time': time,
             'fields': [{'name': 'name', 'type': 'text'}]}]
        for topic, field in (('sold', 'v'), ('paid', 'w')):
            if topic not in self.filled:
                for part in range(4):
                    self.publish(topic, ''.join(f'{{"s": "{"abc"[i % 3]}", "t": {i * 7 + part}, "{field}": {i * 0.1 + part}}}\n'
                                                for i in range(12)), '-p', str(part), '--partitions', '4')
                self.filled.add(topic)
        if 'called-by' not in self.filled:
            self.publish('called-by', '{"s": "a", "t": 1, "name": "Ann"}\n{"s": "b", "t": 1, "name": "Bob"}\n', '-p', '0')
            self.filled.add('called-by')
        return self.write('w.json', json.dumps({'weir': 1, 'connections': [{'name': 'k', 'bootstrap': self.address}],
                                                'streams': streams}))

    filled = set()

    def of_stream(self, verb, stream, *arguments):
        code, out, err = run(verb, '--workspace', self.workspace(), '--stream', stream, '-X', 'fetch.wait.max.ms=10', '-e',
                             *arguments)
        self.assertEqual(code, 0, err)
        return out

    def test_windows_of_a_stream_are_those_of_its_topic(self):
        aggregates = 'count,sum,mean,min,max,first,last,stddev,change_percent'
        same = ['-e', '--key', 's', '--time', 't:s', '--value', 'v', '--agg', aggregates]
        rows = self.of_stream('windows', 'sold')
        self.assertEqual(rows, self.read('windows', 'sold', *same, '--window', '10s'))
        self.assertGreater(len(rows.splitlines()), 10)
        self.assertEqual(self.of_stream('windows', 'sold', '--index', '1', '--state'),
                         self.read('windows', 'sold', *same, '--session', '5s', '--state'))

    def test_ranked_keys_of_a_stream_are_those_of_its_topic(self):
        rows = list(csv.DictReader(io.StringIO(self.of_stream('tail', 'top', '--csv-raw'))))
        wanted = csv.DictReader(io.StringIO(self.read('windows', 'sold', '-e', '--key', 's', '--time', 't:s', '--value', 'v',
                                                      '--agg', 'sum', '--window', '10s', '--top', '2:v_sum')))
        self.assertEqual([(row['key'], row['rank'], row['v_sum'], row['count']) for row in rows],
                         [(row['key'], row['rank'], row['v_sum'], row['count']) for row in wanted])
        self.assertEqual([row['offset'] for row in rows], [str(i) for i in range(len(rows))])
        self.assertEqual(rows[0]['time'], '1970-01-01T00:00:09.999999Z')

    def test_joined_rows_of_a_stream_are_those_of_its_topics(self):
        def places(rows, *names):
            return sorted(tuple(row[name] for name in names) for row in rows)

        rows = [json.loads(line) for line in self.of_stream('tail', 'pairs', '--output', 'json').splitlines()]
        both = ('key', 'time', 'left_partition', 'left_offset', 'right_partition', 'right_offset')
        wanted = self.join('sold', 'paid', '--type', 'outer', '--key', 's', '--time', 't:s', '--after', '30s')
        self.assertEqual(places(rows, *both[:2]), places(wanted, *both[:2]))
        self.assertEqual(places([row for row in rows if row['left_topic'] and row['right_topic']], *both),
                         places([row for row in wanted if row['left_event_time'] and row['right_event_time']], *both))
        self.assertEqual([row['time'] for row in rows], sorted(row['time'] for row in rows))

        named = [json.loads(line) for line in self.of_stream('tail', 'called', '--output', 'json').splitlines()]
        self.assertEqual({(row['key'], row['right_name']) for row in named}, {('a', 'Ann'), ('b', 'Bob'), ('c', None)})
        self.assertEqual(len(named), 48)

    def test_streams_of_a_workspace_take_all_options(self):
        same = ['-e', '--key', 's', '--time', 't:s', '--value', 'v']
        for options in (['--window', '20s', '--agg', 'p50,distinct', '--state'],
                        ['--window', '10s', '--agg', 'sum', '--top', '2:v_sum'],
                        ['--window', '10s', '--agg', 'mean', '--indicator', 'sma(v_mean,2)']):
            with self.subTest(options=options):
                self.assertEqual(self.of_stream('windows', 'sold', *options), self.read('windows', 'sold', *same, *options))
        # Which early rows there are depends on what comes together.
        updates = ['--window', '10s', '--agg', 'last', '--emit', 'updates', '--output', 'json']
        last = [{(row['key'], row['window_start']): row for row in map(json.loads, out.splitlines())}
                for out in (self.of_stream('windows', 'sold', *updates), self.read('windows', 'sold', *same, *updates))]
        self.assertEqual(last[0], last[1])
        self.of_stream('windows', 'sold', '--late', self.path('late.csv'), '--dead-letters', self.path('dead.ndjson'),
                       '--json-summary', self.path('summary.json'))
        with open(self.path('summary.json'), encoding='utf-8') as file:
            self.assertEqual(json.load(file)['records'], 48)
        self.assertEqual(sorted(os.listdir(self.folder))[:2], ['dead.ndjson', 'late.csv'])

    def test_streams_of_a_workspace_are_joined_as_their_topics_are(self):
        self.workspace()
        wanted = self.join('sold', 'paid', '--key', 's', '--time', 't:s', '--left-value', 'v', '--right-value', 'w',
                           '--after', '30s')
        code, out, err = run('join', '--workspace', self.workspace(), '--left', 'sold', '--right', 'paid', '-e', '--after',
                             '30s', '--output', 'json')
        self.assertEqual(code, 0, err)
        self.assertEqual([json.loads(line) for line in out.splitlines()], wanted)
        code, _, err = run('join', '--workspace', self.workspace(), '--left', 'sold', '--right', 'paid', '-e', '--after',
                           '30s', '--right-value', 'w')
        self.assertEqual(code, 2, err)

    # -- rules -----------------------------------------------------------------

    ROWS = ''.join(f'{at},{dev},{temp}\n' for at, dev, temp in (
        (100, 'a', 39), (101, 'a', 41), (102, 'b', 41), (110, 'a', 42), (131, 'a', 43), (132, 'b', 37), (140, 'a', 39),
        (150, 'a', 37.5), (400, 'b', 41)))
    RULES = ['--key', 'dev', '--time', 'at:s', '--value', 'temp', '--rule', 'hot: temp > 40', '--for', '30s', '--clear',
             'temp < 38', '--rule', 'any: temp > 40']
    STATES = [('any', 'a', 'firing', 101), ('hot', 'a', 'pending', 101), ('any', 'b', 'firing', 102), ('hot', 'b', 'pending', 102),
              ('hot', 'a', 'firing', 131), ('any', 'b', 'resolved', 132), ('hot', 'b', 'resolved', 132),
              ('any', 'a', 'resolved', 140), ('hot', 'a', 'resolved', 150), ('any', 'b', 'firing', 400),
              ('hot', 'b', 'pending', 400)]

    def states(self, out):
        """Each row's rule, key, state and second, whatever order they came in."""
        return sorted(((row['rule'], row['key'], row['state'],
                        int(row['event_time'][14:16]) * 60 + int(row['event_time'][17:19]))
                       for row in csv.DictReader(io.StringIO(out))), key=lambda row: (row[3], row[0], row[1]))

    def test_every_change_of_state_is_told(self):
        path = self.write('hot.csv', 'at,dev,temp\n' + self.ROWS)
        code, out, err = run('alerts', '--input', path, *self.RULES)
        self.assertEqual(code, 0, err)
        self.assertEqual(self.states(out), self.STATES)
        lines = out.splitlines()
        self.assertEqual(lines[0], 'rule,key,state,event_time,value,topic,partition,offset,reason')
        self.assertEqual(lines[1], 'hot,a,pending,1970-01-01T00:01:41.000000Z,41,hot.csv,0,1,temp > 40')
        self.assertEqual(lines[6], 'hot,b,resolved,1970-01-01T00:02:12.000000Z,37,hot.csv,0,5,temp > 40: held for less than 30s')
        self.assertEqual(lines[9], 'hot,a,resolved,1970-01-01T00:02:30.000000Z,37.5,hot.csv,0,7,temp < 38')
        self.assertEqual(run('alerts', '--input', path, *self.RULES, '--fail-on-firing')[:2], (5, out))
        self.assertEqual(run('alerts', '--input', path, *self.RULES[:6], '--rule', 'never: temp > 99', '--fail-on-firing')[0], 0)

    def test_rules_of_a_file_a_topic_and_live_agree(self):
        path = self.write('hot.csv', 'at,dev,temp\n' + self.ROWS)
        self.publish('hot.csv', 'at,dev,temp\n' + self.ROWS, '-p', '0', name='hot.csv')
        self.publish('hot4', 'at,dev,temp\n' + self.ROWS, '--key', 'dev', '--partitions', '4', name='hot.csv')
        code, filed, err = run('alerts', '--input', path, *self.RULES)
        self.assertEqual(code, 0, err)
        self.assertEqual(self.read('alerts', 'hot.csv', '-e', *self.RULES), filed)
        self.assertEqual(self.states(self.read('alerts', 'hot4', '-e', *self.RULES)), self.STATES)

        live = start('alerts', '-b', self.address, '-X', 'fetch.wait.max.ms=10', '-t', 'hot4', '-o', 'beginning', *self.RULES)
        out = ''.join(live.stdout.readline() for _ in range(len(self.STATES) + 1))
        live.send_signal(signal.SIGINT)
        live.communicate()
        self.assertEqual(self.states(out), self.STATES)

    def test_silence_of_a_replay_goes_by_event_time(self):
        path = self.write('hot.csv', 'at,dev,temp\n' + self.ROWS)
        code, out, err = run('alerts', '--input', path, *self.RULES[:6], '--rule', 'quiet: silent 60s')
        self.assertEqual(code, 0, err)
        self.assertEqual(self.states(out), [('quiet', 'b', 'no_data', 192), ('quiet', 'a', 'no_data', 210),
                                            ('quiet', 'b', 'resolved', 400)])

    def test_a_condition_that_is_never_decided_is_an_error(self):
        path = self.write('hot.csv', 'at,dev,temp\n' + self.ROWS)
        code, out, err = run('alerts', '--input', path, *self.RULES[:6], '--rule', "text: temp = 'hot'")
        self.assertEqual(code, 4, err)
        row = out.splitlines()[1]
        self.assertRegex(row, r"^text,\"\",error,1970-01-01T00:0[0-9:.]+Z,,,,,\"temp = 'hot': in none of 9 are all values")

    def test_a_toggling_input_is_one_alert(self):
        rows = ''.join(f'{t},a,{41 if t % 60 < 40 and t < 3600 else 20}\n' for t in range(3800))
        path = self.write('toggle.csv', 'at,dev,temp\n' + rows)
        code, out, err = run('alerts', '--input', path, *self.RULES[:6], '--rule', 'hot: temp > 40', '--for', '30s',
                             '--keep-firing', '60s')
        self.assertEqual(code, 0, err)
        rows = list(csv.DictReader(io.StringIO(out)))
        self.assertEqual([row['state'] for row in rows], ['pending', *['firing', 'recovering'] * 60, 'resolved'])
        self.assertEqual(rows[-1]['event_time'], '1970-01-01T01:00:40.000000Z')
        self.assertEqual(rows[-1]['reason'], 'temp > 40: did not hold for 1m')
        self.assertIn('1 firing', err)
        code, out, err = run('alerts', '--input', path, *self.RULES[:6], '--rule', 'quiet: silent 9s', '--keep-firing', '60s')
        self.assertEqual((code, out), (2, ''))
        self.assertIn('keeps firing', err)

    def test_rules_of_a_workspace_are_evaluated(self):
        self.workspace()
        rules = [{'name': 'high', 'stream': 'sold', 'kind': 'record', 'condition': {'fire': 'v > 3'}},
                 {'name': 'paid-up', 'stream': 'paid', 'kind': 'record', 'condition': {'fire': 'w >= 4'}},
                 {'name': 'sum', 'stream': 'sold', 'kind': 'window', 'condition': {'fire': 'count >= 2'}}]
        with open(self.workspace(), encoding='utf-8') as file:
            workspace = json.load(file)
        path = self.write('rules.json', json.dumps({**workspace, 'rules': rules}))
        code, out, err = run('alerts', '--workspace', path, '-X', 'fetch.wait.max.ms=10', '-e')
        self.assertEqual(code, 0, err)
        self.assertEqual({row[0] for row in self.states(out)}, {'high', 'paid-up', 'sum'})
        self.assertEqual(run('alerts', '--workspace', path, '-X', 'fetch.wait.max.ms=10', '-e')[1], out)
        code, out, err = run('alerts', '--workspace', path, '-X', 'fetch.wait.max.ms=10', '-e', '--stream', 'paid')
        self.assertEqual({row[0] for row in self.states(out)}, {'paid-up'}, err)
        code, out, err = run('alerts', '--workspace', path, '-X', 'fetch.wait.max.ms=10', '-e', '--rule', 'own: paid: w > 1')
        self.assertEqual({row[0] for row in self.states(out)}, {'own'}, err)

    def test_rules_that_cannot_be_are_usage(self):
        path = self.write('hot.csv', 'at,dev,temp\n' + self.ROWS)
        for rule in ([], ['--rule', 'temp > 40'], ['--for', '3s', '--rule', 'a: temp > 4'], ['--rule', 'a: tmp > 4'],
                     ['--rule', 'a: temp >'], ['--rule', 'a: temp > 1', '--rule', 'a: temp > 2'], ['--rule', 'a: silent x'],
                     ['--rule', 'a: temp > 1', '--for', 'x'], ['--rule', 'a: temp > 1', '--severity', 'bad'],
                     ['--rule', 'a: other: temp > 1']):
            code, out, err = run('alerts', '--input', path, *self.RULES[:6], *rule)
            self.assertEqual((code, out), (2, ''), (rule, err))

    # -- files in place of topics ----------------------------------------------

    def test_a_file_gives_the_rows_of_its_topic(self):
        text = 'when,sym,price\n' + ''.join(f'{1_700_000_000 + i * 7},{"AB"[i % 2]},{i / 4}\n' for i in range(100))
        columns = ['--key', 'sym', '--time', 'when:s', '--value', 'price']
        self.publish('filed', text, '-p', '0', name='filed.csv')
        for name, opener in (('filed.csv', open), ('filed.csv.gz', gzip.open)):
            path = self.write(name, text, opener)
            for options in (['--window', '1m'], ['--session', '15s'], ['--window', '1m', '--top', '1:price_sum']):
                with self.subTest(name=name, options=options):
                    code, out, err = run('windows', '--input', path, *columns, *options)
                    self.assertEqual(code, 0, err)
                    self.assertEqual(out, self.read('windows', 'filed', '-e', *columns, *options))
        with open(self.path('filed.csv'), encoding='utf-8') as file:
            code, out, err = run('windows', '--input', '-', *columns, text=file.read())
        self.assertEqual((code, len(out.splitlines())), (0, 25), err)
        code, out, err = run('tail', '--input', self.path('filed.csv'), '--output', 'csv')
        self.assertEqual((code, len(out.splitlines())), (0, 101), err)

    def test_files_are_joined(self):
        self.write('orders.csv', 'order,at,price\n1,1700000000,9.5\n2,1700000060,3\n')
        self.write('payments.ndjson', '{"order": 2, "at": 1700000100, "paid": 3}\n{"order": 3, "at": 1700000900, "paid": 1}\n')
        code, out, err = run('join', '--input', self.path('orders.csv'), '--input', self.path('payments.ndjson'), '--key',
                             'order', '--time', 'at:s', '--within', '1h', '--type', 'outer', '--left-value', 'price',
                             '--right-value', 'paid', '--output', 'json')
        self.assertEqual(code, 0, err)
        self.assertEqual([(row['key'], row['left_price'], row['right_paid']) for row in map(json.loads, out.splitlines())],
                         [('1', 9.5, None), ('2', 3, 3), ('3', None, 1)])

    def test_what_a_file_is_not_asked_for_is_usage(self):
        path = self.write('x.csv', 'a,b\n1,2\n')
        for arguments in (['windows', '--input', path, '-t', 'one'], ['join', '--input', path, '--within', '1s'],
                          ['windows', '--input', '-'], ['tail', '--stream', 's', '--workspace', self.workspace(), '--key', 's']):
            code, out, err = run(*arguments, text='')
            self.assertEqual((code, out), (2, ''), (arguments, err))
        self.assertEqual(run('windows', '--input', self.path('none.csv'), '--value', 'b')[0], 1)

    def test_what_no_stream_has_is_usage(self):
        for arguments in (['windows', '--stream', 'pairs'], ['windows', '--stream', 'sold', '--index', '2'], ['windows'],
                          ['tail', '--stream', 'sold', '-t', 'sold'], ['tail', '--stream', 'sold', '--output', 'parquet']):
            code, out, err = run(*arguments, '--workspace', self.workspace())
            self.assertEqual((code, out), (2, ''), (arguments, err))
        self.assertEqual(run('tail', '--stream', 'nope', '--workspace', self.workspace())[0], 1)

    def test_unknown_topic_fails(self):
        code, out, err = run('windows', '-b', self.address, '-t', 'no-such-topic', '-e', '--value', 'x')
        self.assertEqual((code, out), (1, ''), err)
        self.assertIn('no-such-topic', err)


class Alone(unittest.TestCase):
    """Without a broker."""

    def test_every_verb_explains_itself_by_example(self):
        code, out, _ = run('--help')
        self.assertEqual(code, 0)
        for verb in VERBS:
            self.assertIn(f'  {verb}', out)
            code, text, _ = run(verb, '--help')
            self.assertEqual(code, 0)
            self.assertIn(f'  weir-cli {verb} ', text)
        windows = run('windows', '--help')[1]
        for option in ('--window 1m', '--window 5m/1m', '--session', '--sliding', '--trailing', '--calendar', '--emit'):
            self.assertIn(option, windows[windows.index('Examples:'):])

    def test_a_translation_is_found_beside_the_program_that_was_built(self):
        self.assertIn('--topic=TOPIC', run('tail', '--help')[1])
        out, _ = start('tail', '--help', language='de').communicate(timeout=60)
        self.assertIn('--group=GRUPPE', out)

    def test_what_cannot_be_is_usage(self):
        for arguments in (['no-such-verb'], [], ['windows'], ['windows', '-b', 'x:1'], ['windows', '-t', 'x'],
                          ['tail', '-b', 'x:1', '-t', 't', 'stray'], ['tail', '-b', 'x:1', '-t', 't', '-o', 'soon'],
                          ['windows', '-b', 'x:1', '-t', 't', '--value', 'v', '--window', '1x'],
                          ['windows', '-b', 'x:1', '-t', 't', '--value', 'v', '--window', '1m/2m'],
                          ['windows', '-b', 'x:1', '-t', 't', '--value', 'v', '--agg', 'median'],
                          ['windows', '-b', 'x:1', '-t', 't', '--value', 'v', '--window', '1m', '--session', '5s'],
                          ['windows', '-b', 'x:1', '-t', 't', '--key', 'k', '--value', 'v', '--memory', '-1'],
                          ['windows', '-b', 'x:1', '-t', 't', '--value', 'v', '--output', 'xml'],
                          ['windows', '-b', 'x:1', '-t', 't', '--value', 'v', '--output', 'parquet'],
                          ['windows', '-b', 'x:1', '-t', 't', '--value', 'v', '-X', 'no.such.property=1'],
                          ['windows', '-b', 'x:1', '-t', 't', '--value', 'v', '--top', 'v_sum'],
                          ['windows', '-b', 'x:1', '-t', 't', '--value', 'v', '--top', '0:v_sum'],
                          ['windows', '-b', 'x:1', '-t', 't', '--value', 'v', '--top', '3:w_sum'],
                          ['windows', '-b', 'x:1', '-t', 't', '--value', 'v', '--top', '3:v_sum', '--bottom', '3:v_sum'],
                          ['windows', '-b', 'x:1', '-t', 't', '--value', 'v', '--top', '3:v_sum', '--session', '5s'],
                          ['join', '-b', 'x:1', '--left', 'l', '--key', 'k', '--within', '1m'],
                          ['join', '-b', 'x:1', '--left', 'l', '--right', 'r', '--key', 'k'],
                          ['join', '-b', 'x:1', '--left', 'l', '--right', 'r', '--key', 'k', '--within', '1x'],
                          ['join', '-b', 'x:1', '--left', 'l', '--right', 'r', '--key', 'k', '--within', '1m', '-t', 't'],
                          ['join', '-b', 'x:1', '--left', 'l', '--right', 'r', '--key', 'k', '--within', '1m', '-G', 'g'],
                          ['join', '-b', 'x:1', '--left', 'l', '--right', 'r', '--key', 'k', '--type', 'full', '--within', '1m'],
                          ['join', '-b', 'x:1', '--left', 'l', '--right', 'r', '--key', 'k', '--type', 'table', '--within', '1m'],
                          ['join', '-b', 'x:1', '--left', 'l', '--right', 'l', '--key', 'k', '--type', 'table'],
                          ['join', '-b', 'x:1', '--left', 'l', '--right', 'r', '--value', 'partition', '--within', '1m'],
                          ['join', '-b', 'x:1', '--left', 'l', '--right', 'r', '--key', 'k', '--within', '1m', '--output',
                           'parquet'],
                          ['publish', '-b', 'x:1', '-t', 't'], ['publish', 'a', 'b', '-b', 'x:1', '-t', 't'],
                          ['publish', 'a', '-b', 'x:1', '-t', 't', '--speed', '2x'],
                          ['simulate', '-b', 'x:1', '--late', '2'], ['check']):
            code, out, err = run(*arguments)
            self.assertEqual((code, out), (2, ''), (arguments, err))
            self.assertNotEqual(err, '')

    def test_no_broker_is_a_connection_error(self):
        with socket.socket() as closed:
            closed.bind(('127.0.0.1', 0))
            address = f'127.0.0.1:{closed.getsockname()[1]}'
            for arguments in (['windows', '-t', 't', '-e', '--value', 'v'], ['tail', '-t', 't'], ['lag'], ['simulate'],
                              ['publish', DEMO, '-t', 't']):
                code, out, err = run(*arguments, '-b', address, '--timeout', '1')
                self.assertEqual((code, out), (3, ''), (arguments, err))
                self.assertIn(f'no broker at {address} answers', err.splitlines()[-1])
                self.assertIn('check the address', err.splitlines()[-1])
                if arguments != ['lag']:
                    self.assertIn('Connection refused)', err.splitlines()[-1])
                for noise in ('bootstrap', 'ipv4#', '(after'):
                    self.assertNotIn(noise, err)

    def test_check_says_everything(self):
        with tempfile.NamedTemporaryFile('w', suffix='.json') as file:
            file.write('{\n  "weir": 1,\n  "connections": [{}],\n  "streams": [{ "name": "s" }]\n}\n')
            file.flush()
            code, out, _ = run('check', file.name)
            self.assertEqual(code, 1)
            self.assertEqual(len(out.splitlines()), 4)
            self.assertIn(f'{file.name}: line 3: connections[0].bootstrap: is missing', out)
        self.assertEqual(run('check', DEMO)[:2], (0, ''))
        self.assertEqual(run('check', '/no/such/file')[0], 1)

    def test_schema_and_program_agree(self):
        try:
            import jsonschema
        except ImportError:
            self.skipTest('python3-jsonschema is not here')
        with open(SCHEMA, encoding='utf-8') as file:
            schema = json.load(file)
        with open(DEMO, encoding='utf-8') as file:
            demo = json.load(file)
        jsonschema.Draft202012Validator.check_schema(schema)
        validator = jsonschema.Draft202012Validator(schema)
        validator.validate(demo)
        for path, value in ((('streams', 0, 'format'), 'xml'), (('streams', 0, 'topics'), []),
                            (('streams', 0, 'windows', 0, 'size'), '1x'), (('streams', 0, 'fields', 0, 'type'), 'float'),
                            (('rules', 0, 'severity'), 'bad'), (('rules', 0, 'kind'), 'odd'), (('rules', 5, 'condition'), {}),
                            (('rules', 0, 'condition'), {}), (('dashboards', 0, 'panels', 0, 'width'), 0),
                            (('dashboards', 0, 'panels', 0, 'kind'), 'pie'), (('connections', 0, 'bootstrap'), 1),
                            (('connections', 0, 'properties'), {'sasl.password': 'x'}), (('weir',), 2),
                            (('connections', 0, 'properties'), {'topic.ssl.key.pem': 'x'}),
                            (('connections', 0, 'properties'), {'client.id': {'env': 'X'}}),
                            (('connections', 0, 'properties'), {'weir.allow.plaintext.password': True}),
                            (('streams', 6, 'derived', 'kind'), 'best'), (('streams', 6, 'derived', 'n'), 0),
                            (('streams', 6, 'derived', 'order'), 'up'), (('streams', 6, 'derived'), {'kind': 'top'}),
                            (('streams', 6, 'derived'), {'kind': 'join', 'left': 'iot_data'}),
                            (('streams', 6, 'connection'), 'demo'), (('streams', 6, 'topics'), ['t']),
                            (('streams', 6, 'key'), 'symbol'), (('streams', 7, 'derived', 'type'), 'outer'),
                            (('streams', 6, 'derived', 'window'), -1)):
            broken = json.loads(json.dumps(demo))
            place = broken
            for name in path[:-1]:
                place = place[name]
            place[path[-1]] = value
            self.assertFalse(validator.is_valid(broken), path)
            with tempfile.NamedTemporaryFile('w', suffix='.json') as file:
                json.dump(broken, file)
                file.flush()
                self.assertEqual(run('check', file.name)[0], 1, path)


if __name__ == '__main__':
    unittest.main()
