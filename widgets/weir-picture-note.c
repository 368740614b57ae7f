#include "config.h"

#include "widgets/weir-picture-note.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>
#include <string.h>

#include "data/base/weir-bounded-file.h"
#include "data/decode/weir-json-scanner.h"
#include "data/decode/weir-time.h"
#include "widgets/weir-chart-saver.h"

/* Of a picture that is dropped on a window: of a wall of screens, and what it may have when it is unpacked. */
#define BYTES_MAX (64 << 20)
#define PIXELS_MAX (100 * 1000 * 1000)

static void
add_text (JsonBuilder *builder,
          const char  *name,
          const char  *text)
{
  if (text == NULL)
    return;

  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, text);
}

static void
add_time (JsonBuilder *builder,
          const char  *name,
          gint64       time_usec)
{
  char text[32];

  text[weir_time_format_iso (time_usec, text)] = '\0';
  add_text (builder, name, text);
}

/**
 * weir_picture_note_to_text:
 * @self: a note
 *
 * Any thread.
 *
 * Returns: (transfer full): the note as JSON
 */
char *
weir_picture_note_to_text (const WeirPictureNote *self)
{
  g_autoptr(JsonBuilder) builder = json_builder_new ();
  g_autoptr(JsonNode) root = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  json_builder_begin_object (builder);
  add_text (builder, "workspace", self->workspace);
  add_text (builder, "dashboard", self->dashboard);
  add_time (builder, "begin", self->begin_usec);
  add_time (builder, "end", self->end_usec);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);

  return json_to_string (root, FALSE);
}

static const char *
get_text (JsonObject *object,
          const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && json_node_get_value_type (node) == G_TYPE_STRING ? json_node_get_string (node) : NULL;
}

static gboolean
get_time (JsonObject *object,
          const char *name,
          gint64     *time_usec)
{
  const char *text = get_text (object, name);

  return text != NULL && weir_time_parse_iso (text, strlen (text), NULL, time_usec);
}

/**
 * weir_picture_note_from_text:
 * @text: what weir_picture_note_to_text() wrote, or anything
 * @error: return location
 *
 * Any thread.
 *
 * Returns: (transfer full): the note; %NULL and a %WEIR_CHART_SAVER_ERROR_NOTE if
 *   @text is none
 */
WeirPictureNote *
weir_picture_note_from_text (const char  *text,
                             GError     **error)
{
  g_autoptr(JsonNode) root = NULL;
  g_autoptr(WeirPictureNote) self = g_new0 (WeirPictureNote, 1);
  JsonObject *object;

  g_return_val_if_fail (text != NULL, NULL);

  /* json-glib reads as deep as a text goes, on the stack. */
  root = weir_json_check (text, strlen (text), NULL) ? json_from_string (text, NULL) : NULL;
  object = root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
  if (object == NULL || !get_time (object, "begin", &self->begin_usec) || !get_time (object, "end", &self->end_usec)
      || self->begin_usec >= self->end_usec)
    {
      g_set_error (error, WEIR_CHART_SAVER_ERROR, WEIR_CHART_SAVER_ERROR_NOTE,
                   _("What the picture says of itself is no range of time; it was changed since Weir saved it"));
      return NULL;
    }

  self->workspace = g_strdup (get_text (object, "workspace"));
  self->dashboard = g_strdup (get_text (object, "dashboard"));

  return g_steal_pointer (&self);
}

/* A small file may say that it is a picture of gigabytes. */
static void
on_size_prepared (GdkPixbufLoader *loader,
                  int              width,
                  int              height,
                  gpointer         user_data)
{
  if ((gint64) width * height > PIXELS_MAX)
    gdk_pixbuf_loader_set_size (loader, 0, 0);
}

static GdkPixbufLoader *
load (const char  *path,
      GError     **error)
{
  g_autoptr(GdkPixbufLoader) loader = NULL;
  g_autofree char *bytes = NULL;
  gsize length;

  bytes = weir_bounded_file_read (path, BYTES_MAX, TRUE, &length, error);
  if (bytes == NULL)
    return NULL;

  loader = gdk_pixbuf_loader_new_with_type ("png", error);
  if (loader == NULL)
    return NULL;

  g_signal_connect (loader, "size-prepared", G_CALLBACK (on_size_prepared), NULL);
  if (!gdk_pixbuf_loader_write (loader, (const guchar *) bytes, length, error))
    {
      gdk_pixbuf_loader_close (loader, NULL);
      return NULL;
    }

  return gdk_pixbuf_loader_close (loader, error) ? g_steal_pointer (&loader) : NULL;
}

/**
 * weir_picture_note_from_png:
 * @path: a picture
 * @error: return location
 *
 * Reads where a picture comes from. Any thread; it waits for the file.
 *
 * Returns: (transfer full): the note; %NULL and an error if @path is no picture,
 *   or one that Weir did not save
 */
WeirPictureNote *
weir_picture_note_from_png (const char  *path,
                            GError     **error)
{
  g_autoptr(GdkPixbufLoader) loader = NULL;
  const char *text;

  g_return_val_if_fail (path != NULL, NULL);

  loader = load (path, error);
  if (loader == NULL)
    return NULL;

  text = gdk_pixbuf_get_option (gdk_pixbuf_loader_get_pixbuf (loader), WEIR_PICTURE_NOTE_KEY);
  if (text == NULL)
    {
      g_autofree char *name = g_filename_display_basename (path);

      g_set_error (error, WEIR_CHART_SAVER_ERROR, WEIR_CHART_SAVER_ERROR_NOTE,
                   _("“%s” does not say what it shows: drop a PNG that Weir saved of a chart"), name);
      return NULL;
    }

  return weir_picture_note_from_text (text, error);
}

/**
 * weir_picture_note_free:
 * @self: (transfer full): a note
 */
void
weir_picture_note_free (WeirPictureNote *self)
{
  g_free (self->workspace);
  g_free (self->dashboard);
  g_free (self);
}
