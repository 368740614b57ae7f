#include "config.h"

#include "app/cli/weir-cli-row-topic.h"

#include "data/store/weir-export-text.h"

void
weir_cli_row_topic_init (WeirCliRowTopic        *self,
                         WeirProducer           *producer,
                         const char             *topic,
                         const WeirExportColumn *columns,
                         guint                   n_columns)
{
  *self = (WeirCliRowTopic) { .columns = columns, .n_columns = n_columns };
  weir_topic_writer_init (&self->writer, producer);
  self->topic = g_strdup (topic);
  self->payload = g_string_new (NULL);
}

void
weir_cli_row_topic_clear (WeirCliRowTopic *self)
{
  if (self->payload == NULL)
    return;

  weir_producer_abort (self->writer.producer);
  weir_topic_writer_clear (&self->writer);
  g_clear_pointer (&self->topic, g_free);
  g_string_free (g_steal_pointer (&self->payload), TRUE);
}

void
weir_cli_row_topic_add (WeirCliRowTopic     *self,
                        const WeirWindowRow *row,
                        const WeirValue     *cells)
{
  WeirMessage message = {
    .topic = self->topic,
    .partition = -1,
    .time_usec = row->end_usec,
    .key = row->key_length > 0 ? row->key : NULL,
    .key_length = row->key_length,
  };

  g_string_truncate (self->payload, 0);
  weir_export_append_json_row (self->payload, self->columns, self->n_columns, cells);
  message.payload = self->payload->str;
  /* A payload is no line. */
  message.payload_length = self->payload->len - 1;
  if (weir_topic_writer_send (&self->writer, &message))
    self->n_rows++;
}
