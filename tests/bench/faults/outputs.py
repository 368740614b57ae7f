"""Files that are whole or not there, whatever fails and whenever the run is killed."""

import os
import time

from faults.ladder import Rung, check
from faults.shared import WINDOWS, load_tests, long_topic, publish

OUTPUTS = [('-O', 'rows.csv'), ('-O', 'rows.csv.gz'), ('-O', 'rows.parquet'), ('--late', 'late.csv'),
           ('--dead-letters', 'dead.ndjson'), ('--json-summary', 'summary.json')]
CALLS = ('open', 'write', 'fsync', 'rename', 'close')
N_KILLS = 8


def failing_outputs(room):
    """The test of outputs, reading from the real Kafka."""
    tests = load_tests(room.place, 'cli_outputs')
    topic = room.place.once('outputs', lambda: publish(room, f'{room.topic}-outputs', tests.ROWS, '--partitions', '1'))

    class OnKafka(tests.Outputs):
        address = room.place.bootstrap

        def arguments(self, verb='windows', topic=topic):
            return super().arguments(verb, topic)

        def runTest(self):
            """Nothing: its helpers are used one by one."""

    return OnKafka(), tests.FOR_EVER


def run_failing(room, _):
    """Every call of one output fails, once and for ever."""
    outputs, for_ever = failing_outputs(room)
    option, name = OUTPUTS[room.seed % len(OUTPUTS)]
    code, err, files, calls = outputs.run_failing(option, name, 'none', 0, 0)
    check((code, list(files)) == (4, [name]), f'exit {code}: {err}')
    check(set(CALLS) <= set(calls), f'calls {calls}')
    faults = [(call, n, last) for call in CALLS for n in range(1, calls.count(call) + 1) for last in (n, for_ever)]
    for fault in faults:
        outputs.check_fault(option, name, files[name], *fault)
    return len(faults)


def read(path):
    with open(path, 'rb') as file:
        return file.read()


def whole_file(room, topic, name):
    """What an undisturbed run writes."""
    def make():
        folder = os.path.join(room.place.folder, f'whole-{name}')
        os.mkdir(folder)
        path = os.path.join(folder, name)
        code, _, err = room.run('windows', '-t', topic, '-e', *WINDOWS, '-O', path)
        check(code == 0, err)
        return read(path)
    return room.place.once(name, make)


def run_killed(room, chance):
    """kill -9 at any moment: the old file or the whole new one; the next run clears away what is left."""
    topic = long_topic(room)
    name = chance.choice(['rows.csv', 'rows.csv.gz', 'rows.parquet', 'rows.json'])
    whole = whole_file(room, topic, name)
    os.mkdir(room.path('out'))
    path = room.write(os.path.join('out', name), b'old')
    command = ['windows', '-t', topic, '-e', *WINDOWS, '-O', path]
    n_left = 0
    for _ in range(N_KILLS):
        process = room.start(*command)
        time.sleep(chance.uniform(0, 0.7))
        process.kill()
        process.wait()
        check(read(path) in (b'old', whole), f'{name} is neither old nor whole: {len(read(path))} bytes')
        n_left = max(n_left, len(os.listdir(room.path('out'))) - 1)
    check(n_left <= 1, f'{n_left} files were left at a time')
    code, _, err = room.run(*command)
    check(code == 0, err)
    check(read(path) == whole, f'{name} is not what an undisturbed run writes')
    check(os.listdir(room.path('out')) == [name], f'left: {os.listdir(room.path("out"))}')
    return N_KILLS


def run_full(room, chance):
    """A disk that is full: the run fails, and the group has committed nothing."""
    topic = long_topic(room)
    verb, *options = chance.choice([['windows', *WINDOWS], ['windows', *WINDOWS, '--output', 'json'], ['tail'], ['tail', '-J'],
                                    ['tail', '--output', 'csv', '--key', 'k', '--value', 'v']])
    target = chance.choice(['stdout', '-O', '--dead-letters', '--json-summary'])
    if target == '-O' and verb == 'tail':
        options = ['--key', 'k', '--value', 'v', '--output', 'json']
    if target == '--dead-letters':
        # No record has such a time, so each is one.
        options = [*options, '--time', 'text:iso']
    arguments = ['-t', topic, '-G', room.group, '-o', 'beginning', '-e', *options]
    with open('/dev/full', 'wb') as full:
        if target == 'stdout':
            code, _, err = room.run(verb, *arguments, stdout=full)
        else:
            code, _, err = room.run(verb, *arguments, target, '/dev/full')
    check(code == 1, f'{verb} {arguments} {target}: exit {code}: {err[-500:]}')
    check('No space left on device' in err, f'{verb} {arguments} {target}: {err[-500:]}')
    committed = room.admin('committed', room.group, topic, 2)
    # The summary is written when all rows are.
    if target != '--json-summary':
        check(max(committed) <= 0, f'{verb} {arguments} {target}: committed {committed}')
    return 1


RUNGS = [
    Rung('outputs', 'each open, write, fsync, rename, close fails once and for ever: old file or whole file, nothing left',
         run_failing, len(OUTPUTS), 0, 2),
    Rung('killed', 'kill -9 at any moment: old file or whole file; the next run clears up', run_killed, 20, 2, 3),
    Rung('full', 'a full disk is a failure, and nothing is committed', run_full, 20, 3, 3),
]
