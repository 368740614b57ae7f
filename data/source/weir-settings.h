#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * WeirSettings:
 *
 * How to reach a Kafka cluster: bootstrap servers and librdkafka properties
 * (so TLS, SASL and everything else pass through). Reference-counted, not
 * changed after it was given to a source or a producer.
 */
#define WEIR_TYPE_SETTINGS (weir_settings_get_type ())
G_DECLARE_FINAL_TYPE (WeirSettings, weir_settings, WEIR, SETTINGS, GObject)

WeirSettings *weir_settings_new           (const char    *bootstrap);
const char   *weir_settings_get_bootstrap (WeirSettings  *self);
gboolean      weir_settings_set_pair      (WeirSettings  *self,
                                           const char    *pair,
                                           GError       **error);
void          weir_settings_set           (WeirSettings  *self,
                                           const char    *name,
                                           const char    *value);
GVariant     *weir_settings_to_variant    (WeirSettings  *self);
WeirSettings *weir_settings_new_from_variant (GVariant   *variant);
const char   *weir_settings_get           (WeirSettings  *self,
                                           const char    *name);
void          weir_settings_add           (WeirSettings  *self,
                                           WeirSettings  *other);
gboolean      weir_settings_load_file     (WeirSettings  *self,
                                           const char    *path,
                                           GError       **error);
const char   *weir_settings_get_notes     (WeirSettings  *self);
gboolean      weir_settings_has_secrets   (WeirSettings  *self);
char         *weir_settings_describe      (WeirSettings  *self);
void          weir_settings_set_embedded  (WeirSettings  *self,
                                           gboolean       embedded);
gboolean      weir_settings_is_embedded   (WeirSettings  *self);
gpointer      weir_settings_build_conf    (WeirSettings  *self,
                                           gboolean       producer,
                                           GError       **error);

G_END_DECLS
