#!/usr/bin/env python3
"""Recordings put back into topics, gaps that are told again, and files of other programs as input."""

import json
import os
import subprocess
import sys
import tempfile
import time
import unittest

import cli

HERE = os.path.dirname(os.path.abspath(__file__))
PYTHON = os.environ.get('WEIR_TEST_PYTHON', sys.executable)
QUICK = ['-X', 'fetch.wait.max.ms=10']
HAS_PYARROW = subprocess.run([PYTHON, '-c', 'import pyarrow'], stderr=subprocess.DEVNULL, check=False).returncode == 0
START = 1_704_067_200_000_000
FOREIGN = '''
import datetime, decimal, sys, pyarrow as pa, pyarrow.parquet as pq
D = decimal.Decimal
pq.write_table(pa.table({
  'sym': ['a', 'b', None], 'ts': pa.array([datetime.datetime(2024, 1, 1, 0, 0, i) for i in range(3)], pa.timestamp('us')),
  'day': pa.array([datetime.date(2024, 1, 1)] * 3), 'price': pa.array([D('1.10'), D('12345678901234567.89'), None], pa.decimal128(20, 2)),
  'n': pa.array([2**64 - 1, 1, 2], pa.uint64()), 'list': [[1, 2], [], None], 'row': [{'x': 1}, None, {'x': None}],
  'raw': pa.array([b'\\xff\\x00', b'text', None], pa.binary()), 'f': [1.5, float('nan'), -0.25], 'yes': [True, None, False]}), sys.argv[1])
'''


class PutBack(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.broker = cli.start('broker', '--topics', 'two:2,again:2,one:1,rows:2')
        cls.address = cls.broker.stdout.readline().strip()
        cls.addClassCleanup(cls.broker.communicate)
        cls.addClassCleanup(cls.broker.terminate)

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix='weir-put-back-')
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.out = self.path('recording')

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, *files):
        if not HAS_PYARROW:
            self.skipTest('pyarrow is not here (./dev deps python)')
        subprocess.run([PYTHON, os.path.join(HERE, 'recording_writer.py'), self.out], check=True, encoding='utf-8',
                       input='\n'.join(json.dumps(file) for file in files))

    def put_back(self, *arguments, want=0):
        code, _, err = cli.run('publish', self.out, '-b', self.address, *arguments)
        self.assertEqual(code, want, err)
        return err

    def read(self, topic):
        code, out, err = cli.run('tail', '-b', self.address, *QUICK, '-t', topic, '-e', '--json')
        self.assertEqual(code, 0, err)
        return [json.loads(line) for line in out.splitlines()]

    # -- put back ------------------------------------------------------------------

    def test_keys_headers_partitions_and_times_are_as_they_were(self):
        headers = [['trace', 'a'], ['trace', ''], ['none', None]]
        self.write({'topic': 'two', 'partition': 0, 'records': [[7, START, 'k', 'v', headers], [9, START + 1000, '', '', []]]},
                   {'topic': 'two', 'partition': 1, 'records': [[3, START + 500, None, None, [['ß', 'x']]]]})
        self.put_back()
        records = sorted(self.read('two'), key=lambda record: (record['partition'], record['offset']))
        self.assertEqual([(record['partition'], record['ts'], record['key'], record['payload'], record.get('headers', [])) for record in records],
                         [(0, START // 1000, 'k', 'v', ['trace', 'a', 'trace', '', 'none', None]), (0, START // 1000 + 1, '', '', []),
                          (1, START // 1000, None, None, ['ß', 'x'])])

    def test_the_pace_is_that_of_the_times_over_all_partitions(self):
        """One partition would be put back a thousand records ahead of the other."""
        self.write(*({'topic': 'two', 'partition': partition,
                      'records': [[i, START + (2 * i + partition) * 10_000, 'k', str(2 * i + partition), []] for i in range(100)]}
                     for partition in (0, 1)))
        begun = time.monotonic()
        self.put_back('-t', 'again', '--speed', '10x', '--record-time', 'now')
        # 1.99 s at ten times the speed; how much longer it takes is not asked for.
        self.assertGreaterEqual(time.monotonic() - begun, 0.199)
        records = sorted(self.read('again'), key=lambda record: int(record['payload']))
        stamps = [record['ts'] for record in records]
        self.assertEqual(len(records), 200)
        self.assertEqual(stamps, sorted(stamps))
        self.assertGreater(stamps[0], START // 1000)

    def test_what_has_no_place_is_said_before_anything_is_sent(self):
        self.write({'topic': 'one', 'partition': 0, 'records': [[0, START, 'k', 'v', []]]},
                   {'topic': 'one', 'partition': 1, 'records': [[0, START, 'k', 'v', []]]})
        self.assertIn('topic “one” has 1 partitions, from 0 on: there is no 1', self.put_back(want=1))
        self.assertIn('leave -p, --key, --time', self.put_back('--key', 'k', want=2))
        self.write({'topic': 'two', 'partition': 0, 'records': [[0, START, 'k', 'v', []]]})
        self.assertIn('has several topics', self.put_back('-t', 'again', want=2))
        self.assertEqual(self.read('one'), [])

    # -- gaps ------------------------------------------------------------------------

    def test_gaps_of_the_past_are_told_again(self):
        self.write({'topic': 'two', 'partition': 0, 'records': [[5, START, 'k', '{"v":1}', []], [20, START + 1, 'k', '{"v":2}', []]],
                    'gaps': [{'from': 0, 'to': 5, 'reason': 'expired'}, {'from': 10, 'to': 20, 'reason': 'damaged'}]},
                   {'topic': 'two', 'partition': 1, 'records': [[0, START, 'k', '{"v":3}', []]]})
        wanted = [(0, 0, 5, 'expired'), (0, 10, 20, 'damaged')]
        for arguments, gaps in (((), wanted), (('-o', '6'), wanted[1:]), (('-p', '1'), [])):
            code, _, err = cli.run('tail', '--input', self.out, '--json-summary', self.path('summary'), *arguments)
            self.assertEqual(code, 4 if gaps else 0, err)
            with open(self.path('summary'), encoding='utf-8') as file:
                told = json.load(file).get('gaps', [])
            self.assertEqual([(gap['partition'], gap['from'], gap['to'], gap['reason']) for gap in told], gaps, err)

    # -- files of others -------------------------------------------------------------

    def test_parquet_of_another_program_is_input(self):
        if not HAS_PYARROW:
            self.skipTest('pyarrow is not here (./dev deps python)')
        subprocess.run([PYTHON, '-c', FOREIGN, self.path('x.data')], check=True)
        code, out, err = cli.run('tail', '--input', self.path('x.data'), '--json')
        self.assertEqual(code, 0, err)
        self.assertEqual([json.loads(line)['payload'] for line in out.splitlines()], [
            '{"sym":"a","ts":"2024-01-01T00:00:00.000000Z","day":"2024-01-01T00:00:00.000000Z","price":1.10,"n":18446744073709551615,'
            '"list":[1,2],"row":{"x":1},"raw":"/wA=","f":1.5,"yes":true}',
            '{"sym":"b","ts":"2024-01-01T00:00:01.000000Z","day":"2024-01-01T00:00:00.000000Z","price":12345678901234567.89,"n":1,'
            '"list":[],"row":null,"raw":"text","f":null,"yes":null}',
            '{"sym":null,"ts":"2024-01-01T00:00:02.000000Z","day":"2024-01-01T00:00:00.000000Z","price":null,"n":2,"list":null,'
            '"row":{"x":null},"raw":null,"f":-0.25,"yes":false}'])
        code, _, err = cli.run('publish', self.path('x.data'), '-b', self.address, '-t', 'rows', '--key', 'sym', '--time', 'ts:iso')
        self.assertEqual(code, 0, err)
        self.assertEqual(sorted(record['payload'] for record in self.read('rows')), sorted(json.loads(line)['payload'] for line in out.splitlines()))

    def test_parquet_that_is_cut_off_is_named(self):
        with open(self.path('x.parquet'), 'wb') as file:
            file.write(b'PAR1 and no more')
        code, out, err = cli.run('tail', '--input', self.path('x.parquet'))
        self.assertEqual((code, out), (1, ''), err)
        self.assertIn('x.parquet', err)

    def test_zstd_is_known_by_how_it_begins(self):
        rows = ''.join(f'{{"v":{i}}}\n' for i in range(100_000))
        packed = subprocess.run(['zstd', '-q', '-c'], input=rows.encode(), stdout=subprocess.PIPE, check=True).stdout
        cut = len(packed) - 10
        for name, data, want in (('x', packed, 0), ('twice', packed + packed, 0), ('cut', packed[:cut], 1), ('bent', packed[:cut] + b'\0' * 10, 1)):
            with open(self.path(name), 'wb') as file:
                file.write(data)
            code, out, err = cli.run('windows', '--input', self.path(name), '--time', '@arrival', '--value', 'v', '--window', '1d', '-q',
                                     '--json-summary', self.path('summary'))
            self.assertEqual(code, want, err)
            if want == 0:
                with open(self.path('summary'), encoding='utf-8') as file:
                    self.assertEqual(json.load(file)['records'], 200_000 if name == 'twice' else 100_000)
            else:
                self.assertIn(name, err)


if __name__ == '__main__':
    unittest.main()
