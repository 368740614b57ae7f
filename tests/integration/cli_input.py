#!/usr/bin/env python3
"""What weir-cli reads, from where to where: of files, and in the zone and by the names that are given."""

import csv
import io
import json
import os
import signal
import subprocess
import sys
import tempfile
import unittest

CLI = os.path.abspath(sys.argv.pop(1))
ENVIRONMENT = dict(os.environ, LC_ALL='C.UTF-8', LANGUAGE='', HOME='/nonexistent', XDG_CONFIG_HOME='/nonexistent')
COLUMNS = ['--key', 'k', '--time', 't:s', '--value', 'v']


def start(*arguments):
    return subprocess.Popen([CLI, *map(str, arguments)], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                            stderr=subprocess.PIPE, text=True, env=ENVIRONMENT)


def run(*arguments):
    process = start(*arguments)
    out, err = process.communicate(timeout=60)
    return process.returncode, out, err


class Folder(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix='weir-input-')
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def write(self, name, text):
        path = os.path.join(self.folder, name)
        with open(path, 'w', encoding='utf-8') as file:
            file.write(text)
        return path


class Files(Folder):
    """Each option means something for a file, or is refused."""

    def setUp(self):
        super().setUp()
        # Times are not in order, and one is none.
        self.file = self.write('rows.csv', 'k,t,v\na,1714520000,1\nb,1714510000,2\na,1714530000,3\nb,x,4\na,1714520001,5\n')

    def values(self, *arguments, files=None, want=4):
        inputs = [word for file in files or [self.file] for word in ('--input', file)]
        code, out, err = run('tail', *inputs, *COLUMNS, '--output', 'csv', *arguments)
        self.assertEqual(code, want, err)
        return [int(row['v']) for row in csv.DictReader(io.StringIO(out))]

    def test_records_of_a_time_are_chosen(self):
        self.assertEqual(self.values(), [1, 2, 3, 5])
        self.assertEqual(self.values('--from', '1714520000'), [1, 3, 5])
        self.assertEqual(self.values('--to', '1714520001'), [1, 2])
        self.assertEqual(self.values('--from', '2024-05-01', '--to', '2024-05-01T01:33:21', '--zone', 'Europe/Berlin'), [1])
        self.assertEqual(self.values('-o', 's@1714520001000', '-o', 'e@1714530000000'), [5])
        code, out, err = run('windows', '--input', self.file, *COLUMNS, '--from', '1714520000', '--window', '1d', '--grace', '1d',
                             '--agg', 'sum')
        self.assertEqual((code, [row['v_sum'] for row in csv.DictReader(io.StringIO(out))]), (4, ['6', '3']), err)
        code, out, err = run('join', '--input', self.file, '--input', self.file, *COLUMNS, '--within', '0s', '--grace', '1d', '--from', '1714520001')
        self.assertEqual((code, [row['left_v'] for row in csv.DictReader(io.StringIO(out))]), (4, ['5', '3']), err)
        code, out, err = run('alerts', '--input', self.file, *COLUMNS, '--rule', 'r: v > 0', '--from', '1714530000')
        self.assertEqual((code, len(out.splitlines())), (4, 2), err)

    def test_a_time_that_is_not_named_is_none(self):
        for verb, arguments in (('tail', []), ('windows', ['--key', 'k', '--value', 'v'])):
            code, out, err = run(verb, '--input', self.file, *arguments, '--from', '1714520000')
            self.assertEqual((code, out), (2, ''), err)
            self.assertIn('name the field that is it with --time', err)

    def test_records_are_counted_from_the_first(self):
        self.assertEqual(self.values('-o', 2), [3, 5])
        self.assertEqual(self.values('-o', 'beginning', '-c', 2, want=0), [1, 2])
        self.assertEqual(self.values('-o', 1, '-c', 2, '-p', 0, '-e', want=0), [2, 3])
        other = self.write('others.csv', 'k,t,v\na,1,6\na,2,7\n')
        self.assertEqual(self.values('-c', 1, files=[other, self.file], want=0), [6])
        self.assertEqual(self.values('-c', 2, files=[other, self.file], want=0), [6, 7])
        self.assertEqual(self.values('-c', 4, files=[other, self.file], want=0), [6, 7, 1, 2])

    def test_what_means_nothing_is_refused(self):
        for verb in ('tail', 'windows', 'alerts', 'join'):
            files = ['--input', self.file] * (2 if verb == 'join' else 1)
            more = {'alerts': ['--rule', 'r: v > 0'], 'join': ['--within', '1s']}.get(verb, [])
            for option in (['-b', 'localhost:1'], ['-X', 'client.id=x'], ['-F', '/dev/null'], ['--timeout', 3], ['-G', 'g'],
                           ['-p', 1], ['-o', 'end'], ['-o', 'stored'], ['-o', -3], ['-t', 'topic']):
                code, out, err = run(verb, *files, *COLUMNS, *more, *option)
                self.assertEqual((code, out), (2, ''), (verb, option, err))
        code, _, err = run('tail', '--input', self.folder, '-G', 'g')
        self.assertEqual(code, 2, err)
        self.assertEqual(len(self.values('-F', 'none')), 4)


class Names(Folder):
    def test_a_comma_may_belong_to_a_name(self):
        file = self.write('rows.ndjson', '{"a,b": 2, "c": 3, "t": 0}\n{"a,b": 4, "c": 1, "t": 1}\n')
        code, out, err = run('windows', '--input', file, '--time', 't:s', '--value', 'a\\,b,c', '--agg',
                             'vwap(a\\,b,c),max(a\\,b),sum(c)', '--indicator', 'sma(a\\,b_max,1)', '--top', '1:a,b_max')
        self.assertEqual(code, 0, err)
        row = next(csv.DictReader(io.StringIO(out)))
        self.assertEqual([row[name] for name in ('a,b_vwap', 'a,b_max', 'c_sum', 'a,b_max_sma1')], ['2.5', '4', '4', '4'])

    def test_a_key_that_no_row_has_is_said_before_it_is_believed(self):
        file = self.write('rows.ndjson', '{"host.name": "a", "t": 1}\n')
        with subprocess.Popen([CLI, 'broker', '--topics', 'one:1'], stdout=subprocess.PIPE, text=True, env=ENVIRONMENT) as broker:
            address = broker.stdout.readline().strip()
            code, _, err = run('publish', file, '-b', address, '-t', 'one', '--key', 'host.name', '--time', 'tt:s')
            self.assertEqual(code, 1, err)
            self.assertIn('no record has the field “host.name”; did you mean “host\\.name”?', err)
            self.assertIn('no record has the field “tt”; did you mean “t”?', err)
            code, _, err = run('publish', file, '-b', address, '-t', 'one', '--key', 'host\\.name', '--time', 't:s')
            self.assertEqual(code, 0, err)
            broker.terminate()


class Kafka(Folder):
    """On a broker of the test's own."""

    def setUp(self):
        super().setUp()
        self.broker = start('broker', '--topics', 'zoned:1')
        self.addCleanup(self.broker.communicate)
        self.addCleanup(self.broker.kill)
        self.address = self.broker.stdout.readline().strip()
        # The first, the last and the next hour of a day in Berlin; one of the day in UTC.
        rows = ''.join(f'{{"t": "{t}"}}\n' for t in ('2024-04-30T21:30Z', '2024-04-30T22:30Z', '2024-05-01T00:30Z'))
        code, _, err = run('publish', self.write('rows.ndjson', rows), '-b', self.address, '-t', 'zoned', '-p', 0, '--time',
                           't:iso', '--record-time', 'event')
        self.assertEqual(code, 0, err)

    def workspace(self):
        time = {'field': 't', 'unit': 'iso', 'zone': 'Europe/Berlin'}
        return self.write('plant.json', json.dumps({
            'weir': 1,
            'connections': [{'name': 'c', 'bootstrap': self.address}],
            'streams': [
                {'name': 'plain', 'connection': 'c', 'topics': ['zoned'], 'format': 'json', 'time': time},
                {'name': 'again', 'derived': {'kind': 'join', 'left': 'plain', 'right': 'plain', 'before': '1s', 'after': '1s'}},
            ]}))

    def test_times_given_are_in_the_zone_of_the_stream(self):
        def read(verb, *arguments):
            code, out, err = run(verb, '--workspace', self.workspace(), '-X', 'fetch.wait.max.ms=10', '-e', *arguments)
            self.assertEqual(code, 0, err)
            return out.count('\n')

        for stream in ('plain', 'again'):
            self.assertEqual(read('tail', '--stream', stream, '--from', '2024-05-01', '--csv-raw'), 3)
            self.assertEqual(read('tail', '--stream', stream, '-o', 's@2024-05-01', '--csv-raw'), 3)
            self.assertEqual(read('tail', '--stream', stream, '--to', '2024-05-01', '--csv-raw'), 2)
            self.assertEqual(read('tail', '--stream', stream, '--from', '2024-05-01', '--zone', 'UTC', '--csv-raw'), 2)
        self.assertEqual(read('windows', '--stream', 'plain', '--window', '1m', '--from', '2024-05-01'), 3)
        self.assertEqual(read('join', '--left', 'plain', '--right', 'plain', '--within', '1s', '--from', '2024-05-01'), 3)

    def test_a_broker_that_goes_away_has_the_right_protocol(self):
        process = start('tail', '-b', self.address, '-t', 'zoned', '-o', 'beginning')
        for _ in range(3):
            process.stdout.readline()
        self.broker.terminate()
        self.assertNotIn('security.protocol', process.stderr.readline())
        process.send_signal(signal.SIGINT)
        process.communicate()
        self.assertEqual(process.returncode, 130)


if __name__ == '__main__':
    unittest.main()
