"""Files that are whole or not there, whatever fails and whenever the run is killed."""

import fcntl
import os
import resource
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


# What others may have beside our file: names like those of ours, and what merely has one.
FOREIGN = ['.rows.csv.weir-1-ABCDE', '.rows.csv.weir-x-ABCDEF', '.rows.csv.weir-1-ABCDEFG', '.rows.csv.weir-1-ABC-EF', 'rows.csv.weir-1-ABCDEF',
           '.other.csv.weir-1-ABCDEF', '.rows.csv', 'rows.csv~']
LIMIT_MIB = 250


def limit_of(chance):
    """What ends a run in the middle, and how: a limit, or kill -9."""
    kind = chance.choice(['size', 'memory', 'kill'])
    size, memory = chance.randint(100, 20000), chance.randint(LIMIT_MIB // 4, LIMIT_MIB) << 20

    def set_limit():
        if kind == 'size':
            resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
        elif kind == 'memory':
            resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    return kind, set_limit


def run_leftovers(room, chance):
    """Files that may not grow, no memory, kill -9: the next run clears up, spilled Parquet too, and touches nothing else."""
    topic = long_topic(room)
    name = chance.choice(['rows.csv', 'rows.csv.gz', 'rows.parquet'])
    whole = whole_file(room, topic, name)
    for folder in ('out', 'cache'):
        os.mkdir(room.path(folder))
    path = room.write(os.path.join('out', name), b'old')
    foreign = [one.replace('rows.csv', name) for one in FOREIGN]
    for one in foreign:
        room.write(os.path.join('out', one), b'foreign')
    # A folder, a link, and a file that a living process holds, all with names of ours.
    held = room.write(os.path.join('out', f'.{name}.weir-2-HELDXX'), b'foreign')
    os.mkdir(room.path('out', f'.{name}.other'))
    os.symlink(path, room.path('out', f'.{name}.weir-3-LINKXX'))
    foreign += [os.path.basename(held), f'.{name}.other', f'.{name}.weir-3-LINKXX']
    command = ['windows', '-t', topic, '-e', *WINDOWS, '-O', path]
    environment = {'XDG_CACHE_HOME': room.path('cache')}
    with open(held, 'rb') as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        for _ in range(N_KILLS):
            kind, limit = limit_of(chance)
            process = room.start(*command, environment=environment, preexec_fn=limit)
            if kind == 'kill':
                time.sleep(chance.uniform(0, 0.7))
                process.kill()
            _, err = process.communicate(timeout=60)
            check(read(path) in (b'old', whole), f'{kind}: {name} is neither old nor whole: {len(read(path))} bytes')
            check(kind != 'size' or process.returncode == 1 and b'File too large' in err, f'exit {process.returncode}: {err}')
        code, _, err = room.run(*command, environment=environment)
        check(code == 0, err)
        check(read(path) == whole, f'{name} is not what an undisturbed run writes')
        left = set(os.listdir(room.path('out')))
        check(left == {name, *foreign}, f'left {left - {name, *foreign}}, gone {set(foreign) - left}')
    spilled = [one for _, folders, files in os.walk(room.path('cache')) for one in folders + files if one.startswith('spill')]
    check(not spilled, f'left {spilled}')
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
    Rung('leftovers', 'a limit of files, no memory, kill -9: old file or whole file; the next run clears up, and touches nothing else',
         run_leftovers, 20, 0, 3),
    Rung('full', 'a full disk is a failure, and nothing is committed', run_full, 20, 3, 3),
]
