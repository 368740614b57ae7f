#!/usr/bin/env python3
"""The jobs people run over such streams, asked of weir-cli as they would ask.

Average per symbol and minute with a minute of grace (Spark's well-known
example), daily lows, highs and moving averages, the ten stocks most traded of a
day, searches with the clicks that follow within ten minutes, and candles of
what `weir-cli simulate` simulates. All on the Kafka at WEIR_TEST_KAFKA, each
result computed a second time in Python.
"""

import collections
import csv
import datetime
import io
import json
import math
import os
import random
import sys
import tempfile
import unittest
import zoneinfo

import compare_windows as compare
import window_oracle as oracle

MINUTE = oracle.HOUR_USEC // 60
NEW_YORK = zoneinfo.ZoneInfo('America/New_York')
SYMBOLS = [f'SYM{i:03d}' for i in range(40)]


def rows(text):
    return list(csv.DictReader(io.StringIO(text)))


def number(text):
    return float(text) if text else None


class Jobs(unittest.TestCase):
    def publish(self, name, records, *arguments):
        with tempfile.NamedTemporaryFile('w', prefix='weir-jobs-', suffix='.ndjson', encoding='utf-8') as file:
            file.writelines(json.dumps(record) + '\n' for record in records)
            file.flush()
            return compare.Topic(name, file.name, '--partitions', '3', *arguments)

    def windows(self, topic, *arguments, want=(0,)):
        return rows(compare.cli(*compare.connect('windows'), '-t', topic.name, '-e', *arguments, want=want))

    def assert_near(self, wanted, found, message):
        if wanted is None or found is None:
            self.assertIs(wanted, found, message)
        else:
            self.assertTrue(math.isclose(wanted, found, rel_tol=1e-9, abs_tol=1e-9), f'{message}: {wanted} {found}')

    def assert_same_on_every_read(self, topic, *arguments):
        """The bytes of the rows, however the broker hands the records out."""
        command = [*compare.connect('windows'), '-t', topic.name, '-e', *arguments]
        first = compare.cli(*command)
        for properties in (['fetch.message.max.bytes=2000'], ['fetch.message.max.bytes=50000', 'fetch.wait.max.ms=1'],
                           ['queued.max.messages.kbytes=1024', 'fetch.max.bytes=70000', 'message.max.bytes=65000']):
            options = [word for name in properties for word in ('-X', name)]
            self.assertEqual(first, compare.cli(*command, *options), properties)

    # -- the jobs --------------------------------------------------------------

    def quotes(self, n_records, step_msec, late=0.05, now=1_700_000_000_000):
        chance = random.Random(11)
        for _ in range(n_records):
            now += chance.randrange(2 * step_msec)
            behind = chance.randrange(150_000) if chance.random() < late else 0
            yield {'symbol': chance.choice(SYMBOLS), 'price': round(chance.uniform(10, 500), 2),
                   'volume': chance.randrange(1, 1000), 'timestamp': now - behind}

    def test_average_per_symbol_and_minute(self):
        topic = self.publish('job-average', self.quotes(30_000, 20), '--key', 'symbol')
        model = topic.fill(oracle.Oracle('symbol', 'timestamp', 'ms', ['price'], MINUTE, grace_usec=MINUTE))
        arguments = ['--key', 'symbol', '--time', 'timestamp:ms', '--value', 'price', '--window', '1m', '--grace', '1m',
                     '--agg', 'mean']
        found = self.windows(topic, *arguments)
        wanted = list(model.rows(['mean']))
        self.assertEqual(len(wanted), len(found))
        for ours, theirs in zip(wanted, found):
            self.assertEqual((ours['key'], ours['window_start'], ours['count']),
                             (theirs['key'], oracle.parse_time(theirs['window_start']), int(theirs['count'])))
            self.assert_near(ours['price_mean'], number(theirs['price_mean']), theirs)
        self.assertGreater(model.n_late_records, 0)
        self.assert_same_on_every_read(topic, *arguments)

    def days(self, topic):
        """{(symbol, local day): records in the order of their times}, all in time."""
        days = collections.defaultdict(list)
        for record in topic.records:
            quote = json.loads(record['payload'])
            day = datetime.datetime.fromtimestamp(quote['timestamp'] / 1000, NEW_YORK).date()
            days[quote['symbol'], day].append(((quote['timestamp'], record['partition'], record['offset']), quote))
        for quotes in days.values():
            quotes.sort(key=lambda entry: entry[0])
        return days

    def midnight_usec(self, day):
        midnight = datetime.datetime.combine(day, datetime.time(), NEW_YORK)
        return (midnight.astimezone(oracle.UTC) - oracle.EPOCH) // oracle.MICROSECOND

    def test_daily_lows_highs_and_moving_averages(self):
        topic = self.publish('job-daily', self.quotes(12_000, 300_000, now=1_697_800_000_000), '--key', 'symbol')
        found = self.windows(topic, '--key', 'symbol', '--time', 'timestamp:ms', '--value', 'price', '--calendar', 'day',
                             '--zone', 'America/New_York', '--grace', '3m', '--agg', 'min,max,last',
                             '--indicator', 'sma(price_last,5),ema(price_last,10)')
        lengths = set()
        closes = collections.defaultdict(list)
        days = self.days(topic)
        averages = {}
        self.assertEqual(len(found), len(days))
        for row in found:
            start, end = (oracle.parse_time(row[name]) for name in ('window_start', 'window_end'))
            day = datetime.datetime.fromtimestamp(start / 10**6, NEW_YORK).date()
            prices = [quote['price'] for _, quote in days[row['key'], day]]
            self.assertEqual((start, end), (self.midnight_usec(day), self.midnight_usec(day + datetime.timedelta(1))))
            self.assertEqual([int(row['count']), float(row['price_min']), float(row['price_max']), float(row['price_last'])],
                             [len(prices), min(prices), max(prices), prices[-1]])
            lengths.add((end - start) // oracle.HOUR_USEC)
            series = closes[row['key']]
            series.append(prices[-1])
            self.assert_near(math.fsum(series[-5:]) / 5 if len(series) >= 5 else None, number(row['price_last_sma5']), row)
            if len(series) == 10:
                averages[row['key']] = math.fsum(series) / 10
            elif len(series) > 10:
                averages[row['key']] += (prices[-1] - averages[row['key']]) * 2 / 11
            self.assert_near(averages.get(row['key']), number(row['price_last_ema10']), row)
        self.assertEqual(lengths, {24, 25})     # summer time ends on one of these days

    def test_ten_stocks_most_traded_of_the_day(self):
        topic = self.publish('job-top', self.quotes(6_000, 60_000), '--key', 'symbol')
        arguments = ['--key', 'symbol', '--time', 'timestamp:ms', '--value', 'volume', '--calendar', 'day', '--zone',
                     'America/New_York', '--grace', '3m', '--agg', 'sum', '--top', '10:volume_sum']
        found = [(row['window_start'], row['rank'], row['key'], int(row['volume_sum'])) for row in self.windows(topic, *arguments)]
        totals = collections.defaultdict(list)
        for (symbol, day), quotes in self.days(topic).items():
            totals[day].append((-sum(quote['volume'] for _, quote in quotes), symbol))
        wanted = []
        for day in sorted(totals):
            moment = oracle.EPOCH + self.midnight_usec(day) * oracle.MICROSECOND
            start = moment.strftime('%Y-%m-%dT%H:%M:%S.%fZ')
            wanted += [(start, str(rank), symbol, -volume) for rank, (volume, symbol) in
                       enumerate(sorted(totals[day])[:10], 1)]
        self.assertEqual(wanted, found)
        self.assert_same_on_every_read(topic, *arguments)

    def test_searches_with_the_clicks_that_follow(self):
        chance = random.Random(3)
        searches, clicks = [], []
        now = 1_700_000_000_000
        for i in range(1500):
            now += chance.randrange(40_000)
            user = f'user{chance.randrange(60)}'
            searches.append({'user': user, 'term': f'term {i}', 'at': now})
            for _ in range(chance.randrange(3)):
                clicks.append({'user': user, 'url': f'/{i}', 'at': now + chance.choice(
                    [0, 1, 600_000, 600_001, chance.randrange(1_200_000)])})
        clicks.sort(key=lambda click: click['at'])
        left = self.publish('job-searches', searches, '--key', 'user')
        right = self.publish('job-clicks', clicks, '--key', 'user')
        wanted = sorted((search['user'], search['at'], search['term'], click['url'], click['at'])
                        for search in searches for click in clicks
                        if search['user'] == click['user'] and 0 <= click['at'] - search['at'] <= 600_000)
        paired = {entry[2] for entry in wanted}
        for kind, alone in (('inner', []), ('left', [s for s in searches if s['term'] not in paired])):
            text = compare.cli(*compare.connect('join'), '--left', left.name, '--right', right.name, '-e', '--key', 'user',
                               '--time', 'at:ms', '--before', '0s', '--after', '10m', '--type', kind,
                               '--left-value', 'term', '--right-value', 'url', '--output', 'json')
            joined = [json.loads(line) for line in text.splitlines()]
            pairs = sorted((row['key'], oracle.parse_time(row['left_event_time']) // 1000, row['left_term'], row['right_url'],
                            oracle.parse_time(row['right_event_time']) // 1000) for row in joined if row['right_url'])
            self.assertEqual(wanted, pairs)
            self.assertEqual(sorted(search['term'] for search in alone),
                             sorted(row['left_term'] for row in joined if row['right_url'] is None))
            times = [row['time'] for row in joined]
            self.assertEqual(times, sorted(times))

    def test_candles_of_what_is_simulated(self):
        compare.cli(*compare.connect('simulate'), '--feeds', 'trading', '--seed', '3', '--history', '10m',
                    '--history-rate', '20', '--rate', '500', '--duration', '2s')
        topic = compare.Topic.__new__(compare.Topic)
        topic.name = 'trading_data'
        topic.records = [json.loads(line) for line in compare.cli(*compare.connect('tail'), '-t', topic.name, '-e', '--json')
                         .splitlines()]
        topic.records.sort(key=lambda record: (record['partition'], record['offset']))
        model = topic.fill(oracle.Oracle('symbol', 'timestamp', 'ms', ['price', 'quantity'], MINUTE, grace_usec=5 * 10**6))
        found = self.windows(topic, '--key', 'symbol', '--time', 'timestamp:ms', '--value', 'price', '--value', 'quantity',
                             '--window', '1m', '--grace', '5s', '--agg',
                             'first(price),max(price),min(price),last(price),vwap(price,quantity),sum(quantity)', want=(0, 4))
        self.assertEqual(len(found), len(model.windows))
        for row, ours in zip(found, model.rows(['first', 'max', 'min', 'last', 'sum'])):
            members = model.windows[ours['window_start'], ours['key'].encode()]
            traded = [(price, quantity) for *_, (price, quantity) in members if price is not None and quantity is not None]
            self.assertEqual((row['key'], int(row['count'])), (ours['key'], ours['count']))
            for name in ('price_first', 'price_max', 'price_min', 'price_last', 'quantity_sum'):
                self.assertEqual(number(row[name]), ours[name], (name, row))
            vwap = math.fsum(p * q for p, q in traded) / math.fsum(q for _, q in traded) if traded else None
            self.assert_near(vwap, number(row['price_vwap']), row)


def main():
    compare.CLI = os.path.abspath(sys.argv.pop(1))
    compare.KAFKA = os.environ.get('WEIR_TEST_KAFKA')
    if not compare.KAFKA:
        print('no Kafka to test with (WEIR_TEST_KAFKA)', file=sys.stderr)
        sys.exit(77)
    unittest.main()


if __name__ == '__main__':
    main()
