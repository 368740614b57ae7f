"""What is in the log that is no record, or cannot be read, and brokers that go away."""

import collections
import json
import os
import signal
import struct
import time

from faults.ladder import Rung, check
from faults.place import proxy
from faults.reader import Reader, check_committed, check_covered
from faults.reading import LAST, N_RECORDS, STALL_SECONDS, Topic

# The frame of a batch: base offset, 8 bytes, and length, 4 bytes; lastOffsetDelta stands at byte 23.
FRAME_BYTES = 12
DELTA_AT = 23
# Behind the frame: the first epoch of a leader, and the version of a batch.
EPOCH_AND_VERSION = struct.pack('>ib', 0, 2)
MARKER = b'faults-value-'
# What ListOffsets tells before the end of a partition.
NO_TIME = b'\xff' * 8
# Offsets of partitions, offsets of groups, groups, their members.
LAG_ANSWERS = [proxy.LIST_OFFSETS, proxy.OFFSET_FETCH, proxy.LIST_GROUPS, proxy.DESCRIBE_GROUPS]


def is_read(reader, topic):
    return all(end - 1 in reader.written[p] for p, end in enumerate(topic.ends))


def group_or_none(room, chance):
    """Every second run is that of a member."""
    return ['-G', room.group] if chance.random() < 0.5 else []


def check_all(room, reader, topic, group):
    check_covered([reader], topic.ends, once=not group)
    if group:
        check_committed(room, [reader], len(topic.ends))


# -- answers damaged on their way --------------------------------------------------

def run_answers(room, chance):
    """Three answers with records have a byte that is another one."""
    left = 3
    places = [chance.random() for _ in range(left)]
    ahead = [chance.random() < 0.3 for _ in range(left)]

    def damage(key, _, body):
        nonlocal left
        begin = body.find(MARKER)
        if key != proxy.FETCH or begin < 0 or left == 0:
            return body
        left -= 1
        # Within a record; or in the offset of the first batch, which the checksum does not cover: far ahead.
        at = begin + int(places[left] * len(MARKER))
        if ahead[left]:
            at = body.find(EPOCH_AND_VERSION, FRAME_BYTES) - FRAME_BYTES
        return body[:at] + bytes([body[at] ^ 0x55]) + body[at + 1:]

    group = group_or_none(room, chance)
    topic = Topic(room, 2)
    link = room.proxy(damage)
    rows = b''.join(b'{"v": "%s%d"}\n' % (MARKER, i) for i in range(N_RECORDS))
    for partition in range(2):
        code, _, err = room.run('publish', '-', '-t', room.topic, '-p', partition, text=rows)
        check(code == 0, err)
        topic.ends[partition] += N_RECORDS
    reader = Reader(room, '-o', '0', *group, address=link.address)
    reader.await_true(lambda: is_read(reader, topic), STALL_SECONDS, f'reading goes on up to {topic.ends}')
    topic.produce(LAST)
    reader.await_true(lambda: is_read(reader, topic), STALL_SECONDS, f'reading goes on up to {topic.ends}')
    check(left == 0, f'{left} answers stayed whole')
    reader.stop()
    check(not reader.lost, f'the broker has them, and yet: {reader.said}')
    check_all(room, reader, topic, group)
    return 3


# -- a batch that is damaged on the disk ---------------------------------------------

Batch = collections.namedtuple('Batch', 'first last end_at')


def log_of(room, partition):
    return os.path.join(room.place.data, 'log', f'{room.topic}-{partition}', '0' * 20 + '.log')


def batches_of(room, partition):
    """First and last offset, and the place behind it, of each batch in the log of a broker of this machine."""
    with open(log_of(room, partition), 'rb') as file:
        log = file.read()
    at, found = 0, []
    while at + FRAME_BYTES <= len(log):
        base, length = struct.unpack('>qi', log[at:at + FRAME_BYTES])
        if length == 0:
            break
        last = base + struct.unpack('>i', log[at + DELTA_AT:at + DELTA_AT + 4])[0]
        at += FRAME_BYTES + length
        found.append(Batch(base, last, at))
    return found


def run_batch(room, chance):
    """One gap for each, of exactly its offsets."""
    group = group_or_none(room, chance)
    topic = Topic(room, 1)
    for _ in range(chance.randint(3, 7)):
        topic.produce(chance.randint(1, 60))
    batches = batches_of(room, 0)
    broken = sorted(chance.sample(range(len(batches)), chance.randint(1, 2)))
    for index in broken:
        room.admin('damage', room.topic, 0, index)
    reader = Reader(room, '-o', '0', '-e', *group)
    code = wait(reader)
    lost = sorted(offset for _, first, last in reader.lost for offset in range(first, last + 1))
    wanted = sorted(offset for index in broken for offset in range(batches[index].first, batches[index].last + 1))
    check(lost == wanted, f'damaged {[batches[i] for i in broken]}, said {reader.lost}: {reader.said}')
    check(code == 4, f'exit {code}: {reader.said}')
    check_all(room, reader, topic, group)
    return len(broken)


# -- an end that is not there ----------------------------------------------------------

def run_ends(room, chance):
    """The broker tells, once or always, an end behind the last record: a bounded run asks again, says so, and ends."""
    group = group_or_none(room, chance)
    topic = Topic(room, 1)
    topic.produce(chance.randint(1, N_RECORDS))
    end, too_far, left = topic.ends[0], chance.randint(1, 1000), chance.choice([1, 2, 1000])

    def damage(key, _, body):
        nonlocal left
        told = body.replace(NO_TIME + struct.pack('>q', end), NO_TIME + struct.pack('>q', end + too_far))
        if key != proxy.LIST_OFFSETS or left == 0 or told == body:
            return body
        left -= 1
        return told

    reader = Reader(room, '-o', '0', '-e', *group, address=room.proxy(damage).address)
    code = wait(reader)
    check(reader.lost == [(0, end, end + too_far - 1)], f'the end was {too_far} too far: {reader.said}')
    check(code == 4 and reader.written[0] == list(range(end)), f'exit {code}: {reader.describe()}')
    return 1


# -- answers about groups ----------------------------------------------------------------

def run_lag(room, chance):
    """An answer to weir-cli lag has a byte that is another one, or ends early: a failed read at worst, and no end of it."""
    topic = Topic(room, 2)
    topic.produce(N_RECORDS)
    code, _, err = room.run('tail', '-t', room.topic, '-G', room.group, '-o', 'beginning', '-e', '--output', 'json')
    check(code == 0, err)
    key, place, cut = chance.choice(LAG_ANSWERS), chance.random(), chance.random() < 0.3
    n_damaged = 0

    def damage(asked, _, body):
        nonlocal n_damaged
        if asked != key or n_damaged > 0:
            return body
        n_damaged += 1
        at = int(place * len(body))
        return body[:at] if cut else body[:at] + bytes([body[at] ^ 0x55]) + body[at + 1:]

    code, out, err = room.run('lag', '-t', room.topic, '-J', '--timeout', '5', address=room.proxy(damage).address)
    check(code in (0, 1, 3, 4), f'answer {key} damaged at {place}: exit {code}: {err}')
    check(code == 0 or err, f'exit {code} without a word')
    check(n_damaged > 0, f'no answer {key} came')
    code, out, err = room.run('lag', '-t', room.topic, '-J')
    check(code == 0 and out, f'exit {code}: {err}')
    return n_damaged


def wait(reader, seconds=STALL_SECONDS):
    """The exit status of a reader that ends by itself."""
    reader.await_true(lambda: reader.process.poll() is not None, seconds, 'it ends')
    return reader.stop()


# -- offsets without records -----------------------------------------------------------

def run_transactions(room, chance):
    """Aborted records and marks of the transactions are no loss, and the end is reached behind them."""
    group = group_or_none(room, chance)
    topic = Topic(room, 1)
    kept, faults = set(), 0
    for step in range(6):
        count, commit = chance.randint(1, 60), chance.random() < 0.5
        if step < 5 and chance.random() < 0.3:
            kept |= set(range(topic.ends[0], topic.ends[0] + count))
            topic.produce(count)
            continue
        commit = commit and step < 5
        room.admin('transaction', room.topic, count, 'commit' if commit else 'abort')
        if commit:
            kept |= set(range(topic.ends[0], topic.ends[0] + count))
        topic.ends[0] += count + 1
        faults += 1
    reader = Reader(room, '-o', '0', '-e', *group)
    code = wait(reader)
    check(code == 0, f'exit {code}: {reader.said}')
    check(not reader.lost, f'no record is lost, and yet: {reader.said}')
    check(reader.written[0] == sorted(kept), f'read {len(reader.written[0])} of {len(kept)}')
    n_last = chance.randint(1, 20)
    reader = Reader(room, '-o', f'-{n_last}', '-e')
    code = wait(reader)
    check(reader.written[0] == sorted(kept)[-n_last:], f'the last {n_last}: {reader.written[0]}, exit {code}')
    return faults


def run_compaction(room, chance):
    """Holes that compaction made are no loss: the last record of each key is read, and the end is reached."""
    n_keys = chance.randint(2, 20)
    group = group_or_none(room, chance)
    room.place.kafka_tool('topics', '--create', '--topic', room.topic, '--partitions', '1', '--config', 'cleanup.policy=compact',
                          '--config', 'segment.ms=100', '--config', 'min.cleanable.dirty.ratio=0.01',
                          '--config', 'delete.retention.ms=0')
    n_rounds = 4
    last = {}
    for n in range(n_rounds):
        rows = [{'k': f'key {chance.randrange(n_keys)}', 'v': n * N_RECORDS + i} for i in range(N_RECORDS)]
        last.update((row['k'], row['v']) for row in rows)
        code, _, err = room.run('publish', '-', '-t', room.topic, '--key', 'k',
                                text=b''.join(json.dumps(row).encode() + b'\n' for row in rows))
        check(code == 0, err)
        time.sleep(0.2)
    deadline = time.monotonic() + STALL_SECONDS
    while True:
        code, out, err = room.run('tail', '-t', room.topic, '-o', 'beginning', '-e', '-J')
        check(code == 0 and not err, f'exit {code}: {err}')
        if out.count(b'\n') < n_rounds * N_RECORDS:
            break
        check(time.monotonic() < deadline, 'the broker does not compact the topic')
    code, out, err = room.run('tail', '-t', room.topic, '-o', '0', '-e', '-J', *group)
    check(code == 0 and not err, f'exit {code}: {err}')
    found = {}
    for line in out.splitlines():
        row = json.loads(json.loads(line)['payload'])
        found[row['k']] = row['v']
    check(found == last, f'{found} in place of {last}')
    return n_rounds * N_RECORDS - out.count(b'\n')


def run_recreated(room, chance):
    """Deleted and made again while it is read: said, and read from its beginning."""
    group = group_or_none(room, chance)
    topic = Topic(room, 1)
    topic.produce(chance.randint(1, N_RECORDS))
    reader = Reader(room, '-o', '0', *group)
    reader.await_true(lambda: is_read(reader, topic), STALL_SECONDS, 'reading it')
    room.admin('delete', room.topic)
    time.sleep(chance.choice([0, 0, chance.uniform(0, 3)]))
    topic = Topic(room, 1)
    topic.produce(chance.randint(1, 2 * N_RECORDS))
    every = list(range(topic.ends[0]))
    # What is read of the new one before the broker tells that it is one, is read again.
    reader.await_true(lambda: is_said(reader) and reader.written[0][-len(every):] == every, STALL_SECONDS,
                      f'the new one is read up to {topic.ends}')
    topic.produce(LAST)
    reader.await_true(lambda: is_read(reader, topic), STALL_SECONDS, f'reading goes on up to {topic.ends}')
    code = reader.stop()
    check(code == 130, f'exit {code}: {reader.said}')
    return 1


def is_said(reader):
    return any('reading goes back' in text for text in reader.said)


# -- brokers -----------------------------------------------------------------------

def run_broker(room, chance):
    """Killed and started again, or stopped for a while: each record is read all the same."""
    group = group_or_none(room, chance)
    topic = Topic(room)
    topic.produce(N_RECORDS)
    reader = Reader(room, '-o', '0', '--timeout', '120', *group)
    reader.await_true(lambda: is_read(reader, topic), STALL_SECONDS, 'reading it')
    if chance.random() < 0.5:
        room.place.kill_broker()
        room.place.restart_broker()
    else:
        room.place.signal_broker(signal.SIGSTOP)
        time.sleep(chance.uniform(3, 8))
        room.place.signal_broker(signal.SIGCONT)
    topic.produce(N_RECORDS)
    reader.await_true(lambda: is_read(reader, topic), 2 * STALL_SECONDS, f'reading goes on up to {topic.ends}')
    reader.stop()
    check_all(room, reader, topic, group)
    return 1


RUNGS = [
    Rung('answers', 'answers damaged on their way are asked for again: no record is lost', run_answers, 20, 2, 4),
    Rung('batch', 'a batch damaged on the disk is one gap of exactly its offsets', run_batch, 20, 4, 4),
    Rung('ends', 'an end told behind the last record is asked for again, and said', run_ends, 12, 2, 4),
    Rung('lag', 'answers about lag, damaged: a failed read at worst', run_lag, 20, 2, 4),
    Rung('transactions', 'aborted records and marks are no loss; the end is reached', run_transactions, 12, 2, 4),
    Rung('compaction', 'holes of compaction are no loss; the end is reached', run_compaction, 4, 0, 2),
    Rung('recreated', 'a topic deleted and made again is said, and read whole', run_recreated, 12, 2, 4),
    Rung('broker', 'a broker killed and restarted, or stopped for seconds: every record is read', run_broker, 4, 0, 1),
]
