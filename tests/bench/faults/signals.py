"""Signals at any moment."""

import os
import re
import signal
import subprocess
import time

from faults.ladder import Rung, check
from faults.reader import RECORD
from faults.shared import N_LONG, WINDOWS, long_topic

SIGNALS = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]
END_SECONDS = 2
# An export of ten seconds: each answer has few records, and comes late.
SLOW = ['-X', 'fetch.message.max.bytes=16384', '-X', 'queued.min.messages=1']
DELAY_SECONDS = 0.05


def listen_to_hangups():
    """A run under nohup hands down that SIGHUP is ignored."""
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


def end(room, process, number):
    """Sends the signal; the exit status, within the time that is promised."""
    process.send_signal(number)
    begin = time.monotonic()
    try:
        process.wait(5 * END_SECONDS)
    except subprocess.TimeoutExpired:
        pass
    seconds = time.monotonic() - begin
    room.note('slowest_end_s', seconds)
    check(seconds <= END_SECONDS, f'{signal.Signals(number).name}: still there after {seconds:.1f} s')
    return process.returncode


def committed(room, topic):
    return [max(0, offset) for offset in room.admin('committed', room.group, topic, 2)]


def run_file(room, chance):
    """An export to a file, by a member: no file and nothing committed, or both."""
    topic = long_topic(room)
    link = room.proxy()
    link.delay(DELAY_SECONDS)
    os.mkdir(room.path('out'))
    path = room.path('out', 'rows.csv')
    process = room.start('windows', '-t', topic, '-G', room.group, '-o', 'beginning', '-e', *SLOW, *WINDOWS, '-O', path,
                         '--late', room.path('out', 'late.csv'), address=link.address, preexec_fn=listen_to_hangups)
    time.sleep(chance.uniform(0.1, 8))
    code = end(room, process, chance.choice(SIGNALS))
    if code == 0:
        check(sorted(os.listdir(room.path('out'))) == ['late.csv', 'rows.csv'], f'{os.listdir(room.path("out"))}')
        return 1
    # Before main() has said what it listens to, a signal ends it as it ends any program.
    check(code == 130 or code < 0, f'exit {code}')
    check(os.listdir(room.path('out')) == [], f'left: {os.listdir(room.path("out"))}')
    check(committed(room, topic) == [0, 0], f'no file, and committed: {committed(room, topic)}')
    return 1


def run_lines(room, chance):
    """Records to a pipe, by a member, whose reader pauses or reads: no more is committed than is in the pipe."""
    topic = long_topic(room)
    link = room.proxy()
    pauses = chance.random() < 0.5
    if not pauses:
        link.delay(DELAY_SECONDS)
    slow = [] if pauses else SLOW
    with open(room.path('lines'), 'w+b') as file:
        output = subprocess.PIPE if pauses else file
        process = room.start('tail', '-t', topic, '-G', room.group, '-o', 'beginning', '-e', '-J', *slow, address=link.address,
                             stdout=output, preexec_fn=listen_to_hangups)
        time.sleep(chance.uniform(0.1, 6))
        code = end(room, process, chance.choice(SIGNALS))
        if pauses:
            file.write(process.stdout.read())
        file.seek(0)
        lines = file.read().splitlines(keepends=True)
    check(code in (0, 130) or code < 0, f'exit {code}')
    found = [tuple(map(int, RECORD.search(line).groups())) for line in lines if line.endswith(b'}\n')]
    for partition, offset in enumerate(committed(room, topic)):
        written = {at for where, at in found if where == partition}
        missing = set(range(offset)) - written
        check(not missing, f'partition {partition}: {offset} committed, {len(missing)} of them not written')
    check(code != 0 or len(found) == N_LONG, f'exit 0 with {len(found)} of {N_LONG}')
    return 1


def run_live(room, chance):
    """A live run: its files are whole when it is interrupted, and what is committed is in its rows."""
    topic = long_topic(room)
    os.mkdir(room.path('out'))
    process = room.start('windows', '-t', topic, '-G', room.group, '-o', 'beginning', *WINDOWS, '--dead-letters',
                         room.path('out', 'dead.ndjson'), '--late', room.path('out', 'late.csv'), stdout=subprocess.PIPE)
    lines = [process.stdout.readline() for _ in range(chance.randint(2, 300))]
    process.send_signal(chance.choice(SIGNALS[:2]))
    begin = time.monotonic()
    lines += process.communicate(timeout=5 * END_SECONDS)[0].splitlines(keepends=True)
    seconds = time.monotonic() - begin
    room.note('slowest_end_s', seconds)
    check(seconds <= END_SECONDS and process.returncode == 130, f'exit {process.returncode} after {seconds:.1f} s')
    check(sorted(os.listdir(room.path('out'))) == ['dead.ndjson', 'late.csv'], f'{os.listdir(room.path("out"))}')
    in_rows = sum(int(re.split(rb',', line)[3]) for line in lines[1:] if line.endswith(b'\n'))
    check(sum(committed(room, topic)) <= in_rows, f'{committed(room, topic)} committed, {in_rows} records in rows')
    return 1


def run_any(room, chance):
    return (run_file, run_lines, run_live)[room.seed % 3](room, chance)


RUNGS = [Rung('signals', 'a signal at any moment ends an export within 2 s; nothing is committed that is not written',
              run_any, 30, 6, 4)]
