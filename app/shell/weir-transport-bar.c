#include "config.h"

#include "app/shell/weir-transport-bar.h"

#include <glib/gi18n.h>

#include "app/common/weir-accessible.h"
#include "app/common/weir-words.h"
#include "widgets/weir-format.h"

#define DEFAULT_STEP_USEC G_TIME_SPAN_MINUTE
#define DEFAULT_SPEED     5
#define SEEK_MSEC         150

/* 0: as fast as possible. */
static const double speeds[] = { 0.5, 1, 2, 5, 10, 60, 100, 1000, 0 };

struct _WeirTransportBar
{
  GtkBox           parent_instance;

  GtkButton       *play_button;    /* children */
  GtkButton       *step_button;
  GtkDropDown     *speed;
  GtkLabel        *time_label;
  GtkScale        *scale;
  GtkLabel        *end_label;
  GtkToggleButton *loop_button;

  WeirScope       *scope;          /* owned, nullable before it is set */
  guint            seek_source;    /* the user moves the scale: where it rests is sought */
  gboolean         updating;       /* the scale moves, but not by the user */
  gboolean         was_played;     /* the user played it: at its end it may begin anew */
};

enum
{
  FAILED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (WeirTransportBar, weir_transport_bar, GTK_TYPE_BOX)

/* (transfer none) (nullable) */
static WeirReplayClock *
get_clock (WeirTransportBar *self)
{
  WeirMonitor *monitor = self->scope != NULL ? weir_scope_get_monitor (self->scope) : NULL;

  return monitor != NULL ? weir_monitor_get_replay (monitor) : NULL;
}

static double
get_speed (WeirTransportBar *self)
{
  guint i = gtk_drop_down_get_selected (self->speed);

  return speeds[MIN (i, G_N_ELEMENTS (speeds) - 1)];
}

/* What was read is not given back: from the beginning, as fast as possible up to there. */
static void
read_again (WeirTransportBar      *self,
            const WeirReplayState *state,
            gint64                 time_usec,
            gboolean               playing)
{
  WeirMonitor *monitor = weir_scope_get_monitor (self->scope);
  g_autoptr(GError) error = NULL;
  g_autoptr(WeirMonitor) again = weir_monitor_new (weir_monitor_get_workspace (monitor), &error);
  WeirReplayClock *clock;

  if (again == NULL)
    {
      g_signal_emit (self, signals[FAILED], 0, error->message);
      return;
    }

  clock = weir_monitor_get_replay (again);
  weir_replay_clock_set_bounds (clock, state->begin_usec, state->end_usec);
  weir_replay_clock_set_speed (clock, get_speed (self));
  weir_replay_clock_set_playing (clock, playing);
  weir_replay_clock_seek (clock, time_usec);
  weir_scope_set_monitor (self->scope, again);
}

void
weir_transport_bar_seek (WeirTransportBar *self,
                         gint64            time_usec)
{
  WeirReplayClock *clock;
  WeirReplayState state;

  g_return_if_fail (WEIR_IS_TRANSPORT_BAR (self));

  clock = get_clock (self);
  if (clock == NULL)
    return;

  weir_replay_clock_get_state (clock, &state);
  if (state.position_usec == G_MININT64)
    return;

  if (time_usec >= state.position_usec && !state.ended)
    weir_replay_clock_seek (clock, time_usec);
  else if (time_usec < state.position_usec)
    read_again (self, &state, time_usec, state.playing);
  weir_transport_bar_update (self);
}

static void
on_play_clicked (WeirTransportBar *self)
{
  WeirReplayClock *clock = get_clock (self);
  WeirReplayState state;

  if (clock == NULL)
    return;

  weir_replay_clock_get_state (clock, &state);
  self->was_played = TRUE;
  if (state.ended)
    {
      read_again (self, &state, state.begin_usec, TRUE);
    }
  else
    {
      if (!state.playing)
        weir_replay_clock_set_speed (clock, get_speed (self));
      weir_replay_clock_set_playing (clock, !state.playing);
    }
  weir_scope_set_live (self->scope, TRUE);
  weir_transport_bar_update (self);
}

/* The shortest step in which windows close. */
static gint64
find_step (WeirTransportBar *self)
{
  GPtrArray *streams = weir_workspace_get_streams (weir_monitor_get_workspace (weir_scope_get_monitor (self->scope)));
  gint64 step_usec = G_MAXINT64;

  for (guint i = 0; i < streams->len; i++)
    {
      const WeirStreamConfig *stream = g_ptr_array_index (streams, i);

      for (guint j = 0; j < stream->windows->len; j++)
        {
          const WeirWindowSpec *window = &((const WeirWindowConfig *) g_ptr_array_index (stream->windows, j))->spec;

          if (window->advance_usec > 0 || window->size_usec > 0)
            step_usec = MIN (step_usec, window->advance_usec > 0 ? window->advance_usec : window->size_usec);
        }
    }

  return step_usec < G_MAXINT64 ? step_usec : DEFAULT_STEP_USEC;
}

static void
on_step_clicked (WeirTransportBar *self)
{
  WeirReplayClock *clock = get_clock (self);
  gint64 step_usec, rest_usec;
  WeirReplayState state;

  if (clock == NULL)
    return;

  weir_replay_clock_set_playing (clock, FALSE);
  weir_replay_clock_get_state (clock, &state);
  self->was_played = TRUE;
  step_usec = find_step (self);
  if (state.ended)
    {
      read_again (self, &state, state.begin_usec, FALSE);
      return;
    }

  rest_usec = ((state.position_usec % step_usec) + step_usec) % step_usec;
  weir_transport_bar_seek (self, state.position_usec - rest_usec + step_usec);
}

static void
on_speed_chosen (WeirTransportBar *self)
{
  WeirReplayClock *clock = get_clock (self);

  if (clock != NULL)
    weir_replay_clock_set_speed (clock, get_speed (self));
}

static gboolean
on_scale_rests (gpointer user_data)
{
  WeirTransportBar *self = user_data;

  self->seek_source = 0;
  weir_transport_bar_seek (self, (gint64) (gtk_range_get_value (GTK_RANGE (self->scale)) * G_USEC_PER_SEC));

  return G_SOURCE_REMOVE;
}

static void
on_scale_changed (WeirTransportBar *self)
{
  if (self->updating)
    return;

  g_clear_handle_id (&self->seek_source, g_source_remove);
  self->seek_source = g_timeout_add (SEEK_MSEC, on_scale_rests, self);
}

/* The whole day too: a recording is seldom of today. */
static char *
dup_time (WeirTransportBar *self,
          gint64            time_usec)
{
  GTimeZone *zone = weir_time_range_get_zone (weir_scope_get_time_range (self->scope));
  g_autofree char *date = weir_format_date (time_usec, zone, 0);
  g_autofree char *clock = weir_format_clock (time_usec, zone, G_USEC_PER_SEC);

  return g_strdup_printf ("%s %s", date, clock);
}

static void
show_times (WeirTransportBar      *self,
            const WeirReplayState *state)
{
  gboolean known = state->position_usec != G_MININT64 && state->end_usec != G_MININT64;
  g_autofree char *position = known ? dup_time (self, state->position_usec) : g_strdup ("–");
  g_autofree char *end = known ? dup_time (self, state->end_usec) : g_strdup ("–");

  gtk_widget_set_sensitive (GTK_WIDGET (self->scale), known);
  gtk_label_set_label (self->time_label, position);
  gtk_label_set_label (self->end_label, end);
  if (!known || self->seek_source != 0)
    return;

  self->updating = TRUE;
  gtk_range_set_range (GTK_RANGE (self->scale), (double) state->begin_usec / G_USEC_PER_SEC,
                       (double) MAX (state->end_usec, state->begin_usec + 1) / G_USEC_PER_SEC);
  gtk_range_set_value (GTK_RANGE (self->scale), (double) state->position_usec / G_USEC_PER_SEC);
  self->updating = FALSE;
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->scale), GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, position, -1);
}

void
weir_transport_bar_update (WeirTransportBar *self)
{
  WeirReplayClock *clock;
  WeirReplayState state;

  g_return_if_fail (WEIR_IS_TRANSPORT_BAR (self));

  clock = get_clock (self);
  gtk_widget_set_visible (GTK_WIDGET (self), clock != NULL);
  if (clock == NULL)
    {
      self->was_played = FALSE;
      return;
    }

  weir_replay_clock_get_state (clock, &state);
  if (state.ended && self->was_played && gtk_toggle_button_get_active (self->loop_button))
    {
      read_again (self, &state, state.begin_usec, TRUE);
      return;
    }

  gtk_button_set_icon_name (self->play_button, state.playing ? "weir-pause-symbolic" : "weir-play-symbolic");
  weir_accessible_set_name (GTK_WIDGET (self->play_button), state.playing ? _("Pause the replay") : _("Play"));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->play_button), state.playing ? _("Pause the replay") : _("Play"));
  show_times (self, &state);
}

static GtkWidget *
append_button (WeirTransportBar *self,
               GType             type,
               const char       *icon,
               const char       *name)
{
  GtkWidget *button = g_object_new (type, "icon-name", icon, "tooltip-text", name, NULL);

  weir_accessible_set_name (button, name);
  gtk_widget_add_css_class (button, "flat");
  gtk_box_append (GTK_BOX (self), button);

  return button;
}

static GtkLabel *
append_label (WeirTransportBar *self)
{
  GtkWidget *label = gtk_label_new ("–");

  gtk_widget_add_css_class (label, "number");
  gtk_box_append (GTK_BOX (self), label);

  return GTK_LABEL (label);
}

static GtkDropDown *
create_speeds (void)
{
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  GtkWidget *widget;

  for (guint i = 0; i < G_N_ELEMENTS (speeds); i++)
    g_ptr_array_add (names, speeds[i] > 0.0 ? g_strdup_printf ("%g×", speeds[i]) : g_strdup (_("as fast as possible")));
  g_ptr_array_add (names, NULL);
  widget = gtk_drop_down_new_from_strings ((const char * const *) names->pdata);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (widget), DEFAULT_SPEED);
  gtk_widget_set_tooltip_text (widget, _("Speed of the replay"));
  weir_accessible_set_name (widget, _("Speed of the replay"));

  return GTK_DROP_DOWN (widget);
}

static void
weir_transport_bar_dispose (GObject *object)
{
  g_clear_handle_id (&WEIR_TRANSPORT_BAR (object)->seek_source, g_source_remove);
  g_clear_object (&WEIR_TRANSPORT_BAR (object)->scope);

  G_OBJECT_CLASS (weir_transport_bar_parent_class)->dispose (object);
}

static void
weir_transport_bar_class_init (WeirTransportBarClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = weir_transport_bar_dispose;

  signals[FAILED] = g_signal_new ("failed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                  G_TYPE_STRING);
}

static void
weir_transport_bar_init (WeirTransportBar *self)
{
  gtk_box_set_spacing (GTK_BOX (self), 6);
  gtk_widget_add_css_class (GTK_WIDGET (self), "weir-transport");
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);

  self->play_button = GTK_BUTTON (append_button (self, GTK_TYPE_BUTTON, "weir-play-symbolic", _("Play")));
  self->step_button = GTK_BUTTON (append_button (self, GTK_TYPE_BUTTON, "weir-step-symbolic", _("A window further")));
  self->speed = create_speeds ();
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->speed));
  self->time_label = append_label (self);
  self->scale = GTK_SCALE (gtk_scale_new_with_range (GTK_ORIENTATION_HORIZONTAL, 0, 1, 1));
  gtk_scale_set_draw_value (self->scale, FALSE);
  gtk_widget_set_hexpand (GTK_WIDGET (self->scale), TRUE);
  weir_accessible_set_name (GTK_WIDGET (self->scale), _("Time of the replay"));
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->scale));
  self->end_label = append_label (self);
  gtk_widget_add_css_class (GTK_WIDGET (self->end_label), "secondary");
  self->loop_button = GTK_TOGGLE_BUTTON (append_button (self, GTK_TYPE_TOGGLE_BUTTON, "weir-loop-symbolic",
                                                        _("Begin anew at the end")));

  g_signal_connect_swapped (self->play_button, "clicked", G_CALLBACK (on_play_clicked), self);
  g_signal_connect_swapped (self->step_button, "clicked", G_CALLBACK (on_step_clicked), self);
  g_signal_connect_swapped (self->speed, "notify::selected", G_CALLBACK (on_speed_chosen), self);
  g_signal_connect_swapped (self->scale, "value-changed", G_CALLBACK (on_scale_changed), self);
}

void
weir_transport_bar_set_scope (WeirTransportBar *self,
                              WeirScope        *scope)
{
  g_return_if_fail (WEIR_IS_TRANSPORT_BAR (self) && WEIR_IS_SCOPE (scope));
  g_return_if_fail (self->scope == NULL);

  self->scope = g_object_ref (scope);
}
