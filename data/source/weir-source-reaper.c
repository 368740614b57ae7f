#include "config.h"

#include "data/source/weir-source-reaper.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <time.h>

typedef struct
{
  rd_kafka_t       *handle;   /* owned by the reaping thread */
  WeirTopicListing *listing;  /* as above; nullable */
  pthread_mutex_t  mutex;
  pthread_cond_t   finished;
  gboolean         done;     /* guarded by mutex */
  atomic_int       n_users;
} Reaping;

static void
reaping_release (Reaping *reaping)
{
  if (atomic_fetch_sub (&reaping->n_users, 1) > 1)
    return;

  pthread_cond_destroy (&reaping->finished);
  pthread_mutex_destroy (&reaping->mutex);
  g_free (reaping);
}

/* It asks with the handle, and cannot be called off. */
static void
end_listing (Reaping *reaping)
{
  rd_kafka_resp_err_t native;

  if (reaping->listing != NULL)
    g_strfreev (weir_topic_listing_finish (g_steal_pointer (&reaping->listing), &native));
}

static void *
reap (void *user_data)
{
  Reaping *reaping = user_data;

  end_listing (reaping);
  rd_kafka_destroy_flags (reaping->handle, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE);

  pthread_mutex_lock (&reaping->mutex);
  reaping->done = TRUE;
  pthread_cond_signal (&reaping->finished);
  pthread_mutex_unlock (&reaping->mutex);
  reaping_release (reaping);

  return NULL;
}

static Reaping *
reaping_new (rd_kafka_t       *handle,
             WeirTopicListing *listing)
{
  Reaping *reaping = g_new0 (Reaping, 1);
  pthread_condattr_t attributes;

  pthread_condattr_init (&attributes);
  pthread_condattr_setclock (&attributes, CLOCK_MONOTONIC);
  pthread_mutex_init (&reaping->mutex, NULL);
  pthread_cond_init (&reaping->finished, &attributes);
  pthread_condattr_destroy (&attributes);
  reaping->handle = handle;
  reaping->listing = listing;
  reaping->n_users = 2;

  return reaping;
}

/**
 * weir_source_reap:
 * @handle: (transfer full): a consumer whose queues and topics were released
 * @listing: (transfer full) (nullable): a question on its way
 * @deadline_usec: the monotonic time by which to be back
 *
 * Destroys a consumer without closing it. That takes milliseconds, except
 * while a commit or a question is on its way to a broker that has fallen silent: then
 * librdkafka waits for its answer, for three quarters of a minute as measured,
 * and the destroying goes on in a thread of its own after @deadline_usec.
 *
 * Returns: whether the consumer is gone
 */
gboolean
weir_source_reap (rd_kafka_t       *handle,
                  WeirTopicListing *listing,
                  gint64            deadline_usec)
{
  Reaping *reaping = reaping_new (handle, listing);
  const struct timespec until = {
    .tv_sec = deadline_usec / G_TIME_SPAN_SECOND,
    .tv_nsec = deadline_usec % G_TIME_SPAN_SECOND * 1000,
  };
  pthread_t thread;
  gboolean done;

  if (pthread_create (&thread, NULL, reap, reaping) != 0)
    {
      reap (reaping);
      reaping_release (reaping);
      return TRUE;
    }
  pthread_detach (thread);

  pthread_mutex_lock (&reaping->mutex);
  while (!reaping->done
         && pthread_cond_timedwait (&reaping->finished, &reaping->mutex, &until) != ETIMEDOUT)
    ;
  done = reaping->done;
  pthread_mutex_unlock (&reaping->mutex);
  reaping_release (reaping);

  return done;
}
