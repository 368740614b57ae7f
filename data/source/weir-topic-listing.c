#include "config.h"

#include "data/source/weir-topic-listing.h"

#define ANSWER_MSEC 10000

struct _WeirTopicListing
{
  rd_kafka_t          *handle;   /* borrowed: it must outlive the thread */
  GThread             *thread;   /* owned; the caller's side */
  GStrv                names;    /* owned, nullable: the thread's until it is done */
  rd_kafka_resp_err_t  native;   /* as above */
  gint                 done;     /* atomic */
};

static GStrv
dup_names (const struct rd_kafka_metadata *metadata)
{
  g_autoptr(GStrvBuilder) names = g_strv_builder_new ();

  for (int i = 0; i < metadata->topic_cnt; i++)
    if (metadata->topics[i].err == RD_KAFKA_RESP_ERR_NO_ERROR)
      g_strv_builder_add (names, metadata->topics[i].topic);

  return g_strv_builder_end (names);
}

static gpointer
list (gpointer user_data)
{
  WeirTopicListing *self = user_data;
  const struct rd_kafka_metadata *metadata = NULL;

  self->native = rd_kafka_metadata (self->handle, 1, NULL, &metadata, ANSWER_MSEC);
  if (self->native == RD_KAFKA_RESP_ERR_NO_ERROR)
    self->names = dup_names (metadata);
  if (metadata != NULL)
    rd_kafka_metadata_destroy (metadata);
  g_atomic_int_set (&self->done, TRUE);

  return NULL;
}

/*< private >
 * weir_topic_listing_start:
 * @handle: a consumer, which must live until weir_topic_listing_finish() has returned
 *
 * Returns: (transfer full): a question on its way
 */
WeirTopicListing *
weir_topic_listing_start (rd_kafka_t *handle)
{
  WeirTopicListing *self = g_new0 (WeirTopicListing, 1);

  self->handle = handle;
  self->thread = g_thread_new ("weir-topics", list, self);

  return self;
}

/*< private >
 * weir_topic_listing_is_done:
 * @self: a question
 *
 * Returns: whether it was answered, or will not be
 */
gboolean
weir_topic_listing_is_done (WeirTopicListing *self)
{
  return g_atomic_int_get (&self->done);
}

/*< private >
 * weir_topic_listing_finish:
 * @self: (transfer full): a question
 * @native: (out): why there is no answer
 *
 * Waits for the answer, if there is none yet.
 *
 * Returns: (transfer full) (nullable): the names of all topics that we may see
 */
GStrv
weir_topic_listing_finish (WeirTopicListing    *self,
                           rd_kafka_resp_err_t *native)
{
  GStrv names;

  g_thread_join (self->thread);
  names = self->names;
  *native = self->native;
  g_free (self);

  return names;
}
