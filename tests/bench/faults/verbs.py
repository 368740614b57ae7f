"""Each verb of weir-cli, ended by a signal in whatever state it is."""

import os
import signal
import subprocess
import time

from faults.ladder import Rung, check
from faults.shared import WINDOWS, long_topic
from faults.signals import SIGNALS, SLOW, end, listen_to_hangups

ROW = b'{"k": "key 1", "t": 1700000000, "v": 1}\n'
ENDLESS = 'SELECT count(*) FROM range(100000) a, range(100000) b WHERE hash(a.range, b.range) = 1'


def exported(room, topic):
    """A file that says where its rows came from."""
    def make():
        path = os.path.join(room.place.folder, 'exported.csv')
        code, _, err = room.run('export windows', '-t', topic, *WINDOWS, '-O', path)
        check(code == 0, err)
        return path
    return room.place.once('exported', make)


def verbs_of(room):
    """What is run, and whether it reads its standard input."""
    topic, out = long_topic(room), room.path('out')
    read = ['-t', topic, '-o', 'beginning', *SLOW]
    member = [*read, '-G', room.group]
    room.create(2)
    return [
        ('tail', *read), ('tail', '-J', *member), ('windows', *read, *WINDOWS), ('windows', *member, *WINDOWS, '-e', '-O', f'{out}/x.parquet'),
        ('join', '--left', topic, '--right', topic, '--key', 'k', '--time', 't:s', '--within', '1m', '-o', 'beginning'),
        ('alerts', *read, '--key', 'k', '--time', 't:s', '--value', 'v', '--rule', 'high: v > 100'),
        ('pipe', *read, '--to', room.topic, '--where', 'v > 1'), ('pipe', *member, '--to', room.topic, '--exactly-once', room.topic),
        ('record', *member, '--to', f'{out}/recording'), ('record', *read, '--to', f'{out}/rows.csv', '--time', 't:s', '--value', 'v'),
        ('publish', '-', '-t', room.topic), ('simulate', '--rate', '1000'),
        ('query', f"SELECT * FROM kafka('{topic}')", '--output', 'csv'), ('query', ENDLESS),
        ('query', 'SELECT * FROM range(100000000)', '-O', f'{out}/x.csv.gz'),
        ('export records', '-t', topic, '--key', 'k', '--time', 't:s', '--value', 'v', *SLOW, '-O', f'{out}/x.csv'),
        ('export windows', '-t', topic, *WINDOWS, *SLOW, '-O', f'{out}/x.parquet'), ('verify', exported(room, topic)),
        ('lag', '-t', topic), ('lag', '--watch', '1s'), ('lag', '--listen', '127.0.0.1:0'),
        ('reset-offsets', '-G', room.group, '-t', topic, '--to-earliest'),
    ]


def feed(process):
    try:
        process.stdin.write(ROW * 1000)
        process.stdin.flush()
    except BrokenPipeError:
        pass


def run_verbs(room, chance):
    """Its output is read, or is not; its brokers answer, answer late, or are silent from some moment on."""
    os.mkdir(room.path('out'))
    verbs = verbs_of(room)
    verb = verbs[room.seed % len(verbs)]
    link = room.proxy()
    link.delay(0.02)
    silent, unread = chance.random() < 0.4, chance.random() < 0.4
    process = room.start(*verb, address=link.address, stdin=subprocess.PIPE, stdout=subprocess.PIPE if unread else subprocess.DEVNULL,
                         stderr=subprocess.DEVNULL, preexec_fn=listen_to_hangups)
    if verb[0] == 'publish':
        feed(process)
    time.sleep(chance.uniform(0.05, 1))
    if silent:
        link.black_hole()
    time.sleep(chance.uniform(0.05, 2))
    number = chance.choice(SIGNALS)
    state = f'{" ".join(verb)}: {number.name}, {"silent" if silent else "late"} brokers, output {"not " if unread else ""}read'
    if process.poll() is None:
        code = end(room, process, number)
        check(code in (0, 3, 130) or code < 0, f'{state}: exit {code}')
    else:
        check(process.returncode in (0, 3), f'{state}: ended by itself with {process.returncode}')
    left = [name for _, _, files in os.walk(room.path('out')) for name in files
            if '.weir-' in name and not name.startswith('.weir-lock-')]
    check(not left, f'{state}: left {left}')
    return 1


RUNGS = [Rung('verbs', 'each verb ends within 2 s of a signal, whatever its brokers and the reader of its output do', run_verbs, 110, 0, 3)]
