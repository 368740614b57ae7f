"""Topics that several runs read, filled once, and the tests whose helpers rungs use."""

import importlib
import os
import sys

from faults.ladder import check

INTEGRATION = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..', 'integration')
N_LONG = 20000
FIRST_SECOND = 1_700_000_000


def load_tests(place, name):
    """A module of tests/integration, which takes programs from the command line when it is loaded."""
    if INTEGRATION not in sys.path:
        sys.path.insert(0, INTEGRATION)
    kept, sys.argv = sys.argv, [name, place.cli, place.fail_calls]
    try:
        return importlib.import_module(name)
    finally:
        sys.argv = kept


def publish(room, topic, rows, *arguments):
    code, _, err = room.run('publish', '-', '-t', topic, *arguments, text=rows)
    check(code == 0, err)
    return topic


def long_topic(room):
    """N_LONG records in two partitions, a second apart, ten keys, in batches so small that they can be had one by one."""
    def make():
        rows = b''.join(b'{"k": "key %d", "t": %d, "v": %d, "text": "%s"}\n' % (i % 10, FIRST_SECOND + i, i, b'x' * 100)
                        for i in range(N_LONG))
        return publish(room, f'{room.topic}-long', rows, '--partitions', '2', '--key', 'k',
                       '-X', 'batch.size=8000', '-X', 'compression.codec=none')
    return room.place.once('long', make)


WINDOWS = ['--key', 'k', '--time', 't:s', '--value', 'v', '--window', '1m']
