#include "config.h"

#include "app/shell/weir-smoke.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>

#include "app/shell/weir-window.h"

#define DEFAULT_SECONDS 20
/* A page is drawn and filled within this. */
#define SETTLE_MSEC     700

#define MAX_TRIES       5

struct _WeirSmoke
{
  GObject     parent_instance;

  WeirWindow *window;      /* owned */
  char       *folder;      /* nullable */
  guint       source;
  guint       step;        /* page × 2 + dark */
  gint64      start_usec;
  guint       n_tries;     /* of this step */
  int         status;
};

enum
{
  DONE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (WeirSmoke, weir_smoke, G_TYPE_OBJECT)

static gboolean
save_picture (GtkWidget  *widget,
              const char *path)
{
  g_autoptr(GdkPaintable) paintable = gtk_widget_paintable_new (widget);
  g_autoptr(GskRenderNode) node = NULL;
  g_autoptr(GdkTexture) texture = NULL;
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  int width = gtk_widget_get_width (widget);
  int height = gtk_widget_get_height (widget);

  gdk_paintable_snapshot (paintable, snapshot, width, height);
  node = gtk_snapshot_free_to_node (snapshot);
  if (node == NULL)
    return FALSE;

  texture = gsk_renderer_render_texture (gtk_native_get_renderer (GTK_NATIVE (widget)), node,
                                         &GRAPHENE_RECT_INIT (0, 0, width, height));

  return gdk_texture_save_to_png (texture, path);
}

static double
to_msec (gint64 usec)
{
  return usec < 0 ? -1.0 : (double) usec / 1000.0;
}

/* In the C locale, for scripts: -1 where nothing was measured. */
static void
print_summary (WeirSmoke *self)
{
  WeirScope *scope = weir_window_get_scope (self->window);
  WeirMonitor *monitor = weir_scope_get_monitor (scope);
  double seconds = (double) (g_get_monotonic_time () - self->start_usec) / G_USEC_PER_SEC;
  WeirMonitorCounters counters = { 0 };
  WeirScopeSummary summary;
  char rate[32], p50[32], p99[32], frame[32], data[32], frame_p99[32];

  if (monitor != NULL)
    weir_monitor_get_counters (monitor, &counters);
  weir_scope_get_summary (scope, &summary);
  g_ascii_formatd (rate, sizeof rate, "%.1f", (double) counters.n_records / MAX (seconds, 0.001));
  g_ascii_formatd (p50, sizeof p50, "%.1f", to_msec (summary.delay_p50_usec));
  g_ascii_formatd (p99, sizeof p99, "%.1f", to_msec (summary.delay_p99_usec));
  g_ascii_formatd (frame, sizeof frame, "%.0f", to_msec (summary.first_frame_usec));
  g_ascii_formatd (data, sizeof data, "%.0f", to_msec (summary.first_data_usec));
  g_ascii_formatd (frame_p99, sizeof frame_p99, "%.1f", to_msec (summary.frame_p99_usec));

  g_print ("weir: %" G_GUINT64_FORMAT " records, %s records/s, %" G_GUINT64_FORMAT " windows closed, "
           "%" G_GUINT64_FORMAT " alerts, %" G_GUINT64_FORMAT " late, %" G_GUINT64_FORMAT " dead letters, "
           "%" G_GUINT64_FORMAT " frames, event to screen p50 %s ms p99 %s ms, first frame %s ms, first data %s ms, "
           "frame p99 %s ms\n",
           counters.n_records, rate, counters.n_windows, counters.n_alerts_fired, counters.n_late_records,
           counters.n_dead, summary.n_frames, p50, p99, frame, data, frame_p99);
  if (counters.n_records == 0)
    self->status = 1;
}

static gboolean
finish (WeirSmoke *self)
{
  self->source = 0;
  print_summary (self);
  g_signal_emit (self, signals[DONE], 0, self->status);

  return G_SOURCE_REMOVE;
}

static void
show_step (WeirSmoke *self)
{
  gboolean dark = self->step % 2 == 1;

  adw_style_manager_set_color_scheme (adw_style_manager_get_default (),
                                      dark ? ADW_COLOR_SCHEME_FORCE_DARK : ADW_COLOR_SCHEME_FORCE_LIGHT);
  weir_window_show_page (self->window, weir_window_get_page (self->window, self->step / 2));
}

static gboolean
on_step (gpointer user_data)
{
  WeirSmoke *self = user_data;
  g_autofree char *name = g_strdup_printf ("%s-%s.png", weir_window_get_page (self->window, self->step / 2),
                                           self->step % 2 == 1 ? "dark" : "light");
  g_autofree char *path = g_build_filename (self->folder, name, NULL);

  if (!save_picture (GTK_WIDGET (self->window), path))
    {
      /* Just now the window was being laid out anew. */
      if (++self->n_tries < MAX_TRIES)
        return G_SOURCE_CONTINUE;

      g_printerr (_("weir: %s was not written\n"), path);
      self->status = 1;
    }

  self->n_tries = 0;
  self->step++;
  if (self->step >= 2 * weir_window_get_n_pages (self->window))
    return finish (self);

  show_step (self);

  return G_SOURCE_CONTINUE;
}

static gboolean
on_elapsed (gpointer user_data)
{
  WeirSmoke *self = user_data;

  if (self->folder == NULL)
    return finish (self);

  if (g_mkdir_with_parents (self->folder, 0755) != 0)
    {
      g_printerr (_("weir: %s: %s\n"), self->folder, g_strerror (errno));
      self->status = 1;
      return finish (self);
    }

  show_step (self);
  self->source = g_timeout_add (SETTLE_MSEC, on_step, self);

  return G_SOURCE_REMOVE;
}

static void
weir_smoke_dispose (GObject *object)
{
  WeirSmoke *self = WEIR_SMOKE (object);

  g_clear_handle_id (&self->source, g_source_remove);
  g_clear_object (&self->window);
  g_clear_pointer (&self->folder, g_free);

  G_OBJECT_CLASS (weir_smoke_parent_class)->dispose (object);
}

static void
weir_smoke_class_init (WeirSmokeClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = weir_smoke_dispose;

  signals[DONE] = g_signal_new ("done", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT);
}

static void
weir_smoke_init (WeirSmoke *self)
{
  self->start_usec = g_get_monotonic_time ();
}

WeirSmoke *
weir_smoke_new (GtkWindow  *window,
                const char *folder,
                double      seconds)
{
  WeirSmoke *self = g_object_new (WEIR_TYPE_SMOKE, NULL);

  self->window = g_object_ref (WEIR_WINDOW (window));
  self->folder = g_strdup (folder);
  if (seconds <= 0)
    seconds = DEFAULT_SECONDS;
  self->source = g_timeout_add ((guint) (seconds * 1000), on_elapsed, self);

  return self;
}

GtkWindow *
weir_smoke_get_window (WeirSmoke *self)
{
  g_return_val_if_fail (WEIR_IS_SMOKE (self), NULL);

  return GTK_WINDOW (self->window);
}
