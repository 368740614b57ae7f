#!/usr/bin/env python3
"""./dev bench instructions: instructions a record costs between Kafka and its window.

Callgrind counts what the topology of a stream executes for seed-shaped
quotes in memory (replay-windows), so the figure does not depend on what else
the machine does. The difference of a long and a short run leaves start and end
out, and only functions below the adding of a message count. The figure is kept in
instructions.json; --gate fails more than 5 % past it, --keep writes it anew.
Table on stderr, JSON on stdout.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
BUILD = os.environ.get('WEIR_BUILD', os.path.join(TOP, 'build'))
KEPT = os.path.join(HERE, 'instructions.json')
SHORT, LONG = 130_000, 390_000
SLACK = 1.05
PARTS = {'decode': 'weir_decoder_decode', 'window': 'weir_window_engine_add', 'total': 'weir_topology_add_message'}


def say(text):
    print(text, file=sys.stderr, flush=True)


def count(function, n_records):
    """Instructions executed in and below @function, over the whole run."""
    with tempfile.TemporaryDirectory() as folder:
        command = ['valgrind', '--tool=callgrind', '--collect-atstart=no', f'--toggle-collect={function}',
                   f'--callgrind-out-file={folder}/out',
                   os.path.join(BUILD, 'tests', 'bench', 'replay-windows'), str(n_records)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        found = re.search(r'Collected : (\d+)', done.stderr)
        if done.returncode != 0 or not found:
            raise SystemExit(f'{" ".join(command)}:\n{done.stderr[-2000:]}')
        return int(found.group(1))


def missed(figures, kept):
    """What to say of figures too far past those kept; None: nothing."""
    if figures['total'] <= kept['total'] * SLACK:
        return None
    return f'{figures["total"]:.1f} instructions a record, {kept["total"]:.1f} kept, 5 % more allowed'


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--gate', action='store_true', help='fail more than 5 %% past what is kept')
    parser.add_argument('--keep', action='store_true', help='keep this figure')
    options = parser.parse_args()
    if not shutil.which('valgrind'):
        raise SystemExit('counting instructions needs valgrind; run ./dev setup')

    figures = {name: (count(function, LONG) - count(function, SHORT)) / (LONG - SHORT)
               for name, function in PARTS.items()}
    figures = {name: round(value, 1) for name, value in figures.items()}
    if options.keep:
        with open(KEPT, 'w', encoding='utf-8') as file:
            json.dump(figures, file, indent=2)
            file.write('\n')
    with open(KEPT, encoding='utf-8') as file:
        kept = json.load(file)

    say(f'{"instructions a record":24}{"now":>10}{"kept":>10}')
    for name, value in figures.items():
        say(f'{name:24}{value:10.1f}{kept[name]:10.1f}')
    print(json.dumps({'instructions_per_record': figures, 'kept': kept}, indent=2))
    failure = missed(figures, kept)
    if options.gate and failure:
        say(f'missed: {failure}')
        sys.exit(1)


if __name__ == '__main__':
    main()
