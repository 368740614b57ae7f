"""What a rung is, and how often it held."""

import concurrent.futures
import dataclasses
import random
import time
import traceback

KEPT_FAILURES = 5


class Failed(Exception):
    """A promise that was not kept: what was seen."""


def check(condition, text):
    if not condition:
        raise Failed(text)


@dataclasses.dataclass
class Rung:
    """run(place, chance) injects faults as CHANCE has it, returns how many, and raises Failed."""
    name: str
    promise: str
    run: object
    runs: int
    few: int            # in a bounded run
    width: int = 3      # so many at a time


def run_once(rung, place, seed):
    """What one run injected, its notes, and why it failed or None."""
    with place.room(seed) as room:
        try:
            return rung.run(room, random.Random(f'{rung.name} {seed}')), room.notes, None
        except Failed as failure:
            return 0, room.notes, str(failure)
        except Exception:   # whatever the run itself stumbled over is not survived either
            return 0, room.notes, traceback.format_exc()


def climb(rung, place, seed, n_runs, say):
    """Its line of the table."""
    begin = time.monotonic()
    faults, failures, notes = 0, [], {}
    with concurrent.futures.ThreadPoolExecutor(rung.width) as pool:
        runs = {pool.submit(run_once, rung, place, seed + i): seed + i for i in range(n_runs)}
        for done in concurrent.futures.as_completed(runs):
            n, noted, reason = done.result()
            faults += n
            notes.update({name: max(value, notes.get(name, value)) for name, value in noted.items()})
            if reason is not None:
                failures.append({'seed': runs[done], 'reason': reason})
                say(f'  {rung.name}: --seed {runs[done]} --runs 1: {reason[:1200]}')
    return {'promise': rung.promise, 'runs': n_runs, 'faults': faults, 'survived': n_runs - len(failures),
            'seconds': time.monotonic() - begin, **notes,
            'failures': sorted(failures, key=lambda one: one['seed'])[:KEPT_FAILURES]}


def describe(rungs):
    """A line for each run that failed, as far as they were kept."""
    for name, line in rungs.items():
        for failure in line['failures']:
            yield f'{name}: --seed {failure["seed"]} --runs 1: {failure["reason"].strip().splitlines()[-1][-400:]}'


def missed(rungs):
    """What --gate fails for."""
    for name, line in rungs.items():
        if line['runs'] == 0 or line['survived'] < line['runs']:
            yield f'{name}: {line["survived"]} of {line["runs"]} runs survived'
        elif line['faults'] == 0:
            yield f'{name}: no fault was injected'
