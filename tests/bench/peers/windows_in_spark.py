"""A Spark job as such pipelines have it: average, low, high and count per symbol and minute.

usage: windows_in_spark.py BOOTSTRAP TOPIC RECORDS
Update mode, watermark of one minute, all that is in the topic, no sink.
"""

import sys

from pyspark.sql import SparkSession
from pyspark.sql import functions as f

PACKAGE = 'org.apache.spark:spark-sql-kafka-0-10_2.12:3.5.3'
SCHEMA = 'symbol STRING, price DOUBLE, timestamp LONG'


def main():
    bootstrap, topic, _wanted = sys.argv[1:]
    spark = (SparkSession.builder.master('local[2]').appName('bench')
             .config('spark.jars.packages', PACKAGE)
             .config('spark.sql.shuffle.partitions', 8)
             .config('spark.ui.enabled', 'false').getOrCreate())
    spark.sparkContext.setLogLevel('ERROR')
    quotes = (spark.readStream.format('kafka')
              .option('kafka.bootstrap.servers', bootstrap)
              .option('subscribe', topic).option('startingOffsets', 'earliest').load()
              .select(f.from_json(f.col('value').cast('string'), SCHEMA).alias('quote'))
              .select('quote.symbol', 'quote.price',
                      f.timestamp_millis('quote.timestamp').alias('time')))
    windows = (quotes.withWatermark('time', '1 minute')
               .groupBy(f.window('time', '1 minute'), 'symbol')
               .agg(f.avg('price'), f.min('price'), f.max('price'), f.count('price')))
    (windows.writeStream.outputMode('update').format('noop')
     .trigger(availableNow=True).start().awaitTermination())


main()
