"""Reading while connections break and records are deleted."""

import signal
import time

from faults.ladder import Failed, Rung, check
from faults.reader import Reader, check_committed, check_covered

N_PARTITIONS = 3
N_STEPS = 10
N_RECORDS = 100
LAST = 5
STALL_SECONDS = 40

# How members share, and what each property needs.
KINDS = {
    'eager': ['partition.assignment.strategy=range', 'session.timeout.ms=6000', 'heartbeat.interval.ms=300'],
    'cooperative': ['partition.assignment.strategy=cooperative-sticky', 'session.timeout.ms=6000', 'heartbeat.interval.ms=300'],
    'consumer': ['group.protocol=consumer'],
    'static': ['session.timeout.ms=6000', 'heartbeat.interval.ms=300'],
}


def properties_of(kind, member=0):
    return [*KINDS[kind], *([f'group.instance.id=member-{member}'] if kind == 'static' else [])]


class Topic:
    """What is in it, and how much of it may be deleted."""

    def __init__(self, room, n_partitions=N_PARTITIONS, create=True):
        self.room = room
        self.ends = [0] * n_partitions
        if create:
            room.create(n_partitions)

    def produce(self, count, partition=None):
        for each in range(len(self.ends)) if partition is None else [partition]:
            self.room.admin('produce', self.room.topic, each, self.ends[each], count)
            self.ends[each] += count

    def expire(self, partition, before):
        self.room.admin('expire', self.room.topic, partition, before)


def damage_link(link, chance):
    """One fault of a connection, over when this returns."""
    kind = chance.choice(['cut', 'cut', 'tear', 'half_close', 'black_hole', 'delay', 'drip', 'refuse'])
    if kind in ('cut', 'tear', 'half_close'):
        getattr(link, kind)()
        time.sleep(chance.uniform(0, 0.1))
        return
    if kind == 'delay':
        link.delay(chance.uniform(0.02, 0.4))
    else:
        getattr(link, kind)()
    if kind == 'refuse':
        link.cut()
    time.sleep(chance.uniform(0.2, 3 if kind == 'black_hole' and chance.random() < 0.3 else 0.8))
    link.heal()


def read_through_faults(room, chance, *arguments, properties=()):
    """A reader behind a link that breaks, of a topic that grows and is deleted; what it injected."""
    topic = Topic(room)
    link = room.proxy()
    topic.produce(N_RECORDS)
    reader = Reader(room, '-o', '0', *arguments, address=link.address, properties=properties)
    if chance.random() < 0.7:
        reader.await_true(lambda: reader.count() > 0, STALL_SECONDS, 'the first record')
    faults = 0
    for _ in range(N_STEPS):
        if chance.random() < 0.25:
            partition = chance.randrange(N_PARTITIONS)
            topic.expire(partition, chance.randint(topic.ends[partition] // 2, topic.ends[partition]))
        else:
            damage_link(link, chance)
        faults += 1
        topic.produce(chance.randint(1, N_RECORDS), chance.randrange(N_PARTITIONS))
    topic.produce(LAST)
    reader.await_true(lambda: all(topic.ends[p] - 1 in reader.written[p] for p in range(N_PARTITIONS)), STALL_SECONDS,
                      f'reading goes on up to {topic.ends}')
    code = reader.stop()
    check(code == 130, f'exit {code}: {reader.said[-5:]}')
    return topic, reader, faults


def run_alone(room, chance):
    topic, reader, faults = read_through_faults(room, chance)
    check_covered([reader], topic.ends, once=True)
    return faults


def kind_of(room):
    """In turn, so that each run of a seed is the same kind again."""
    return list(KINDS)[room.seed % len(KINDS)]


def run_member(room, chance):
    topic, reader, faults = read_through_faults(room, chance, '-G', room.group, properties=properties_of(kind_of(room)))
    check_covered([reader], topic.ends, once=False)
    check_committed(room, [reader], N_PARTITIONS)
    return faults


def come_and_go(room, chance, topic, join, members=()):
    """Members that JOIN, and leave or die, while TOPIC grows: those that are gone, those that are left."""
    gone, living = [], list(members)
    for _ in range(N_STEPS):
        if not living or (len(living) < 3 and chance.random() < 0.5):
            living.append(join(len(living) + len(gone)))
        else:
            leaver = living.pop(chance.randrange(len(living)))
            leaver.stop(chance.choice([signal.SIGKILL, signal.SIGTERM, signal.SIGINT]))
            gone.append(leaver)
        topic.produce(chance.randint(1, N_RECORDS), chance.randrange(N_PARTITIONS))
        time.sleep(chance.uniform(0, 1))
    if not living:
        living.append(join(len(gone)))
    return gone, living


def run_members(room, chance):
    """What all of them wrote is everything."""
    kind = kind_of(room)
    topic = Topic(room)
    topic.produce(N_RECORDS)
    gone, living = come_and_go(room, chance, topic, lambda number: Reader(room, '-o', '0', '-G', room.group,
                                                                          properties=properties_of(kind, number)))
    topic.produce(LAST)
    everybody = gone + living
    # Any of the living may be the one that gets the last record.
    await_any(living, lambda: all(any(end - 1 in reader.written[p] for reader in everybody) for p, end in enumerate(topic.ends)),
              f'the last records of {topic.ends}')
    for reader in living:
        code = reader.stop()
        check(code == 130, f'exit {code}: {reader.said[-5:]}')
    check_covered(everybody, topic.ends, once=False)
    check_committed(room, everybody, N_PARTITIONS)
    return N_STEPS


def unattended(chance, topic, living):
    """All of them leave or die, then records come to every partition: who begins at the end now passes them over."""
    for reader in living:
        reader.stop(chance.choice([signal.SIGKILL, signal.SIGTERM, signal.SIGINT]))
    topic.produce(chance.randint(1, N_RECORDS))
    return living


def run_from_end(room, chance):
    """A group that begins at the end: what came after that is read, whoever joins or leaves."""
    kind = kind_of(room)
    topic = Topic(room)
    topic.produce(N_RECORDS)
    begins = list(topic.ends)

    def join(number):
        return Reader(room, '-o', 'end', '-G', room.group, properties=properties_of(kind, number))

    first = join(0)
    # The place where a group begins is committed; before that records are none of its.
    await_any([first], lambda: room.admin('committed', room.group, room.topic, N_PARTITIONS) == begins, 'the end is where it begins')
    gone = unattended(chance, topic, [first])
    more, living = come_and_go(room, chance, topic, lambda number: join(1 + number), [join(1)])
    gone += more + unattended(chance, topic, living)
    living = [join(len(gone))]
    topic.produce(LAST)
    everybody = gone + living
    await_any(living, lambda: all(any(end - 1 in reader.written[p] for reader in everybody) for p, end in enumerate(topic.ends)),
              f'the last records of {topic.ends}')
    for reader in living:
        code = reader.stop()
        check(code == 130, f'exit {code}: {reader.said[-5:]}')
    check_covered(everybody, topic.ends, once=False, begins=begins)
    for partition, begin in enumerate(begins):
        early = [offset for reader in everybody for offset in reader.written[partition] if offset < begin]
        check(not early, f'partition {partition}: it begins at {begin}, and {early[:10]} were written')
    check_committed(room, everybody, N_PARTITIONS, begins)
    return N_STEPS + 2


def await_any(readers, condition, what):
    deadline = time.monotonic() + STALL_SECONDS
    while not condition():
        if time.monotonic() > deadline:
            raise Failed(f'{what}: not in {STALL_SECONDS} s; ' + '; '.join(reader.describe() for reader in readers))
        time.sleep(0.05)


def run_stopped(room, chance):
    """Stopped as by Ctrl+Z, while what it would read next is deleted; a member and a reader without a group."""
    topic = Topic(room, 2)
    topic.produce(N_RECORDS)
    arguments = ['-G', room.group] if chance.random() < 0.5 else []
    reader = Reader(room, '-o', '0', *arguments)
    faults = 0
    for _ in range(3):
        reader.await_true(lambda: all(topic.ends[p] - 1 in reader.written[p] for p in range(2)), STALL_SECONDS,
                          f'reading goes on up to {topic.ends}')
        reader.process.send_signal(signal.SIGSTOP)
        partition = chance.randrange(2)
        topic.produce(chance.randint(20, N_RECORDS), partition)
        topic.expire(partition, topic.ends[partition] - chance.randint(0, 10))
        topic.produce(chance.randint(1, N_RECORDS))
        time.sleep(chance.uniform(0, 1.5))
        reader.process.send_signal(signal.SIGCONT)
        faults += 2
    reader.await_true(lambda: all(topic.ends[p] - 1 in reader.written[p] for p in range(2)), STALL_SECONDS,
                      f'reading goes on up to {topic.ends}')
    code = reader.stop()
    check(code == 130, f'exit {code}')
    check_covered([reader], topic.ends, once=not arguments)
    if arguments:
        check_committed(room, [reader], 2)
    return faults


RUNGS = [
    Rung('reading', 'each offset is counted once or inside a reported gap', run_alone, 50, 4, 4),
    Rung('member', 'as a member of a group (eager, cooperative, KIP-848, static): read or reported; what is committed was written',
         run_member, 24, 4, 4),
    Rung('members', 'members come, go and die: together they write every offset', run_members, 12, 4, 4),
    # Not in a bounded run: a member that died is waited for, which may take longer than a test has.
    Rung('end', 'a group that begins at the end: members come, go and die, and none of the new records is passed over', run_from_end, 12, 0, 4),
    Rung('stopped', 'stopped while its position is deleted: a gap, and nothing stands still', run_stopped, 8, 2, 4),
]
