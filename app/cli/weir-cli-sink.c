#include "config.h"

#include "app/cli/weir-cli-sink.h"

void
weir_cli_sink_init (WeirCliSink           *self,
                    const WeirSinkMethods *sink_methods,
                    WeirCliOutput         *output)
{
  self->sink.methods = sink_methods;
  self->output = output;
}

void
weir_cli_sink_clear (WeirCliSink *self)
{
  g_clear_pointer (&self->output, weir_cli_output_free);
  g_clear_error (&self->error);
}

void
weir_cli_sink_add_row (WeirCliSink     *self,
                       const WeirValue *values)
{
  if (self->error == NULL)
    weir_cli_output_add_row (self->output, values, &self->error);
}

void
weir_cli_sink_end_line (WeirCliSink *self)
{
  if (self->error == NULL)
    weir_cli_output_end_line (self->output, &self->error);
}

static gboolean
check (WeirCliSink  *self,
       GError      **error)
{
  if (self->error == NULL)
    return TRUE;

  g_propagate_error (error, g_error_copy (self->error));
  return FALSE;
}

gboolean
weir_cli_sink_batch_end (WeirSink             *sink,
                         const WeirSinkClock  *clock,
                         GError              **error)
{
  WeirCliSink *self = (WeirCliSink *) sink;

  if (self->error == NULL && self->output != NULL)
    weir_cli_output_flush (self->output, &self->error);

  return check (self, error);
}

gboolean
weir_cli_sink_finish (WeirSink  *sink,
                      GError   **error)
{
  WeirCliSink *self = (WeirCliSink *) sink;

  if (self->error == NULL)
    self->finished = self->output == NULL || weir_cli_output_finish (self->output, &self->error);

  return check (self, error);
}

/* On standard output what was flushed has left; a file is nothing before it is whole. */
gboolean
weir_cli_sink_is_delivered (WeirSink *sink)
{
  WeirCliSink *self = (WeirCliSink *) sink;

  if (self->error != NULL)
    return FALSE;

  return self->finished || self->output == NULL || (!self->waits && weir_cli_output_is_flushed (self->output));
}
