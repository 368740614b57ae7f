#!/usr/bin/env python3
"""./dev bench alerts: what rules and pipe cost, and what one fixed rule finds in labelled series.

Costs: bench-rules. Pipe: weir-cli pipe beside a consumer and producer with nothing between
them, on the Kafka at WEIR_TEST_KAFKA. Series: those of NAB and SKAB in WEIR_TEST_DATA, by the
two rules of data/workspace/anomaly.json, the same for all, beside a plain threshold at three
standard deviations of the whole series, which are not known while it comes, and, by NAB's own
score, beside what NAB publishes of other detectors. Table on stderr, JSON on stdout.
"""

import argparse
import csv
import datetime
import gzip
import io
import json
import math
import os
import re
import statistics
import subprocess
import sys
import time
import uuid

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
BUILD = os.environ.get('WEIR_BUILD', os.path.join(TOP, 'build'))
CLI = os.path.join(BUILD, 'app', 'cli', 'weir-cli')
BARE = os.path.join(BUILD, 'tests', 'bench', 'bare-kafka')
KAFKA = os.environ.get('WEIR_TEST_KAFKA')
DATA = os.environ.get('WEIR_TEST_DATA')
RECORDS = 2_000_000
ROUNDS = 3
PROMISED_PIPE_RATIO = 0.8
NAB = ['realAWSCloudwatch__ec2_cpu_utilization_24ae8d', 'realKnownCause__machine_temperature_system_failure',
       'realKnownCause__nyc_taxi', 'realTweets__Twitter_volume_AAPL']
RULES = os.path.join(TOP, 'data', 'workspace', 'anomaly.json')
# Raw scores of the four series, standard profile: github.com/numenta/NAB, results/*/*_standard_scores.csv.
PUBLISHED = {'ARTime': [1.631679, 2.556330, 3.775210, 2.916102], 'Numenta HTM': [1.386031, 2.893217, 2.341892, 1.209614],
             'KNN-CAD': [-0.468449, -2.856411, 0.265091, 2.483350], 'Random Cut Forest': [0.524547, -2.118569, -3.184631, 0.750076],
             'Twitter ADVec': [-0.606679, -0.237213, -5.0, 0.168755], 'Etsy Skyline': [-2.0, -4.0, -5.0, 2.484164],
             'windowed Gaussian': [-1.266679, -4.0, -5.0, 1.513997]}
FALSE_POSITIVE_WEIGHT = 0.11
SENSORS = ['Accelerometer1RMS', 'Accelerometer2RMS', 'Current', 'Pressure', 'Temperature', 'Thermocouple', 'Voltage',
           'Volume Flow RateRMS']


def say(text=''):
    print(text, file=sys.stderr, flush=True)


def run(command, **options):
    done = subprocess.run([str(word) for word in command], stdout=subprocess.PIPE, check=False, **options)
    if done.returncode not in (0, 4):
        raise SystemExit(f'{" ".join(map(str, command))}: exit status {done.returncode}')
    return done.stdout.decode()


# -- pipe ----------------------------------------------------------------------


def timed(command):
    began = time.monotonic()
    run(command, stderr=subprocess.DEVNULL)
    return time.monotonic() - began


def measure_pipe():
    name = f'bench-pipe-{uuid.uuid4().hex[:6]}'
    say(f'filling {name} with {RECORDS} records')
    run([BARE, 'fill', KAFKA, name, 4, RECORDS, 100])
    seconds = {'bare': [], 'pipe': [], 'where': [], 'exactly_once': []}
    for i in range(ROUNDS):
        for kind in (seconds if i % 2 == 0 else reversed(list(seconds))):
            out = f'{name}-{kind}-{i}'
            run([CLI, 'publish', os.devnull, '-b', KAFKA, '-q', '-t', out, '--partitions', 4])
            pipe = [CLI, 'pipe', '-b', KAFKA, '-q', '-t', name, '--to', out, '-e', '-X', 'linger.ms=50']
            seconds[kind].append(timed({
                'bare': [BARE, 'pipe', KAFKA, name, out, RECORDS],
                'pipe': pipe,
                'where': [*pipe, '--where', 'price > 0'],
                'exactly_once': [*pipe, '--exactly-once', out, '-o', 'beginning'],
            }[kind]))
    best = {kind: min(values) for kind, values in seconds.items()}
    for kind, value in best.items():
        say(f'{kind:<14} {RECORDS / value:12,.0f} records/s   {best["bare"] / value:.2f} of bare')
    return {'records': RECORDS, 'seconds': seconds, 'ratio': best['bare'] / best['pipe'],
            'where_ratio': best['bare'] / best['where'], 'exactly_once_ratio': best['bare'] / best['exactly_once']}


# -- labelled series -----------------------------------------------------------


def seconds_of(text):
    return datetime.datetime.fromisoformat(text.replace('Z', '')[:26]).replace(tzinfo=datetime.timezone.utc).timestamp()


def read_rules(field):
    """The rules of the file for another field, as options."""
    with open(RULES, encoding='utf-8') as file:
        rules = json.load(file)['rules']
    words = []
    for rule in rules:
        condition = rule['condition']
        words += ['--rule', f'{rule["name"]}: {re.sub(r"value", lambda _: field, condition["fire"])}']
        words += ['--for', condition.get('for', '0s'), '--keep-firing', condition['keep_firing']]
    return words


def firings(path, options, rules):
    """When alerts began; one that had not ended has not begun again."""
    out = run([CLI, 'alerts', '--input', path, '-q', *options, *rules], stderr=subprocess.DEVNULL)
    times, before = set(), {}
    for row in csv.DictReader(io.StringIO(out)):
        if row['state'] == 'firing' and before.get((row['rule'], row['key'])) != 'recovering':
            times.add(seconds_of(row['event_time']))
        before[row['rule'], row['key']] = row['state']
    return sorted(times)


def sigmoid(position):
    return -1.0 if position >= 3 else 2 / (1 + math.exp(5 * position)) - 1


def nab_score(times, rows, windows):
    """NAB's raw score, standard profile (Lavin and Ahmad, 2015; nab/sweeper.py): a window's first detection counts up to 1, the
    earlier the more, a missed window -1, a detection outside up to -0.11, the less the closer behind a window. The first
    15 % of the records, at most 750, do not count."""
    hits, places = set(times), {}
    for i, at in enumerate(rows):
        places.setdefault(at, i)
    spans = [(places[begin], places[end]) for begin, end in windows]
    parts, outside = [-1.0] * len(spans), 0.0
    for i in range(min(int(0.15 * len(rows)), 750), len(rows)):
        if rows[i] not in hits:
            continue
        inside = [k for k, (begin, end) in enumerate(spans) if begin <= i <= end]
        if inside:
            begin, end = spans[inside[0]]
            parts[inside[0]] = max(parts[inside[0]], sigmoid(-(end - i + 1) / (end - begin + 1)) / sigmoid(-1))
            continue
        before = [span for span in spans if span[1] < i]
        outside += FALSE_POSITIVE_WEIGHT * sigmoid((i - before[-1][1]) / (before[-1][1] - before[-1][0]) if before else 3.0)
    return sum(parts) + outside


def normalized(raw, n_windows):
    """0: nothing detected, 100: every window at once and nothing else."""
    return 100 * (raw + n_windows) / (2 * n_windows)


def score(times, windows, span, merge):
    """Windows with a firing in them, seconds to the first of each, and firings outside, those close together one."""
    delays = [min(t for t in times if a <= t <= b) - a for a, b in windows if any(a <= t <= b for t in times)]
    outside = [t for t in times if not any(a <= t <= b for a, b in windows)]
    alarms = sum(1 for i, t in enumerate(outside) if i == 0 or t - outside[i - 1] > merge)
    return {'windows': len(windows), 'detected': len(delays), 'false_alarms': alarms,
            'false_alarms_per_week': alarms / (span / (7 * 86400)), 'delay_seconds': statistics.median(delays) if delays else None}


def measure_nab():
    with open(os.path.join(DATA, 'iot', 'nab_anomaly_windows.json'), encoding='utf-8') as file:
        labels = json.load(file)
    result = {}
    for name in NAB:
        path = os.path.join(DATA, 'iot', name + '.csv.gz')
        with gzip.open(path, 'rt', encoding='utf-8') as file:
            rows = [(seconds_of(row['timestamp']), float(row['value'])) for row in csv.DictReader(file)]
        key = next(key for key in labels if key.replace('/', '__').startswith(name))
        windows = [(seconds_of(a), seconds_of(b)) for a, b in labels[key]]
        span = max(t for t, _ in rows) - min(t for t, _ in rows)
        mean, deviation = statistics.fmean(v for _, v in rows), statistics.stdev(v for _, v in rows)
        options = ['--time', 'timestamp:iso', '--value', 'value']
        result[name] = {}
        for kind, rules in (('rules', read_rules('value')),
                            ('threshold', ['--rule', f'r: abs(value - {mean}) > {3 * deviation}'])):
            times = firings(path, options, rules)
            result[name][kind] = {**score(times, windows, span, 3600), 'nab': nab_score(times, [at for at, _ in rows], windows)}
    return result


def compare_nab(result):
    n_windows = sum(kinds['rules']['windows'] for kinds in result.values())
    scores = {kind: normalized(sum(kinds[kind]['nab'] for kinds in result.values()), n_windows) for kind in ('rules', 'threshold')}
    scores.update({name: normalized(sum(values), n_windows) for name, values in PUBLISHED.items()})
    say('NAB score of the four series, standard profile')
    for name, value in sorted(scores.items(), key=lambda item: -item[1]):
        say(f'{name:<20} {value:6.1f}')
    return scores


def changes_of(labels):
    """Spans of a 0/1 label."""
    spans, begun = [], None
    for at, label in labels:
        if label and begun is None:
            begun = at
        if not label and begun is not None:
            spans.append((begun, at))
            begun = None
    return spans if begun is None else [*spans, (begun, labels[-1][0])]


def measure_skab():
    folder = os.path.join(DATA, 'iot', 'skab')
    result = {}
    for name in sorted(os.listdir(folder)):
        path = os.path.join(folder, name)
        with gzip.open(path, 'rt', encoding='utf-8') as file:
            rows = list(csv.DictReader(file, delimiter=';'))
        times = [seconds_of(row['datetime']) for row in rows]
        windows = changes_of([(t, float(row.get('anomaly') or 0) > 0) for t, row in zip(times, rows)])
        options = ['--time', 'datetime:iso', *(word for sensor in SENSORS for word in ('--value', sensor))]
        rules, plain = [], []
        for i, sensor in enumerate(SENSORS):
            values = [float(row[sensor]) for row in rows]
            rules += [word.replace('unusual:', f'unusual{i}:').replace('sudden:', f'sudden{i}:') for word in read_rules(f'`{sensor}`')]
            plain += ['--rule', f's{i}: abs(`{sensor}` - {statistics.fmean(values)}) > {3 * statistics.stdev(values)}']
        span = max(times) - min(times)
        result[name] = {'rules': score(firings(path, options, rules), windows, span, 60),
                        'threshold': score(firings(path, options, plain), windows, span, 60)}
    return result


def show(result):
    say(f'{"series":<56} {"":<10} detected  false alarms  a week  delay')
    for name, kinds in result.items():
        for kind, one in kinds.items():
            delay = '' if one['delay_seconds'] is None else f'{one["delay_seconds"]:.0f} s'
            say(f'{name[:56]:<56} {kind:<10} {one["detected"]} of {one["windows"]}    {one["false_alarms"]:12} '
                f'{one["false_alarms_per_week"]:7.1f}  {delay}')


def main():
    parser = argparse.ArgumentParser(description=__doc__.split('\n', maxsplit=1)[0])
    parser.add_argument('--gate', action='store_true')
    options = parser.parse_args()
    result = {'rules': json.loads(run([os.path.join(BUILD, 'tests', 'bench', 'bench-rules')]))}
    if DATA:
        result['nab'], result['skab'] = measure_nab(), measure_skab()
        show({**result['nab'], **result['skab']})
        result['nab_scores'] = compare_nab(result['nab'])
    else:
        say('labelled series: WEIR_TEST_DATA names no folder that has them, so they are left out')
    if KAFKA:
        result['pipe'] = measure_pipe()
    print(json.dumps(result))
    if options.gate and KAFKA and result['pipe']['ratio'] < PROMISED_PIPE_RATIO:
        say(f'pipe ÷ bare is below {PROMISED_PIPE_RATIO}')
        sys.exit(1)


if __name__ == '__main__':
    main()
