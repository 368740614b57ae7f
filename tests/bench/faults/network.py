"""Connections that are refused."""

import os
import time
import unittest

from faults.ladder import Failed, Rung, check
from faults.reader import Reader
from faults.reading import STALL_SECONDS, Topic
from faults.shared import load_tests

STORM_SECONDS = 8


def run_storm(room, chance):
    """What closes at once, from the start or after a while, is tried no more often than librdkafka alone would."""
    topic = Topic(room, 1)
    topic.produce(10)
    links = [room.proxy(), room.proxy()]
    later = room.seed % 2 == 1
    group = ['-G', room.group] if chance.random() < 0.5 else []
    if not later:
        for link in links:
            link.refuse()
    bare = os.path.join(room.place.build, 'tests', 'bench', 'bare-kafka')
    other = room.spawn([bare, 'read', links[1].address, room.topic, '1000000000', 'reconnect.backoff.max.ms=2000'])
    reader = Reader(room, '-o', '0', '--timeout', '600', *group, address=links[0].address, impatient=())
    if later:
        reader.await_true(lambda: reader.count() == 10, STALL_SECONDS, 'reading it')
    before = [link.n_accepted for link in links]
    if later:
        for link in links:
            link.refuse()
            link.cut()
    time.sleep(STORM_SECONDS)
    ours, theirs = (link.n_accepted - n for link, n in zip(links, before))
    check(other.poll() is None, 'librdkafka alone ended')
    room.note('connections', ours)
    room.note('connections_of_librdkafka_alone', theirs)
    reader.stop()
    # A group has one more connection, that to its coordinator.
    allowed = 2 * max(theirs, STORM_SECONDS) + 5
    check(ours <= allowed, f'{ours} connections in {STORM_SECONDS} s, librdkafka alone {theirs}')
    return ours


def run_tls(room, _):
    """Other host, expired, signed by nobody, none at all: refused, each with its own words."""
    tests = load_tests(room.place, 'cli_layers')
    suite = unittest.defaultTestLoader.loadTestsFromTestCase(tests.Layers)
    result = unittest.TestResult()
    suite.run(result)
    check(result.testsRun > 0 and not result.skipped, 'nothing was tried')
    for _, text in result.failures + result.errors:
        raise Failed(text)
    return 4


RUNGS = [
    Rung('storm', 'a listener that closes at once is tried no more often than by librdkafka alone', run_storm, 8, 2, 4),
    Rung('tls', 'TLS of another host, expired, signed by nobody, or none: refused, in four ways', run_tls, 1, 0, 1),
]
