#!/usr/bin/env python3
"""weir-cli record from outside: every record exactly once, whatever happens to the program or the disk."""

import base64
import concurrent.futures
import csv
import datetime
import io
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

FAIL_CALLS = os.path.abspath(sys.argv.pop(2))

import cli  # noqa: E402  takes the program's name off the arguments

HERE = os.path.dirname(os.path.abspath(__file__))
PYTHON = os.environ.get('WEIR_TEST_PYTHON', sys.executable)
DAY = 86_400_000
QUICK = ['-X', 'fetch.wait.max.ms=10']
# The embedded broker waits so long for a member that left.
MEMBER = [*QUICK, '-X', 'session.timeout.ms=6000', '-X', 'heartbeat.interval.ms=1000']
# Kept whole by the embedded broker. Records of three days follow one another by turns: every cut has files of several dates.
N = 1500


def has(module):
    return subprocess.run([PYTHON, '-c', f'import {module}'], stderr=subprocess.DEVNULL, check=False).returncode == 0


READERS = [module for module in ('pyarrow', 'duckdb') if has(module)]


def rows():
    for i in range(N):
        yield json.dumps({'k': f'k{i % 11}', 't': 1_700_000_000_000 + (i % 3) * DAY + i * 1000, 'v': i if i % 2 else i / 4,
                          'n': 2**53 + 1 + i, 's': f'ß{i}', 'f': i % 5 == 0}, ensure_ascii=False)


@unittest.skipUnless(READERS, 'neither pyarrow nor duckdb is here (./dev deps python)')
class Record(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.broker = cli.start('broker')
        cls.address = cls.broker.stdout.readline().strip()

    @classmethod
    def tearDownClass(cls):
        cls.broker.terminate()
        cls.broker.communicate()

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix='weir-record-')
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.out = self.path('recording')

    def path(self, name):
        return os.path.join(self.folder, name)

    def publish(self, topic, text, *arguments):
        code, _, err = cli.run('publish', '-', '-b', self.address, '-t', topic, *arguments, text=text)
        self.assertEqual(code, 0, err)

    def fill(self, topic, *arguments):
        self.publish(topic, '\n'.join(rows()) + '\n', '--key', 'k', '--time', 't:ms', '--record-time', 'event', *arguments)

    def arguments(self, topic, *arguments, out=None):
        return ['record', '-b', self.address, *QUICK, '-t', topic, '-e', '--to', out or self.out, *arguments]

    def record(self, topic, *arguments, want=0, out=None):
        code, _, err = cli.run(*self.arguments(topic, *arguments, out=out))
        self.assertEqual(code, want, err)
        return err

    def recorded(self, out=None, reader=READERS[0] if READERS else None):
        done = subprocess.run([PYTHON, os.path.join(HERE, 'recording_reader.py'), reader, out or self.out], text=True,
                              stdout=subprocess.PIPE, check=True)
        return sorted((json.loads(line) for line in done.stdout.splitlines()), key=lambda row: (row[0], row[2], row[3]))

    def produced(self, topic):
        """The same as the broker has it, by the tail."""
        code, out, err = cli.run('tail', '-b', self.address, *QUICK, '-t', topic, '-e', '--json')
        self.assertEqual(code, 0, err)
        found = []
        for line in out.splitlines():
            row = json.loads(line)
            date = datetime.datetime.fromtimestamp(row['ts'] / 1000, datetime.timezone.utc).date().isoformat()
            found.append([topic, date, row['partition'], row['offset'], row['ts'] * 1000, row['tstype'],
                          base64.b64encode(row['key'].encode()).decode(), base64.b64encode(row['payload'].encode()).decode(), []])
        return sorted(found, key=lambda row: (row[2], row[3]))

    def leftovers(self, out=None):
        return [os.path.join(folder, name) for folder, _, names in os.walk(out or self.out) for name in names
                if not re.fullmatch(r'\d+-\d+-\d+\.parquet|\.weir-lock-\d+', name)]

    def check_once(self, topic, out=None):
        self.assertEqual([row[:-1] for row in self.recorded(out)], self.produced(topic))
        self.assertEqual(self.leftovers(out), [])

    # -- what is recorded --------------------------------------------------------

    def test_two_readers_find_every_record_as_it_came(self):
        self.fill('four')
        err = self.record('four')
        self.assertIn(f'{N} records recorded in', err)
        wanted = self.produced('four')
        self.assertEqual(len({row[1] for row in wanted}), 3)
        for reader in READERS:
            self.assertEqual([row[:-1] for row in self.recorded(reader=reader)], wanted, reader)
        self.assertEqual(self.leftovers(), [])

    def test_fields_of_a_described_stream_have_types(self):
        self.fill('typed', '-p', '0')
        self.publish('typed', 'no json\n', '-p', '0')
        err = self.record('typed', '--key', 'k', '--time', 't:ms', '--value', 'v,n,s,f', want=4)
        self.assertIn('1 not decoded', err)
        by_offset = {row[3]: row[-1] for row in self.recorded()}
        self.assertEqual(by_offset[6], {'v': 1.5, 'n': 2**53 + 7, 's': 'ß6', 'f': False})
        self.assertEqual(by_offset[N], {'v': None, 'n': None, 's': None, 'f': None})

    def test_a_field_never_takes_the_place_of_a_column(self):
        self.publish('named', '{"offset": 1, "Key": 2, "field_key": 3}\n', '-p', '0')
        self.record('named', '--value', 'offset,Key,field_key')
        self.assertEqual([row[-1] for row in self.recorded()], [{'field_offset': 1, 'field_Key': 2, 'field_field_key': 3}])

    def test_a_topics_name_never_leaves_the_folder(self):
        # Kafka allows no such name, a broker may say it all the same; here the folder of the topic is a link.
        os.makedirs(self.path('elsewhere'))
        os.makedirs(self.out)
        os.symlink(self.path('elsewhere'), os.path.join(self.out, 'topic=linked'))
        self.publish('linked', '{"n":1}\n', '-p', '0')
        self.assertIn('Not a directory', self.record('linked', want=1))
        self.assertEqual(os.listdir(self.path('elsewhere')), [])

    # -- going on ----------------------------------------------------------------

    def test_it_goes_on_where_it_ended(self):
        self.fill('more')
        self.record('more')
        before = self.recorded()
        self.assertIn('0 records recorded in 0 files', self.record('more'))
        self.fill('more')
        self.record('more', '-o', 'end')
        self.assertEqual([row for row in self.recorded() if row in before], before)
        self.check_once('more')

    def test_small_files_are_finished_early(self):
        self.fill('small', '-p', '0')
        self.record('small', '--rotate-size', '20kB')
        names = [name for _, _, names in os.walk(self.out) for name in names if name.endswith('.parquet')]
        self.assertGreater(len(names), 5)
        self.check_once('small')

    def test_one_process_at_a_time_records_a_partition(self):
        self.fill('locked', '-p', '0')
        self.record('locked')
        first = cli.start(*[word for word in self.arguments('locked') if word != '-e'])
        self.addCleanup(first.communicate)
        self.addCleanup(first.send_signal, signal.SIGINT)
        lock = os.path.join(self.out, 'topic=locked', '.weir-lock-0')
        inode = os.stat(lock).st_ino

        def is_locked():
            with open('/proc/locks', encoding='ascii') as locks:
                return f':{inode} ' in locks.read()

        cli.wait_for(is_locked)
        self.assertIn('is being recorded there by another process', self.record('locked', want=1))

    def test_a_topic_that_was_made_anew_is_not_mixed_with_the_old_one(self):
        self.fill('again', '-p', '0')
        self.record('again')
        before = self.recorded()
        # The recording claims more than the topic has.
        folder = os.path.join(self.out, 'topic=again', f'date={before[-1][1]}')
        name = max(os.listdir(folder), key=lambda name: int(name.split('-')[1]))
        first = name.split('-')[1]
        os.rename(os.path.join(folder, name), os.path.join(folder, f'0-{first}-{N + 500}.parquet'))
        err = self.record('again', want=1)
        self.assertIn(f'again [0]: the topic goes on at offset 0, but {self.out} has its records up to {N + 501}', err)

    def test_wrong_options_are_usage(self):
        for arguments, part in (([], 'where to?'), (['--to', self.out, '--rotate-size', '5 apples'], 'is no size'),
                                (['--to', self.out, '--rotate-time', 'soon'], 'soon')):
            code, _, err = cli.run('record', '-b', self.address, '-t', 'one', '-e', *arguments)
            self.assertEqual((code, part in err), (2, True), err)
        self.assertFalse(os.path.exists(self.out))

    # -- faults ------------------------------------------------------------------

    def environment(self, folder, call, first, last, **more):
        return dict(cli.ENVIRONMENT, LD_PRELOAD=FAIL_CALLS, WEIR_FAIL_FOLDER=folder, WEIR_FAIL_CALL=call,
                    WEIR_FAIL_FIRST=str(first), WEIR_FAIL_LAST=str(last), **more)

    def run_failing(self, topic, folder, call, first, last, **more):
        # Every file of the recording, nothing else of the program.
        done = subprocess.run([cli.CLI, *self.arguments(topic, '--rotate-size', '20kB', out=os.path.join(folder, 'out'))],
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=60,
                              env=self.environment(folder, call, first, last, **more), check=False)
        return done.returncode, done.stderr

    def count_calls(self, topic):
        """All calls, and how many of them are renames."""
        with tempfile.TemporaryDirectory(prefix='weir-kill-') as folder, tempfile.NamedTemporaryFile() as log:
            code, err = self.run_failing(topic, folder, 'none', 0, 0, WEIR_FAIL_LOG=log.name)
            self.assertEqual(code, 0, err)
            calls = log.read().split()
            return len(calls), calls.count(b'rename')

    def kill_and_go_on(self, topic, call, n):
        with tempfile.TemporaryDirectory(prefix='weir-kill-') as folder:
            out = os.path.join(folder, 'out')
            code, err = self.run_failing(topic, folder, call, n, n, WEIR_FAIL_KILL='1')
            self.assertIn(code, (0, -signal.SIGKILL), err)
            self.record(topic, '--rotate-size', '20kB', out=out)
            self.check_once(topic, out)
            return code != 0

    def test_a_kill_at_any_call_loses_and_repeats_nothing(self):
        self.fill('killed')
        n_calls, n_renames = self.count_calls('killed')
        self.assertGreater(n_calls, 100)
        points = int(os.environ.get('WEIR_TEST_KILLS', '24'))
        # Half of them between two names of a cut, where only the list of its files tells that it is committed.
        chosen = [('any', 1 + 2 * i * n_calls // points) for i in range(points // 2)]
        chosen += [('rename', 1 + 2 * i * n_renames // points) for i in range(points // 2)]
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            killed = list(pool.map(lambda point: self.kill_and_go_on('killed', *point), chosen))
        self.assertGreater(sum(killed), len(chosen) * 3 // 4)

    def test_a_call_that_fails_ends_it_and_the_next_run_goes_on(self):
        self.fill('failing')
        for call in ('open', 'fsync', 'rename'):
            for first in (2, 9):
                with tempfile.TemporaryDirectory(prefix='weir-fail-') as folder:
                    code, err = self.run_failing('failing', folder, call, first, first)
                    self.assertEqual(code, 1, (call, first, err))
                    self.record('failing', out=os.path.join(folder, 'out'))
                    self.check_once('failing', os.path.join(folder, 'out'))

    def test_a_full_disk_is_waited_for(self):
        self.fill('full')
        with tempfile.TemporaryDirectory(prefix='weir-full-') as folder:
            room = self.path('room')
            process = subprocess.Popen([cli.CLI, *self.arguments('full', out=os.path.join(folder, 'out'))], stdin=subprocess.DEVNULL,
                                       stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                                       env=self.environment(folder, 'write', 1, 1_000_000, WEIR_FAIL_UNTIL=room))
            first = process.stderr.readline()
            self.assertIn('the disk is full: recording waits', first)
            self.assertEqual([name for _, _, names in os.walk(folder) for name in names if name.endswith('.parquet')], [])
            with open(room, 'w', encoding='ascii'):
                pass
            _, err = process.communicate(timeout=60)
            self.assertEqual(process.returncode, 0, err)
            self.assertEqual(err.count('there is room again'), 1, err)
            self.assertNotIn('is full', err)
            self.check_once('full', os.path.join(folder, 'out'))

    def count_uncommitted(self, topic, group):
        code, out, err = cli.run('tail', '-b', self.address, *MEMBER, '-G', group, topic, '-e')
        self.assertEqual(code, 0, err)
        return len(out.splitlines())

    def test_a_group_commits_what_the_disk_has_and_nothing_else(self):
        self.fill('grouped')
        arguments = ['record', '-b', self.address, *MEMBER, '-G', 'archive', 'grouped', '-e', '--to']
        with tempfile.TemporaryDirectory(prefix='weir-full-') as folder:
            process = subprocess.Popen([cli.CLI, *arguments, os.path.join(folder, 'out')], stdin=subprocess.DEVNULL,
                                       stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                                       env=self.environment(folder, 'write', 1, 1_000_000))
            self.assertIn('recording waits', process.stderr.readline())
            process.send_signal(signal.SIGINT)
            process.communicate()
            self.assertEqual(process.returncode, 130)
            self.assertEqual(self.leftovers(os.path.join(folder, 'out')), [])
            self.assertEqual(self.recorded(os.path.join(folder, 'out')), [])
            code, _, err = cli.run(*arguments, os.path.join(folder, 'out'))
            self.assertEqual(code, 0, err)
            self.check_once('grouped', os.path.join(folder, 'out'))
        self.assertEqual(self.count_uncommitted('grouped', 'archive'), 0)
        self.fill('grouped')
        self.assertEqual(self.count_uncommitted('grouped', 'archive'), N)

    # -- a file that grows ---------------------------------------------------------

    def growing(self, topic, *arguments, out=None, environment=None, want=(0,)):
        done = subprocess.run([cli.CLI, 'record', '-b', self.address, *QUICK, '-t', topic, '-e', '--to', out or self.path('data.csv'),
                               '--time', 't:ms', '--key', 'k', '--value', 'v', *arguments], text=True, timeout=60,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False,
                              env=dict(cli.ENVIRONMENT, **environment or {}))
        self.assertIn(done.returncode, want, done.stderr)
        return done.stderr

    def rows_of(self, topic):
        """In the order of each partition, as a file that grows must have them."""
        code, out, err = cli.run('tail', '-b', self.address, *QUICK, '-t', topic, '-e', '--time', 't:ms', '--key', 'k', '--value', 'v',
                                 '--output', 'csv')
        self.assertEqual(code, 0, err)
        return sorted(f'{row["time"]},{row["key"]},{row["v"]}' for row in csv.DictReader(io.StringIO(out)))

    def read_csv(self, path):
        with open(path, encoding='utf-8') as file:
            header, *lines = file.read().splitlines()
        self.assertEqual(header, 'time,key,v')
        return sorted(lines)

    def test_bare_prices_become_time_and_price(self):
        self.publish('ticker', '1.5\n2\n', '-p', '0', '--raw')
        arguments = ['record', '-b', self.address, *QUICK, '-t', 'ticker', '-e', '--to', self.path('data.csv'), '--format', 'number',
                     '--value', 'price']
        for text, want in (('', ['1.5', '2']), ('3\n', ['1.5', '2', '3'])):
            if text:
                self.publish('ticker', text, '-p', '0', '--raw')
            code, _, err = cli.run(*arguments)
            self.assertEqual(code, 0, err)
            with open(self.path('data.csv'), encoding='utf-8') as file:
                lines = file.read().splitlines()
            self.assertEqual((lines[0], [line.split(',')[1] for line in lines[1:]]), ('time,price', want))

    def test_a_file_that_grows_goes_on_after_a_kill_at_any_call(self):
        self.fill('grown')
        with tempfile.NamedTemporaryFile() as log:
            self.growing('grown', environment=dict(LD_PRELOAD=FAIL_CALLS, WEIR_FAIL_FOLDER=self.folder, WEIR_FAIL_LOG=log.name))
            n_calls = len(log.read().split())
        wanted = self.rows_of('grown')
        self.assertEqual(self.read_csv(self.path('data.csv')), wanted)
        self.assertGreater(n_calls, 5)
        for n in range(1, n_calls + 1):
            with tempfile.TemporaryDirectory(prefix='weir-grown-') as folder:
                path = os.path.join(folder, 'data.csv')
                self.growing('grown', out=path, want=(0, -signal.SIGKILL),
                             environment=dict(self.environment(folder, 'any', n, n), WEIR_FAIL_KILL='1'))
                self.growing('grown', out=path)
                self.assertEqual(self.read_csv(path), wanted, n)

    def test_a_row_that_was_not_committed_is_cut_off(self):
        self.fill('torn', '-p', '0')
        self.growing('torn', '-c', '100')
        with open(self.path('data.csv'), 'a', encoding='utf-8') as file:
            file.write('2023-11-14T22:13:20.000000Z,k0,')
        self.growing('torn')
        self.assertEqual(self.read_csv(self.path('data.csv')), self.rows_of('torn'))

    def test_a_foreign_file_is_left_alone(self):
        self.fill('foreign', '-p', '0')
        with open(self.path('data.csv'), 'w', encoding='utf-8') as file:
            file.write('time,price\n1,2\n')
        err = self.growing('foreign', want=(1,))
        self.assertIn('was not written by this command', err)
        with open(self.path('data.csv'), encoding='utf-8') as file:
            self.assertEqual(file.read(), 'time,price\n1,2\n')
        os.remove(self.path('data.csv'))
        self.growing('foreign', '-c', '10')
        self.assertIn('its columns are others', self.growing('foreign', '--value', 'n', want=(1,)))

    def test_an_interrupted_one_keeps_what_it_has(self):
        self.fill('ended', '-p', '0')
        process = cli.start(*[word for word in self.arguments('ended', '--rotate-size', '20kB') if word != '-e'])
        folder = os.path.join(self.out, 'topic=ended')
        cli.wait_for(lambda: any(name.endswith('.parquet') for _, _, names in os.walk(folder) for name in names))
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 130, err)
        self.assertIn('records recorded in', err)
        self.record('ended')
        self.check_once('ended')

    def test_ten_thousand_files_are_no_wait(self):
        folder = os.path.join(self.out, 'topic=many', 'date=2024-01-01')
        os.makedirs(folder)
        for i in range(10_000):
            with open(os.path.join(folder, f'0-{i}-{i}.parquet'), 'wb'):
                pass
        self.publish('many', '{"n":1}\n' * 10_003, '-p', '0')
        began = time.monotonic()
        self.assertIn('3 records recorded in 1 file', self.record('many'))
        print(f'restart over 10 000 files: {time.monotonic() - began:.2f} s', file=sys.stderr)
        shutil.rmtree(folder)


if __name__ == '__main__':
    unittest.main()
