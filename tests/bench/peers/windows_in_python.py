"""The usual Python consumer: confluent-kafka, json, a dict of windows.

usage: windows_in_python.py BOOTSTRAP TOPIC RECORDS OUTPUT.csv
One-minute tumbling windows with one minute of grace; rows as weir-cli writes them.
"""

import csv
import datetime
import json
import sys

import confluent_kafka

MINUTE = 60_000
GRACE = 60_000


def iso(msec):
    moment = datetime.datetime.fromtimestamp(msec // 1000, datetime.timezone.utc)
    return moment.strftime('%Y-%m-%dT%H:%M:%S') + f'.{msec % 1000:03d}000Z'


def assign_all(consumer, topic):
    partitions = consumer.list_topics(topic, 60).topics[topic].partitions
    consumer.assign([confluent_kafka.TopicPartition(topic, partition, confluent_kafka.OFFSET_BEGINNING)
                     for partition in partitions])


def read(consumer, wanted):
    windows = {}
    stream_time = {}
    n_records = 0
    loads = json.loads
    while n_records < wanted:
        for message in consumer.consume(1000, 1.0):
            if message.error():
                raise SystemExit(message.error())
            record = loads(message.value())
            time = record['timestamp']
            partition = message.partition()
            latest = stream_time.get(partition, 0)
            if time > latest:
                stream_time[partition] = latest = time
            start = time - time % MINUTE
            n_records += 1
            if start + MINUTE <= latest - GRACE:
                continue
            price = record['price']
            window = windows.get((start, record['symbol']))
            if window is None:
                windows[start, record['symbol']] = [1, price, price, price]
            else:
                window[0] += 1
                window[1] += price
                if price < window[2]:
                    window[2] = price
                if price > window[3]:
                    window[3] = price
    return windows


def write(windows, path):
    with open(path, 'w', newline='', encoding='utf-8') as file:
        writer = csv.writer(file, lineterminator='\n')
        writer.writerow(['key', 'window_start', 'window_end', 'count',
                         'price_count', 'price_sum', 'price_min', 'price_max'])
        for (start, key), (count, total, low, high) in sorted(windows.items()):
            writer.writerow([key, iso(start), iso(start + MINUTE), count, count, total, low, high])


def main():
    bootstrap, topic, wanted, output = sys.argv[1:]
    consumer = confluent_kafka.Consumer({'bootstrap.servers': bootstrap, 'group.id': 'python',
                                         'enable.auto.commit': False})
    assign_all(consumer, topic)
    write(read(consumer, int(wanted)), output)


main()
