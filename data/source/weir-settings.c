#include "config.h"

#include "data/source/weir-settings.h"

#include "data/base/weir-bounded-file.h"
#include "data/source/weir-certificate.h"
#include "data/source/weir-java-properties.h"
#include "data/source/weir-properties-file.h"
#include "data/source/weir-property.h"
#include "data/source/weir-source-error.h"

#include <glib/gi18n-lib.h>
#include <librdkafka/rdkafka.h>
#include <string.h>

/* Our own property, never shown to librdkafka. */
#define ALLOW_PLAINTEXT_PASSWORD "weir.allow.plaintext.password"

struct _WeirSettings
{
  GObject     parent_instance;

  GHashTable *properties; /* name to value, both owned */
  GString    *notes;      /* a line for each file of which something was left out */
  gboolean    embedded;
};

typedef struct
{
  const char *name;
  const char *value;
} Property;

/* What Weir's promises rest on: no setting of the user's changes it. */
static const Property consumer_rules[] = {
  /* Commits happen when the records were handled, and closing never waits for one. */
  { "enable.auto.commit", "false" },
  { "enable.auto.offset.store", "false" },
  /* Only "error" reports lost records; "earliest" and "latest" skip them silently. */
  { "auto.offset.reset", "error" },
  { "enable.partition.eof", "true" },
};

static const Property consumer_defaults[] = {
  { "client.id", "weir" },
  { "socket.nagle.disable", "true" },
  { "log.connection.close", "false" },
  { "reconnect.backoff.max.ms", "2000" },
  /* Otherwise all brokers are forgotten when none is up, and tried anew without a pause, a group's coordinator many
   * times a second. Those named at the start stay known either way. */
  { "metadata.recovery.strategy", "none" },
  { "topic.metadata.refresh.interval.ms", "30000" },
  /* How long a deleted topic may still be about to appear. */
  { "topic.metadata.propagation.max.ms", "5000" },
  { "check.crcs", "true" },
  /* Prefetch: bounded (4 MiB of payload are about 12 MiB of memory) and asked for in small pieces,
   * so that a record is still in the processor's caches when its turn comes, and because all of an
   * answer is decompressed at once, which may be thousands of times as much; with no pause of a
   * second after it was full. */
  { "fetch.message.max.bytes", "65536" },
  { "queued.max.messages.kbytes", "4096" },
  { "queued.min.messages", "30000" },
  { "fetch.queue.backoff.ms", "1" },
};

/* Of the group protocol that is not KIP-848's, which refuses them. */
static const Property classic_defaults[] = {
  { "partition.assignment.strategy", "range" },
  /* A member that comes or goes waits until each of the others has asked. */
  { "heartbeat.interval.ms", "1000" },
};

static const Property producer_defaults[] = {
  { "client.id", "weir" },
  { "socket.nagle.disable", "true" },
  { "log.connection.close", "false" },
  { "reconnect.backoff.max.ms", "2000" },
  /* Otherwise all brokers are forgotten when none is up, and tried anew without a pause, a group's coordinator many
   * times a second. Those named at the start stay known either way. */
  { "metadata.recovery.strategy", "none" },
  /* Neither doubles nor a changed order after a retry. */
  { "enable.idempotence", "true" },
  { "compression.codec", "lz4" },
  { "queue.buffering.max.kbytes", "65536" },
  /* The broker decides how large a record may be, not this client. */
  { "message.max.bytes", "67108864" },
};

G_DEFINE_FINAL_TYPE (WeirSettings, weir_settings, G_TYPE_OBJECT)

static void
log_cb (const rd_kafka_t *rk,
        int               level,
        const char       *facility,
        const char       *text)
{
  g_debug ("%s: %s", facility, text);
}

static gboolean
is_rule (const char *name,
         gboolean    producer)
{
  if (producer)
    return FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (consumer_rules); i++)
    if (g_str_equal (name, consumer_rules[i].name))
      return TRUE;

  return FALSE;
}

static void
weir_settings_finalize (GObject *object)
{
  WeirSettings *self = WEIR_SETTINGS (object);

  g_hash_table_unref (self->properties);
  g_string_free (self->notes, TRUE);

  G_OBJECT_CLASS (weir_settings_parent_class)->finalize (object);
}

static void
weir_settings_class_init (WeirSettingsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = weir_settings_finalize;
}

static void
weir_settings_init (WeirSettings *self)
{
  self->properties = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->notes = g_string_new (NULL);
}

/**
 * weir_settings_new:
 * @bootstrap: (nullable): host:port, several parted by commas
 *
 * Settings of one cluster. Build them on one thread; once given to a source
 * or producer they are only read, by any.
 *
 * Returns: (transfer full): the settings
 */
WeirSettings *
weir_settings_new (const char *bootstrap)
{
  WeirSettings *self = g_object_new (WEIR_TYPE_SETTINGS, NULL);

  if (bootstrap != NULL)
    weir_settings_set (self, "bootstrap.servers", bootstrap);

  return self;
}

/**
 * weir_settings_get_bootstrap:
 * @self: settings
 *
 * The brokers asked first. Any thread.
 *
 * Returns: (nullable): host:port, several parted by commas; borrowed
 */
const char *
weir_settings_get_bootstrap (WeirSettings *self)
{
  return weir_settings_get (self, "bootstrap.servers");
}

/**
 * weir_settings_set:
 * @self: settings
 * @name: a librdkafka property, by any of its names
 * @value: its value
 *
 * Sets a property, replacing what it had, by whichever of its names.
 */
void
weir_settings_set (WeirSettings *self,
                   const char   *name,
                   const char   *value)
{
  g_return_if_fail (WEIR_IS_SETTINGS (self));
  g_return_if_fail (name != NULL);
  g_return_if_fail (value != NULL);

  g_hash_table_insert (self->properties, g_strdup (weir_property_get_canonical (name)), g_strdup (value));
}

/**
 * weir_settings_add:
 * @self: settings
 * @other: settings whose properties win
 *
 * Sets every property that @other has.
 */
void
weir_settings_add (WeirSettings *self,
                   WeirSettings *other)
{
  GHashTableIter iter;
  gpointer name, value;

  g_return_if_fail (WEIR_IS_SETTINGS (self) && WEIR_IS_SETTINGS (other) && self != other);

  g_hash_table_iter_init (&iter, other->properties);
  while (g_hash_table_iter_next (&iter, &name, &value))
    weir_settings_set (self, name, value);
}

/*< private >
 * weir_settings_to_variant:
 * @self: settings
 *
 * For another process of this program; passwords stand in it. Any thread.
 *
 * Returns: (transfer floating): all of them, as weir_settings_new_from_variant() takes them
 */
GVariant *
weir_settings_to_variant (WeirSettings *self)
{
  GVariantBuilder list;
  GHashTableIter iter;
  gpointer name, value;

  g_return_val_if_fail (WEIR_IS_SETTINGS (self), NULL);

  g_variant_builder_init (&list, G_VARIANT_TYPE ("a(ayay)"));
  g_hash_table_iter_init (&iter, self->properties);
  while (g_hash_table_iter_next (&iter, &name, &value))
    g_variant_builder_add (&list, "(^ay^ay)", name, value);

  return g_variant_new ("(ba(ayay))", self->embedded, &list);
}

/*< private >
 * weir_settings_new_from_variant:
 * @variant: what weir_settings_to_variant() returned
 *
 * Returns: (transfer full) (nullable): the same settings; %NULL where it is something else
 */
WeirSettings *
weir_settings_new_from_variant (GVariant *variant)
{
  g_autoptr(GVariantIter) list = NULL;
  const char *name, *value;
  WeirSettings *self;

  if (!g_variant_is_of_type (variant, G_VARIANT_TYPE ("(ba(ayay))")))
    return NULL;

  self = weir_settings_new (NULL);
  g_variant_get (variant, "(ba(ayay))", &self->embedded, &list);
  while (g_variant_iter_next (list, "(^&ay^&ay)", &name, &value))
    weir_settings_set (self, name, value);

  return self;
}

/**
 * weir_settings_get:
 * @self: settings
 * @name: a property, by any of its names
 *
 * Any thread.
 *
 * Returns: (nullable): the value set, borrowed; %NULL if none was
 */
const char *
weir_settings_get (WeirSettings *self,
                   const char   *name)
{
  g_return_val_if_fail (WEIR_IS_SETTINGS (self), NULL);
  g_return_val_if_fail (name != NULL, NULL);

  return g_hash_table_lookup (self->properties, weir_property_get_canonical (name));
}

/**
 * weir_settings_set_pair:
 * @self: settings
 * @pair: `name=value`
 * @error: return location of a %WEIR_SOURCE_ERROR_SETTINGS
 *
 * Sets a property from kcat's `-X`. Whether librdkafka knows it shows in
 * weir_settings_build_conf().
 *
 * Returns: %FALSE with @error set if @pair is no pair
 */
gboolean
weir_settings_set_pair (WeirSettings  *self,
                        const char    *pair,
                        GError       **error)
{
  const char *equals;
  g_autofree char *name = NULL;

  g_return_val_if_fail (WEIR_IS_SETTINGS (self), FALSE);
  g_return_val_if_fail (pair != NULL, FALSE);

  equals = strchr (pair, '=');
  if (equals == NULL || equals == pair)
    {
      g_set_error (error, WEIR_SOURCE_ERROR, WEIR_SOURCE_ERROR_SETTINGS,
                   _("“%s” is no property; write name=value, as in -X security.protocol=ssl"),
                   pair);
      return FALSE;
    }

  name = g_strstrip (g_strndup (pair, (gsize) (equals - pair)));
  weir_settings_set (self, name, equals + 1);
  return TRUE;
}

static void
note_left_out (WeirSettings *self,
               const char   *path,
               GPtrArray    *names)
{
  g_autofree char *list = NULL;

  if (names->len == 0)
    return;

  g_ptr_array_add (names, NULL);
  list = g_strjoinv (", ", (char **) names->pdata);
  if (self->notes->len > 0)
    g_string_append_c (self->notes, '\n');
  /* Translators: a file, then names of properties */
  g_string_append_printf (self->notes, _("%s: left out, as they mean nothing here: %s"), path, list);
}

/**
 * weir_settings_get_notes:
 * @self: settings
 *
 * What of the files loaded was left out. Any thread.
 *
 * Returns: (transfer none) (nullable): a line for each such file; %NULL if nothing was
 */
const char *
weir_settings_get_notes (WeirSettings *self)
{
  g_return_val_if_fail (WEIR_IS_SETTINGS (self), NULL);

  return self->notes->len > 0 ? self->notes->str : NULL;
}

/**
 * weir_settings_load_file:
 * @self: settings
 * @path: a kcat configuration or a Java client's properties
 * @error: return location of a %WEIR_SOURCE_ERROR_SETTINGS, or a #GFileError
 *
 * Adds a file's properties: all of them, or, on error, none. A file named
 * `*.properties` is read by Java's rules (`:`, `!`, escapes).
 *
 * Returns: %FALSE with @error set; it names file and line
 */
gboolean
weir_settings_load_file (WeirSettings  *self,
                         const char    *path,
                         GError       **error)
{
  g_autoptr(GHashTable) properties = NULL;
  g_autoptr(GPtrArray) left_out = NULL;
  g_autofree char *content = NULL;
  GHashTableIter iter;
  gpointer name, value;
  gsize length;

  g_return_val_if_fail (WEIR_IS_SETTINGS (self), FALSE);
  g_return_val_if_fail (path != NULL, FALSE);

  properties = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  content = weir_bounded_file_read (path, WEIR_PROPERTIES_FILE_MAX_BYTES, FALSE, &length, error);
  if (content == NULL || !weir_properties_file_parse (properties, content, length, path, error))
    return FALSE;

  left_out = g_ptr_array_new_with_free_func (g_free);
  if (!weir_java_properties_translate (properties, left_out, error))
    {
      g_prefix_error (error, "%s: ", path);
      return FALSE;
    }
  note_left_out (self, path, left_out);

  g_hash_table_iter_init (&iter, properties);
  while (g_hash_table_iter_next (&iter, &name, &value))
    weir_settings_set (self, name, value);

  return TRUE;
}

/**
 * weir_settings_has_secrets:
 * @self: settings
 *
 * Whether a password or key is among them. Any thread.
 *
 * Returns: %TRUE if so
 */
gboolean
weir_settings_has_secrets (WeirSettings *self)
{
  GHashTableIter iter;
  gpointer name;

  g_return_val_if_fail (WEIR_IS_SETTINGS (self), FALSE);

  g_hash_table_iter_init (&iter, self->properties);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    if (weir_property_is_secret (name))
      return TRUE;

  return FALSE;
}

/**
 * weir_settings_describe:
 * @self: settings
 *
 * For logs and dialogs: passwords and keys never stand in it. Any thread.
 *
 * Returns: (transfer full): a line `name=value` for each property, sorted
 */
char *
weir_settings_describe (WeirSettings *self)
{
  g_autoptr(GList) names = NULL;
  GString *text;

  g_return_val_if_fail (WEIR_IS_SETTINGS (self), NULL);

  text = g_string_new (NULL);
  names = g_list_sort (g_hash_table_get_keys (self->properties), (GCompareFunc) g_strcmp0);
  for (GList *l = names; l != NULL; l = l->next)
    g_string_append_printf (text, "%s=%s\n", (const char *) l->data,
                            weir_property_is_secret (l->data) ? "[hidden]" : weir_settings_get (self, l->data));

  return g_string_free (text, FALSE);
}

/**
 * weir_settings_set_embedded:
 * @self: settings
 * @embedded: whether the broker is librdkafka's own in this process
 *
 * The embedded broker answers an empty fetch only after the whole waiting
 * time, so that is made short; and it cannot look offsets up by time.
 */
void
weir_settings_set_embedded (WeirSettings *self,
                            gboolean      embedded)
{
  g_return_if_fail (WEIR_IS_SETTINGS (self));

  self->embedded = embedded;
}

/**
 * weir_settings_is_embedded:
 * @self: settings
 *
 * Any thread.
 *
 * Returns: what weir_settings_set_embedded() said
 */
gboolean
weir_settings_is_embedded (WeirSettings *self)
{
  g_return_val_if_fail (WEIR_IS_SETTINGS (self), FALSE);

  return self->embedded;
}

static gboolean
conf_set (rd_kafka_conf_t  *conf,
          const char       *name,
          const char       *value,
          GError          **error)
{
  char reason[512];

  if (rd_kafka_conf_set (conf, name, value, reason, sizeof reason) == RD_KAFKA_CONF_OK)
    return TRUE;

  /* librdkafka repeats the value it refuses. */
  g_set_error (error, WEIR_SOURCE_ERROR, WEIR_SOURCE_ERROR_SETTINGS,
               _("property %s was refused: %s"), name,
               weir_property_is_secret (name) ? _("its value (hidden) is not valid") : reason);
  return FALSE;
}

static gboolean
conf_set_all (rd_kafka_conf_t  *conf,
              const Property   *list,
              guint             length,
              GError          **error)
{
  for (guint i = 0; i < length; i++)
    if (!conf_set (conf, list[i].name, list[i].value, error))
      return FALSE;

  return TRUE;
}

static gboolean
conf_set_user (WeirSettings     *self,
               rd_kafka_conf_t  *conf,
               gboolean          producer,
               GError          **error)
{
  GHashTableIter iter;
  gpointer name, value;

  g_hash_table_iter_init (&iter, self->properties);
  while (g_hash_table_iter_next (&iter, &name, &value))
    {
      if (weir_property_is_ours (name) || is_rule (name, producer))
        continue;
      if (!conf_set (conf, name, value, error))
        return FALSE;
    }

  return TRUE;
}

/* The password of SASL PLAIN crosses the network readable unless TLS carries it. */
static gboolean
check_password_is_safe (WeirSettings  *self,
                        GError       **error)
{
  const char *protocol = weir_settings_get (self, "security.protocol");
  const char *mechanism = weir_settings_get (self, "sasl.mechanisms");
  const char *consent = weir_settings_get (self, ALLOW_PLAINTEXT_PASSWORD);

  if (protocol == NULL || g_ascii_strcasecmp (protocol, "sasl_plaintext") != 0
      || mechanism == NULL || g_ascii_strcasecmp (mechanism, "PLAIN") != 0
      || (consent != NULL && g_ascii_strcasecmp (consent, "true") == 0))
    return TRUE;

  g_set_error (error, WEIR_SOURCE_ERROR, WEIR_SOURCE_ERROR_SETTINGS,
               _("SASL PLAIN without TLS sends the password readable by anyone on the way; "
                 "use security.protocol=sasl_ssl or a SCRAM mechanism, or allow it with %s=true"),
               ALLOW_PLAINTEXT_PASSWORD);
  return FALSE;
}

/* Answers so small that what waits to be read stays in the processor's cache; larger ones cost memory and bring no
 * speed. Where the user says how large a record may be, librdkafka makes the answers fit that. */
static gboolean
conf_set_answer (WeirSettings     *self,
                 rd_kafka_conf_t  *conf,
                 GError          **error)
{
  return weir_settings_get (self, "fetch.max.bytes") != NULL || weir_settings_get (self, "message.max.bytes") != NULL
         || conf_set (conf, "fetch.max.bytes", "1048576", error);
}

/* The broker shares the partitions out by itself with the newer protocol, and refuses to hear how. */
static gboolean
conf_set_classic (WeirSettings     *self,
                   rd_kafka_conf_t  *conf,
                   GError          **error)
{
  const char *protocol = weir_settings_get (self, "group.protocol");

  if (protocol != NULL && g_ascii_strcasecmp (protocol, "consumer") == 0)
    return TRUE;

  for (guint i = 0; i < G_N_ELEMENTS (classic_defaults); i++)
    if (weir_settings_get (self, classic_defaults[i].name) == NULL
        && !conf_set (conf, classic_defaults[i].name, classic_defaults[i].value, error))
      return FALSE;

  return TRUE;
}

static gboolean
conf_fill (WeirSettings     *self,
           rd_kafka_conf_t  *conf,
           gboolean          producer,
           GError          **error)
{
  static const Property embedded_consumer[] = { { "fetch.wait.max.ms", "10" } };

  if (!check_password_is_safe (self, error))
    return FALSE;

  if (producer)
    return conf_set_all (conf, producer_defaults, G_N_ELEMENTS (producer_defaults), error)
           && conf_set_user (self, conf, producer, error);

  return conf_set_all (conf, consumer_defaults, G_N_ELEMENTS (consumer_defaults), error)
         && (!self->embedded || conf_set_all (conf, embedded_consumer, 1, error))
         && conf_set_user (self, conf, producer, error)
         && conf_set_answer (self, conf, error)
         && conf_set_classic (self, conf, error)
         && conf_set_all (conf, consumer_rules, G_N_ELEMENTS (consumer_rules), error);
}

/**
 * weir_settings_build_conf:
 * @self: settings
 * @producer: for a producer, else a consumer
 * @error: return location of a %WEIR_SOURCE_ERROR_SETTINGS
 *
 * Our defaults, then the user's properties, then the rules that Weir's
 * promises rest on (no automatic commits or resets), which the user's cannot
 * change. Any thread.
 *
 * Returns: (transfer full): an `rd_kafka_conf_t`, or %NULL with @error set
 */
gpointer
weir_settings_build_conf (WeirSettings  *self,
                          gboolean       producer,
                          GError       **error)
{
  rd_kafka_conf_t *conf;

  g_return_val_if_fail (WEIR_IS_SETTINGS (self), NULL);

  if (weir_settings_get_bootstrap (self) == NULL)
    {
      g_set_error_literal (error, WEIR_SOURCE_ERROR, WEIR_SOURCE_ERROR_SETTINGS,
                           _("no broker was named; set bootstrap.servers to host:port"));
      return NULL;
    }

  conf = rd_kafka_conf_new ();
  rd_kafka_conf_set_log_cb (conf, log_cb);
  weir_certificate_watch (conf);
  if (!conf_fill (self, conf, producer, error))
    g_clear_pointer (&conf, rd_kafka_conf_destroy);

  return conf;
}
