"""Windows computed a second time, plainly, from the rules of Weir's manual.

Shares no code and no language with the engine: Python's own JSON, integers
and exact decimals, one dictionary a window, `math.fsum` for sums.
"""

import collections
import decimal
import json
import math
import re
import datetime

UTC = datetime.timezone.utc
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = datetime.timedelta(microseconds=1)
HOUR_USEC = 3600 * 10**6

Counters = collections.namedtuple('Counters', 'records late_pairs late_records future dead_letters')


def parse_json(text):
    def refuse(word):
        raise ValueError(word)
    return json.loads(text, parse_float=decimal.Decimal, parse_constant=refuse)


def lookup(value, path):
    for name in path.split('.'):
        if not isinstance(value, dict) or name not in value:
            return None
        value = value[name]
    return value


def time_usec(value, unit):
    """Event time in µs, halves up, or ValueError."""
    if unit == 'iso':
        if not isinstance(value, str):
            raise ValueError(value)
        moment = datetime.datetime.fromisoformat(value.replace('Z', '+00:00'))
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        return (moment - EPOCH) // MICROSECOND
    if isinstance(value, bool) or not isinstance(value, (int, decimal.Decimal)):
        raise ValueError(value)
    scale = {'s': 10**6, 'ms': 10**3, 'us': 1}[unit]
    return int((decimal.Decimal(value) * scale + decimal.Decimal('0.5')).to_integral_value(decimal.ROUND_FLOOR))


def key_text(value):
    if value is None:
        return ''
    if isinstance(value, bool):
        return 'true' if value else 'false'
    if isinstance(value, (dict, list)):
        raise ValueError(value)
    return str(value)


def number(value):
    """What counts in an aggregate: an integer exactly, anything else as a double."""
    if isinstance(value, bool) or not isinstance(value, (int, decimal.Decimal)):
        return None
    return value if isinstance(value, int) else float(value)


class Oracle:
    """Tumbling and hopping windows by partition, as if each partition were read alone."""

    def __init__(self, key, time, unit, values, size_usec, advance_usec=None, grace_usec=0,
                 max_ahead_usec=HOUR_USEC):
        self.key, self.time, self.unit, self.values = key, time, unit, values
        self.size, self.advance, self.grace = size_usec, advance_usec or size_usec, grace_usec
        self.max_ahead = max_ahead_usec
        self.stream = {}
        self.windows = collections.defaultdict(list)
        self.n_records = self.n_late_pairs = self.n_late_records = self.n_future = self.n_dead = 0

    def add(self, partition, offset, record_usec, record_key, payload):
        self.n_records += 1
        try:
            document = parse_json(payload)
            if not isinstance(document, dict):
                raise ValueError('no object')
            moment = time_usec(lookup(document, self.time), self.unit)
            key = key_text(lookup(document, self.key)) if self.key else record_key or ''
        except (ValueError, RecursionError, OverflowError):
            self.n_dead += 1
            return
        if moment - record_usec > self.max_ahead:
            self.n_future += 1
            return
        self.place(partition, offset, moment, key, [number(lookup(document, path)) for path in self.values])

    def place(self, partition, offset, moment, key, numbers):
        stream = self.stream[partition] = max(moment, self.stream.get(partition, moment))
        last = moment // self.advance
        first = (moment - self.size) // self.advance + 1
        starts = [n * self.advance for n in range(first, last + 1)]
        taken = [start for start in starts if start + self.size > stream - self.grace]
        self.n_late_pairs += len(starts) - len(taken)
        self.n_late_records += bool(starts) and not taken
        for start in taken:
            self.windows[start, key.encode()].append((moment, partition, offset, numbers))

    def rows(self, words):
        for (start, key), members in sorted(self.windows.items()):
            row = {'key': key.decode(), 'window_start': start, 'window_end': start + self.size,
                   'count': len(members)}
            for i, path in enumerate(self.values):
                column = [(m[:3], m[3][i]) for m in members if m[3][i] is not None]
                for word in words:
                    row[f'{path}_{word}'] = aggregate(word, column)
            yield row

    def counters(self):
        return Counters(self.n_records, self.n_late_pairs, self.n_late_records, self.n_future, self.n_dead)


class Sessions(Oracle):
    """Sessions of a stream whose partitions are in order, with one partition a key."""

    def place(self, partition, offset, moment, key, numbers):
        self.stream[partition] = max(moment, self.stream.get(partition, moment))
        if moment < self.stream[partition]:
            raise AssertionError('this oracle wants records in order')
        self.windows[0, key.encode()].append((moment, partition, offset, numbers))

    def rows(self, words):
        sessions = {}
        for (_, key), members in self.windows.items():
            session = []
            for member in members:
                if session and member[0] - session[-1][0] > self.size:
                    sessions[session[0][0], key] = session
                    session = []
                session.append(member)
            sessions[session[0][0], key] = session
        self.windows, ends = sessions, {place: members[-1][0] for place, members in sessions.items()}
        for row in super().rows(words):
            row['window_end'] = ends[row['window_start'], row['key'].encode()]
            yield row


def aggregate(word, column):
    values = [value for _, value in column]
    if word == 'count':
        return len(values)
    if not values or (word == 'stddev' and len(values) < 2):
        return None
    if word == 'min':
        return min(values)
    if word == 'max':
        return max(values)
    if word == 'first':
        return min(column, key=lambda entry: entry[0])[1]
    if word == 'last':
        return max(column, key=lambda entry: entry[0])[1]
    whole = all(isinstance(value, int) for value in values)
    total = sum(values) if whole else math.fsum(values)
    if word == 'sum':
        # Integers are exact as long as they fit into 64 bits.
        return total if not whole or -2**63 <= total < 2**63 else float(total)
    mean = total / len(values)
    if word == 'mean':
        return mean
    if word == 'stddev':
        return math.sqrt(math.fsum((value - mean)**2 for value in values) / (len(values) - 1))
    raise KeyError(word)


EXACT = {'count', 'min', 'max', 'first', 'last'}


def agrees(name, ours, theirs):
    """Whether the value `theirs` of column `name` is what the oracle says."""
    if ours is None or theirs is None:
        return ours is theirs
    word = name.rsplit('_', 1)[-1]
    if word in EXACT or name == 'count' or (word == 'sum' and isinstance(ours, int)):
        return ours == theirs       # Python compares integers with doubles exactly
    return math.isclose(ours, theirs, rel_tol=1e-9, abs_tol=1e-9 if word == 'stddev' else 0.0)


def parse_time(text):
    match = re.fullmatch(r'(\d{4,}-\d\d-\d\dT\d\d:\d\d:\d\d)\.(\d{6})Z', text)
    if match is None:
        raise ValueError(f'not a time in the promised form: {text}')
    moment = datetime.datetime.fromisoformat(match[1] + '+00:00')
    return (moment - EPOCH) // MICROSECOND + int(match[2])
