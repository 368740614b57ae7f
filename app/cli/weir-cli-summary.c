#include "config.h"

#include "app/cli/weir-cli-summary.h"

#include "data/base/weir-output-file.h"

struct _WeirCliSummary
{
  GString *json;   /* owned; without its end */
};

WeirCliSummary *
weir_cli_summary_new (void)
{
  WeirCliSummary *self = g_new0 (WeirCliSummary, 1);

  self->json = g_string_new ("{");

  return self;
}

void
weir_cli_summary_add (WeirCliSummary *self,
                      const char     *name,
                      guint64         n)
{
  g_string_append_printf (self->json, "%s\"%s\":%" G_GUINT64_FORMAT, self->json->len > 1 ? "," : "", name, n);
}

void
weir_cli_summary_note (WeirCliSummary *self,
                       const char     *name,
                       guint64         n)
{
  if (n > 0)
    weir_cli_summary_add (self, name, n);
}

GString *
weir_cli_summary_get_text (WeirCliSummary *self)
{
  return self->json;
}

gboolean
weir_cli_summary_save (WeirCliSummary  *self,
                       const char      *path,
                       GError         **error)
{
  g_autoptr(WeirOutputFile) file = NULL;

  if (path == NULL)
    return TRUE;

  g_string_append (self->json, "}\n");
  file = weir_output_file_new (path, weir_output_file_is_gzip (path), error);

  return file != NULL && weir_output_file_write (file, self->json->str, self->json->len, error) &&
         weir_output_file_finish (file, error);
}

void
weir_cli_summary_free (WeirCliSummary *self)
{
  if (self == NULL)
    return;

  g_string_free (self->json, TRUE);
  g_free (self);
}
