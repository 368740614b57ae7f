#!/usr/bin/env python3
"""A recording in place of a broker: the same rows, and what SQL says of both."""

import json
import os
import shutil
import sys
import tempfile
import time
import unittest

import cli

QUICK = ['-X', 'fetch.wait.max.ms=10']
DATA = os.environ.get('WEIR_TEST_DATA', '')
DAY = 86_400_000
N = 4000
WINDOWS = ['--window 1m', '--window 5m/1m --grace 10s', '--session 30s', '--sliding 15s', '--trailing 1h',
           '--calendar day --zone Europe/Berlin', '--window 1h --top 3:{0}_sum', "--window 1m --indicator sma({0}_mean,5)"]
AGGREGATES = ['--agg', 'count,sum,mean,min,max,first,last,p99,distinct']
SPANNING = [1_700_000_000_000 + (i % 3) * DAY + i * 977 for i in range(N)]


def rows():
    for i, stamp in enumerate(SPANNING):
        yield json.dumps({'k': f'k{i % 7}', 't': stamp, 'v': i if i % 2 else i / 4, 'n': 2**53 + 1 + i})


class Replay(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.broker = cli.start('broker')
        cls.address = cls.broker.stdout.readline().strip()
        cls.root = tempfile.mkdtemp(prefix='weir-replay-')
        cls.out = os.path.join(cls.root, 'recording')
        cls.publish('spans', '-', '--key', 'k', '--time', 't:ms', '--record-time', 'event', text='\n'.join(rows()) + '\n')
        cls.run_cli('record', '-b', cls.address, *QUICK, '-t', 'spans', '-e', '--to', cls.out, '--rotate-size', '60kB')

    @classmethod
    def tearDownClass(cls):
        cls.broker.terminate()
        cls.broker.communicate()
        shutil.rmtree(cls.root)

    @classmethod
    def run_cli(cls, *arguments, want=0, text=None):
        code, out, err = cli.run(*arguments, text=text)
        assert code == want, (arguments, code, err)
        return out, err

    @classmethod
    def publish(cls, topic, path, *arguments, text=None):
        cls.run_cli('publish', path, '-b', cls.address, '-t', topic, *arguments, text=text)

    def same(self, verb, topic, *arguments):
        """What both say, but for the counters' names of where it is from."""
        broker = cli.run(verb, '-b', self.address, *QUICK, '-t', topic, '-e', *arguments)
        recording = cli.run(verb, '--input', self.out, '-t', topic, *arguments)
        self.assertGreater(len(broker[1].splitlines()), 1, broker)
        self.assertEqual(recording, broker, arguments)

    # -- the same rows -----------------------------------------------------------

    def check_windows(self, topic, value, *decode):
        for window in WINDOWS:
            self.same('windows', topic, *decode, '--value', value, *window.format(value).split(), *AGGREGATES, '--state')

    def test_windows_are_the_same(self):
        self.check_windows('spans', 'v', '--key', 'k', '--time', 't:ms')

    def test_records_are_the_same(self):
        self.same('tail', 'spans', '--key', 'k', '--time', 't:ms', '--value', 'v,n', '--output', 'csv', '-p', '2')

    def test_an_end_and_a_beginning_are_the_same(self):
        decode = ['--key', 'k', '--time', 't:ms', '--value', 'v', '--window', '1m']
        for bounds in (['-o', '100'], ['-p', '1', '-o', '-50'], ['-o', 's@1700000500000', '-o', 'e@1700001500000']):
            if bounds[-1].startswith('e@'):      # the embedded broker looks no time up: only the end is compared
                bounds = bounds[2:]
            self.same('windows', 'spans', *decode, *bounds)

    def test_a_beginning_by_time_is_that_of_a_broker(self):
        # The first record of that time or a later one; those behind it may be earlier.
        out, _ = self.run_cli('tail', '--input', self.out, '-p', '0', '-J')
        records = [json.loads(line) for line in out.splitlines()]
        begin = next(i for i, record in enumerate(records) if record['ts'] >= SPANNING[1500])
        out, _ = self.run_cli('tail', '--input', self.out, '-p', '0', '-o', f's@{SPANNING[1500]}', '-J')
        self.assertEqual([json.loads(line) for line in out.splitlines()], records[begin:])
        self.assertLess(min(record['ts'] for record in records[begin:]), SPANNING[1500])

    @unittest.skipUnless(os.path.isdir(DATA), 'no WEIR_TEST_DATA')
    def test_real_data_has_the_same_windows(self):
        for topic, path, key, stamp, value in (
                ('telemetry', 'iot/rpi_telemetry_3dev.ndjson.gz', 'device', 'ts:s', 'data.temp'),
                ('trades', 'trades/multi_etf_aaa_bbb_2014-09-17.csv.gz', 'symbol', 'ts_us:us', 'price')):
            path = os.path.join(DATA, path)
            self.publish(topic, path, '-c', '12000', '--key', key, '--time', stamp, '--record-time', 'event')
            self.run_cli('record', '-b', self.address, *QUICK, '-t', topic, '-e', '--to', self.out)
            for window in WINDOWS[:6]:
                self.same('windows', topic, '--key', key, '--time', stamp, '--value', value, *window.split(), *AGGREGATES)

    def test_a_join_and_a_table_are_the_same(self):
        self.publish('prices', '-', '--key', 'k', '--time', 't:ms', text='\n'.join(list(rows())[::5]) + '\n')
        self.run_cli('record', '-b', self.address, *QUICK, '-t', 'prices', '-e', '--to', self.out)
        for how in (['--within', '10s'], ['--type', 'table']):
            sides = ['--left', 'spans', '--right', 'prices', '--key', 'k', '--time', 't:ms', '--value', 'v', *how]
            broker = cli.run('join', '-b', self.address, *QUICK, '-e', *sides)
            self.assertGreater(len(broker[1].splitlines()), 100, broker)
            self.assertEqual(cli.run('join', '--input', self.out, *sides), broker, how)

    def test_without_options_the_records_are_looked_at(self):
        out, err = self.run_cli('windows', '--input', self.out, '-t', 'spans', '--window', '1h')
        self.assertIn('taken from the first records: --format json --time t:ms --value v,n', err)
        self.assertGreater(len(out.splitlines()), 10)

    # -- what is not as it should be ---------------------------------------------

    def test_files_that_are_damaged_or_foreign_are_named_and_left_out(self):
        copy = os.path.join(self.root, 'damaged')
        shutil.copytree(self.out, copy)
        self.addCleanup(shutil.rmtree, copy)
        found = sorted(os.path.join(folder, name) for folder, _, names in os.walk(os.path.join(copy, 'topic=spans')) for name in names
                       if name.startswith('1-'))
        with open(found[0], 'r+b') as file:
            file.truncate(100)
        with open(os.path.join(os.path.dirname(found[1]), 'notes.parquet'), 'wb'):
            pass
        code, out, err = cli.run('tail', '--input', copy, '-t', 'spans', '-J')
        self.assertEqual(code, 4, err)
        self.assertRegex(err, 'cannot be read as a file of a recording')
        self.assertIn('notes.parquet is left out', err)
        offsets = [json.loads(line)['offset'] for line in out.splitlines() if json.loads(line)['partition'] == 1]
        self.assertGreater(len(offsets), 10)
        whole, _ = self.run_cli('tail', '--input', self.out, '-t', 'spans', '-J')
        rest = [line for line in whole.splitlines() if json.loads(line)['partition'] != 1]
        self.assertEqual(sorted(line for line in out.splitlines() if json.loads(line)['partition'] != 1), sorted(rest))

    def test_wrong_inputs_are_said(self):
        for arguments, part in ((['--input', self.out, '-t', 'nosuch'], 'has no recording of the topic “nosuch”'),
                                (['--input', self.out, '--input', 'x.csv'], 'name one recording'),
                                (['--input', self.root], 'has no recording of a topic')):
            code, _, err = cli.run('tail', *arguments)
            self.assertIn(code, (1, 2), err)
            self.assertIn(part, err)

    # -- SQL ---------------------------------------------------------------------

    def query(self, sql, *arguments, want=0):
        code, out, err = cli.run('query', sql, '--recordings', self.out, '--output', 'csv', *arguments)
        self.assertEqual(code, want, err)
        return out if want == 0 else err

    def kafka(self):
        return ['-b', self.address, *QUICK]

    def test_a_recording_is_a_table(self):
        self.assertEqual(self.query('SELECT count(*) AS n, min("offset") AS lo FROM recorded.spans WHERE partition = 1'),
                         self.query('SELECT count(*) AS n, min("offset") AS lo FROM kafka(\'spans\', partition := 1)', *self.kafka()))
        dates = self.query('SELECT date, count(*) AS n FROM recorded.spans GROUP BY date ORDER BY date')
        self.assertEqual(dates.splitlines(), ['date,n', '2023-11-14,1334', '2023-11-15,1333', '2023-11-16,1333'])

    def test_a_recording_and_a_topic_are_joined(self):
        sql = ('SELECT count(*) AS n FROM recorded.spans r JOIN kafka(\'spans\') k ON r.partition = k.partition '
               'AND r."offset" = k."offset" WHERE r.value = k.value AND r.key = k.key AND r.timestamp = k.timestamp')
        self.assertEqual(self.query(sql, *self.kafka()), f'n\n{N}\n')

    def test_a_topic_is_read_from_where_to_where_it_is_asked(self):
        sql = 'SELECT partition, min("offset") AS a, max("offset") AS b FROM kafka(\'spans\', from := 10, to := 20) GROUP BY 1 ORDER BY 1'
        rows_ = self.query(sql, *self.kafka()).splitlines()[1:]
        self.assertEqual([row.split(',')[1:] for row in rows_], [['10', '19']] * len(rows_))
        self.assertEqual(self.query('SELECT "offset" FROM kafka(\'spans\', partition := 0, FROM := \'-2\') LIMIT 1', *self.kafka())
                         .splitlines()[0], 'offset')

    def test_schemas_are_one_by_name(self):
        self.publish('grows', '-', '-p', '0', text='{"a": 1}\n')
        self.run_cli('record', '-b', self.address, *QUICK, '-t', 'grows', '-e', '--to', self.out, '--value', 'a')
        self.publish('grows', '-', '-p', '0', text='{"a": 2.5, "b": "x"}\n')
        self.run_cli('record', '-b', self.address, *QUICK, '-t', 'grows', '-e', '--to', self.out, '--value', 'a,b')
        self.assertEqual(self.query('SELECT "offset", a, b FROM recorded.grows ORDER BY 1'), 'offset,a,b\n0,1,\n1,2.5,x\n')

    def test_types_come_out_exact(self):
        sql = ("SELECT 9007199254740993 AS i, 170141183460469231731687303715884105727::HUGEINT AS h, 1.10::DECIMAL(9,2) AS d, -0.0::DOUBLE AS z, "
               "DATE '2024-02-29' AS day, TIMESTAMPTZ '2024-01-01 00:00:00.000001+00' AS t, NULL AS nothing, '' AS empty, "
               "[1, 2] AS list, true AS yes")
        self.assertEqual(self.query(sql).splitlines()[1],
                         '9007199254740993,170141183460469231731687303715884105727,1.10,-0,2024-02-29,2024-01-01T00:00:00.000001Z,,"",'
                         '"[1, 2]",true')

    def test_nothing_but_reading_is_possible(self):
        for sql in ("COPY (SELECT 1) TO '{0}/x.csv'", 'SET memory_limit = \'1GB\'', 'INSTALL httpfs', 'LOAD httpfs', 'SELECT 1; SELECT 2',
                    "EXPLAIN ANALYZE COPY (SELECT 1) TO '{0}/x.csv'", "ATTACH '{0}/x.db'", 'CREATE TABLE x (i INT)', 'CALL pragma_version()',
                    "SELECT * FROM read_text('/etc/passwd')", "SELECT * FROM read_text('{0}/../outside.txt')", "SELECT * FROM '/etc/passwd'",
                    "SELECT * FROM glob('/etc/*')", 'RESET lock_configuration', "SELECT * FROM read_csv('{1}/outside.csv')"):
            with open(os.path.join(self.root, 'outside.txt'), 'w', encoding='ascii') as file:
                file.write('secret')
            shutil.copy(os.path.join(self.root, 'outside.txt'), os.path.join(self.root, 'outside.csv'))
            code, out, err = cli.run('query', sql.format(self.out, self.root), '--recordings', self.out)
            self.assertEqual((code, out), (1, ''), (sql, out, err))
        self.assertEqual(sorted(os.listdir(self.root)), ['outside.csv', 'outside.txt', 'recording'])

    def test_named_files_can_be_read(self):
        path = os.path.join(self.root, 'outside.csv')
        with open(path, 'w', encoding='ascii') as file:
            file.write('a,b\n1,x\n')
        self.addCleanup(os.remove, path)
        self.assertEqual(self.query(f"FROM '{path}'", '--allow', path), 'a,b\n1,x\n')

    def test_hostile_names_stay_names(self):
        topic = 'a"; DROP TABLE x; --\'../b'
        folder = os.path.join(self.root, 'hostile', 'topic=a%22%3B%20DROP%20TABLE%20x%3B%20--%27..%2Fb')
        source = os.path.join(self.out, 'topic=spans')
        shutil.copytree(source, folder)
        self.addCleanup(shutil.rmtree, os.path.join(self.root, 'hostile'))
        name = topic.replace('"', '""')
        code, out, err = cli.run('query', f'SELECT count(*) AS n FROM recorded."{name}"', '--recordings', os.path.join(self.root, 'hostile'),
                                 '--output', 'csv')
        self.assertEqual((code, out), (0, f'n\n{N}\n'), err)

    def test_an_error_shows_its_place(self):
        err = self.query('SELECT foo FROM recorded.spans', want=1)
        lines = err.splitlines()
        self.assertIn('Referenced column "foo" not found', lines[0])
        self.assertEqual(lines[-1].index('^'), lines[-2].index('foo'))
        err = self.query("SELECT nosuch, 1 FROM kafka('spans', from := 1, to := 2)", *self.kafka(), want=1)
        lines = err.splitlines()
        self.assertIn('from := 1, to := 2', lines[-2])
        self.assertEqual(lines[-1].index('^'), lines[-2].index('nosuch'))

    def test_a_statement_that_does_not_end_is_ended(self):
        endless = 'SELECT sum(a.range * b.range) FROM range(10000000) a, range(10000000) b'
        code, _, err = cli.run('query', endless, '--timeout', '1')
        self.assertEqual(code, 1, err)
        self.assertIn('was ended after 1 s', err)
        process = cli.start('query', endless)
        cli.wait_for(lambda: os.path.exists(f'/proc/{process.pid}') and 'libduckdb' in open_maps(process.pid))
        began = time.monotonic()
        process.terminate()
        process.communicate(timeout=30)
        print(f'ended after {time.monotonic() - began:.3f} s', file=sys.stderr)
        self.assertEqual(process.returncode, 130)

    def test_a_table_for_people(self):
        out, _ = self.run_cli('query', "SELECT 'ß' AS name, 12 AS n UNION ALL SELECT 'a\tb', 3 ORDER BY n")
        self.assertEqual(out, 'name   n\n────  ──\na\\tb   3\nß     12\n')

    def test_a_file_of_each_kind(self):
        for ending in ('csv', 'ndjson', 'parquet'):
            path = os.path.join(self.root, f'result.{ending}')
            self.run_cli('query', 'SELECT partition, count(*) AS n FROM recorded.spans GROUP BY 1', '--recordings', self.out, '-O', path)
            self.addCleanup(os.remove, path)
            out, _ = self.run_cli('query', f"SELECT sum(n)::BIGINT AS n FROM '{path}'", '--allow', path, '--output', 'csv')
            self.assertEqual(out, f'n\n{N}\n')


def open_maps(pid):
    with open(f'/proc/{pid}/maps', encoding='utf-8') as file:
        return file.read()


if __name__ == '__main__':
    unittest.main()
