"""Brokers that lead alone and die, and logs that come back shorter."""

import collections
import contextlib
import csv
import datetime
import json
import os
import re
import signal
import sys
import time
import types

from faults.ladder import Rung, check
from faults.place import broker
from faults.broken import batches_of, check_all, group_or_none, is_read, log_of
from faults.reader import Reader
from faults.reading import N_RECORDS, STALL_SECONDS, Topic
from faults.shared import FIRST_SECOND, WINDOWS, publish

SECOND = 2
# 15 s of silence, the answers waited for until then, and what a busy machine adds.
SAID_SECONDS = 45


def node(room, action):
    # Standard output is the ladder's.
    with contextlib.redirect_stdout(sys.stderr):
        broker.node(types.SimpleNamespace(name=room.place.name, action=action, node=SECOND))


def start_second(room):
    """A second broker; the offsets of groups stay on the first, which is alone when their topic is made."""
    def make():
        # A broker that has taken a record knows the topic.
        Topic(room, 1).produce(1)
        code, _, err = room.run('tail', '-t', room.topic, '-G', room.group, '-o', 'beginning', '-e')
        check(code == 0, err)
        node(room, 'start')
        return True
    room.place.once('second', make)


def is_said(reader, *words):
    return any(all(word in text for word in words) for text in list(reader.said))


def run_leader(room, chance):
    """One partition's only broker dies: it is named, the other one is read on, and it is read again when it is back."""
    group = group_or_none(room, chance)
    start_second(room)
    room.topic += '-led'
    room.place.kafka_tool('topics', '--create', '--topic', room.topic, '--replica-assignment', f'1,{SECOND}')
    topic = Topic(room, 2, create=False)
    if chance.random() < 0.5:
        topic.produce(N_RECORDS)
    # Before the reader comes, or while it reads: in both cases no record is missing yet.
    early = chance.random() < 0.5
    if early:
        node(room, 'kill')
    reader = Reader(room, '-o', '0', '--timeout', '300', *group, impatient=())
    if not early:
        topic.produce(1)
        reader.await_true(lambda: is_read(reader, topic), STALL_SECONDS, f'reading up to {topic.ends}')
        node(room, 'kill')
    reader.await_true(lambda: is_said(reader, room.topic, 'partition 1', 'leader'), SAID_SECONDS, 'partition 1 is named')
    topic.produce(N_RECORDS, 0)
    reader.await_true(lambda: topic.ends[0] - 1 in reader.written[0], STALL_SECONDS, 'partition 0 is read on')
    bounded = Reader(room, '-o', '0', '-e', '--timeout', '5', *(['-G', room.group + '-e'] if group else []), impatient=())
    bounded.await_true(lambda: bounded.process.poll() is not None, 2 * SAID_SECONDS, 'the bounded run ends')
    code = bounded.stop()
    check(code == 3 and is_said(bounded, 'partition 1', 'leader'), f'exit {code}: {bounded.said}')
    node(room, 'start')
    topic.produce(N_RECORDS)
    reader.await_true(lambda: is_read(reader, topic), 2 * STALL_SECONDS, f'reading goes on up to {topic.ends}')
    check(is_said(reader, 'partition 1', 'can be read again'), f'said {reader.said}')
    reader.stop()
    check(not reader.lost, f'no record is lost, and yet: {reader.said}')
    check_all(room, reader, topic, group)
    return 1


def run_cut(room, chance):
    """The log comes back shorter, and longer than what was read soon after: said, and all that is new is read."""
    group = group_or_none(room, chance)
    topic = Topic(room, 1)
    for _ in range(chance.randint(2, 5)):
        topic.produce(chance.randint(1, 60))
    reader = Reader(room, '-o', '0', '--timeout', '300', *group)
    reader.await_true(lambda: is_read(reader, topic), STALL_SECONDS, f'reading up to {topic.ends}')
    reader.process.send_signal(signal.SIGSTOP)
    room.place.kill_broker()
    kept = chance.choice(batches_of(room, 0)[:-1])
    os.truncate(log_of(room, 0), kept.end_at)
    room.place.restart_broker()
    read, topic.ends[0] = topic.ends[0], kept.last + 1
    topic.produce(read - kept.last + chance.randint(0, N_RECORDS))
    reader.process.send_signal(signal.SIGCONT)
    back = re.compile(rf'\[0\]: from offset {read} reading goes back to {kept.last + 1}: the log was truncated')
    reader.await_true(lambda: any(back.search(text) for text in list(reader.said)), 2 * STALL_SECONDS, 'the cut is said')
    reader.await_true(lambda: reader.written[0][read:] == list(range(kept.last + 1, topic.ends[0])), STALL_SECONDS,
                      f'all of {kept.last + 1} to {topic.ends[0] - 1} comes')
    code = reader.stop()
    check(code == 130, f'exit {code}: {reader.said}')
    return 1


def run_spread(room, chance):
    """One of two brokers is slow to tell where its partition begins: windows over both partitions wait for it."""
    group = ['-G', room.group] if chance.random() < 0.5 else []
    start_second(room)
    room.topic += '-spread'
    room.place.kafka_tool('topics', '--create', '--topic', room.topic, '--replica-assignment', f'1,{SECOND}')
    rows = [{'k': f'key {i % 10}', 't': FIRST_SECOND + i, 'v': i} for i in range(chance.randint(1000, 5000))]
    publish(room, room.topic, b''.join(json.dumps(row).encode() + b'\n' for row in rows), '--key', 'k')
    wanted = collections.Counter((row['k'], row['t'] // 60 * 60) for row in rows)
    with open(room.path('said'), 'w+b') as said:
        with stopped_second(room):
            reader = room.start('windows', '-t', room.topic, '-o', 'beginning', '-e', *WINDOWS, *group, '-O', room.path('rows.csv'),
                                '--json-summary', room.path('summary.json'), stderr=said)
            time.sleep(chance.uniform(0.5, 3))
        code = reader.wait(STALL_SECONDS)
        said.seek(0)
        check(code == 0, f'exit {code}: {said.read()}')
    with open(room.path('rows.csv'), encoding='utf-8', newline='') as file:
        found = collections.Counter({(row['key'], seconds_of(row['window_start'])): int(row['count']) for row in csv.DictReader(file)})
    with open(room.path('summary.json'), encoding='utf-8') as file:
        summary = json.load(file)
    check(found == wanted, f'{sum(found.values())} of {len(rows)} records are in windows: {summary}')
    check(summary['late_records'] == 0, f'none was late: {summary}')
    return 1


@contextlib.contextmanager
def stopped_second(room):
    pid = broker.load_state(room.place.name)['nodes'][str(SECOND)]['pid']
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


def seconds_of(text):
    return int(datetime.datetime.fromisoformat(text.removesuffix('Z') + '+00:00').timestamp())


# The first finds its topic's log in the folder of the only broker there is; the others begin a second one.
RUNGS = [
    Rung('cut', 'a log that comes back shorter is said, and what is new in it is read', run_cut, 4, 0, 1),
    Rung('leader', 'a partition whose only broker is dead is named, and read when that is back', run_leader, 4, 0, 1),
    Rung('spread', 'a broker slow to tell where its partition begins: windows wait for it, and none of its records is late', run_spread,
         8, 0, 1),
]
