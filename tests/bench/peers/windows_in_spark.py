"""A Spark job as such pipelines have it: average, low, high and count per symbol and minute.

usage: spark-submit … windows_in_spark.py BOOTSTRAP TOPIC RECORDS [OUTPUT.csv]
Update mode, watermark of one minute, all that is in the topic, no sink; with
OUTPUT.csv the last state of every window as weir-cli writes it, for comparing.
"""

import csv
import sys

from pyspark.sql import SparkSession
from pyspark.sql import functions as f

SCHEMA = 'symbol STRING, price DOUBLE, timestamp LONG'
TIME = "yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'"
HEADER = ['key', 'window_start', 'window_end', 'count', 'price_count', 'price_sum', 'price_min', 'price_max']


def windows_of(spark, bootstrap, topic):
    quotes = (spark.readStream.format('kafka')
              .option('kafka.bootstrap.servers', bootstrap)
              .option('subscribe', topic).option('startingOffsets', 'earliest').load()
              .select(f.from_json(f.col('value').cast('string'), SCHEMA).alias('quote'))
              .select('quote.symbol', 'quote.price',
                      f.timestamp_millis('quote.timestamp').alias('time')))
    return (quotes.withWatermark('time', '1 minute')
            .groupBy(f.window('time', '1 minute'), 'symbol')
            .agg(f.avg('price').alias('mean'), f.min('price').alias('low'),
                 f.max('price').alias('high'), f.count('price').alias('n')))


def keep_in(rows):
    """Each batch's rows take the place of the earlier ones of the same window."""
    def keep(frame, _batch):
        times = [f.date_format(f'window.{edge}', TIME).alias(edge) for edge in ('start', 'end')]
        for row in frame.select('symbol', *times, 'mean', 'low', 'high', 'n').collect():
            rows[row.symbol, row.start] = row
    return keep


def write(rows, path):
    with open(path, 'w', newline='', encoding='utf-8') as file:
        writer = csv.writer(file, lineterminator='\n')
        writer.writerow(HEADER)
        for row in rows.values():
            writer.writerow([row.symbol, row.start, row.end, row.n, row.n, row.mean * row.n, row.low, row.high])


def main():
    bootstrap, topic, wanted, *output = sys.argv[1:]
    rows = {}
    spark = SparkSession.builder.getOrCreate()
    spark.sparkContext.setLogLevel('ERROR')
    stream = windows_of(spark, bootstrap, topic).writeStream.outputMode('update').trigger(availableNow=True)
    stream = stream.foreachBatch(keep_in(rows)) if output else stream.format('noop')
    query = stream.start()
    query.awaitTermination()
    n_read = sum(progress['numInputRows'] for progress in query.recentProgress)
    if n_read != int(wanted):
        raise SystemExit(f'Spark read {n_read} records of {wanted}')
    for path in output:
        write(rows, path)
    spark.stop()


main()
