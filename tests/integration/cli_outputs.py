#!/usr/bin/env python3
"""What weir-cli writes: files that are whole or not there, and nothing that a terminal or a shell would obey."""

import array
import collections
import concurrent.futures
import contextlib
import csv
import fcntl
import gzip
import json
import os
import re
import resource
import shlex
import signal
import stat
import subprocess
import sys
import tempfile
import termios
import time
import unittest

CLI = os.path.abspath(sys.argv.pop(1))
FAIL_CALLS = os.path.abspath(sys.argv.pop(1))
VERBS = ['windows', 'join', 'tail', 'alerts', 'record', 'publish', 'pipe', 'test-rules', 'simulate', 'query', 'export', 'verify', 'lag', 'broker', 'check']
ENVIRONMENT = dict(os.environ, LC_ALL='C.UTF-8', LANGUAGE='', HOME='/nonexistent', XDG_CONFIG_HOME='/nonexistent')
FULL = 'standard output cannot be written: No space left on device'
FOR_EVER = 1_000_000
# Of five records one is late and one is no JSON.
ROWS = b'{"k":"a","t":0,"v":1}\n{"k":"b","t":1000,"v":2.5}\n{"k":"a","t":200000,"v":3}\nno json\n{"k":"a","t":5,"v":4}\n'
WINDOWS = ['--key', 'k', '--time', 't:ms', '--value', 'v', '--window', '1m']


def run(*arguments, text=None, environment=None, stdout=subprocess.PIPE, **options):
    done = subprocess.run([CLI, *map(str, arguments)], input=text, stdin=None if text is not None else subprocess.DEVNULL,
                          stdout=stdout, stderr=subprocess.PIPE, env=dict(ENVIRONMENT, **environment or {}),
                          timeout=60, check=False, **options)
    return done.returncode, done.stdout, done.stderr.decode()


def read(path):
    with open(path, 'rb') as file:
        return file.read()


class Outputs(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.broker = subprocess.Popen([CLI, 'broker', '--topics', 'rows:1,other:1'], stdout=subprocess.PIPE, env=ENVIRONMENT)
        cls.address = cls.broker.stdout.readline().decode().strip()
        cls.publish('rows', ROWS)
        cls.publish('other', ROWS)

    @classmethod
    def tearDownClass(cls):
        cls.broker.terminate()
        cls.broker.communicate()

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix='weir-outputs-')
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def write(self, name, data):
        with open(self.path(name), 'wb') as file:
            file.write(data)
        return self.path(name)

    @classmethod
    def publish(cls, topic, rows, *arguments, name='-', want=0):
        code, _, err = run('publish', name, '-b', cls.address, '-t', topic, '-p', '0', *arguments, text=rows)
        assert code == want, err
        return err

    def arguments(self, verb='windows', topic='rows'):
        return [verb, '-b', self.address, '-X', 'fetch.wait.max.ms=10', '-t', topic, '-e', *(WINDOWS if verb == 'windows' else [])]

    # -- faults ----------------------------------------------------------------

    def run_failing(self, option, name, call, first, last):
        """A run whose calls FIRST to LAST of CALL fail: its exit status, what it said, and what is in its folder."""
        with tempfile.TemporaryDirectory(prefix='weir-fault-') as folder, tempfile.NamedTemporaryFile() as log:
            path = os.path.join(folder, name)
            if first > 0:
                with open(path, 'w', encoding='ascii') as file:
                    file.write('old')
            code, _, err = run(*self.arguments(), option, path, environment={
                'LD_PRELOAD': FAIL_CALLS, 'WEIR_FAIL_FOLDER': folder, 'WEIR_FAIL_CALL': call, 'WEIR_FAIL_LOG': log.name,
                'WEIR_FAIL_FIRST': str(first), 'WEIR_FAIL_LAST': str(last)})
            return code, err, {entry: read(os.path.join(folder, entry)) for entry in os.listdir(folder)}, \
                log.read().decode().split()

    def check_fault(self, option, name, whole, call, first, last):
        reasons = {'open': 'Too many open files', 'write': 'No space left', 'fsync': 'Input/output error',
                   'rename': 'Permission denied', 'close': 'Disk quota exceeded'}
        code, err, files, _ = self.run_failing(option, name, call, first, last)
        where = (option, name, call, first, last, code, err)
        self.assertEqual(list(files), [name], where)
        # What closes only a lock or a folder loses nothing.
        if call == 'close' and code == 4:
            self.assertEqual(files[name], whole, where)
            return False
        self.assertEqual(code, 1, where)
        self.assertIn(reasons[call], err, where)
        # Behind the rename the new file is there, and the message says so.
        self.assertEqual(files[name], whole if 'is written, but' in err else b'old', where)
        return True

    def test_whatever_fails_leaves_the_old_file_or_the_whole_new_one(self):
        n_faults = collections.Counter()
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            for option, name in (('-O', 'rows.csv'), ('-O', 'rows.csv.gz'), ('-O', 'rows.parquet'), ('--late', 'late.csv'),
                                 ('--dead-letters', 'dead.ndjson'), ('--json-summary', 'summary.json')):
                code, err, files, calls = self.run_failing(option, name, 'none', 0, 0)
                self.assertEqual((code, list(files)), (4, [name]), err)
                self.assertTrue({'open', 'write', 'fsync', 'rename', 'close'} <= set(calls), calls)
                faults = [(call, n, last) for call in set(calls) for n in range(1, calls.count(call) + 1) for last in (n, FOR_EVER)]
                checks = [pool.submit(self.check_fault, option, name, files[name], *fault) for fault in faults]
                for (call, _, _), check in zip(faults, checks):
                    n_faults[call] += check.result()
        for call in ('open', 'write', 'fsync', 'rename', 'close'):
            self.assertGreaterEqual(n_faults[call], 12, n_faults)

    def test_a_full_standard_output_is_a_failure(self):
        broken = self.write('broken.json', b'{"weir": 1, "connections": [{}]}')
        runs = [['--help'], ['--version'], *([verb, '--help'] for verb in VERBS), self.arguments(),
                [*self.arguments(), '--output', 'json'], self.arguments('tail'), [*self.arguments('tail'), '-J'],
                ['join', '-b', self.address, '--left', 'rows', '--right', 'other', '--key', 'k', '--time', 't:ms', '--within', '1m',
                 '-e'], ['broker'], ['check', broken]]
        for arguments in runs:
            with open('/dev/full', 'wb') as full:
                code, _, err = run(*arguments, stdout=full)
            self.assertEqual(code, 1, (arguments, err))
            self.assertIn(FULL, err, arguments)
            self.assertEqual(err.count('standard output'), 1, err)

    def test_a_limit_of_a_files_size_is_a_failure(self):
        limit = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))
        rows = [*self.arguments(), '--late', self.path('late.csv')]
        for option, name in (('-O', 'rows.csv'), ('-O', 'rows.parquet'), ('--dead-letters', 'dead.ndjson')):
            self.write(name, b'old')
            code, _, err = run(*rows, option, self.path(name), preexec_fn=limit)
            self.assertEqual((code, os.listdir(self.folder), read(self.path(name))), (1, [name], b'old'), err)
            self.assertIn('File too large', err)
            os.unlink(self.path(name))
        with open(self.path('rows.csv'), 'wb') as file:
            code, _, err = run(*self.arguments(), stdout=file, preexec_fn=limit)
        self.assertEqual(code, 1)
        self.assertIn('standard output cannot be written: File too large', err)

    def test_a_closed_standard_output_is_no_file_of_ours(self):
        command = ' '.join(map(shlex.quote, [CLI, *self.arguments(), '--late', self.path('late.csv')])) + ' >&-'
        done = subprocess.run(['sh', '-c', command], stderr=subprocess.PIPE, env=ENVIRONMENT, check=False)
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertEqual(os.listdir(self.folder), [])

    # -- what has the name already ---------------------------------------------

    def outputs(self):
        return {'-O': self.path('rows.csv'), '--late': self.path('late.csv'), '--dead-letters': self.path('dead.ndjson'),
                '--json-summary': self.path('summary.json')}

    def test_mode_and_links_are_kept(self):
        os.mkdir(self.path('real'))
        for path in self.outputs().values():
            real = self.write(os.path.join('real', os.path.basename(path)), b'old')
            os.chmod(real, 0o600)
            os.symlink(os.path.join('real', os.path.basename(path)), path)
        code, _, err = run(*self.arguments(), *(word for pair in self.outputs().items() for word in pair))
        self.assertEqual(code, 4, err)
        for path in self.outputs().values():
            self.assertTrue(os.path.islink(path))
            self.assertEqual(stat.S_IMODE(os.stat(path).st_mode), 0o600)
            self.assertNotEqual(read(path), b'old')
        self.assertEqual(sorted(os.listdir(self.path('real'))), sorted(map(os.path.basename, self.outputs().values())))

    def test_devices_and_fifos_are_written_to_and_stay(self):
        for option in self.outputs():
            code, _, err = run(*self.arguments(), option, '/dev/full')
            self.assertEqual(code, 1, (option, err))
            self.assertIn('/dev/full cannot be written: No space left on device', err)
            self.assertTrue(stat.S_ISCHR(os.stat('/dev/full').st_mode))

            fifo = self.path('fifo' + option)
            os.mkfifo(fifo)
            self.assertEqual(run(*self.arguments(), option, fifo)[0], 1)
            reader = subprocess.Popen(['cat', fifo], stdout=subprocess.PIPE)
            end = os.open(fifo, os.O_WRONLY)    # blocks until cat reads
            code, _, err = run(*self.arguments(), option, fifo)
            os.close(end)
            self.assertEqual(code, 4, (option, err))
            self.assertGreater(len(reader.communicate()[0]), 20)
            self.assertTrue(stat.S_ISFIFO(os.stat(fifo).st_mode))

    def test_two_outputs_of_one_name_are_refused_before_anything_is_read(self):
        os.symlink('rows.csv', self.path('link.csv'))
        unreachable = ['windows', '-b', '127.0.0.1:1', '-t', 'rows', '-e', *WINDOWS]
        names = ['rows.csv', './rows.csv', 'link.csv']
        for options in (('-O', '--late'), ('-O', '--dead-letters'), ('--late', '--json-summary'), ('--dead-letters', '--json-summary')):
            for name in names:
                code, _, err = run(*unreachable, options[0], self.path('rows.csv'), options[1], self.path(name))
                self.assertEqual(code, 2, err)
                self.assertIn('are one file', err)
        code, _, err = run('join', '-b', '127.0.0.1:1', '--left', 'l', '--right', 'r', '--key', 'k', '--within', '1m', '-e',
                           '-O', self.path('rows.csv'), '--dead-letters', self.path('rows.csv'))
        self.assertEqual(code, 2, err)
        workspace = self.write('plant.json', b'{"weir": 1}')
        for verb in ('windows', 'tail'):
            code, _, err = run(verb, '--workspace', workspace, '--stream', 's', '-e', '-O', workspace)
            self.assertEqual((code, read(workspace)), (2, b'{"weir": 1}'), err)
        # Nor is what is read replaced.
        rows = self.write('input.ndjson', ROWS)
        for arguments in (['windows', '--input', rows, *WINDOWS], ['tail', '--input', rows],
                          ['join', '--input', rows, '--input', rows, '--key', 'k', '--time', 't:ms', '--within', '1m']):
            code, _, err = run(*arguments, '-O', self.path('.', 'input.ndjson'))
            self.assertEqual((code, read(rows)), (2, ROWS), err)
            self.assertIn('are one file', err)
        self.assertEqual(run(*self.arguments(), '--late', '/dev/null', '--dead-letters', '/dev/null')[0], 4)
        growing = self.path('growing.csv')
        for option in ('--dead-letters', '--json-summary'):
            code, _, err = run('record', '-b', '127.0.0.1:1', '-t', 'rows', '-e', '--time', 't:ms', '--value', 'v', '--to', growing,
                               option, self.path('.', 'growing.csv'))
            self.assertEqual((code, os.path.exists(growing)), (2, False), err)
            self.assertIn('are one file', err)
        code, _, err = run('query', f"SELECT * FROM '{rows}'", '--allow', rows, '--output', 'json', '-O', self.path('.', 'input.ndjson'))
        self.assertEqual((code, read(rows)), (2, ROWS), err)
        code, _, err = run('reset-offsets', '-b', '127.0.0.1:1', '-G', 'g', '--from-file', rows, '--save', rows, '--execute')
        self.assertEqual((code, read(rows)), (2, ROWS), err)

    # -- what a killed run left ------------------------------------------------

    def start_endless(self, path):
        process = subprocess.Popen([CLI, *self.arguments()[:-len(WINDOWS) - 1], *WINDOWS, '-c', '1000', '-O', path],
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=ENVIRONMENT)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        while not any(f'.weir-{process.pid}-' in name for name in os.listdir(self.folder)):
            time.sleep(0.02)
        return process

    def test_the_next_run_removes_what_a_killed_one_left(self):
        for name in ('rows.csv', 'rows.parquet'):
            killed = self.start_endless(self.path(name))
            killed.send_signal(signal.SIGKILL)
            killed.wait()
            left = [entry for entry in os.listdir(self.folder) if f'.weir-{killed.pid}-' in entry]
            self.assertEqual(len(left), 1)
            living = self.start_endless(self.path(name))
            self.assertNotIn(left[0], os.listdir(self.folder))
            self.assertEqual(run(*self.arguments(), '-O', self.path(name))[0], 4)
            self.assertTrue(any(f'.weir-{living.pid}-' in entry for entry in os.listdir(self.folder)))
            living.terminate()
            self.assertEqual(living.wait(), 130)
            self.assertEqual(os.listdir(self.folder), [name])
            os.unlink(self.path(name))

    # -- formats by name -------------------------------------------------------

    def test_a_name_tells_the_format(self):
        rows = run(*self.arguments())[1]
        lines = run(*self.arguments(), '--output', 'json')[1]
        for name, content in (('x.csv', rows), ('x.CSV', rows), ('x', rows), ('x.json', lines), ('x.NdJson', lines),
                              ('x.jsonl', lines)):
            for ending in ('', '.gz', '.GZ'):
                code, _, err = run(*self.arguments(), '-O', self.path(name + ending))
                self.assertEqual(code, 4, err)
                found = read(self.path(name + ending))
                self.assertEqual(gzip.decompress(found) if ending else found, content, name + ending)
        for name in ('x.PARQUET', 'x.pq'):
            self.assertEqual(run(*self.arguments(), '-O', self.path(name))[0], 4)
            self.assertEqual(read(self.path(name))[:4], b'PAR1')
        self.assertEqual(run(*self.arguments(), '--late', self.path('late.csv.gz'), '--dead-letters', self.path('dead.csv'),
                             '--json-summary', self.path('summary.json.gz'))[0], 4)
        self.assertEqual(gzip.decompress(read(self.path('late.csv.gz'))).count(b'\n'), 2)
        self.assertTrue(read(self.path('dead.csv')).startswith(b'topic,partition,'))
        self.assertEqual(json.loads(gzip.decompress(read(self.path('summary.json.gz'))))['dead_letters'], 1)

    def test_a_name_of_no_format_is_refused(self):
        unreachable = ['windows', '-b', '127.0.0.1:1', '-t', 'rows', '-e', *WINDOWS]
        for name, *format_options in (['x.xlsx'], ['x.csv.bz2'], ['x.parquet.gz'], ['x.parquet', '--output', 'csv'],
                                      ['x.csv', '--output', 'json'], ['x.csv', '--output', 'parquet']):
            arguments = self.arguments() if name == 'x.parquet.gz' else unreachable
            code, _, err = run(*arguments, '-O', self.path(name), *format_options)
            self.assertEqual((code, os.listdir(self.folder)), (2, []), err)
            self.assertIn(name, err)
        self.assertEqual(run(*self.arguments(), '-O', self.path('x.2024'), '--output', 'csv')[0], 4)
        self.assertEqual(run(*self.arguments(), '--late', self.path('late.txt'))[0], 2)
        for name in ('x.PARQUET', 'x.pq'):
            self.assertEqual(run(*self.arguments('tail'), '--key', 'k', '-O', self.path(name))[0], 4)
            self.assertEqual(read(self.path(name))[:4], b'PAR1')

    # -- characters that a terminal would obey ---------------------------------

    HOSTILE = '\x1b[31mred\x7f\u009b2J\u202e\u2028\r\n;=1'

    def on_terminal(self, *arguments):
        """What a terminal is given, and the exit status."""
        main, side = os.openpty()
        process = subprocess.Popen([CLI, *arguments], stdout=side, stderr=side, stdin=subprocess.DEVNULL, env=ENVIRONMENT)
        os.close(side)
        shown = b''
        with contextlib.suppress(OSError):    # EIO: all of them are gone
            while chunk := os.read(main, 65536):
                shown += chunk
        os.close(main)
        return process.wait(), shown.decode()

    def test_a_terminal_is_given_nothing_to_obey(self):
        row = json.dumps({'k': self.HOSTILE, 't': 1, 'v': 1, self.HOSTILE: 2})
        self.publish('hostile', f'{row}\n{self.HOSTILE[:-5]}\n'.encode(), '--key', 'k', want=4)
        for arguments in (self.arguments('windows', 'hostile'), [*self.arguments('windows', 'hostile'), '--csv-raw'],
                          [*self.arguments('windows', 'hostile'), '--output', 'json'], self.arguments('tail', 'hostile'),
                          [*self.arguments('tail', 'hostile'), '-J'],
                          [*self.arguments('tail', 'hostile'), '--key', 'k', '--time', 't:ms', '--value', self.HOSTILE, '--value', 'k'],
                          ['windows', '-b', self.address, '-t', 'hostile', '-e']):
            _, shown = self.on_terminal(*arguments)
            # The line of progress is ours.
            shown = re.sub('\r\x1b\\[K|\r[0-9]+ records[^\r]*', '', shown)
            self.assertNotRegex(shown.replace('\r\n', '\n'), '[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e\u2028]', arguments)
            self.assertIn('1b', shown, arguments)
        # A file has the key as it is.
        rows = run(*self.arguments('windows', 'hostile'))[1].decode()
        self.assertIn('\x1b[31mred\x7f\u009b2J\u202e\u2028\r\n;\'=1"', rows)

    def test_any_name_is_a_column(self):
        names = ['a"b', "a'b;DROP TABLE x", '\x1b[31m', 'a\nb', '<b>x</b>', '=1+1', 'ä', 'a"; --', '\u202e', 'x' * 300]
        rows = self.write('names.ndjson', ''.join(
            json.dumps({'k': 'a', 't': i, **{name: i for name in names}}, ensure_ascii=False) + '\n' for i in range(3)).encode())
        values = [word for name in names for word in ('--value', name)]
        arguments = ['windows', '--input', rows, '--key', 'k', '--time', 't:ms', *values, '--agg', 'sum']
        columns = [f'{name}_sum' for name in names]
        for name in ('x.csv', 'x.json', 'x.parquet'):
            code, _, err = run(*arguments, '-O', self.path(name))
            self.assertEqual(code, 0, err)
        with open(self.path('x.csv'), encoding='utf-8', newline='') as file:
            header, row = csv.reader(file)
        # A spreadsheet would calculate the one that begins so.
        self.assertEqual(header[4:], [f"'{name}" if name.startswith('=') else name for name in columns])
        self.assertEqual(row[4:], ['3'] * len(names))
        self.assertEqual(list(json.loads(read(self.path('x.json'))))[4:], columns)
        code, out, err = run('query', f"SELECT * FROM '{self.path('x.parquet')}'", '--allow', self.path('x.parquet'), '--output', 'json')
        self.assertEqual(code, 0, err)
        self.assertEqual({name: number for name, number in json.loads(out).items() if name in columns}, dict.fromkeys(columns, 3))

    def test_the_inferred_options_are_a_command_of_their_words_alone(self):
        self.publish('proposed', b''.join(json.dumps({'ts': 1700000000000 + i, ';touch $(id)': i + .5}).encode() + b'\n' for i in range(20)))
        _, _, err = run('windows', '-b', self.address, '-t', 'proposed', '-e')
        command = re.search(r'--format .* \(', err).group()[:-2]
        words = shlex.split(command)
        self.assertEqual(words[words.index('--value') + 1], ';touch $(id)')
        self.assertEqual(len(words), 6, words)

    def test_the_inferred_options_say_what_was_taken(self):
        self.publish('lines', ''.join(f'{1700000000000 + i};{i}.5;a b\n' for i in range(20)).encode())
        for topic in ('lines', 'proposed'):
            if topic == 'proposed':
                self.publish(topic, b'{"ts":1700000000000,";touch $(id)":1.5}\n' * 3)
            _, rows, err = run('windows', '-b', self.address, '-t', topic, '-e')
            command = re.search(r'--format .* \(', err).group()[:-2]
            code, again, err = run('windows', '-b', self.address, '-t', topic, '-e', *shlex.split(command))
            self.assertEqual((code, again), (0, rows), (command, err))

    def test_quotes_of_a_value_end_no_value(self):
        self.publish('quotes', json.dumps({'t': 1, 'k': 'a" v="1\\'}).encode())
        line = self.read_lines('tail', 'quotes', '--time', 't:ms', '--value', 'k')[0].decode()
        self.assertTrue(line.endswith(r' k="a\" v=\"1\\"'), line)

    def test_a_pipe_that_does_not_block_is_waited_for(self):
        self.publish('many', b'{"n":"%s"}\n' % (b'x' * 1000) * 200)
        out, into = os.pipe()
        os.set_blocking(into, False)
        process = subprocess.Popen([CLI, *self.arguments('tail', 'many')], stdout=into, stderr=subprocess.PIPE, env=ENVIRONMENT)
        size = fcntl.fcntl(into, fcntl.F_GETPIPE_SZ)
        os.close(into)
        waiting = array.array('i', [0])
        # It is full: from here on a write that does not wait fails.
        while process.poll() is None and waiting[0] < size - 4096:
            fcntl.ioctl(out, termios.FIONREAD, waiting)
            time.sleep(0.02)
        with os.fdopen(out, 'rb') as file:
            lines = file.read().splitlines()
        self.assertEqual((process.wait(), len(lines)), (0, 200), process.stderr.read())
        process.stderr.close()

    def test_bytes_and_the_text_of_their_escape_look_different(self):
        self.publish('bytes', b'{"k":"M\xfcller","t":1}\n{"k":"M\\\\xfcller","t":2}\n')
        self.publish('bytes', b'M\xfcller\nM\\xfcller\n')
        lines = self.read_lines('tail', 'bytes')
        self.assertEqual([line.rsplit(b' ', 1)[1] for line in lines[-2:]], [b'M\\xfcller', b'M\\\\xfcller'])
        records = [json.loads(line) for line in self.read_lines('tail', 'bytes', '-J')]
        self.assertEqual([(r['payload'], r.get('payload_base64')) for r in records[-2:]],
                         [(None, 'TfxsbGVy'), ('M\\xfcller', None)])
        self.assertEqual({r['topic'] for r in records}, {'bytes'})

    def read_lines(self, verb, topic, *arguments):
        code, out, err = run(*self.arguments(verb, topic), *arguments)
        self.assertEqual(code, 0, err)
        return out.splitlines()

    def test_rows_that_are_not_utf8_are_left_out_and_said(self):
        path = self.write('latin1.csv', b'name,n\nM\xfcller,1\nMeier,2\n')
        err = self.publish('latin1', b'', name=path, want=4)
        self.assertIn('line 2 is left out: it is not UTF-8', err)
        self.assertIn('1 row left out', err)
        self.publish('latin1', b'', '--raw', name=path)
        records = [json.loads(line) for line in self.read_lines('tail', 'latin1', '-J')]
        self.assertEqual([(r['payload'], r.get('payload_base64')) for r in records],
                         [('{"name":"Meier","n":2}', None), (None, 'TfxsbGVyLDE='), ('Meier,2', None)])
        path = self.write('header.csv', b'M\xfcller,n\n1,2\n')
        self.assertIn('line 1 should name the columns: it is not UTF-8', self.publish('latin1', b'', name=path, want=1))
        self.publish('latin1', b'', '--raw', name=path)
        self.assertEqual(json.loads(self.read_lines('tail', 'latin1', '-J')[-1])['payload'], '1,2')


if __name__ == '__main__':
    unittest.main()
