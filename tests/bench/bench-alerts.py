#!/usr/bin/env python3
"""./dev bench alerts: what rules and pipe cost, and what one fixed rule finds in labelled series.

Costs: bench-rules. Pipe: weir-cli pipe beside a consumer and producer with nothing between
them, on the Kafka at WEIR_TEST_KAFKA. Series: those of NAB and SKAB in WEIR_TEST_DATA, by the
same rule with the same settings for all, beside a plain threshold at three standard
deviations of the whole series, which are not known while it comes. Table on stderr, JSON on stdout.
"""

import argparse
import csv
import datetime
import gzip
import io
import json
import os
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
# The same for every series: far from the day's median, or from the average of the hours before.
RULE = 'abs(rzscore({x}, 1d)) > 8 and abs(ewma_zscore({x}, 6h)) > 4'
SKAB_RULE = 'abs(rzscore({x}, 5m)) > 8 and abs(ewma_zscore({x}, 2m)) > 4'
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


def firings(path, options, rules):
    words = [word for name, rule in rules for word in ('--rule', f'{name}: {rule}')]
    out = run([CLI, 'alerts', '--input', path, '-q', *options, *words], stderr=subprocess.DEVNULL)
    return sorted(seconds_of(row['event_time']) for row in csv.DictReader(io.StringIO(out)) if row['state'] == 'firing')


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
        result[name] = {
            'rule': score(firings(path, options, [('r', RULE.format(x='value'))]), windows, span, 3600),
            'threshold': score(firings(path, options, [('r', f'abs(value - {mean}) > {3 * deviation}')]), windows, span, 3600)}
    return result


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
        rules = [(f's{i}', SKAB_RULE.format(x=f'`{sensor}`')) for i, sensor in enumerate(SENSORS)]
        plain = []
        for i, sensor in enumerate(SENSORS):
            values = [float(row[sensor]) for row in rows]
            plain.append((f's{i}', f'abs(`{sensor}` - {statistics.fmean(values)}) > {3 * statistics.stdev(values)}'))
        span = max(times) - min(times)
        result[name] = {'rule': score(firings(path, options, rules), windows, span, 60),
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
    if KAFKA:
        result['pipe'] = measure_pipe()
    print(json.dumps(result))
    if options.gate and KAFKA and result['pipe']['ratio'] < PROMISED_PIPE_RATIO:
        say(f'pipe ÷ bare is below {PROMISED_PIPE_RATIO}')
        sys.exit(1)


if __name__ == '__main__':
    main()
