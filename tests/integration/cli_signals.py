#!/usr/bin/env python3
"""weir-cli interrupted: while it reads, while its output is not read, while it publishes."""

import array
import fcntl
import json
import os
import signal
import subprocess
import sys
import tempfile
import termios
import time
import unittest

CLI = os.path.abspath(sys.argv.pop(1))
ENVIRONMENT = dict(os.environ, LC_ALL='C.UTF-8', LANGUAGE='', HOME='/nonexistent', XDG_CONFIG_HOME='/nonexistent')
SIGNALS = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]
PIPE_BYTES = 65536
# A write that waits leaves less than a page free.
FULL_BYTES = PIPE_BYTES - 4096
N_RECORDS = 4000


def listen_to_hangups():
    """A test run under nohup hands down that SIGHUP is ignored."""
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


def start(*arguments, environment=ENVIRONMENT, **options):
    return subprocess.Popen([CLI, *map(str, arguments)], env=environment, stderr=subprocess.PIPE, preexec_fn=listen_to_hangups,
                            **{'stdin': subprocess.DEVNULL, 'stdout': subprocess.PIPE, **options})


def wait_for(condition):
    """Until it holds; the suite's own time-out ends a wait for ever."""
    while not condition():
        time.sleep(0.02)


def read(path):
    with open(path, encoding='utf-8') as file:
        return file.read()


def catches(process, number):
    mask = next(line for line in read(f'/proc/{process.pid}/status').splitlines() if line.startswith('SigCgt:'))
    return int(mask.split()[1], 16) >> (number - 1) & 1


def count_unread(pipe):
    number = array.array('i', [0])
    fcntl.ioctl(pipe, termios.FIONREAD, number)
    return number[0]


class Signals(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        cls.broker = start('broker', '--topics', ','.join(f'piped-{int(number)}:1' for number in SIGNALS))
        cls.address = cls.broker.stdout.readline().decode().strip()
        rows = ''.join(json.dumps({'k': f'key {i}', 't': i * 1000, 'v': 'x' * 40}) + '\n' for i in range(N_RECORDS))
        process = start('publish', '-', '-b', cls.address, '-t', 'many', '-p', '0', stdin=subprocess.PIPE)
        _, err = process.communicate(rows.encode())
        assert process.returncode == 0, err

    @classmethod
    def tearDownClass(cls):
        cls.broker.terminate()
        cls.broker.communicate()
        assert cls.broker.returncode == 0, cls.broker.returncode

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix='weir-signals-')
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def arguments(self, verb):
        arguments = [verb, '-b', self.address, '-X', 'fetch.wait.max.ms=10', '-t', 'many', '-e']
        if verb == 'windows':
            arguments += ['--key', 'k', '--time', 't:ms', '--window', '1s', '--late', os.path.join(self.folder, 'late.csv')]
        return arguments

    def check_interrupted(self, process, err, number):
        """By its own way out: the last resort, which clears nothing away, says nothing."""
        self.assertEqual(process.returncode, 130, (number, err))
        self.assertIn('interrupted', err.decode(), number)
        self.assertEqual(os.listdir(self.folder), [], number)

    def test_a_reader_that_does_not_read_keeps_no_signal_away(self):
        for verb in ('tail', 'windows'):
            for number in SIGNALS:
                process = start(*self.arguments(verb))
                wait_for(lambda pipe=process.stdout: count_unread(pipe) > FULL_BYTES)
                process.send_signal(number)
                err = process.stderr.read()
                process.wait()
                process.stdout.close()
                process.stderr.close()
                self.check_interrupted(process, err, number)

    def test_a_fifo_without_a_reader_keeps_no_signal_away(self):
        path = os.path.join(self.folder, 'fifo')
        os.mkfifo(path)
        # Open for both: this end never reads, and opening does not wait.
        with open(os.open(path, os.O_RDWR), 'rb', buffering=0) as fifo:
            os.remove(path)
            process = start(*self.arguments('tail'), stdout=fifo)
            wait_for(lambda: count_unread(fifo) > FULL_BYTES)
            process.terminate()
            _, err = process.communicate()
        self.check_interrupted(process, err, signal.SIGTERM)

    def test_a_live_run_that_nobody_reads_finishes_its_files(self):
        for number in SIGNALS:
            late, dead = (os.path.join(self.folder, name) for name in ('late.csv', 'dead.ndjson'))
            process = start('windows', '-b', self.address, '-X', 'fetch.wait.max.ms=10', '-t', 'many', '-o', 'beginning', '--key', 'k',
                            '--time', 't:ms', '--window', '1s', '--late', late, '--dead-letters', dead)
            wait_for(lambda pipe=process.stdout: count_unread(pipe) > FULL_BYTES)
            process.send_signal(number)
            err = process.stderr.read()
            process.wait()
            process.stdout.close()
            process.stderr.close()
            self.assertEqual((process.returncode, read(dead)), (130, ''), err)
            self.assertTrue(read(late).startswith('key,'), read(late))
            os.remove(late)
            os.remove(dead)

    def query_a_pipe(self, *arguments):
        """DuckDB waits for a pipe whose name it makes itself, and cannot be interrupted; where it works."""
        cache = os.path.join(self.folder, 'cache')
        process = start('query', f"SELECT * FROM read_csv(concat('{self.folder}/', 'never.csv'))", '--allow', self.folder, *arguments,
                        environment=dict(ENVIRONMENT, XDG_CACHE_HOME=cache))
        return process, f'{cache}/weir'

    def test_the_last_resort_leaves_no_file(self):
        os.mkfifo(os.path.join(self.folder, 'never.csv'))
        process, cache = self.query_a_pipe()
        wait_for(lambda: os.path.isdir(cache) and os.listdir(cache) and catches(process, signal.SIGTERM))
        process.terminate()
        process.communicate()
        self.assertEqual((process.returncode, os.listdir(cache)), (130, []))

    def test_a_statement_that_nothing_interrupts_ends_in_time(self):
        os.mkfifo(os.path.join(self.folder, 'never.csv'))
        process, cache = self.query_a_pipe('--timeout', '1')
        _, err = process.communicate()
        self.assertEqual((process.returncode, os.listdir(cache)), (1, []), err)
        self.assertIn('the statement was ended after 1 s', err.decode())

    def test_a_pipe_that_does_not_block_is_waited_for(self):
        reader, writer = os.pipe()
        os.set_blocking(writer, False)
        process = start(*self.arguments('tail'), stdout=writer)
        os.close(writer)
        with open(reader, 'rb') as pipe:
            wait_for(lambda: count_unread(pipe) > FULL_BYTES)
            n_lines = pipe.read().count(b'\n')
        _, err = process.communicate()
        self.assertEqual((process.returncode, n_lines), (0, N_RECORDS), err)

    def test_a_reader_that_is_gone_ends_the_run(self):
        for verb in ('tail', 'windows'):
            process = start(*self.arguments(verb))
            process.stdout.readline()
            process.stdout.close()
            err = process.stderr.read()
            process.wait()
            process.stderr.close()
            self.assertEqual((process.returncode, err, os.listdir(self.folder)), (130, b'', []))

    def test_what_is_read_from_a_pipe_is_sent_at_once(self):
        for number in SIGNALS:
            topic = f'piped-{int(number)}'
            process = start('publish', '-', '-b', self.address, '-t', topic, '-p', '0', stdin=subprocess.PIPE)
            process.stdin.write(b'{"n": 1}\n{"n": 2}\n{"n":')
            process.stdin.flush()
            reader = start('tail', '-b', self.address, '-X', 'fetch.wait.max.ms=10', '-t', topic, '-p', '0', '-c', '2', '--json')
            out, err = reader.communicate()
            self.assertEqual([json.loads(line)['payload'] for line in out.splitlines()], ['{"n": 1}', '{"n": 2}'], err)
            process.send_signal(number)
            err = process.stderr.read()
            process.wait()
            process.stdin.close()
            process.stdout.close()
            process.stderr.close()
            self.check_interrupted(process, err, number)
            self.assertIn('2 records published before, 0 sent and not acknowledged', err.decode())

    def test_lag_is_interrupted_while_it_waits(self):
        process = start('lag', '-b', '127.0.0.1:1', '--timeout', '600')
        wait_for(lambda: catches(process, signal.SIGHUP))
        process.terminate()
        _, err = process.communicate()
        self.check_interrupted(process, err, signal.SIGTERM)

    def test_help_that_cannot_be_written_fails(self):
        for arguments in (['--help'], ['--version'], ['tail', '--help'], ['lag', '--help']):
            with open('/dev/full', 'wb') as full:
                process = start(*arguments, stdout=full)
                _, err = process.communicate()
            self.assertEqual(process.returncode, 1, arguments)
            self.assertIn('standard output cannot be written', err.decode())


if __name__ == '__main__':
    unittest.main(verbosity=2)
