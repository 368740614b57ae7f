#include "config.h"

#include "data/source/weir-paced-intake.h"

/* While nothing is due, the screen wants what there is this often. */
#define TICK_USEC  (20 * G_TIME_SPAN_MILLISECOND)
/* A time that is further ahead is a mistake, and must not make all others wait. */
#define AHEAD_USEC G_TIME_SPAN_HOUR

struct _WeirPacedIntake
{
  GObject            parent_instance;

  WeirReplayClock   *clock;      /* owned reference */
  WeirPacedTimeFunc  get_time;
  WeirIntakeHandler  handler;
  gpointer           user_data;
  WeirIntake        *inner;      /* owned */
  int                stopping;   /* atomic */
};

static void weir_paced_intake_init_intake (WeirIntakeInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (WeirPacedIntake, weir_paced_intake, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (WEIR_TYPE_INTAKE, weir_paced_intake_init_intake))

/* FALSE: it is to stop. */
static gboolean
await (WeirPacedIntake *self,
       gint64           time_usec)
{
  while (!g_atomic_int_get (&self->stopping))
    {
      if (weir_replay_clock_wait (self->clock, time_usec, TICK_USEC))
        return TRUE;
      if (self->handler.batch_end != NULL)
        self->handler.batch_end (self->user_data);
    }

  return FALSE;
}

static void
on_message (const WeirMessage *message,
            gpointer           user_data)
{
  WeirPacedIntake *self = user_data;
  gint64 time_usec = self->get_time (message, self->user_data);
  WeirMessage paced = *message;

  if (time_usec != WEIR_NO_TIME && time_usec <= g_get_real_time () + AHEAD_USEC && !await (self, time_usec))
    return;

  paced.arrival_usec = weir_replay_clock_get_now (self->clock);
  if (paced.arrival_usec == G_MININT64)
    paced.arrival_usec = message->arrival_usec;
  self->handler.message (&paced, self->user_data);
}

static void
on_batch_end (gpointer user_data)
{
  WeirPacedIntake *self = user_data;

  if (self->handler.batch_end != NULL)
    self->handler.batch_end (self->user_data);
}

static void
on_event (const WeirIntakeEvent *event,
          gpointer               user_data)
{
  WeirPacedIntake *self = user_data;

  if (event->kind == WEIR_INTAKE_EVENT_ENDED)
    weir_replay_clock_finish (self->clock);
  if (self->handler.event != NULL)
    self->handler.event (event, self->user_data);
}

static void
weir_paced_intake_start (WeirIntake *intake)
{
  weir_intake_start (WEIR_PACED_INTAKE (intake)->inner);
}

static void
weir_paced_intake_stop (WeirIntake *intake)
{
  WeirPacedIntake *self = WEIR_PACED_INTAKE (intake);

  g_atomic_int_set (&self->stopping, TRUE);
  weir_replay_clock_wake (self->clock);
  weir_intake_stop (self->inner);
}

static void
weir_paced_intake_join (WeirIntake *intake)
{
  weir_intake_join (WEIR_PACED_INTAKE (intake)->inner);
}

static void
weir_paced_intake_end (WeirIntake *intake)
{
  weir_intake_end (WEIR_PACED_INTAKE (intake)->inner);
}

static GArray *
weir_paced_intake_dup_status (WeirIntake *intake)
{
  return weir_intake_dup_status (WEIR_PACED_INTAKE (intake)->inner);
}

static GArray *
weir_paced_intake_dup_positions (WeirIntake *intake)
{
  return weir_intake_dup_positions (WEIR_PACED_INTAKE (intake)->inner);
}

static void
weir_paced_intake_init_intake (WeirIntakeInterface *iface)
{
  iface->start = weir_paced_intake_start;
  iface->stop = weir_paced_intake_stop;
  iface->join = weir_paced_intake_join;
  iface->end = weir_paced_intake_end;
  iface->dup_status = weir_paced_intake_dup_status;
  iface->dup_positions = weir_paced_intake_dup_positions;
}

static void
weir_paced_intake_finalize (GObject *object)
{
  WeirPacedIntake *self = WEIR_PACED_INTAKE (object);

  if (self->inner != NULL)
    {
      weir_paced_intake_stop (WEIR_INTAKE (self));
      g_object_unref (self->inner);
    }
  weir_replay_clock_unref (self->clock);

  G_OBJECT_CLASS (weir_paced_intake_parent_class)->finalize (object);
}

static void
weir_paced_intake_class_init (WeirPacedIntakeClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = weir_paced_intake_finalize;
}

static void
weir_paced_intake_init (WeirPacedIntake *self)
{
}

/**
 * weir_paced_intake_new:
 * @clock: says what is due; kept
 * @get_time: time of a record, asked on the consumer thread
 * @handler: whom to tell; its message member must be set
 * @user_data: for the handler and @get_time; must outlive the consumer thread
 *
 * Returns: (transfer full): an intake that lacks the one whose records it gives
 */
WeirPacedIntake *
weir_paced_intake_new (WeirReplayClock         *clock,
                       WeirPacedTimeFunc        get_time,
                       const WeirIntakeHandler *handler,
                       gpointer                 user_data)
{
  WeirPacedIntake *self;

  g_return_val_if_fail (clock != NULL && get_time != NULL, NULL);
  g_return_val_if_fail (handler != NULL && handler->message != NULL, NULL);

  self = g_object_new (WEIR_TYPE_PACED_INTAKE, NULL);
  self->clock = weir_replay_clock_ref (clock);
  self->get_time = get_time;
  self->handler = *handler;
  self->user_data = user_data;

  return self;
}

/**
 * weir_paced_intake_get_handler:
 *
 * Returns: (transfer none): the handler that the other intake is made with, and a
 *   #WeirPacedIntake as its user data
 */
const WeirIntakeHandler *
weir_paced_intake_get_handler (void)
{
  static const WeirIntakeHandler handler = { on_message, on_batch_end, on_event };

  return &handler;
}

/**
 * weir_paced_intake_set_inner:
 * @self: a paced intake
 * @inner: (transfer full): the other one, which has not started
 *
 * Once, before weir_intake_start().
 */
void
weir_paced_intake_set_inner (WeirPacedIntake *self,
                             WeirIntake      *inner)
{
  g_return_if_fail (WEIR_IS_PACED_INTAKE (self) && WEIR_IS_INTAKE (inner));
  g_return_if_fail (self->inner == NULL);

  self->inner = inner;
  weir_replay_clock_add_reader (self->clock);
}
