#include "config.h"

#include "data/store/weir-kafka-function.h"

#include <glib/gi18n-lib.h>
#include <pthread.h>
#include <stdatomic.h>

#include "data/decode/weir-duration.h"
#include "data/decode/weir-position-text.h"
#include "data/source/weir-source.h"
#include "data/store/weir-console-sql.h"
#include "data/store/weir-exporter.h"
#include "data/store/weir-record-chunk.h"

#define FUNCTION     "kafka"
/* Records of one partition that are handed over together, and how many such batches wait at most. */
#define BATCH_ROWS   2048
#define BATCHES_MAX  32
#define LOOK_MSEC    50

struct _WeirKafkaFunction
{
  WeirDatabase     *database;       /* borrowed */
  WeirSettings     *settings;       /* owned */
  guint             deadline_msec;
  GCancellable     *cancellable;    /* owned, nullable: ends the waiting for records */
  _Atomic guint64   n_gaps;
};

/* What one call of the function asks for. */
typedef struct
{
  WeirKafkaFunction *function;      /* borrowed */
  char              *topic;         /* owned */
  gint32             partition;
  WeirPosition       start;
  WeirPosition       stop;
} WeirKafkaCall;

typedef struct
{
  gint32              partition;
  WeirRecorderBuffer *buffer;       /* owned */
} WeirKafkaBatch;

/* One scan of a topic: the consumer thread fills batches, DuckDB's thread takes them. */
typedef struct
{
  WeirKafkaFunction *function;      /* borrowed */
  guint              places[WEIR_RECORD_CHUNK_N_COLUMNS];
  WeirIntake        *intake;        /* owned */

  WeirKafkaBatch    *filling;       /* owned, nullable; consumer thread */
  WeirKafkaBatch    *given;         /* owned, nullable; DuckDB's thread: its bytes are in use until the next call */
  guint              n_given;

  pthread_mutex_t    mutex;         /* guards all below */
  pthread_cond_t     cond;
  GQueue             batches;       /* of WeirKafkaBatch */
  gboolean           ended;         /* nothing is added any more */
  gboolean           stopping;      /* the scan is over */
  GError            *error;         /* owned, nullable */
} WeirKafkaScan;

static void
batch_free (WeirKafkaBatch *batch)
{
  weir_recorder_buffer_free (batch->buffer);
  g_free (batch);
}

/* -- the consumer thread ----------------------------------------------------- */

static void
push (WeirKafkaScan *self)
{
  if (self->filling == NULL)
    return;

  pthread_mutex_lock (&self->mutex);
  while (self->batches.length >= BATCHES_MAX && !self->stopping)
    pthread_cond_wait (&self->cond, &self->mutex);
  g_queue_push_tail (&self->batches, g_steal_pointer (&self->filling));
  pthread_cond_broadcast (&self->cond);
  pthread_mutex_unlock (&self->mutex);
}

static void
on_message (const WeirMessage *message,
            gpointer           user_data)
{
  WeirKafkaScan *self = user_data;

  if (self->filling != NULL &&
      (self->filling->partition != message->partition || self->filling->buffer->rows->len >= BATCH_ROWS))
    push (self);
  if (self->filling == NULL)
    {
      self->filling = g_new0 (WeirKafkaBatch, 1);
      self->filling->partition = message->partition;
      self->filling->buffer = weir_recorder_buffer_new (0, 0);
    }
  weir_recorder_buffer_add (self->filling->buffer, message, NULL);
}

static void
on_batch_end (gpointer user_data)
{
}

static void
end (WeirKafkaScan *self,
     const GError  *error)
{
  push (self);
  pthread_mutex_lock (&self->mutex);
  self->ended = TRUE;
  if (error != NULL && self->error == NULL)
    self->error = g_error_copy (error);
  pthread_cond_broadcast (&self->cond);
  pthread_mutex_unlock (&self->mutex);
}

static void
on_event (const WeirIntakeEvent *event,
          gpointer               user_data)
{
  WeirKafkaScan *self = user_data;

  if (event->kind == WEIR_INTAKE_EVENT_GAP)
    atomic_fetch_add (&self->function->n_gaps, 1);
  else if (event->kind == WEIR_INTAKE_EVENT_ERROR && event->error != NULL &&
           (g_error_matches (event->error, WEIR_SOURCE_ERROR, WEIR_SOURCE_ERROR_UNKNOWN_TOPIC) ||
            g_error_matches (event->error, WEIR_SOURCE_ERROR, WEIR_SOURCE_ERROR_FORBIDDEN)))
    end (self, event->error);
  else if (event->kind == WEIR_INTAKE_EVENT_ENDED)
    end (self, event->error);
  else if (event->kind == WEIR_INTAKE_EVENT_STATE && event->state == WEIR_INTAKE_STATE_ENDED)
    end (self, NULL);
}

/* -- DuckDB's thread --------------------------------------------------------- */

static void
call_free (void *data)
{
  WeirKafkaCall *call = data;

  g_free (call->topic);
  g_free (call);
}

/* An offset, or a time. */
static gboolean
parse_position (const char    *text,
                WeirPosition  *position,
                gboolean       is_stop,
                GError       **error)
{
  WeirPosition other = { WEIR_POSITION_NEVER, 0 };

  if (text == NULL)
    return TRUE;

  /* As -o of the command line has them; what it does not know is a time. */
  if (!is_stop && weir_position_parse (text, NULL, g_get_real_time (), position, &other, NULL))
    return TRUE;
  if (is_stop && g_ascii_string_to_signed (text, 10, 0, G_MAXINT64, &position->value, NULL))
    {
      position->kind = WEIR_POSITION_OFFSET;
      return TRUE;
    }

  position->kind = WEIR_POSITION_TIME;

  return weir_time_parse_when (text, NULL, g_get_real_time (), &position->value, error);
}

static char *
dup_named (const WeirDuckDB *duckdb,
           duckdb_bind_info  info,
           const char       *name)
{
  duckdb_value value = duckdb->bind_get_named_parameter (info, name);
  char *text;
  char *copy;

  if (value == NULL)
    return NULL;

  text = duckdb->get_varchar (value);
  copy = g_strdup (text);
  duckdb->free (text);
  duckdb->destroy_value (&value);

  return copy;
}

static gboolean
parse_call (WeirKafkaCall     *call,
            const WeirDuckDB  *duckdb,
            duckdb_bind_info   info,
            GError           **error)
{
  duckdb_value topic = duckdb->bind_get_parameter (info, 0);
  g_autofree char *partition = dup_named (duckdb, info, "partition");
  g_autofree char *from = dup_named (duckdb, info, WEIR_CONSOLE_SQL_FROM);
  g_autofree char *to = dup_named (duckdb, info, WEIR_CONSOLE_SQL_TO);
  char *text = duckdb->get_varchar (topic);
  gint64 number = -1;

  call->topic = g_strdup (text != NULL ? text : "");
  duckdb->free (text);
  duckdb->destroy_value (&topic);
  call->start.kind = WEIR_POSITION_BEGINNING;
  call->stop.kind = WEIR_POSITION_END;
  if (partition != NULL && !g_ascii_string_to_signed (partition, 10, 0, G_MAXINT32, &number, error))
    return FALSE;
  call->partition = (gint32) number;

  return parse_position (from, &call->start, FALSE, error) && parse_position (to, &call->stop, TRUE, error);
}

static void
bind (duckdb_bind_info info)
{
  const WeirDuckDB *duckdb = weir_duckdb_load (NULL);
  WeirKafkaCall *call = g_new0 (WeirKafkaCall, 1);
  g_autoptr(GError) error = NULL;

  call->function = duckdb->bind_get_extra_info (info);
  weir_record_chunk_add_columns (duckdb, info);
  if (!parse_call (call, duckdb, info, &error))
    {
      g_autofree char *text = g_strdup_printf ("kafka(): %s", error->message);

      duckdb->bind_set_error (info, text);
    }
  duckdb->bind_set_bind_data (info, call, call_free);
}

static void
scan_free (void *data)
{
  WeirKafkaScan *self = data;

  pthread_mutex_lock (&self->mutex);
  self->stopping = TRUE;
  pthread_cond_broadcast (&self->cond);
  pthread_mutex_unlock (&self->mutex);
  g_clear_object (&self->intake);

  g_clear_pointer (&self->filling, batch_free);
  g_clear_pointer (&self->given, batch_free);
  g_queue_clear_full (&self->batches, (GDestroyNotify) batch_free);
  g_clear_error (&self->error);
  pthread_cond_destroy (&self->cond);
  pthread_mutex_destroy (&self->mutex);
  g_free (self);
}

static gboolean
start_scan (WeirKafkaScan        *self,
            const WeirKafkaCall  *call,
            GError              **error)
{
  const WeirIntakeHandler handler = { on_message, on_batch_end, on_event };
  const char *topics[] = { call->topic, NULL };
  const WeirSourceSpec spec = {
    .settings = call->function->settings,
    .topics = topics,
    .partition = call->partition,
    .start = call->start,
    .stop = call->stop,
    .deadline_msec = call->function->deadline_msec,
  };

  self->intake = weir_source_new (&spec, &handler, self, error);
  if (self->intake == NULL)
    return FALSE;

  weir_intake_start (self->intake);

  return TRUE;
}

static void
init (duckdb_init_info info)
{
  const WeirDuckDB *duckdb = weir_duckdb_load (NULL);
  const WeirKafkaCall *call = duckdb->init_get_bind_data (info);
  WeirKafkaScan *self = g_new0 (WeirKafkaScan, 1);
  g_autoptr(GError) error = NULL;

  self->function = call->function;
  pthread_mutex_init (&self->mutex, NULL);
  pthread_cond_init (&self->cond, NULL);
  g_queue_init (&self->batches);
  for (guint i = 0; i < G_N_ELEMENTS (self->places); i++)
    self->places[i] = G_MAXUINT;
  for (idx_t i = 0; i < duckdb->init_get_column_count (info); i++)
    {
      idx_t column = duckdb->init_get_column_index (info, i);

      /* One that is none of ours only counts the rows. */
      if (column < G_N_ELEMENTS (self->places))
        self->places[column] = (guint) i;
    }

  duckdb->init_set_init_data (info, self, scan_free);
  if (!start_scan (self, call, &error))
    duckdb->init_set_error (info, error->message);
}

/* The next batch; NULL at the end, or with @error set. */
static WeirKafkaBatch *
take (WeirKafkaScan  *self,
      GError        **error)
{
  GCancellable *cancellable = self->function->cancellable;
  WeirKafkaBatch *batch;

  pthread_mutex_lock (&self->mutex);
  while (g_queue_is_empty (&self->batches) && !self->ended && !g_cancellable_is_cancelled (cancellable))
    {
      struct timespec until;

      clock_gettime (CLOCK_REALTIME, &until);
      until.tv_nsec += LOOK_MSEC * 1000000;
      until.tv_sec += until.tv_nsec / 1000000000;
      until.tv_nsec %= 1000000000;
      pthread_cond_timedwait (&self->cond, &self->mutex, &until);
    }
  batch = g_queue_pop_head (&self->batches);
  if (batch == NULL && self->error != NULL)
    g_propagate_error (error, g_error_copy (self->error));
  pthread_cond_broadcast (&self->cond);
  pthread_mutex_unlock (&self->mutex);

  if (g_cancellable_set_error_if_cancelled (cancellable, *error == NULL ? error : NULL))
    g_clear_pointer (&batch, batch_free);

  return batch;
}

static void
give (duckdb_function_info info,
      duckdb_data_chunk    chunk)
{
  const WeirDuckDB *duckdb = weir_duckdb_load (NULL);
  WeirKafkaScan *self = duckdb->function_get_init_data (info);
  g_autoptr(GError) error = NULL;
  const WeirRecorderRow *rows;
  guint n_rows;

  if (self->given == NULL || self->n_given == self->given->buffer->rows->len)
    {
      g_clear_pointer (&self->given, batch_free);
      self->given = take (self, &error);
      self->n_given = 0;
    }
  if (error != NULL)
    duckdb->function_set_error (info, error->message);
  if (self->given == NULL)
    {
      duckdb->data_chunk_set_size (chunk, 0);
      return;
    }

  n_rows = MIN ((guint) duckdb->vector_size (), self->given->buffer->rows->len - self->n_given);
  rows = &g_array_index (self->given->buffer->rows, WeirRecorderRow, self->n_given);
  weir_record_chunk_fill (duckdb, chunk, self->places, self->given->partition, rows, n_rows);
  self->n_given += n_rows;
  duckdb->data_chunk_set_size (chunk, n_rows);
}

static void
add_parameters (const WeirDuckDB      *duckdb,
                duckdb_table_function  function)
{
  duckdb_logical_type text = duckdb->create_logical_type (DUCKDB_TYPE_VARCHAR);

  duckdb->table_function_add_parameter (function, text);
  duckdb->table_function_add_named_parameter (function, "partition", text);
  duckdb->table_function_add_named_parameter (function, WEIR_CONSOLE_SQL_FROM, text);
  duckdb->table_function_add_named_parameter (function, WEIR_CONSOLE_SQL_TO, text);
  duckdb->destroy_logical_type (&text);
}

/*< private >
 * weir_kafka_function_new:
 * @database: gets the function; must be freed first
 * @settings: how to reach the cluster
 * @deadline_msec: how long no broker may answer
 * @cancellable: (nullable): ends the waiting for records
 * @error: return location of a %WEIR_STORE_ERROR_DATABASE
 *
 * Returns: (transfer full) (nullable): the function
 */
WeirKafkaFunction *
weir_kafka_function_new (WeirDatabase  *database,
                         WeirSettings  *settings,
                         guint          deadline_msec,
                         GCancellable  *cancellable,
                         GError       **error)
{
  const WeirDuckDB *duckdb = database->duckdb;
  duckdb_table_function function = duckdb->create_table_function ();
  WeirKafkaFunction *self = g_new0 (WeirKafkaFunction, 1);
  gboolean done;

  self->database = database;
  self->settings = g_object_ref (settings);
  self->deadline_msec = deadline_msec;
  g_set_object (&self->cancellable, cancellable);
  duckdb->table_function_set_name (function, FUNCTION);
  duckdb->table_function_set_extra_info (function, self, NULL);
  add_parameters (duckdb, function);
  duckdb->table_function_set_bind (function, bind);
  duckdb->table_function_set_init (function, init);
  duckdb->table_function_set_function (function, give);
  duckdb->table_function_supports_projection_pushdown (function, true);
  done = duckdb->register_table_function (database->connection, function) == DuckDBSuccess;
  duckdb->destroy_table_function (&function);
  if (done)
    return self;

  weir_kafka_function_free (self);
  g_set_error_literal (error, WEIR_STORE_ERROR, WEIR_STORE_ERROR_DATABASE, "DuckDB takes no table function");

  return NULL;
}

/*< private >
 * weir_kafka_function_free:
 * @self: (nullable) (transfer full): a function whose database is gone
 */
void
weir_kafka_function_free (WeirKafkaFunction *self)
{
  if (self == NULL)
    return;

  g_clear_object (&self->settings);
  g_clear_object (&self->cancellable);
  g_free (self);
}

/*< private >
 * weir_kafka_function_get_n_gaps:
 * @self: a function
 *
 * Returns: how many ranges of offsets were lost, in all calls
 */
guint64
weir_kafka_function_get_n_gaps (WeirKafkaFunction *self)
{
  return atomic_load (&self->n_gaps);
}
