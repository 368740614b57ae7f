#include "config.h"

#include <glib/gi18n.h>
#include <pthread.h>
#include <string.h>

#include "app/cli/weir-cli-lag-server.h"
#include "app/cli/weir-cli.h"

#define CONNECTIONS_MAX   8
#define REQUEST_MAX_BYTES 8192
#define PATIENCE_SECONDS  5

#define OPENMETRICS "application/openmetrics-text; version=1.0.0; charset=utf-8"
#define PLAIN       "text/plain; charset=utf-8"

struct _WeirCliLagServer
{
  GSocketService  *service;
  GMainContext    *context;  /* where connections are accepted */
  GMainLoop       *loop;
  GThread         *thread;
  char            *host;
  guint16          port;

  pthread_mutex_t  mutex;    /* guards the text */
  GBytes          *text;     /* nullable: nothing was given yet */
};

/* The first line and the headers; their end is an empty line. NULL: it is none, or too long. */
static char *
weir_cli_lag_server_read (GInputStream *input)
{
  char buffer[REQUEST_MAX_BYTES + 1];
  gsize n = 0;

  while (n < REQUEST_MAX_BYTES)
    {
      gssize got = g_input_stream_read (input, buffer + n, REQUEST_MAX_BYTES - n, NULL, NULL);

      if (got <= 0)
        return NULL;
      n += (gsize) got;
      buffer[n] = '\0';
      if (strlen (buffer) < n)
        return NULL;
      if (strstr (buffer, "\r\n\r\n") != NULL || strstr (buffer, "\n\n") != NULL)
        return g_strdup (buffer);
    }

  return NULL;
}

static GBytes *
weir_cli_lag_server_get_text (WeirCliLagServer *self)
{
  GBytes *text;

  pthread_mutex_lock (&self->mutex);
  text = self->text != NULL ? g_bytes_ref (self->text) : NULL;
  pthread_mutex_unlock (&self->mutex);

  return text;
}

/* A client that goes away while it is answered is its own affair. */
static void
weir_cli_lag_server_write (GOutputStream *output,
                           const char    *status,
                           const char    *type,
                           GBytes        *body,
                           gboolean       with_body)
{
  gsize length;
  const char *bytes = g_bytes_get_data (body, &length);
  g_autofree char *head = g_strdup_printf ("HTTP/1.1 %s\r\nContent-Type: %s\r\nContent-Length: %" G_GSIZE_FORMAT "\r\n"
                                           "Connection: close\r\n\r\n", status, type, length);
  gboolean told = g_output_stream_write_all (output, head, strlen (head), NULL, NULL, NULL)
                  && (!with_body || g_output_stream_write_all (output, bytes, length, NULL, NULL, NULL));

  if (!told)
    g_debug ("a client went away while it was answered");
}

static gboolean
weir_cli_lag_server_run (GThreadedSocketService *service,
                         GSocketConnection      *connection,
                         GObject                *source,
                         WeirCliLagServer       *self)
{
  g_autofree char *request = NULL;
  g_autoptr(GBytes) text = weir_cli_lag_server_get_text (self);
  g_autoptr(GBytes) words = NULL;
  GOutputStream *output = g_io_stream_get_output_stream (G_IO_STREAM (connection));
  g_auto(GStrv) parts = NULL;
  gboolean get;

  g_socket_set_timeout (g_socket_connection_get_socket (connection), PATIENCE_SECONDS);
  request = weir_cli_lag_server_read (g_io_stream_get_input_stream (G_IO_STREAM (connection)));
  parts = g_strsplit_set (request != NULL ? request : "", " \r\n", 3);
  get = parts[0] != NULL && g_str_equal (parts[0], "GET");

  if (parts[0] == NULL || parts[1] == NULL)
    {
      words = g_bytes_new_static ("no request\n", 11);
      weir_cli_lag_server_write (output, "400 Bad Request", PLAIN, words, TRUE);
    }
  else if (!get && !g_str_equal (parts[0], "HEAD"))
    {
      words = g_bytes_new_static ("only GET and HEAD\n", 18);
      weir_cli_lag_server_write (output, "405 Method Not Allowed", PLAIN, words, TRUE);
    }
  else if (!g_str_equal (parts[1], "/metrics") && !g_str_has_prefix (parts[1], "/metrics?"))
    {
      words = g_bytes_new_static ("what there is, is /metrics\n", 27);
      weir_cli_lag_server_write (output, "404 Not Found", PLAIN, words, get);
    }
  else if (text == NULL)
    {
      words = g_bytes_new_static ("nothing was read yet\n", 21);
      weir_cli_lag_server_write (output, "503 Service Unavailable", PLAIN, words, get);
    }
  else
    {
      weir_cli_lag_server_write (output, "200 OK", OPENMETRICS, text, get);
    }

  return TRUE;
}

static GSocketAddress *
weir_cli_lag_server_parse (const char  *text,
                           GError     **error)
{
  g_autoptr(GSocketConnectable) parsed = g_network_address_parse (text, 9308, error);
  g_autoptr(GInetAddress) address = NULL;
  const char *host;

  if (parsed == NULL)
    {
      g_prefix_error (error, "--listen: ");
      return NULL;
    }

  host = g_network_address_get_hostname (G_NETWORK_ADDRESS (parsed));
  address = g_inet_address_new_from_string (g_str_equal (host, "localhost") ? "127.0.0.1" : host);
  if (address == NULL || !g_inet_address_get_is_loopback (address))
    {
      g_set_error (error, WEIR_CLI_ERROR, WEIR_CLI_ERROR_USAGE,
                   _("--listen: “%s” is no loopback address. Group names are told to whoever asks, so only this machine may: "
                     "give 127.0.0.1:PORT, and put a proxy that checks who asks in front of it"), host);
      return NULL;
    }

  return g_inet_socket_address_new (address, g_network_address_get_port (G_NETWORK_ADDRESS (parsed)));
}

static gpointer
weir_cli_lag_server_serve (gpointer data)
{
  WeirCliLagServer *self = data;

  g_main_context_push_thread_default (self->context);
  g_socket_service_start (self->service);
  g_main_loop_run (self->loop);
  g_main_context_pop_thread_default (self->context);

  return NULL;
}

static char *
weir_cli_lag_server_dup_host (GInetSocketAddress *address)
{
  GInetAddress *inet = g_inet_socket_address_get_address (address);
  g_autofree char *text = g_inet_address_to_string (inet);

  return g_inet_address_get_family (inet) == G_SOCKET_FAMILY_IPV6 ? g_strdup_printf ("[%s]", text)
                                                                  : g_steal_pointer (&text);
}

WeirCliLagServer *
weir_cli_lag_server_new (const char  *address,
                         GError     **error)
{
  g_autoptr(WeirCliLagServer) self = g_new0 (WeirCliLagServer, 1);
  g_autoptr(GSocketAddress) wanted = NULL;
  g_autoptr(GSocketAddress) got = NULL;

  pthread_mutex_init (&self->mutex, NULL);
  self->context = g_main_context_new ();
  self->loop = g_main_loop_new (self->context, FALSE);
  wanted = weir_cli_lag_server_parse (address, error);
  if (wanted == NULL)
    return NULL;

  /* Accepting belongs to the context that is the thread's default now. */
  g_main_context_push_thread_default (self->context);
  self->service = g_threaded_socket_service_new (CONNECTIONS_MAX);
  g_socket_service_stop (self->service);
  g_signal_connect (self->service, "run", G_CALLBACK (weir_cli_lag_server_run), self);
  if (g_socket_listener_add_address (G_SOCKET_LISTENER (self->service), wanted, G_SOCKET_TYPE_STREAM,
                                     G_SOCKET_PROTOCOL_TCP, NULL, &got, error))
    self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (got));
  g_main_context_pop_thread_default (self->context);
  if (got == NULL)
    {
      g_prefix_error (error, "--listen %s: ", address);
      return NULL;
    }

  self->host = weir_cli_lag_server_dup_host (G_INET_SOCKET_ADDRESS (got));
  self->thread = g_thread_new ("weir-metrics", weir_cli_lag_server_serve, self);

  return g_steal_pointer (&self);
}

const char *
weir_cli_lag_server_get_host (WeirCliLagServer *self)
{
  return self->host;
}

guint16
weir_cli_lag_server_get_port (WeirCliLagServer *self)
{
  return self->port;
}

void
weir_cli_lag_server_put (WeirCliLagServer *self,
                         const char       *text)
{
  GBytes *bytes = g_bytes_new (text, strlen (text));

  pthread_mutex_lock (&self->mutex);
  g_clear_pointer (&self->text, g_bytes_unref);
  self->text = bytes;
  pthread_mutex_unlock (&self->mutex);
}

void
weir_cli_lag_server_free (WeirCliLagServer *self)
{
  if (self->thread != NULL)
    {
      g_main_loop_quit (self->loop);
      g_thread_join (self->thread);
    }
  if (self->service != NULL)
    {
      g_socket_service_stop (self->service);
      g_socket_listener_close (G_SOCKET_LISTENER (self->service));
      g_object_unref (self->service);
    }
  g_main_loop_unref (self->loop);
  g_main_context_unref (self->context);
  g_clear_pointer (&self->text, g_bytes_unref);
  g_free (self->host);
  pthread_mutex_destroy (&self->mutex);
  g_free (self);
}
