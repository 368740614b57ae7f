#include "config.h"

#include "data/source/weir-intake.h"

G_DEFINE_INTERFACE (WeirIntake, weir_intake, G_TYPE_OBJECT)

static void
weir_intake_default_init (WeirIntakeInterface *iface)
{
}

/**
 * weir_intake_start:
 * @self: an intake that was not started
 *
 * Starts the consumer thread; from here on the handler is called.
 */
void
weir_intake_start (WeirIntake *self)
{
  g_return_if_fail (WEIR_IS_INTAKE (self));

  WEIR_INTAKE_GET_IFACE (self)->start (self);
}

/**
 * weir_intake_stop:
 * @self: an intake
 *
 * Asks the consumer thread to end and returns at once. It ends within 2 s; the
 * event of state %WEIR_INTAKE_STATE_ENDED is the last. Any thread.
 */
void
weir_intake_stop (WeirIntake *self)
{
  g_return_if_fail (WEIR_IS_INTAKE (self));

  WEIR_INTAKE_GET_IFACE (self)->stop (self);
}

/**
 * weir_intake_join:
 * @self: an intake
 *
 * Waits until the consumer thread has ended, for programs without a main loop
 * and for tests. From the thread that started the intake.
 */
void
weir_intake_join (WeirIntake *self)
{
  g_return_if_fail (WEIR_IS_INTAKE (self));

  WEIR_INTAKE_GET_IFACE (self)->join (self);
}

/**
 * weir_intake_end:
 * @self: an intake
 *
 * Ends reading after the record being handled, as when a bound is reached.
 * Consumer thread.
 */
void
weir_intake_end (WeirIntake *self)
{
  g_return_if_fail (WEIR_IS_INTAKE (self));

  WEIR_INTAKE_GET_IFACE (self)->end (self);
}

/**
 * weir_intake_dup_status:
 * @self: an intake
 *
 * What is known of each partition, refreshed about once a second. Any thread.
 *
 * Returns: (transfer full) (element-type WeirPartitionStatus): topics and
 *   partitions in order; the topic names are the intake's
 */
GArray *
weir_intake_dup_status (WeirIntake *self)
{
  g_return_val_if_fail (WEIR_IS_INTAKE (self), NULL);

  return WEIR_INTAKE_GET_IFACE (self)->dup_status (self);
}

/**
 * weir_intake_dup_positions:
 * @self: an intake
 *
 * How far each partition that is ours was handed out, the record being handled
 * included. Consumer thread.
 *
 * Returns: (transfer full) (element-type WeirIntakePosition): what
 *   weir_intake_commit_positions() takes once it is delivered
 */
GArray *
weir_intake_dup_positions (WeirIntake *self)
{
  g_return_val_if_fail (WEIR_IS_INTAKE (self), NULL);

  return WEIR_INTAKE_GET_IFACE (self)->dup_positions (self);
}

/**
 * weir_intake_commit:
 * @self: an intake
 *
 * Commits exactly what was handed out before this call, the record being
 * handled included: for a caller whose sinks have just flushed. Consumer
 * thread. Nothing happens where nothing can be committed: no group, or a file.
 */
void
weir_intake_commit (WeirIntake *self)
{
  g_autoptr(GArray) positions = NULL;

  g_return_if_fail (WEIR_IS_INTAKE (self));

  if (WEIR_INTAKE_GET_IFACE (self)->commit_positions == NULL)
    return;

  positions = WEIR_INTAKE_GET_IFACE (self)->dup_positions (self);
  WEIR_INTAKE_GET_IFACE (self)->commit_positions (self, positions);
}

/**
 * weir_intake_commit_positions:
 * @self: an intake
 * @positions: (element-type WeirIntakePosition): of weir_intake_dup_positions(); copied
 *
 * Commits exactly @positions, and returns at once. Partitions that another
 * member has by now, and offsets that are committed already, are left out. What
 * came of it shows in the status, or in an ERROR event. Any thread.
 */
void
weir_intake_commit_positions (WeirIntake   *self,
                              const GArray *positions)
{
  g_return_if_fail (WEIR_IS_INTAKE (self));
  g_return_if_fail (positions != NULL);

  if (WEIR_INTAKE_GET_IFACE (self)->commit_positions != NULL)
    WEIR_INTAKE_GET_IFACE (self)->commit_positions (self, positions);
}

/**
 * weir_intake_keep_alive:
 * @self: an intake
 *
 * For a handler that takes long, as one that waits for the reader of its output:
 * called every few seconds it keeps the group from taking a member that reads
 * nothing for dead. Consumer thread, inside a handler. Nothing is handed out;
 * when the group shares its partitions out anew meanwhile, it does so without us,
 * after the time that it gives a member to answer.
 */
void
weir_intake_keep_alive (WeirIntake *self)
{
  g_return_if_fail (WEIR_IS_INTAKE (self));

  if (WEIR_INTAKE_GET_IFACE (self)->keep_alive != NULL)
    WEIR_INTAKE_GET_IFACE (self)->keep_alive (self);
}

/**
 * weir_intake_get_reason_word:
 * @reason: why offsets are missing
 *
 * For files that programs read: the same in every language. Any thread.
 *
 * Returns: (transfer none): a word such as `truncated`
 */
const char *
weir_intake_get_reason_word (WeirIntakeReason reason)
{
  static const char * const words[] = {
    [WEIR_INTAKE_REASON_NONE] = "none",
    [WEIR_INTAKE_REASON_EXPIRED] = "expired",
    [WEIR_INTAKE_REASON_TRUNCATED] = "truncated",
    [WEIR_INTAKE_REASON_RECREATED] = "recreated",
    [WEIR_INTAKE_REASON_DAMAGED] = "damaged",
    [WEIR_INTAKE_REASON_TOO_LARGE] = "too-large",
  };

  g_return_val_if_fail ((guint) reason < G_N_ELEMENTS (words), words[0]);

  return words[reason];
}
