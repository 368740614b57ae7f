#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * WeirSettings:
 *
 * How to reach a Kafka cluster: bootstrap servers and librdkafka properties
 * (so TLS, SASL and everything else pass through). Reference-counted, not
 * changed after it was handed to a source or a producer.
 */
#define WEIR_TYPE_SETTINGS (weir_settings_get_type ())
G_DECLARE_FINAL_TYPE (WeirSettings, weir_settings, WEIR, SETTINGS, GObject)

WeirSettings *weir_settings_new           (const char    *bootstrap);
const char   *weir_settings_get_bootstrap (WeirSettings  *self);
/* `name=value`, kcat's -X; an unknown name is refused by librdkafka when used. */
gboolean      weir_settings_set_pair      (WeirSettings  *self,
                                           const char    *pair,
                                           GError       **error);
void          weir_settings_set           (WeirSettings  *self,
                                           const char    *name,
                                           const char    *value);
const char   *weir_settings_get           (WeirSettings  *self,
                                           const char    *name);
/* Sets all that @other has. */
void          weir_settings_add           (WeirSettings  *self,
                                           WeirSettings  *other);
/* kcat's -F: lines of name=value, # comments; Java client names are translated or refused with the reason. */
gboolean      weir_settings_load_file     (WeirSettings  *self,
                                           const char    *path,
                                           GError       **error);
const char   *weir_settings_get_notes     (WeirSettings  *self);
/* Every name set, sorted; values of secrets read "[hidden]". (transfer full) */
char         *weir_settings_describe      (WeirSettings  *self);
/* Tells librdkafka objects made from it that the broker is the embedded one (fetch.wait.max.ms 10). */
void          weir_settings_set_embedded  (WeirSettings  *self,
                                           gboolean       embedded);
gboolean      weir_settings_is_embedded   (WeirSettings  *self);
/* (transfer full): an rd_kafka_conf_t with our rules applied (no automatic commits …), NULL and @error if a property is refused. */
gpointer      weir_settings_build_conf    (WeirSettings  *self,
                                           gboolean       producer,
                                           GError       **error);

G_END_DECLS
