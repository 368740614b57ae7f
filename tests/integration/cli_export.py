#!/usr/bin/env python3
"""weir-cli export and verify: rows as a file that says where they came from, and that is computed again."""

import csv
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

CLI = os.path.abspath(sys.argv.pop(1))
ENVIRONMENT = dict(os.environ, LC_ALL='C.UTF-8', LANGUAGE='', HOME='/nonexistent', XDG_CONFIG_HOME='/nonexistent')
FAST = ('-X', 'fetch.wait.max.ms=10')
FIELDS = ('--key', 'k', '--time', 't:ms', '--value', 'v,s')
WINDOWS = ('--key', 'k', '--time', 't:ms', '--value', 'v', '--window', '1m', '--grace', '5s')
BIG = 2**53 + 1
# The fourth is late, the fifth is no JSON.
ROWS = [f'{{"k":"a","t":0,"v":{BIG},"s":"=1+1"}}', '{"k":"b","t":1000,"v":2,"s":""}', '{"k":"a","t":200000,"v":3,"s":null}',
        '{"k":"a","t":5,"v":4}', 'no json', '{"k":"b","t":200500,"v":-7,"s":"x,\\"y\\"\\n"}']


def run(*arguments, text=None):
    done = subprocess.run([CLI, *map(str, arguments)], input=text, stdin=None if text is not None else subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=ENVIRONMENT, timeout=60, check=False, encoding='utf-8')
    return done.returncode, done.stdout, done.stderr


class Export(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.broker = subprocess.Popen([CLI, 'broker', '--topics', 'rows:1,pair:2'], stdout=subprocess.PIPE, env=ENVIRONMENT)
        cls.addClassCleanup(cls.broker.communicate)
        cls.addClassCleanup(cls.broker.terminate)
        cls.address = cls.broker.stdout.readline().decode().strip()
        for topic, partitions in (('rows', (0,)), ('pair', (0, 1))):
            for partition in partitions:
                code, _, err = run('publish', '-', '-b', cls.address, '-t', topic, '-p', partition, '--raw',
                                   text='\n'.join(ROWS) + '\n')
                assert code == 0, err

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix='weir-export-')
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def path(self, name):
        return os.path.join(self.folder, name)

    def export(self, what, name, *arguments, topic='rows', want=4):
        code, out, err = run('export', what, '-b', self.address, *FAST, '-t', topic, *arguments, '-O', self.path(name))
        self.assertEqual((code, out), (want, ''), err)
        return err

    def origin(self, name):
        with open(self.path(name + '.json'), encoding='utf-8') as file:
            return json.load(file)

    def query(self, sql, name):
        code, out, err = run('query', sql, '--allow', self.path(name), '--output', 'json')
        self.assertEqual(code, 0, err)
        return [json.loads(line) for line in out.splitlines()]

    def verify(self, name, *arguments):
        return run('verify', self.path(name), *(arguments or ('-b', self.address, *FAST)))

    def check_equal(self, name, *arguments):
        code, out, err = self.verify(name, *arguments)
        self.assertEqual((code, out), (0, ''), err)
        return err

    # -- what is in the files ----------------------------------------------------

    def test_records_are_typed_in_parquet(self):
        self.export('records', 'r.parquet', *FIELDS)
        types = {row['column_name']: row['column_type'] for row in self.query(f"DESCRIBE FROM '{self.path('r.parquet')}'", 'r.parquet')}
        self.assertEqual(types, {'key': 'VARCHAR', 'time': 'TIMESTAMP WITH TIME ZONE', 'topic': 'VARCHAR', 'partition': 'BIGINT',
                                 'offset': 'BIGINT', 'v': 'BIGINT', 's': 'VARCHAR'})
        rows = self.query(f"SELECT v, s FROM '{self.path('r.parquet')}' ORDER BY \"offset\"", 'r.parquet')
        # Null is not empty, and an integer is exact.
        self.assertEqual([(row['v'], row['s']) for row in rows], [(BIG, '=1+1'), (2, ''), (3, None), (4, None), (-7, 'x,"y"\n')])

    def test_values_of_several_types_keep_each_in_parquet(self):
        cases = {'1,2.5': ('DOUBLE', [1, 2.5]), f'{BIG},2.5': ('VARCHAR', [str(BIG), '2.5']), 'true,false': ('BOOLEAN', [True, False]),
                 'true,1': ('VARCHAR', ['true', '1']), '"a",1.5': ('VARCHAR', ['a', '1.5']), 'null,null': ('VARCHAR', [None, None])}
        for number, (values, (wanted, read)) in enumerate(cases.items()):
            with self.subTest(values=values):
                name = f'{number}.ndjson'
                with open(self.path(name), 'w', encoding='utf-8') as file:
                    file.writelines(f'{{"t":1,"v":{value}}}\n' for value in values.split(','))
                code, _, err = run('export', 'records', '--input', self.path(name), '--time', 't:ms', '--value', 'v',
                                   '-O', self.path(f'{number}.parquet'))
                self.assertEqual(code, 0, err)
                rows = self.query(f"SELECT v, typeof(v) AS type FROM '{self.path(f'{number}.parquet')}'", f'{number}.parquet')
                self.assertEqual(([row['v'] for row in rows], {row['type'] for row in rows}), (read, {wanted}))

    def test_csv_is_guarded_unless_raw(self):
        for arguments, text in (((), "'=1+1"), (('--csv-raw',), '=1+1')):
            self.export('records', 'r.csv', *FIELDS, *arguments)
            with open(self.path('r.csv'), encoding='utf-8', newline='') as file:
                rows = list(csv.DictReader(file))
            self.assertEqual([row['s'] for row in rows], [text, '', '', '', 'x,"y"\n'])
            self.check_equal('r.csv')

    def test_each_kind_has_its_rows(self):
        self.export('windows', 'w.csv', *WINDOWS)
        self.export('late', 'l.csv', *WINDOWS)
        self.export('dead-letters', 'd.ndjson', *FIELDS)
        self.export('alerts', 'a.parquet', *FIELDS, '--rule', 'high: v > 3')
        with open(self.path('w.csv'), encoding='utf-8') as file:
            self.assertEqual([row.split(',')[0] for row in file], ['key', 'a', 'b', 'a', 'b'])
        with open(self.path('l.csv'), encoding='utf-8') as file:
            self.assertEqual([(row['offset'], row['delay_usec']) for row in csv.DictReader(file)], [('3', '199995000')])
        with open(self.path('d.ndjson'), encoding='utf-8') as file:
            self.assertEqual([json.loads(line)['offset'] for line in file], [4])
        rows = self.query(f"SELECT key, state, value FROM '{self.path('a.parquet')}'", 'a.parquet')
        self.assertEqual(rows[0], {'key': 'a', 'state': 'firing', 'value': BIG})
        for name in ('w.csv', 'l.csv', 'd.ndjson', 'a.parquet'):
            self.check_equal(name)

    # -- ranges ------------------------------------------------------------------

    def test_a_range_of_offsets_is_read_and_nothing_else(self):
        self.export('records', 'r.csv', *FIELDS, '--offsets', '1:1..3', topic='pair', want=0)
        with open(self.path('r.csv'), encoding='utf-8') as file:
            self.assertEqual([(row['partition'], row['offset']) for row in csv.DictReader(file)], [('1', '1'), ('1', '2')])
        self.assertEqual([(part['partition'], part['from'], part['to']) for part in self.origin('r.csv')['partitions'] if part['to'] > part['from']],
                         [(1, 1, 3)])
        self.check_equal('r.csv')

    def test_wrong_ranges_are_usage(self):
        for text in ('1', '0:3..3', '0:5..3', '-1:0..2', '0:a..b', '0:1..2x', '99999999999:0..1'):
            code, _, err = run('export', 'records', '-b', self.address, '-t', 'rows', '--offsets', text)
            self.assertEqual(code, 2, err)
            self.assertIn('--offsets 0:100..200', err)
        code, _, err = run('export', 'records', '-b', self.address, '-t', 'rows', '-t', 'pair', '--offsets', '0:0..1')
        self.assertEqual(code, 2, err)

    def test_what_comes_later_does_not_count(self):
        self.export('records', 'p.csv', *FIELDS, '-c', '3', want=0)
        self.check_equal('p.csv')
        self.export('records', 't.csv', *FIELDS, '--from', '2000-01-01', topic='pair')
        self.check_equal('t.csv')

    # -- where the rows come from ---------------------------------------------------

    def test_the_origin_says_all(self):
        self.export('windows', 'w.csv', *WINDOWS, topic='pair')
        origin = self.origin('w.csv')
        self.assertRegex(origin.pop('row_hash'), '^[0-9a-f]{32}$')
        self.assertRegex(origin.pop('weir_version'), r'^\d+\.\d+')
        self.assertEqual(origin, {
            'what': 'windows', 'definition': ['--key=k', '--time=t:ms', '--value=v', '--window=1m', '--grace=5s'], 'zone': 'UTC',
            'source': 'kafka', 'topics': ['pair'],
            'partitions': [{'topic': 'pair', 'partition': 0, 'from': 0, 'to': 6}, {'topic': 'pair', 'partition': 1, 'from': 0, 'to': 6}],
            'records': 12, 'dead_letters': 2, 'late_records': 2, 'late_pairs': 2, 'future': 0, 'gaps': 0,
            'watermark': '1970-01-01T00:03:20.500000Z',
            'columns': ['key', 'window_start', 'window_end', 'count', 'v_sum', 'v_mean', 'v_min', 'v_max'], 'rows': 4})

    def test_what_was_inferred_is_written_down(self):
        with open(self.path('i.ndjson'), 'w', encoding='utf-8') as file:
            file.writelines(f'{{"name":"{"ab"[i % 2]}","timestamp":{1700000000000 + i * 1000},"price":{i}.5}}\n' for i in range(50))
        code, _, err = run('export', 'records', '--input', self.path('i.ndjson'), '-O', self.path('i.csv'))
        self.assertEqual(code, 0, err)
        self.assertEqual(self.origin('i.csv')['definition'], ['--format=json', '--key=name', '--time=timestamp:ms', '--value=price'])
        self.check_equal('i.csv', '--input', self.path('i.ndjson'))

    def test_no_secret_of_the_connection_is_written(self):
        self.export('windows', 'w.csv', *WINDOWS, '-X', 'client.id=secret-of-mine')
        with open(self.path('w.csv.json'), encoding='utf-8') as file:
            text = file.read()
        self.assertNotIn('secret-of-mine', text)
        self.assertNotIn(self.address, text)

    def test_a_workspace_goes_along_without_its_connections_properties(self):
        stream = {'name': 's', 'connection': 'c', 'topics': ['rows'], 'format': 'json', 'key': 'k', 'time': {'field': 't', 'unit': 'ms'},
                  'fields': [{'name': 'v', 'path': 'v'}], 'windows': [{'kind': 'tumbling', 'size': '1m', 'aggregates': ['sum']}]}
        workspace = {'weir': 1, 'connections': [{'name': 'c', 'bootstrap': 'localhost:1', 'properties': {'client.id': 'hidden'}}],
                     'streams': [stream]}
        with open(self.path('w.json'), 'w', encoding='utf-8') as file:
            json.dump(workspace, file)
        code, _, err = run('export', 'windows', '--workspace', self.path('w.json'), '--stream', 's', '-b', self.address, *FAST,
                           '-O', self.path('w.csv'))
        self.assertEqual(code, 4, err)
        os.unlink(self.path('w.json'))
        self.assertNotIn('hidden', json.dumps(self.origin('w.csv')))
        self.check_equal('w.csv')
        # What a file names is not connected with.
        code, _, err = self.verify('w.csv', '-q')
        self.assertEqual(code, 1, err)
        self.assertIn('which brokers?', err)

    # -- verify ---------------------------------------------------------------------

    def test_each_changed_byte_is_found(self):
        self.export('windows', 'w.csv', *WINDOWS)
        with open(self.path('w.csv'), 'rb') as file:
            whole = file.read()
        shutil.copy(self.path('w.csv.json'), self.path('x.csv.json'))
        rows = whole.index(b'\n') + 1
        for place in range(rows, len(whole) - 1, 7):
            changed = bytearray(whole)
            changed[place] ^= 1
            with open(self.path('x.csv'), 'wb') as file:
                file.write(changed)
            code, _, err = self.verify('x.csv')
            self.assertEqual(code, 1, (place, bytes(changed), err))

    def test_rows_that_differ_are_shown(self):
        for name in ('w.csv', 'w.parquet'):
            self.export('windows', name, *WINDOWS)
        with open(self.path('w.csv'), encoding='utf-8') as file:
            lines = file.read().splitlines(True)
        with open(self.path('w.csv'), 'w', encoding='utf-8') as file:
            file.writelines([lines[0], *lines[2:], lines[-1]])
        code, out, err = self.verify('w.csv')
        self.assertEqual(code, 1, err)
        self.assertEqual(out.splitlines()[1], 'file,' + lines[-1].strip())
        self.assertEqual(out.splitlines()[3], 'source,' + lines[1].strip())
        self.assertIn('1 row is only in the file, 1 only in what is computed now', err)
        self.assertIn('it is the file that changed', err)

    def test_a_recording_takes_the_place_of_a_topic(self):
        self.export('windows', 'w.parquet', *WINDOWS, topic='pair')
        code, _, err = run('record', '-b', self.address, *FAST, '-t', 'pair', '-e', '--to', self.path('recording'))
        self.assertEqual(code, 0, err)
        self.check_equal('w.parquet', '--input', self.path('recording'))
        # A part of it is not all.
        self.export('records', 'short.csv', *FIELDS, topic='pair')
        found = [os.path.join(where, name) for where, _, names in os.walk(self.path('recording')) for name in names
                 if re.match(r'1-.*\.parquet', name)]
        os.unlink(found[0])
        code, _, err = self.verify('short.csv', '--input', self.path('recording'))
        self.assertEqual(code, 1, err)
        self.assertIn('pair [1]: not all of the offsets 0 to 5 are there any more', err)

    def test_what_says_nothing_is_refused(self):
        self.export('windows', 'w.csv', *WINDOWS)
        os.unlink(self.path('w.csv.json'))
        for name, text in (('w.csv', None), ('x.csv', '{'), ('y.csv', '[1]'), ('z.csv', '{"what":"lag"}'), ('q.csv', '{"what":"sudo"}'),
                           ('deep.csv', '{"a":' + '[' * 100000),
                           # A comment, which json-glib takes for one and others for the begin of a text.
                           ('hidden.csv', '{"a": /* " */ ' + '[' * 100000), ('empty.csv', '{}')):
            if text is not None:
                for ending in ('', '.json'):
                    with open(self.path(name + ending), 'w', encoding='utf-8') as file:
                        file.write(text)
            code, out, err = self.verify(name)
            self.assertEqual((code, out), (1, ''), (name, err))
            self.assertNotEqual(err, '')

    def test_words_of_a_file_are_no_options_of_ours(self):
        self.export('windows', 'w.csv', *WINDOWS)
        origin = self.origin('w.csv')
        origin['definition'] += ['--dead-letters=' + self.path('written'), '-O', self.path('written'), '--json-summary=' + self.path('written')]
        with open(self.path('w.csv.json'), 'w', encoding='utf-8') as file:
            json.dump(origin, file)
        self.check_equal('w.csv')
        self.assertFalse(os.path.exists(self.path('written')))

    def test_what_is_exported_comes_first(self):
        for arguments in ((), ('everything',)):
            code, out, err = run('export', *arguments)
            self.assertEqual((code, out), (2, ''), err)
            self.assertIn('records, windows, alerts, late, dead-letters or lag', err)


if __name__ == '__main__':
    unittest.main()
