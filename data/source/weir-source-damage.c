#include "config.h"

#include "data/source/weir-source-private.h"

/*
 * A batch that is damaged: its checksum is wrong, or it cannot be decompressed. It may have been damaged on its way, so
 * it is fetched a few times more. If that does not help: librdkafka tells where it begins, but not where it ends, and
 * would fetch it again and again, or skip some of it. So the first readable offset is searched for: in growing steps,
 * then by bisection. Meanwhile the handler gets no records of the partition; then one gap.
 */

/* How often it is fetched again: not if its checksum is right and only decompression fails. */
#define TRIES 4

struct _WeirDamage
{
  guint  n_tries; /* left, before its end is looked for */
  WeirIntakeReason reason;
  gint64 from;    /* what came next when it was found */
  gint64 first;   /* of the batch */
  gint64 bad;     /* known to be within it */
  gint64 good;    /* known to be behind it; -1: none yet */
  gint64 offset;  /* what is being fetched */
};

gint64
weir_source_damage_get_offset (const WeirDamage *damage)
{
  return damage->offset;
}

void
weir_source_damage_clear (WeirSourcePartition *partition)
{
  g_clear_pointer (&partition->damage, g_free);
}

/* A fetch at the end of the partition always works: librdkafka reports the end. */
static gint64
get_end (WeirSource          *self,
         WeirSourcePartition *partition)
{
  gint64 low = 0, high = 0;

  if (rd_kafka_get_watermark_offsets (self->handle, partition->topic->name, partition->number, &low, &high)
        == RD_KAFKA_RESP_ERR_NO_ERROR)
    return MAX (high, partition->high);

  return partition->high;
}

/* The end of the search: reading goes on at @to, which is being fetched. */
static void
pass (WeirSource          *self,
      WeirSourcePartition *partition,
      gint64               to)
{
  gint64 from = partition->damage->from;
  WeirIntakeReason reason = partition->damage->reason;

  weir_source_damage_clear (partition);
  partition->position = to;
  weir_source_partition_update_admit (partition);
  weir_source_emit_gap (self, partition, from, to, reason);
}

static void
fetch_next (WeirSource          *self,
       WeirSourcePartition *partition)
{
  WeirDamage *damage = partition->damage;
  gint64 end = MAX (get_end (self, partition), damage->bad + 1);
  gint64 step = damage->bad - damage->from + 1;

  damage->offset = damage->good != WEIR_OFFSET_UNKNOWN ? damage->bad + (damage->good - damage->bad) / 2
                                                      : MIN (damage->bad + step, end);
  if (damage->good != WEIR_OFFSET_UNKNOWN && damage->good - damage->bad <= 1)
    {
      damage->offset = damage->good;
      pass (self, partition, damage->offset);
    }
  weir_source_partition_seek (self, partition, weir_source_partition_get_fetch_offset (partition));
}

static WeirDamage *
damage_new (WeirSourcePartition *partition,
            gint64               offset)
{
  WeirDamage *damage = g_new0 (WeirDamage, 1);

  damage->n_tries = TRIES;
  damage->from = partition->position;
  damage->first = offset;
  damage->bad = MAX (partition->position, offset);
  damage->good = WEIR_OFFSET_UNKNOWN;
  damage->offset = partition->position;

  return damage;
}

/**
 * weir_source_damage_found:
 * @self: a source
 * @partition: one that is being read
 * @offset: where a batch begins that cannot be read
 * @reason: why
 *
 * Has it fetched again; then begins to look for its end, or goes on with that.
 */
void
weir_source_damage_found (WeirSource          *self,
                          WeirSourcePartition *partition,
                          gint64               offset,
                          WeirIntakeReason     reason)
{
  WeirDamage *damage = partition->damage;

  if (partition->state != WEIR_PARTITION_FETCHING || partition->skips_batch)
    return;

  /* The offset itself may be what is damaged. */
  offset = MIN (offset, MAX (get_end (self, partition) - 1, partition->position));
  weir_source_recover (self, partition);
  if (partition->tail != NULL)
    {
      weir_source_tail_clear (partition);
      weir_source_say_begun (self, partition);
    }
  if (damage == NULL)
    {
      partition->damage = damage = damage_new (partition, offset);
      weir_source_partition_update_admit (partition);
    }
  damage->reason = reason;
  if (reason == WEIR_INTAKE_REASON_TOO_LARGE)
    damage->n_tries = 0;
  if (damage->n_tries > 0)
    {
      damage->n_tries--;
      weir_source_partition_seek (self, partition, damage->offset);
      return;
    }

  if (damage->offset == damage->from)
    damage->bad = MAX (damage->from, offset);
  else if (offset <= damage->bad)
    damage->bad = damage->offset;
  else
    /* Another one: this one ends where that begins, or before. */
    damage->good = MIN (damage->good != WEIR_OFFSET_UNKNOWN ? damage->good : G_MAXINT64, offset);

  fetch_next (self, partition);
}

/**
 * weir_source_damage_believes:
 * @self: a source
 * @partition: one that is being read
 * @offset: that of a record that came, not below the partition's `bound`
 *
 * The first offset of a batch is outside its checksum. One at or past the end of the log, or one that was handed out
 * before, is damaged, and so is whatever stands behind it: it is fetched again.
 *
 * Returns: whether the record may have it
 */
gboolean
weir_source_damage_believes (WeirSource          *self,
                             WeirSourcePartition *partition,
                             gint64               offset)
{
  partition->bound = MAX (get_end (self, partition), partition->end);
  if (offset < partition->bound && (offset >= partition->position || partition->tail != NULL))
    return TRUE;

  weir_source_damage_found (self, partition, partition->position, WEIR_INTAKE_REASON_DAMAGED);
  return FALSE;
}

/**
 * weir_source_damage_passed:
 * @self: a source
 * @partition: one with a batch that cannot be read
 * @offset: that of a record that came, or of the partition's end
 *
 * Returns: whether that is the first behind the batch; if not, another comes
 */
gboolean
weir_source_damage_passed (WeirSource          *self,
                           WeirSourcePartition *partition,
                           gint64               offset)
{
  WeirDamage *damage = partition->damage;

  /* It was damaged on its way. */
  if (damage->offset == damage->from)
    {
      weir_source_damage_clear (partition);
      weir_source_partition_update_admit (partition);
      return TRUE;
    }

  if (damage->offset == damage->bad + 1)
    {
      pass (self, partition, offset);
      return TRUE;
    }

  damage->good = damage->offset;
  fetch_next (self, partition);
  return FALSE;
}
