#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * The clusters that the user connected with, in the program's preferences.
 * Passwords and keys are never among what is kept.
 */

/**
 * WeirKnownConnection:
 * @bootstrap: addresses of brokers
 * @group: consumer group; "" for none
 * @file: a file of properties; "" for none
 * @properties: name=value, one a line, without secrets
 * @lacks_secrets: some were left out
 */
typedef struct
{
  char     *bootstrap;
  char     *group;
  char     *file;
  char     *properties;
  gboolean  lacks_secrets;
} WeirKnownConnection;

void       weir_known_connection_free (WeirKnownConnection *self);
/* Newest first. (transfer full) (element-type WeirKnownConnection) */
GPtrArray *weir_known_connections_list (void);
/* @properties may have secrets: they are left out. */
void       weir_known_connections_add  (const char *bootstrap,
                                        const char *group,
                                        const char *file,
                                        const char *properties);

G_END_DECLS
