package weir;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.TimeWindows;
import org.apache.kafka.streams.processor.TimestampExtractor;
import org.apache.kafka.streams.state.WindowStore;

/** Count, sum, min and max per key and minute: java weir.Windows BOOTSTRAP TOPIC RECORDS. */
public final class Windows {
  record Quote(double price, long timestamp) {}

  record Cell(long count, double sum, double min, double max) {
    Cell add(double price) {
      return new Cell(count + 1, sum + price, Math.min(min, price), Math.max(max, price));
    }
  }

  public static final class EventTime implements TimestampExtractor {
    @Override
    public long extract(ConsumerRecord<Object, Object> record, long partitionTime) {
      return ((Quote) record.value()).timestamp();
    }
  }

  private static Serde<Quote> quotes() {
    ObjectMapper mapper = new ObjectMapper();
    Deserializer<Quote> read = (topic, bytes) -> {
      try {
        JsonNode node = mapper.readTree(bytes);
        return new Quote(node.get("price").doubleValue(), node.get("timestamp").longValue());
      } catch (java.io.IOException e) {
        throw new IllegalArgumentException(e);
      }
    };
    Serializer<Quote> write = (topic, quote) -> ByteBuffer.allocate(16)
        .putDouble(quote.price()).putLong(quote.timestamp()).array();
    return Serdes.serdeFrom(write, read);
  }

  private static Serde<Cell> cells() {
    Serializer<Cell> write = (topic, cell) -> ByteBuffer.allocate(32).putLong(cell.count())
        .putDouble(cell.sum()).putDouble(cell.min()).putDouble(cell.max()).array();
    Deserializer<Cell> read = (topic, bytes) -> {
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      return new Cell(buffer.getLong(), buffer.getDouble(), buffer.getDouble(), buffer.getDouble());
    };
    return Serdes.serdeFrom(write, read);
  }

  private static Properties settings(String bootstrap) throws java.io.IOException {
    Properties settings = new Properties();
    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "weir-bench-" + ProcessHandle.current().pid());
    settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
    settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, 2);
    settings.put(StreamsConfig.STATE_DIR_CONFIG, Files.createTempDirectory("weir-streams").toString());
    settings.put(StreamsConfig.consumerPrefix("auto.offset.reset"), "earliest");
    settings.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 64L << 20);
    return settings;
  }

  public static void main(String[] arguments) throws Exception {
    long wanted = Long.parseLong(arguments[2]);
    AtomicLong records = new AtomicLong();
    CountDownLatch done = new CountDownLatch(1);
    StreamsBuilder builder = new StreamsBuilder();

    builder.stream(arguments[1], Consumed.with(Serdes.String(), quotes())
            .withTimestampExtractor(new EventTime()))
        .peek((key, quote) -> {
          if (records.incrementAndGet() == wanted) {
            done.countDown();
          }
        })
        .groupByKey(Grouped.with(Serdes.String(), quotes()))
        .windowedBy(TimeWindows.ofSizeAndGrace(Duration.ofMinutes(1), Duration.ofMinutes(1)))
        .aggregate(
            () -> new Cell(0, 0, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY),
            (key, quote, cell) -> cell.add(quote.price()),
            Materialized.<String, Cell, WindowStore<Bytes, byte[]>>as("windows")
                .withKeySerde(Serdes.String()).withValueSerde(cells())
                .withCachingEnabled().withLoggingDisabled());

    KafkaStreams streams = new KafkaStreams(builder.build(), settings(arguments[0]));
    streams.start();
    done.await();
    System.out.println(records.get());
    Runtime.getRuntime().halt(0);
  }
}
