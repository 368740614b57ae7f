#!/usr/bin/env python3
"""./dev bench faults: what Weir does when things break, counted.

Each rung of the ladder runs weir-cli against a real Kafka, breaks something, and
looks whether its promise was kept: runs, faults injected, runs survived. A run
that failed says its seed: ./dev bench faults RUNG --seed S --runs 1 does it again.
Table on stderr, JSON on stdout.
"""

import argparse
import json
import os
import sys
import time

from faults import broken, brokers, files, ladder, network, outputs, payloads, reading, signals, trust, verbs
from faults.place import Place, has_kafka

HERE = os.path.dirname(os.path.abspath(__file__))
BUILD = os.environ.get('WEIR_BUILD', os.path.join(os.path.dirname(os.path.dirname(HERE)), 'build'))
SKIPPED = 77
RUNGS = [*reading.RUNGS, *broken.RUNGS, *brokers.RUNGS, *outputs.RUNGS, *signals.RUNGS, *verbs.RUNGS, *trust.RUNGS, *files.RUNGS,
         *network.RUNGS, *payloads.RUNGS]


def say(text=''):
    print(text, file=sys.stderr, flush=True)


def parse_arguments():
    parser = argparse.ArgumentParser(prog='./dev bench faults', description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter,
                                     epilog='rungs: ' + ' '.join(rung.name for rung in RUNGS))
    parser.add_argument('names', nargs='*', metavar='RUNG', help='only these (default: all)')
    parser.add_argument('--runs', type=int, help='of each rung')
    parser.add_argument('--seed', type=int, default=1, help='of the first run; the next ones count on from there (default 1)')
    parser.add_argument('--few', action='store_true', help='as a test: some minutes, on the Kafka of the tests')
    parser.add_argument('--build', default=BUILD, help='folder of the build')
    parser.add_argument('--gate', action='store_true', help='fail where a run did not survive')
    options = parser.parse_args()
    unknown = set(options.names) - {rung.name for rung in RUNGS}
    if unknown:
        parser.error(f'there is no {", ".join(unknown)}; rungs: {" ".join(rung.name for rung in RUNGS)}')
    return options


def chosen(options):
    """Each rung that is asked for, and its number of runs."""
    for rung in RUNGS:
        n_runs = options.runs or (rung.few if options.few else rung.runs)
        if (not options.names or rung.name in options.names) and n_runs > 0:
            yield rung, n_runs


def main():
    options = parse_arguments()
    if options.few and not has_kafka():
        raise SystemExit(1 if os.environ.get('WEIR_REQUIRE_KAFKA') == '1' else SKIPPED)
    begin = time.monotonic()
    rungs = {}
    say(f'{"":24}{"runs":>6}{"faults":>8}{"survived":>10}{"seconds":>9}')
    with Place(options.build) as place:
        for rung, n_runs in chosen(options):
            line = rungs[rung.name] = ladder.climb(rung, place, options.seed, n_runs, say)
            say(f'{rung.name:24}{line["runs"]:6}{line["faults"]:8}{line["survived"]:10}{line["seconds"]:9.1f}')
    print(json.dumps({'seed': options.seed, 'seconds': time.monotonic() - begin, 'rungs': rungs}, indent=None if options.few else 2))
    late = list(ladder.missed(rungs))
    if options.gate and late:
        # The last lines: of a long log only those are shown.
        raise SystemExit('\n'.join(['not kept:', *ladder.describe(rungs), *late]))


if __name__ == '__main__':
    main()
